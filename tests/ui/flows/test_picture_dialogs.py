"""Saving the open picture: what is kept in the file, and that nothing is replaced unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.edit import Placement, Result, ResultRef, StoredPicture
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size, box_of
from desktop.imaging.write_options import USUAL_QUALITY
from desktop.storage.library import Library
from desktop.ui.dialogs.export_choice import ExportChoice, ExportFormat, ExportSubject
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.flows.picture_dialogs import saved
from tests.builders import jpeg, opened, photo, png
from tests.storage.samples import an_edit

CAMERA = "Leica of a test"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as library:
        yield library


def with_camera() -> bytes:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0110] = CAMERA
    return jpeg(photo(Size(64, 48)), exif=exif.tobytes())


def save(library: Library, target: Path, **changes: bool) -> bytes:
    data = with_camera()
    content = library.pictures.put(data, ".jpg")
    file = InputFile(content=content, name="photo.jpg", size=Size(64, 48))
    choices = {"keeps_metadata": True, "may_replace": True} | changes
    choice = ExportChoice(format=ExportFormat.PNG, quality=92, target=target, **choices)
    saved(library, file, None, choice)
    return target.read_bytes()


def camera_in(data: bytes) -> str | None:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        return image.getexif().get(0x0110)


@pytest.mark.parametrize("keeps", [True, False])
def test_what_the_picture_tells_of_itself_is_kept_or_not(
    library: Library, tmp_path: Path, keeps: bool
) -> None:
    data = save(library, tmp_path / "saved.png", keeps_metadata=keeps)
    assert camera_in(data) == (CAMERA if keeps else None)
    assert (opened(data) == opened(with_camera())).all()


def test_a_file_is_replaced_only_when_that_was_agreed(library: Library, tmp_path: Path) -> None:
    target = tmp_path / "saved.png"
    target.write_bytes(b"somebody's work")
    with pytest.raises(ProblemError) as caught:
        save(library, target, may_replace=False)
    assert caught.value.problem.kind is ProblemKind.CANNOT_WRITE
    assert "a file of that name already" in caught.value.problem.sentence
    assert target.read_bytes() == b"somebody's work"
    assert save(library, target, may_replace=True) != b"somebody's work"


def test_the_mark_of_a_simulated_picture_cannot_be_left_out(qapp: object) -> None:
    dialog = ExportDialog(ExportSubject(name="demo", size=Size(64, 48), is_simulated=True))
    dialog.preset(ExportFormat.JPEG, keeps_metadata=False)
    assert dialog.metadata.isChecked()
    assert not dialog.metadata.isEnabled()
    dialog.deleteLater()


def an_edited_jpeg(library: Library) -> tuple[InputFile, ResultRef]:
    """A JPEG of which one square was changed, as a result of the history."""
    size = Size(256, 192)
    data = jpeg(photo(size), quality=95)
    before = opened(data)
    mask, after = np.zeros(before.shape[:2], np.uint8), before.copy()
    mask[64:128, 96:160] = 255
    after[64:128, 96:160] = 255 - after[64:128, 96:160]
    source = InputFile(content=library.pictures.put(data, ".jpg"), name="photo.jpg", size=size)
    made = StoredPicture(
        content=library.pictures.put(png(after), ".png"), media_type="image/png", size=size
    )
    region = Placement(region=box_of(size), sent_size=size)
    result = Result(index=0, original=made, picture=made, outside_changed=0, placement=region)
    edit = an_edit(
        inputs=Inputs(picture=source, mask=library.pictures.put(png(mask), ".png")),
        results=(result,),
    )
    library.store_edit(edit)
    return InputFile(content=made.content, name="photo", size=size), ResultRef(
        edit=edit.id, index=0
    )


def test_a_jpeg_that_was_edited_is_changed_in_part(library: Library, tmp_path: Path) -> None:
    file, ref = an_edited_jpeg(library)
    target = tmp_path / "saved.jpg"
    choice = ExportChoice(
        format=ExportFormat.JPEG,
        quality=USUAL_QUALITY,
        target=target,
        keeps_metadata=True,
        may_replace=True,
    )
    notes = saved(library, file, ref, choice)
    source = library.history.get(ref.edit).inputs.picture
    assert source is not None
    before = opened(library.pictures.read(source.content))
    changed = (opened(target.read_bytes()) != before).any(axis=2)
    assert changed[64:128, 96:160].mean() > 0.5
    assert not changed[:48].any()
    assert not changed[:, 176:].any()
    assert any("block" in note for note in notes)
