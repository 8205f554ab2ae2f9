"""What is exported and how, as values, and in words what the file will hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.export_preset import (
    USUAL_QUALITY,
    ExportColours,
    ExportFormat,
    ExportMetadata,
    ExportPreset,
)
from desktop.domain.name_template import NameFacts
from desktop.domain.provenance import SourceType
from desktop.domain.size import Size
from desktop.imaging.export_shape import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSubject:
    """What is exported: the first picture, and how many go with it.

    `facts` are what its name can be made of; `colours` what its numbers mean (KEEP: another space
    than those that can be chosen). `tells` says in words what stands in the file beside
    the pixels; `format` is the file's own. `is_result` is false for a picture that no edit made.
    `came_as_jpeg`: it was laid into a JPEG, of which only what changed has to be rewritten.
    """

    name: str
    size: Size
    facts: NameFacts = NameFacts()
    folder: str = ""
    count: int = 1
    format: ExportFormat | None = None
    colours: ExportColours = ExportColours.SRGB
    tells: tuple[str, ...] = ()
    source: SourceType | None = None
    has_alpha: bool = False
    has_credentials: bool = False
    original_has_credentials: bool = False
    original_suffix: str = ".png"
    is_result: bool = True
    came_as_jpeg: bool = False
    pages: int = 1

    @property
    def is_simulated(self) -> bool:
        return self.source is SourceType.SIMULATED


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportChoice:
    """How to write it and where: `target` is a file, or a folder when there are several.

    `may_replace`: the designer has agreed that a file of that name is replaced.
    """

    preset: ExportPreset
    target: Path
    may_replace: bool


_LAYERS = (
    "The original and each edit on it as a layer with its mask, and the colour profile. Neither "
    "recipe nor metadata are in it."
)


def target_for(path: Path, format_: ExportFormat) -> tuple[Path, bool]:
    """The path with an ending that tells the truth, and whether it is the one that was chosen."""
    if not format_.suffixes or path.suffix.lower() in format_.suffixes:
        return path, True
    return path.with_name(path.name + format_.suffixes[0]), False


def holds_words(subject: ExportSubject, preset: ExportPreset) -> tuple[str, ...]:
    """In sentences, what the file will hold beside its pixels."""
    if preset.format is ExportFormat.ORIGINAL:
        return tuple(_original_words(subject))
    if preset.format.is_layered:
        return (_LAYERS,)
    return tuple(_told(subject, preset))


def warning_words(subject: ExportSubject, preset: ExportPreset) -> tuple[str, ...]:
    """In sentences, what the file will not hold of what the picture has."""
    return tuple(_warnings(subject, preset))


def keeps_bytes(subject: ExportSubject, preset: ExportPreset) -> bool:
    """Whether the file will be a copy of the library's, byte for byte."""
    adds_nothing = subject.source is None or (
        preset.metadata is ExportMetadata.PICTURE and subject.has_credentials
    )
    return (
        preset.format is subject.format
        and preset.format is not ExportFormat.TIFF
        and preset.metadata is not ExportMetadata.NONE
        and preset.dpi is None
        and adds_nothing
        and _leaves_pixels(subject, preset)
    )


def _leaves_pixels(subject: ExportSubject, preset: ExportPreset) -> bool:
    shape = Shape(bounds=preset.bounds, cuts=preset.cuts)
    is_same_size = shape.size_for(subject.size) == subject.size
    asks_quality = preset.quality != USUAL_QUALITY and not preset.is_lossless
    adds_profile = preset.colours is not ExportColours.KEEP and _PROFILE not in subject.tells
    stays = subject.has_credentials or not adds_profile
    return is_same_size and not asks_quality and stays and not _converts(subject, preset)


def _converts(subject: ExportSubject, preset: ExportPreset) -> bool:
    """Whether colours are converted into another space."""
    return preset.colours not in {ExportColours.KEEP, subject.colours}


def _original_words(subject: ExportSubject) -> Iterator[str]:
    yield "The file as the service sent it, byte for byte."
    if subject.original_has_credentials:
        yield "Its Content Credentials (C2PA) are in it and stay valid."
    else:
        yield "It has no Content Credentials (C2PA)."


