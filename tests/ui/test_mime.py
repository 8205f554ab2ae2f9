"""What is dragged arrives: files made late and once, bitmaps as they were, contents checked."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QByteArray, QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from desktop.domain.edit import ResultRef
from desktop.domain.identity import EditId
from desktop.domain.problems import Problem, ProblemKind, fail
from desktop.domain.recipe import InputFile
from desktop.domain.size import Size
from desktop.ui.mime import (
    PICTURES_FORMAT,
    DragForm,
    DraggedPicture,
    FileForDrag,
    PictureMimeData,
    clipboard_data,
    form_of,
    offered_bitmap,
    offered_files,
    offered_pictures,
    offers_picture,
)
from tests.ui.samples import content_of, png

pytestmark = pytest.mark.usefixtures("qapp")


def dragged(name: str = "apfel – grün.png") -> DraggedPicture:
    file = InputFile(content=content_of(name), name=name, size=Size(800, 600))
    return DraggedPicture(file=file, result=ResultRef(edit=EditId("0" * 22), index=1))


class Maker:
    """Makes the files, and remembers how often it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[str] = []

    def __call__(self, picture: DraggedPicture) -> Path:
        self.made.append(picture.file.name)
        file = self.folder / picture.file.name
        file.write_bytes(png(64, 48))
        return file


def never(_problem: Problem) -> None:
    raise AssertionError("no problem was expected")


def test_files_are_made_when_somebody_asks_and_once(tmp_path: Path) -> None:
    maker = Maker(tmp_path)
    data = PictureMimeData((dragged("a.png"), dragged()), maker, never)
    assert data.hasUrls()
    assert data.hasFormat(PICTURES_FORMAT)
    assert offers_picture(QMimeData()) is False
    assert maker.made == []
    assert offered_files(data) == (tmp_path / "a.png", tmp_path / "apfel – grün.png")
    assert offered_files(data)[0].read_bytes() == png(64, 48)
    assert maker.made == ["a.png", "apfel – grün.png"]


class Planner(Maker):
    """Says where a file will be, as long as nothing more is asked for."""

    def __call__(self, picture: DraggedPicture) -> Path:
        return self.folder / picture.file.name if picture.is_planned else super().__call__(picture)


@pytest.mark.parametrize("is_accepted", [True, False])
def test_while_it_hovers_only_names_are_told(tmp_path: Path, *, is_accepted: bool) -> None:
    maker = Planner(tmp_path)
    data = PictureMimeData((dragged("a.png"), dragged("b.png")), maker, never)
    data.hover()
    told = offered_files(data)
    assert told == (tmp_path / "a.png", tmp_path / "b.png")
    assert maker.made == []
    data.drop(is_accepted=is_accepted)
    assert maker.made == (["a.png", "b.png"] if is_accepted else [])
    assert offered_files(data) == told
    assert maker.made == ["a.png", "b.png"]


def test_nobody_asked_and_nothing_is_made(tmp_path: Path) -> None:
    maker = Planner(tmp_path)
    data = PictureMimeData((dragged("a.png"),), maker, never)
    data.hover()
    data.drop(is_accepted=True)
    assert maker.made == []


def test_one_picture_is_offered_as_a_bitmap_too(tmp_path: Path) -> None:
    maker = Maker(tmp_path)
    data = PictureMimeData((dragged(),), maker, never)
    assert data.hasImage()
    image = data.imageData()
    assert isinstance(image, QImage)
    assert image.size().toTuple() == (64, 48)
    several = PictureMimeData((dragged(), dragged("b.png")), maker, never)
    assert not several.hasImage()


def test_a_program_gets_the_very_bytes_and_a_file_manager_a_copy(tmp_path: Path) -> None:
    data = PictureMimeData((dragged("a b.png"),), Maker(tmp_path), never)
    assert bytes(data.data("image/png").data()) == png(64, 48)
    copied = bytes(data.data("x-special/gnome-copied-files").data()).decode()
    assert copied == f"copy\nfile://{tmp_path}/a%20b.png"


def test_the_contents_come_back_as_they_went(tmp_path: Path) -> None:
    pictures = (dragged(), DraggedPicture(file=dragged("b.png").file))
    data = PictureMimeData(pictures, Maker(tmp_path), never)
    assert offered_pictures(data) == pictures
    assert offers_picture(data)


