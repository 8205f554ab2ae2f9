"""What leaves this machine is shown whole, copied without the key, and never sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.envelope import Envelope, EnvelopePart, PartRole
from desktop.domain.problems import ProblemKind, problem
from desktop.domain.profile import Trait
from desktop.domain.size import Size
from desktop.ui.dialogs.envelope_words import bytes_in_words, part_story
from desktop.ui.dialogs.upload_dialog import UploadDialog
from desktop.ui.icons import Icons

PICTURE = EnvelopePart(
    role=PartRole.PICTURE,
    name="picture.png",
    media_type="image/png",
    size=Size(864, 768),
    source="garden.jpg",
    stripped=("the place where it was taken (GPS)",),
    data=b"p" * 1_200_000,
)
MASK = EnvelopePart(
    role=PartRole.MASK, name="mask.png", media_type="image/png", size=Size(864, 768), data=b"m"
)
EDIT = Envelope(
    profile="Gateway",
    address="https://gate.example/v1/images/edits",
    key_header="authorization",
    headers=(("x-team", "posters"),),
    fields=(("model", "gpt-image-2"), ("prompt", "a red kite"), ("size", "864x768")),
    parts=(PICTURE, MASK),
    left_out=(Trait.STREAM,),
    notes=("It was reduced to 8 bits per channel.",),
    python="import openai",
    curl="curl https://gate.example",
)


@pytest.fixture
def dialog(qtbot: QtBot, icons: Icons) -> Iterator[UploadDialog]:
    dialog = UploadDialog(icons)
    qtbot.addWidget(dialog)
    dialog.resize(dialog.sizeHint())
    dialog.show()
    yield dialog
    dialog.close()


def said(dialog: UploadDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_everything_that_goes_is_said(dialog: UploadDialog) -> None:
    dialog.show_envelope(EDIT)
    text = said(dialog)
    assert "2 files of 1.2 MB and a prompt of 10 characters go to gate.example." in text
    for words in ("https://gate.example/v1/images/edits", "x-team: posters", "gpt-image-2"):
        assert words in text
    assert "It was reduced to 8 bits per channel." in text
    assert "Gateway does not take: previews. That is not sent." in text
    assert dialog._prompt.toPlainText() == "a red kite"
    items = [dialog._parts.item(row).text() for row in range(dialog._parts.count())]
    assert items[0] == "Picture  864×768\nPNG, 1.2 MB, sent as picture.png"


def test_each_file_tells_what_was_taken_out_of_it(dialog: UploadDialog) -> None:
    wanted: list[int] = []
    dialog.picture_wanted.connect(wanted.append)
    dialog.show_envelope(EDIT)
    assert "GPS" in dialog._story.text()
    assert "“garden.jpg” is not sent" in dialog._story.text()
    QTest.keyClick(dialog._parts, Qt.Key.Key_Down)
    assert dialog._story.text() == "It holds pixels and nothing else."
    assert wanted == [0, 1]
    still = replace(PICTURE, stripped=(), told=("a colour profile",))
    assert part_story(still).startswith("Still in it: a colour profile.")


def test_the_picture_is_seen_pixel_by_pixel_when_asked(dialog: UploadDialog) -> None:
    dialog.show_envelope(EDIT)
    image = QImage(864, 768, QImage.Format.Format_RGB32)
    image.fill(QColor("#1188cc"))
    dialog.show_picture(1, image)
    assert dialog._view._sheet.image is None
    dialog.show_picture(0, image)
    middle = dialog._view.grab().toImage()
    assert middle.pixelColor(middle.rect().center()) == QColor("#1188cc")
    QTest.mouseClick(dialog._actual, Qt.MouseButton.LeftButton)
    assert dialog._view._sheet.width() == round(864 / dialog.devicePixelRatioF())


def test_python_and_curl_are_copied(dialog: UploadDialog) -> None:
    assert not dialog._python.isEnabled()
    dialog.show_envelope(EDIT)
    QTest.mouseClick(dialog._python, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "import openai"
    assert "key is not in it" in dialog._news.text
    QTest.mouseClick(dialog._curl, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "curl https://gate.example"


def test_without_files_there_is_no_place_for_them(dialog: UploadDialog) -> None:
    dialog.show_envelope(replace(EDIT, parts=(), is_simulated=True))
    assert not dialog._right.isVisible()
    assert not dialog._parts.isVisible()
    assert "nothing leaves this machine" in dialog._news.text
    assert "No picture and a prompt" in said(dialog)


def test_what_cannot_be_made_is_said(dialog: UploadDialog) -> None:
    dialog.show_problem(problem(ProblemKind.MASK_EMPTY))
    assert "The mask marks nothing." in dialog._news.text
    assert not dialog._python.isEnabled()


def test_everything_has_a_name_and_a_tooltip(dialog: UploadDialog) -> None:
    dialog.show_envelope(EDIT)
    for widget in dialog.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, widget
            assert widget.toolTip(), (widget, text)


@pytest.mark.parametrize(
    ("count", "words"), [(812, "812 bytes"), (34_400, "34 KB"), (1_840_000, "1.8 MB")]
)
def test_bytes_in_words(count: int, words: str) -> None:
    assert bytes_in_words(count) == words


def test_it_opens_as_large_as_what_it_will_show(qtbot: QtBot, icons: Icons) -> None:
    dialog = UploadDialog(icons)
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.height() >= 600
    dialog.show_envelope(EDIT)
    assert dialog.height() >= 600
    dialog.close()


def test_naming_what_is_protected_is_offered_only_where_something_is(
    dialog: UploadDialog,
) -> None:
    told: list[bool] = []
    dialog.naming_switched.connect(told.append)
    dialog.show_naming(0, is_on=True)
    dialog.show_envelope(EDIT)
    assert not dialog._naming.isVisible()
    dialog.show_naming(2, is_on=True)
    assert dialog._naming.isVisible()
    assert dialog._naming.text() == "Name 2 protected areas in the prompt"
    dialog._naming.click()
    dialog.show_naming(2, is_on=False)
    assert told == [False]
