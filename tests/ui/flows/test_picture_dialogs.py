"""Saving the open picture: what is kept in the file, and that nothing is replaced unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.recipe import InputFile
from desktop.domain.size import Size
from desktop.storage.library import Library
from desktop.ui.dialogs.export_choice import ExportChoice, ExportFormat, ExportSubject
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.flows.picture_dialogs import saved
from tests.builders import jpeg, opened, photo

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
    saved(
        library, file, ExportChoice(format=ExportFormat.PNG, quality=90, target=target, **choices)
    )
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