def full(_picture: DraggedPicture) -> Path:
    raise fail(ProblemKind.DISK_FULL, place="the drag folder", needed="12 MB")


def denied(_picture: DraggedPicture) -> Path:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize(
    ("maker", "kind"), [(full, ProblemKind.DISK_FULL), (denied, ProblemKind.CANNOT_WRITE)]
)
def test_a_file_that_cannot_be_made_is_told_once(maker: FileForDrag, kind: ProblemKind) -> None:
    told: list[Problem] = []
    data = PictureMimeData((dragged(),), maker, told.append)
    assert offered_files(data) == ()
    assert data.imageData() is None
    assert [problem.kind for problem in told] == [kind]


def test_without_files_only_stet_understands_it() -> None:
    data = PictureMimeData((dragged(),), None, never)
    assert data.formats() == [PICTURES_FORMAT]
    assert offered_files(data) == ()
    assert offered_pictures(data) == (dragged(),)


@pytest.mark.parametrize(
    "row",
    [
        {"content": "../../etc/passwd", "name": "a", "width": 1, "height": 1, "edit": None},
        {"content": "a" * 64, "name": "a", "width": 0, "height": 1, "edit": None},
        {"content": "a" * 64, "name": "a"},
        [],
        7,
    ],
)
def test_malformed_contents_are_refused(row: object) -> None:
    data = QMimeData()
    data.setData(PICTURES_FORMAT, QByteArray(json.dumps([row]).encode()))
    assert offered_pictures(data) == ()
    data.setData(PICTURES_FORMAT, QByteArray(b"\xff not json"))
    assert offered_pictures(data) == ()


def test_files_of_this_computer_only(tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.png"), QUrl.fromLocalFile(str(tmp_path / "b c.png"))])
    assert offered_files(data) == (tmp_path / "b c.png",)
    assert offers_picture(data)
    data.setUrls([QUrl("https://example.org/a.png")])
    assert offered_files(data) == ()
    assert not offers_picture(data)


def test_a_browser_s_own_bytes_are_taken_untouched() -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.png")])
    data.setData("application/octet-stream", QByteArray(png()))
    assert offers_picture(data)
    assert offered_bitmap(data) == png()


def test_bytes_that_are_no_picture_are_not_taken() -> None:
    data = QMimeData()
    data.setData("application/octet-stream", QByteArray(b"%PDF-1.7 something else"))
    assert offered_bitmap(data) is None


def test_an_avif_is_known_by_its_head() -> None:
    head = b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00avif and the rest"
    data = QMimeData()
    data.setData("image/avif", QByteArray(head))
    assert offered_bitmap(data) == head


def test_a_bare_bitmap_keeps_its_pixels_and_its_alpha(qapp: QApplication) -> None:
    image = QImage(3, 2, QImage.Format.Format_ARGB32)
    image.fill(QColor(200, 100, 50, 128))
    image.setPixelColor(2, 1, QColor(1, 2, 3, 255))
    clipboard = qapp.clipboard()
    clipboard.setImage(image)
    found = offered_bitmap(clipboard.mimeData())
    assert found is not None
    picture = Image.open(io.BytesIO(found)).convert("RGBA")
    assert picture.size == (3, 2)
    assert picture.getpixel((2, 1)) == (1, 2, 3, 255)
    assert picture.getpixel((0, 0)) == (200, 100, 50, 128)
    clipboard.clear()


@pytest.mark.parametrize(
    ("keys", "form"),
    [
        (Qt.KeyboardModifier.NoModifier, DragForm.PICTURE),
        (Qt.KeyboardModifier.ShiftModifier, DragForm.PICTURE),
        (Qt.KeyboardModifier.ControlModifier, DragForm.PICTURE),
        (Qt.KeyboardModifier.AltModifier, DragForm.CUT_OUT),
        (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier, DragForm.LAYERS),
    ],
)
def test_a_key_says_what_is_made_of_it(keys: Qt.KeyboardModifier, form: DragForm) -> None:
    assert form_of(keys) is form


def test_an_empty_clipboard_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        def mimeData(self) -> None:
            """As Qt answers for a clipboard on which nothing was ever put."""

    monkeypatch.setattr(QGuiApplication, "clipboard", Silent)
    assert not offers_picture(clipboard_data())
    assert offered_files(clipboard_data()) == ()