def _told(subject: ExportSubject, preset: ExportPreset) -> Iterator[str]:
    yield _colour_words(subject, preset)
    if _is_partial(subject, preset):
        yield "Of the JPEG only the blocks that changed are rewritten, where it allows that."
    if preset.metadata is ExportMetadata.NONE:
        yield (
            "Nothing else: no recipe, no mark that it was made with AI, no EXIF, no XMP, no texts, "
            "no Content Credentials."
        )
        return
    if keeps_bytes(subject, preset) and subject.has_credentials:
        yield "A copy byte for byte: the service's Content Credentials (C2PA) stay valid."
        return
    own = ", ".join(one for one in subject.tells if one not in _SAID_APART)
    if own:
        yield f"What the picture tells of itself: {own}."
    if subject.source is not None:
        yield f"That it was {subject.source.words} (IPTC digital source type, in XMP)."
    if preset.metadata is ExportMetadata.RECIPE and subject.source is not None:
        yield (
            f"The recipe: prompt, model, quality and size, in XMP and {_PLACES[preset.format]}. "
            "Never a key, a cost or a path."
        )


_PROFILE = "a colour profile"
_SAID_APART = frozenset({_PROFILE, "Content Credentials"})
_PLACES = {
    ExportFormat.PNG: "as the text “parameters”",
    ExportFormat.JPEG: "in the EXIF comment",
    ExportFormat.WEBP: "in the EXIF comment",
    ExportFormat.TIFF: "in the EXIF comment",
}


def _is_partial(subject: ExportSubject, preset: ExportPreset) -> bool:
    """Whether a JPEG is changed in part: nothing asks for pixels that it has not got."""
    is_plain = preset.quality == USUAL_QUALITY and preset.bounds is None
    is_jpeg = preset.format is ExportFormat.JPEG and subject.came_as_jpeg
    return is_jpeg and is_plain and preset.colours is ExportColours.KEEP


def _colour_words(subject: ExportSubject, preset: ExportPreset) -> str:
    parts = ["the pixels"]
    if _converts(subject, preset):
        parts[0] += f" converted to {preset.colours.shown}"
    if _goes_without_profile(subject, preset):
        parts.append("no profile, which means sRGB")
    elif preset.colours is not ExportColours.KEEP:
        parts.append(f"the profile {preset.colours.profile_name}")
    elif _PROFILE in subject.tells:
        parts.append("the picture's own colour profile")
    if preset.dpi is not None and not _has_no_resolution(preset):
        parts.append(f"{preset.dpi} dpi")
    words = ", ".join(parts)
    return f"{words[0].upper()}{words[1:]}."


def _goes_without_profile(subject: ExportSubject, preset: ExportPreset) -> bool:
    """Whether a profile is left out that was asked for: it would cost the Content Credentials."""
    is_asked = preset.colours is not ExportColours.KEEP and _PROFILE not in subject.tells
    return is_asked and keeps_bytes(subject, preset)


def _warnings(subject: ExportSubject, preset: ExportPreset) -> Iterator[str]:
    if preset.format is ExportFormat.ORIGINAL:
        return
    if subject.has_alpha and not preset.format.has_alpha:
        yield "JPEG has no transparency: transparent parts become white."
    if preset.format.is_flat and not preset.is_lossless and not _is_partial(subject, preset):
        yield f"{preset.format.shown} with this quality changes pixels everywhere, a little."
    if subject.pages > 1 and preset.format.is_flat:
        yield f"Only the first of its {subject.pages:,} pages is exported."
    if _has_no_resolution(preset):
        yield f"The {preset.dpi} dpi are left out: WebP keeps them in EXIF, with the metadata."
    if _narrows(subject, preset):
        yield f"Colours beyond {preset.colours.shown} become the nearest that it has."
    if _loses_credentials(subject, preset):
        yield (
            "The Content Credentials (C2PA) that the service put into its file do not pass into "
            "this one. Only the original keeps them."
        )
    if subject.is_simulated:
        is_silent = preset.metadata is ExportMetadata.NONE or preset.format.is_layered
        said = "nothing in the file will say so" if is_silent else "the file will say so"
        yield f"This picture was simulated by the demo engine; {said}."


def _has_no_resolution(preset: ExportPreset) -> bool:
    """Whether the resolution that was chosen has no place in the file."""
    is_bare = preset.metadata is ExportMetadata.NONE
    return preset.format is ExportFormat.WEBP and is_bare and preset.dpi is not None


def _narrows(subject: ExportSubject, preset: ExportPreset) -> bool:
    """Whether there may be colours that the file cannot say; both wide spaces hold all of sRGB."""
    is_wide = subject.colours is not ExportColours.SRGB and _PROFILE in subject.tells
    return preset.format.is_flat and is_wide and _converts(subject, preset)


def _loses_credentials(subject: ExportSubject, preset: ExportPreset) -> bool:
    has_any = subject.has_credentials or subject.original_has_credentials
    return has_any and not (subject.has_credentials and keeps_bytes(subject, preset))
