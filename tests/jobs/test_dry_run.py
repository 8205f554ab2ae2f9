"""What a dry run shows is what an edit sends, byte for byte; and it sends and keeps nothing."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from desktop.domain.envelope import PartRole
from desktop.domain.identity import hash_of
from desktop.domain.profile import Deployment, Header, Profile, ServiceForm, Trait
from desktop.domain.recipe import InputFile
from desktop.domain.reference import Reference
from desktop.domain.size import Size
from desktop.jobs.dry_run import dry_run
from desktop.jobs.edit_order import Capture
from desktop.jobs.picture_source import WithUnkept
from tests.builders import LEGAL, SMALL, Studio, marked, model_table, photo, png
from tests.fakes.image_service import KEY, ImageService

MODEL = model_table().get("gpt-image-2")
SETTING = replace(SMALL, size=None, output_format="png", previews=2)


def telling_jpeg() -> bytes:
    """A photograph that tells where, when and by whom it was taken."""
    image = Image.fromarray(photo(Size(1200, 900)))
    exif = image.getexif()
    exif[0x010F] = "Maker"
    exif[0x8769] = {0x9003: "2026:11:21 10:00:00"}
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0)}
    store = io.BytesIO()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><who>Anna</who></x:xmpmeta>"
    image.save(store, "JPEG", exif=exif, xmp=xmp)
    return store.getvalue()


def noted_png() -> bytes:
    notes = PngInfo()
    notes.add_text("Author", "Anna")
    store = io.BytesIO()
    Image.fromarray(photo(seed=4)).save(store, "PNG", pnginfo=notes, compress_level=1)
    return store.getvalue()


def capture_of(picture: InputFile, *references: InputFile, with_mask: bool = True) -> Capture:
    mask = marked(picture.size) if with_mask else None
    listed = tuple(Reference(file=file) for file in references)
    draft = replace(SETTING, picture=picture.size, has_mask=mask is not None, references=listed)
    return Capture(draft=draft, picture=picture, mask=mask)


def test_what_is_shown_is_what_is_sent(service: ImageService, studio: Studio) -> None:
    picture = studio.file(telling_jpeg(), "garden at home.jpg")
    reference = studio.file(noted_png(), "Anna's cat.png")
    files = sorted(studio.library.pictures.folder.rglob("*"))
    capture = capture_of(picture, reference)
    profile = Profile(base_url=service.url)
    shown = dry_run(capture, studio.library.pictures, MODEL, profile)
    assert service.requests == []
    assert sorted(studio.library.pictures.folder.rglob("*")) == files

    studio.run(studio.order(capture.draft, picture=picture, mask=marked(picture.size),
                            references=(reference,)))  # fmt: skip
    (seen,) = service.paid_requests
    assert [part.data for part in shown.parts] == [file.data for file in seen.files]
    assert [part.name for part in shown.parts] == [file.filename for file in seen.files]
    assert dict(shown.fields) == {name: str(value) for name, value in seen.fields.items()}
    assert shown.address == f"{service.url}/images/edits"
    assert shown.upload_bytes == sum(len(file.data) for file in seen.files)
    for name, value in shown.headers:
        assert seen.headers[name] == value


def test_what_was_taken_out_is_said_and_is_not_in_the_bytes(studio: Studio) -> None:
    picture = studio.file(telling_jpeg(), "garden at home.jpg")
    reference = studio.file(noted_png(), "Anna's cat.png")
    shown = dry_run(capture_of(picture, reference), studio.library.pictures, MODEL, Profile())
    first, second, mask = shown.parts
    assert [part.role for part in shown.parts] == [
        PartRole.PICTURE, PartRole.REFERENCE, PartRole.MASK,
    ]  # fmt: skip
    assert first.source == "garden at home.jpg"
    assert [words.rpartition("(")[2] for words in first.stripped] == ["GPS)", "EXIF)", "XMP)"]
    assert second.stripped == ("texts or other additions",)
    assert mask.stripped == mask.told == first.told == second.told == ()
    sent = b"".join(part.data for part in shown.parts)
    assert b"Anna" not in sent
    assert b"Maker" not in sent
    names = " ".join(part.name for part in shown.parts) + shown.curl + shown.python
    assert "garden" not in names


def test_the_sizes_are_those_in_which_the_pictures_go(studio: Studio) -> None:
    picture = studio.file(png(photo(Size(3000, 2000))), "large.png")
    shown = dry_run(capture_of(picture, with_mask=False), studio.library.pictures, MODEL, Profile())
    (part,) = shown.parts
    with Image.open(io.BytesIO(part.data)) as opened:
        assert Size(*opened.size) == part.size
    assert dict(shown.settings)["size"] == str(part.size)


def test_a_gateway_s_gaps_names_and_headers_are_shown(studio: Studio) -> None:
    profile = Profile(
        name="Studio Azure",
        base_url="https://studio.openai.azure.com",
        form=ServiceForm.AZURE_DEPLOYMENT,
        api_version="2025-04-01-preview",
        deployments=(Deployment(name="pics", model="gpt-image-2"),),
        headers=(Header(name="X-Team", value="posters"),),
        lacks=(Trait.STREAM,),
    )
    shown = dry_run(Capture(draft=SETTING), studio.library.pictures, MODEL, profile)
    assert shown.address == (
        "https://studio.openai.azure.com/openai/deployments/pics/images/generations"
        "?api-version=2025-04-01-preview"
    )
    assert shown.key_header == "api-key"
    assert ("x-team", "posters") in shown.headers
    assert dict(shown.settings)["model"] == "pics"
    assert "stream" not in dict(shown.settings)
    assert shown.left_out == (Trait.STREAM, Trait.WEBP)


def test_no_key_is_anywhere_in_it(studio: Studio) -> None:
    shown = dry_run(Capture(draft=SETTING), studio.library.pictures, MODEL, Profile())
    assert KEY not in repr(shown) + shown.python + shown.curl
    assert "Bearer $OPENAI_API_KEY" in shown.curl
    assert shown.prompt == SETTING.prompt


def test_pictures_that_nobody_keeps_can_be_shown_too() -> None:
    data = png(photo())
    file = InputFile(content=hash_of(data), name="a.png", size=LEGAL)
    source = WithUnkept({file.content: data}, None)
    shown = dry_run(capture_of(file), source, MODEL, Profile())
    assert [part.role for part in shown.parts] == [PartRole.PICTURE, PartRole.MASK]
