"""Pictures of every origin exported in many ways, and the dialog's words held against the files.

What is in a file is read by exiftool, and by whoever is handed in for the Content Credentials.
"""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from desktop.domain.edit import Placement, Result, StoredPicture
from desktop.domain.export_preset import (
    ExportColours,
    ExportFormat,
    ExportMetadata,
    ExportPreset,
)
from desktop.domain.problems import ProblemError
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size, box_of
from desktop.imaging.codec import read_header
from desktop.imaging.icc_writing import profile_of
from desktop.imaging.tiff_pages import pages_of
from desktop.jobs.export_pictures import (
    ExportedFile,
    ExportOrder,
    ExportSource,
    export_one,
    source_of,
)
from desktop.jobs.export_subjects import words_of
from desktop.storage.library import Library
from desktop.ui.dialogs.export_choice import ExportSubject, holds_words, warning_words
from desktop.ui.flows.export_flow import _Gathered, _subject
from tests.builders import photo
from tests.storage.samples import an_edit

SIZE = Size(96, 64)
CAMERA, AUTHOR = "Leica of a test", "Ada of a test"
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
    f'photoshop:Credit="{AUTHOR}"/></rdf:RDF></x:xmpmeta>'
).encode()

Signer = Callable[[bytes, str], bytes]
"""Puts a manifest into a file of a media type."""

Manifest = Callable[[bytes, str], str]
"""The state of a file's manifest: empty where there is none."""

MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".tif": "image/tiff"}


@dataclass(frozen=True, slots=True)
class Case:
    """A picture that is exported: what is called it, and the bytes that stand in the library."""

    name: str
    source: ExportSource
    subject: ExportSubject
    data: bytes


# pictures ---------------------------------------------------------------------------------


def a_file(suffix: str, *, seed: int = 1, tells: bool = False, icc: bytes | None = None) -> bytes:
    """A photograph; `tells`: with a camera, an author and a resolution of its own."""
    options: dict[str, Any] = {"icc_profile": icc} if icc else {}
    if tells:
        exif = Image.Exif()
        exif[0x0110] = CAMERA
        options |= {"exif": exif.tobytes(), "xmp": _XMP, "dpi": (300, 300)}
    if suffix == ".png" and tells:
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", options.pop("xmp").decode())
        options["pnginfo"] = info
    if suffix == ".tif" and tells:
        from PIL.TiffImagePlugin import ImageFileDirectory_v2

        tags = ImageFileDirectory_v2()
        tags[0x0110], tags[700] = CAMERA, options.pop("xmp")
        options.pop("exif")
        options["tiffinfo"] = tags
    made = io.BytesIO()
    kind = {".jpg": "JPEG", ".tif": "TIFF"}.get(suffix, suffix[1:].upper())
    Image.fromarray(photo(SIZE, seed=seed)).save(made, kind, **options)
    return made.getvalue()


def cases(library: Library, signed: Signer) -> Iterator[Case]:
    """Results as they came, signed; results laid in; and pictures that no edit made."""
    for number, suffix in enumerate((".png", ".jpg", ".webp"), 1):
        data = signed(a_file(suffix, seed=number), MEDIA[suffix])
        yield _as_it_came(library, number, suffix, data)
    yield _laid_in(library, 5, ".png", signed)
    yield _laid_in(library, 6, ".jpg", signed)
    wide = profile_of(ExportColours.DISPLAY_P3)
    own = bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for suffix, icc in ((".jpg", wide), (".png", own), (".webp", wide), (".tif", None)):
        data = signed(a_file(suffix, seed=9, tells=True, icc=icc), MEDIA[suffix])
        yield _own(library, f"own {suffix}, signed", suffix, data)
    yield _own(library, "own plain", ".png", a_file(".png", seed=10))
    yield _own(library, "own pages", ".tif", _pages())


def _pages() -> bytes:
    made = io.BytesIO()
    first, *others = (Image.fromarray(photo(SIZE, seed=seed)) for seed in (11, 12, 13))
    first.save(made, "TIFF", save_all=True, append_images=others)
    return made.getvalue()


def _kept(library: Library, data: bytes, suffix: str) -> StoredPicture:
    content = library.pictures.put(data, suffix)
    return StoredPicture(content=content, media_type=MEDIA[suffix], size=SIZE)


def _as_it_came(library: Library, number: int, suffix: str, data: bytes) -> Case:
    kept = _kept(library, data, suffix)
    result = Result(index=0, original=kept, picture=kept)
    edit = an_edit(number, "a fox in the snow", results=(result,))
    library.store_edit(edit)
    return _case(library, f"as it came {suffix}", source_of(edit, result), data)


