"""A picture file in the form that was chosen for it: byte for byte where that is possible.

In three ways, the first that will do: the very bytes; the same pixels with other words beside
them; or written anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.domain.export_preset import ExportColours
from desktop.domain.provenance import Provenance
from desktop.domain.size import Size
from desktop.imaging.codec import read_header, read_picture
from desktop.imaging.credentials import has_credentials
from desktop.imaging.exif_writing import ExifChanges, exif_with
from desktop.imaging.export import CREDENTIALS_NOTE, FORMATS, Export
from desktop.imaging.export_shape import Shape, in_colours, shaped
from desktop.imaging.file_kind import FileKind
from desktop.imaging.file_writer import write_picture, writing_notes
from desktop.imaging.icc import colours_meant, is_usable, space_of
from desktop.imaging.icc_writing import profile_of
from desktop.imaging.metadata_swap import LONGEST_SEGMENT, SWAPPABLE, Carried, with_carried
from desktop.imaging.picture import FileFacts
from desktop.imaging.picture_header import PictureHeader
from desktop.imaging.write_options import Format, Metadata, WriteOptions
from desktop.imaging.xmp import has_recipe, without_recipe, xmp_with

PARAMETERS = "parameters"
"""The keyword under which galleries look for the recipe in a PNG."""

_ENLARGED = "It was enlarged, which makes no detail."
_NO_PLACE = "WebP keeps the resolution in EXIF, which was left out with all other metadata."
_NO_PROFILE = (
    "No profile was added: without one the colours mean sRGB, and the Content Credentials stay."
)
_TOO_LONG = "EXIF or XMP are too long for JPEG, and are left out."


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWish:
    """What the file is to be. `options.metadata` STRIP leaves out all that `says` and keeps.

    `says` is where the picture comes from; None: nothing is said. `says_recipe`: with the prompt
    and all that makes the request repeatable.
    """

    target: Format
    options: WriteOptions = WriteOptions()
    shape: Shape = Shape()
    colours: ExportColours = ExportColours.KEEP
    says: Provenance | None = None
    says_recipe: bool = False

    @property
    def is_bare(self) -> bool:
        return self.options.metadata is Metadata.STRIP

    @property
    def tells_recipe(self) -> bool:
        return self.says is not None and self.says_recipe


def export_as(data: bytes, wish: ExportWish, name: str = "the picture") -> Export:
    """The file. ProblemError: no picture that can be read, or one that the format cannot hold."""
    header = read_header(data, name)
    make = _with_same_pixels if _keeps_pixels(header, wish) else _anew
    made = make(data, header, wish, name)
    if wish.target is Format.WEBP and wish.is_bare and wish.options.dpi:
        return replace(made, notes=(*made.notes, _NO_PLACE))
    return made


def with_words(data: bytes, wish: ExportWish, name: str = "the picture") -> bytes:
    """A file that is as it should be but for its metadata, such as a JPEG changed in part."""
    header = read_header(data, name)
    return with_carried(data, header.kind, _carried(header, wish))


def colours_of(header: PictureHeader) -> ExportColours:
    """What a file's numbers mean as they are; KEEP: none of the spaces that can be chosen."""
    is_rgb = header.mode.partition(";")[0] in {"RGB", "RGBA", "P", "PA"}
    if not is_rgb or space_of(header.icc) not in {"", "RGB"}:
        return ExportColours.KEEP
    return colours_meant(header.icc)


def _keeps_pixels(header: PictureHeader, wish: ExportWish) -> bool:
    """Whether the file's pixels are what is wanted, and can be left as they are packed."""
    if FORMATS.get(header.kind) is not wish.target or header.kind not in SWAPPABLE:
        return False
    size = header.upright_size
    same_size = wish.shape.size_for(size) == size
    same_colours = wish.colours in {ExportColours.KEEP, colours_of(header)}
    # Without EXIF nothing would turn the picture upright.
    same_way_up = header.orientation == 1 or not wish.is_bare
    return same_size and same_colours and same_way_up and _keeps_loss(header, wish.options)


def _new_profile(header: PictureHeader, colours: ExportColours) -> bytes | None:
    """The profile that is missing in a file that is in these colours already."""
    if colours is ExportColours.KEEP or is_usable(header.icc):
        return None
    return profile_of(colours)


def _keeps_loss(header: PictureHeader, options: WriteOptions) -> bool:
    """A quality that was asked for has to be made; PNG has none."""
    return header.kind is FileKind.PNG or options.quality is None


def _with_same_pixels(data: bytes, header: PictureHeader, wish: ExportWish, name: str) -> Export:
    # Handed on only what can be opened: a damaged file is not copied unnoticed.
    read_picture(data, name)
    is_certified = has_credentials(data, header.kind)
    carried = _carried(header, wish)
    if not wish.is_bare and not wish.tells_recipe and wish.options.dpi is None:
        says_enough = is_certified or wish.says is None
        same = carried.xmp == header.xmp and carried.exif == header.exif
        is_as_it_was = same or (says_enough and not has_recipe(header.xmp))
        # Without a profile it means sRGB, and adding one would cost the credentials.
        means_the_same = carried.icc is None or (is_certified and header.icc is None)
        if is_as_it_was and means_the_same:
            lacks_profile = carried.icc is not None
            return _handed_on(data, wish, is_certified=is_certified, lacks_profile=lacks_profile)
    notes: tuple[str, ...] = (CREDENTIALS_NOTE,) if is_certified else ()
    if header.kind is FileKind.JPEG and _is_too_long(carried):
        notes += (_TOO_LONG,)
    made = with_carried(data, header.kind, carried)
    return Export(data=made, target=wish.target, notes=notes, is_copy=True)


def _handed_on(data: bytes, wish: ExportWish, *, is_certified: bool, lacks_profile: bool) -> Export:
    return Export(
        data=data,
        target=wish.target,
        notes=(_NO_PROFILE,) if lacks_profile else (),
        is_copy=True,
        keeps_credentials=is_certified,
    )


def _carried(header: PictureHeader, wish: ExportWish) -> Carried:
    icc = _new_profile(header, wish.colours)
    if wish.is_bare:
        return Carried(icc=icc, dpi=wish.options.dpi or header.dpi, keeps_others=False)
    exif, xmp = _words(header.exif, header.xmp, wish)
    old = (PARAMETERS,) if has_recipe(header.xmp) else ()
    return Carried(icc=icc, exif=exif, xmp=xmp, dpi=wish.options.dpi, texts=_texts(wish), drops=old)


def _words(
    exif: bytes | None, xmp: bytes | None, wish: ExportWish, size: Size | None = None
) -> tuple[bytes | None, bytes | None]:
    """EXIF and XMP with what is to be said. PNG has a text of its own for the parameters."""
    comment = None
    if wish.says is not None and wish.says_recipe and wish.target is not Format.PNG:
        comment = wish.says.parameters
    changes = ExifChanges(
        comment=comment,
        clears_comment=has_recipe(xmp),
        dpi=wish.options.dpi,
        makes_place=wish.target is Format.WEBP,
        size=size,
    )
    changed = exif if changes.is_nothing else exif_with(exif, changes)
    plain = xmp if wish.says_recipe else without_recipe(xmp)
    return changed, xmp_with(plain, wish.says, says_recipe=wish.says_recipe)


def _texts(wish: ExportWish) -> tuple[tuple[str, str], ...]:
    if wish.says is None or not wish.says_recipe or wish.target is not Format.PNG:
        return ()
    return ((PARAMETERS, wish.says.parameters),)


def _anew(data: bytes, header: PictureHeader, wish: ExportWish, name: str) -> Export:
    picture = read_picture(data, name)
    notes = header.notes
    if wish.shape.enlarges(picture.size):
        notes += (_ENLARGED,)
    picture = shaped(picture, wish.shape)
    picture, said = in_colours(picture, wish.colours)
    notes += said
    options = replace(wish.options, texts=_texts(wish))
    if not wish.is_bare:
        picture = replace(picture, facts=_facts(picture.facts, picture.size, wish))
    notes += writing_notes(picture, wish.target, options)
    if has_credentials(data, header.kind):
        notes += (CREDENTIALS_NOTE,)
    made = write_picture(picture, wish.target, options)
    return Export(data=made, target=wish.target, notes=notes)


def _facts(facts: FileFacts, size: Size, wish: ExportWish) -> FileFacts:
    changed = size if wish.shape.bounds is not None else None
    exif, xmp = _words(facts.exif, facts.xmp, wish, changed)
    return replace(facts, exif=exif, xmp=xmp)


def _is_too_long(carried: Carried) -> bool:
    return max(len(carried.exif or b""), len(carried.xmp or b"")) + 32 > LONGEST_SEGMENT