def _laid_in(library: Library, number: int, suffix: str, signed: Signer) -> Case:
    """A square of the designer's picture was changed; it is kept as PNG with what it told."""
    wide = profile_of(ExportColours.DISPLAY_P3)
    before = a_file(suffix, seed=number, tells=True, icc=wide)
    mask, after = np.zeros((SIZE.height, SIZE.width), np.uint8), photo(SIZE, seed=number).copy()
    mask[16:48, 32:64] = 255
    after[16:48, 32:64] = 255 - after[16:48, 32:64]
    answer = _kept(library, signed(a_file(".png", seed=77), "image/png"), ".png")
    data = _with_facts(after, wide)
    result = Result(
        index=0,
        original=answer,
        picture=_kept(library, data, ".png"),
        outside_changed=0,
        placement=Placement(region=box_of(SIZE), sent_size=SIZE),
    )
    source = _kept(library, before, suffix).content
    inputs = Inputs(
        picture=InputFile(content=source, name=f"harbour{suffix}", size=SIZE),
        mask=library.pictures.put(_png(mask), ".png"),
    )
    edit = an_edit(number, "a red sail", inputs=inputs, results=(result,))
    library.store_edit(edit)
    return _case(library, f"laid into {suffix}", source_of(edit, result), data)


def _own(library: Library, name: str, suffix: str, data: bytes) -> Case:
    content = _kept(library, data, suffix).content
    file = InputFile(content=content, name=f"harbour{suffix}", size=SIZE)
    return _case(library, name, ExportSource(file=file), data)


def _case(library: Library, name: str, source: ExportSource, data: bytes) -> Case:
    subject = _subject(_Gathered((source,), words_of(source, library)), "")
    return Case(name, source, subject, data)


def _png(pixels: np.ndarray[Any, Any]) -> bytes:
    made = io.BytesIO()
    Image.fromarray(pixels).save(made, "PNG")
    return made.getvalue()


def _with_facts(pixels: np.ndarray[Any, Any], icc: bytes) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    exif, info, made = Image.Exif(), PngInfo(), io.BytesIO()
    exif[0x0110] = CAMERA
    info.add_itxt("XML:com.adobe.xmp", _XMP.decode())
    Image.fromarray(pixels).save(
        made, "PNG", exif=exif.tobytes(), pnginfo=info, icc_profile=icc, dpi=(300, 300)
    )
    return made.getvalue()


# ways -------------------------------------------------------------------------------------

FLAT = tuple(one for one in ExportFormat if one.is_flat)


def every_way() -> Iterator[ExportPreset]:
    """All that can be chosen, each with each."""
    sizes = (None, Size(48, 48))
    for form, told, colours, dpi, bounds, quality in product(
        FLAT, ExportMetadata, ExportColours, (None, 240), sizes, (92, 60)
    ):
        if quality == 92 or form.has_quality:
            yield ExportPreset(
                format=form,
                metadata=told,
                colours=colours,
                dpi=dpi,
                bounds=bounds,
                quality=quality,
            )
    yield ExportPreset(format=ExportFormat.ORIGINAL)
    yield ExportPreset(format=ExportFormat.PSD)


def some_ways() -> Iterator[ExportPreset]:
    """Every format with all metadata, and with each of them one other thing that is chosen."""
    for form, told in product(FLAT, ExportMetadata):
        yield ExportPreset(format=form, metadata=told)
        yield ExportPreset(format=form, metadata=told, colours=ExportColours.SRGB)
        yield ExportPreset(
            format=form, metadata=told, colours=ExportColours.ADOBE_RGB, dpi=240, quality=60
        )
    yield ExportPreset(format=ExportFormat.ORIGINAL)
    yield ExportPreset(format=ExportFormat.PSD)


def is_offered(case: Case, preset: ExportPreset) -> bool:
    """The dialog offers a picture that no edit made neither layers nor an original."""
    return preset.format.is_flat or case.subject.is_result


# reading back -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """One export: the case, how, and the file."""

    case: Case
    preset: ExportPreset
    file: ExportedFile


def write_all(
    library: Library, all_cases: tuple[Case, ...], ways: tuple[ExportPreset, ...], folder: Path
) -> list[Written]:
    made = []
    for number, (case, preset) in enumerate(product(all_cases, ways)):
        if is_offered(case, preset):
            ending = next(iter(preset.format.suffixes), "") or case.subject.original_suffix
            made.append(_written(library, case, preset, folder / f"{number:05}{ending}"))
    return made


def _written(library: Library, case: Case, preset: ExportPreset, path: Path) -> Written:
    order = ExportOrder(sources=(case.source,), targets=(path,), preset=preset)
    try:
        return Written(case, preset, export_one(case.source, path, order, library))
    except ProblemError as error:
        raise AssertionError(f"{case.name}, {preset}: {error.problem.text}") from error


def tags_in(folder: Path) -> dict[str, dict[str, Any]]:
    """All tags of all files by their group and name."""
    command = ["exiftool", "-j", "-G1", "-a", "-n", "-charset", "utf8", str(folder)]
    told = subprocess.run(command, capture_output=True, check=True)
    return {Path(one["SourceFile"]).name: one for one in json.loads(told.stdout)}


def lies(one: Written, tags: dict[str, Any], state: str) -> Iterator[str]:
    """In sentences, where the dialog's words and the file differ. `state` of its manifest."""
    subject, preset = one.case.subject, one.preset
    holds = "\n".join(holds_words(subject, preset))
    warns = "\n".join(warning_words(subject, preset))
    data = one.file.path.read_bytes()
    yield from _about_credentials(one, holds, warns, state)
    if "byte for byte" in holds and preset.format is not ExportFormat.ORIGINAL:
        if data != one.case.data:
            yield "is said to be a copy byte for byte, and is none"
        if ("profile" in holds.replace("no profile", "")) != (
            read_header(data, "").icc is not None
        ):
            yield "says of its profile what is not true of the copy"
        return
    if preset.format.is_flat:
        yield from _about_profile(one, holds, tags)
        yield from _about_words(holds, preset, tags)
    pages, kept = len(pages_of(one.case.data)), max(1, len(pages_of(data)))
    if pages > 1 and (kept < pages) != ("Only the first of its" in warns):
        yield f"holds {kept} of {pages} pages, and says otherwise"
    if preset.format.is_layered and any(name.startswith("XMP") for name in tags):
        yield "has XMP among its layers"


def _about_credentials(one: Written, holds: str, warns: str, state: str) -> Iterator[str]:
    said = "stay valid" in holds
    if said != bool(state):
        yield f"is said to keep its credentials: {said}; they are: {state or 'gone'}"
    if said and state not in {"Trusted", "there"}:
        yield f"is said to have valid credentials, which are {state}"
    had = one.case.subject.has_credentials or one.case.subject.original_has_credentials
    if (had and not said) != ("do not pass into this one" in warns) and (
        one.preset.format is not ExportFormat.ORIGINAL
    ):
        yield "does not warn, or warns in vain, that credentials are lost"
    if one.file.keeps_credentials != said and one.preset.format is not ExportFormat.ORIGINAL:
        yield f"reports afterwards keeps_credentials={one.file.keeps_credentials}"


def _about_profile(one: Written, holds: str, tags: dict[str, Any]) -> Iterator[str]:
    told = tags.get("ICC_Profile:ProfileDescription", tags.get("ICC-header:ProfileClass"))
    icc = read_header(one.file.path.read_bytes(), "").icc
    chosen = one.preset.colours
    if chosen is not ExportColours.KEEP:
        if f"the profile {chosen.profile_name}" not in holds:
            yield "does not name the profile"
        if told != chosen.profile_name and "sRGB" not in f"{told} {chosen.profile_name}":
            yield f"has the profile {told} in place of {chosen.profile_name}"
        if icc is None:
            yield "has no profile"
    elif ("own colour profile" in holds) != (icc is not None):
        yield f"is said to have its own profile: {'own colour profile' in holds}; has {told}"


def _about_words(holds: str, preset: ExportPreset, tags: dict[str, Any]) -> Iterator[str]:
    values = {str(value) for value in tags.values()}
    there = {
        "camera and date (EXIF)": CAMERA in values,
        "author and descriptions (XMP)": AUTHOR in values,
        "IPTC digital source type": any(name.endswith("DigitalSourceType") for name in tags),
        "The recipe: prompt": "XMP-stet:Recipe" in tags,
    }
    for words, is_there in there.items():
        if (words in holds) != is_there:
            yield f"“{words}” is said: {words in holds}; is there: {is_there}"
    has_parameters = "PNG:Parameters" in tags or "ExifIFD:UserComment" in tags
    if ("The recipe: prompt" in holds) != has_parameters:
        yield f"the parameters for galleries are there: {has_parameters}"
    if "Nothing else" in holds:
        forbidden = ("XMP", "ExifIFD", "GPS", "IPTC", "JUMBF", "CBOR", "Photoshop")
        found = sorted(name for name in tags if name.startswith(forbidden))
        if found or CAMERA in values or AUTHOR in values:
            yield f"is said to hold nothing else, and holds {found}"
    if preset.dpi is not None and f"{preset.dpi} dpi" in holds:
        yield from _about_resolution(preset, tags)


def _about_resolution(preset: ExportPreset, tags: dict[str, Any]) -> Iterator[str]:
    per_metre = tags.get("PNG-pHYs:PixelsPerUnitX")
    told = tags.get("IFD0:XResolution", tags.get("JFIF:XResolution"))
    if per_metre is not None:
        told = per_metre * 0.0254
    if told is None or abs(told - (preset.dpi or 0)) > 0.02:
        yield f"is said to have {preset.dpi} dpi, and has {told}"
