"""The panel says what is wanted of a result, by mouse, by key and by menu."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.edit import Answered, Outcome, ResultRef
from desktop.domain.problems import ProblemKind, fail, problem
from desktop.domain.recipe import Inputs
from desktop.ui.history.details_dialog import EditDetailsDialog
from desktop.ui.history.history_menu import Wish
from desktop.ui.history.history_panel import HistoryPanel
from desktop.ui.icons import Icons
from desktop.ui.mime import DraggedPicture, offered_files, offered_pictures
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.tiles.tile_sheet import Flow
from tests.ui.samples import Pages, content_of, edit, pages, png, reference

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(
    qtbot: QtBot, icons: Icons, loader: PictureLoader, tmp_path: Path
) -> Iterator[HistoryPanel]:
    def file_for_drag(picture: DraggedPicture) -> Path:
        file = tmp_path / f"{picture.file.name}.png"
        file.write_bytes(png())
        return file

    with ThreadPoolExecutor(1) as pool:
        made = HistoryPanel(icons, loader, pool.submit, file_for_drag)
        made.resize(560, 600)
        qtbot.addWidget(made)
        with qtbot.waitExposed(made):
            made.show()
        yield made
        made.hide()


def show(qtbot: QtBot, panel: HistoryPanel, source: Pages) -> None:
    with qtbot.waitSignal(panel.model.page_read):
        panel.show_source(source)


def spot(panel: HistoryPanel, row: int) -> QPoint:
    """A place on a tile away from its buttons."""
    return panel._list.visualRect(panel.model.index(row)).center() + QPoint(0, 20)


def click(panel: HistoryPanel, row: int) -> None:
    QTest.mouseClick(panel._list.viewport(), LEFT, pos=spot(panel, row))


def ref(number: int, index: int = 0) -> ResultRef:
    return ResultRef(edit=edit(number).id, index=index)


def test_a_click_looks_and_enter_puts_on_the_canvas(panel: HistoryPanel, qtbot: QtBot) -> None:
    show(qtbot, panel, Pages((edit(2, results=2), edit(1))))
    with qtbot.waitSignal(panel.result_chosen) as looked:
        click(panel, 1)
    assert looked.args == [ref(2, 1)]
    with qtbot.waitSignal(panel.result_chosen) as looked:
        QTest.keyClick(panel._list, Qt.Key.Key_Right)
    assert looked.args == [ref(1)]
    with qtbot.waitSignal(panel.canvas_requested) as wanted:
        QTest.keyClick(panel._list, Qt.Key.Key_Return)
    assert wanted.args == [ref(1)]
    click(panel, 0)
    with qtbot.waitSignal(panel.canvas_requested) as wanted:
        QTest.mouseDClick(panel._list.viewport(), LEFT, pos=spot(panel, 0))
    assert wanted.args == [ref(2, 0)]


def test_coming_in_by_tab_looks_at_nothing(panel: HistoryPanel, qtbot: QtBot) -> None:
    show(qtbot, panel, pages(3))
    with qtbot.assertNotEmitted(panel.result_chosen):
        panel._list.setFocus(Qt.FocusReason.TabFocusReason)


def test_the_buttons_of_a_tile(panel: HistoryPanel, qtbot: QtBot) -> None:
    show(qtbot, panel, pages(3))
    index = panel.model.index(1)
    canvas, to_tray, more = panel._delegate.buttons(panel._list.visualRect(index), index)
    port = panel._list.viewport()
    with qtbot.waitSignal(panel.canvas_requested) as wanted:
        QTest.mouseClick(port, LEFT, pos=canvas.rect.center())
    assert wanted.args == [ref(2)]
    with qtbot.waitSignal(panel.reference_requested) as wanted:
        QTest.mouseClick(port, LEFT, pos=to_tray.rect.center())
    assert wanted.args == [ref(2)]
    QTest.mouseClick(port, LEFT, pos=more.rect.center())
    menu = panel.findChild(QMenu)
    assert menu is not None
    assert menu.isVisible()
    menu.close()


def choose(panel: HistoryPanel, row: int, wish: Wish) -> None:
    """The menu of a tile as it pops up, one entry triggered."""
    panel._popup(panel.model.tile(panel.model.index(row)), panel.mapToGlobal(QPoint(20, 20)))
    menu = panel.findChildren(QMenu)[0]
    menus = [menu, *(sub for action in menu.actions() if isinstance(sub := action.menu(), QMenu))]
    entry = next(a for m in menus for a in m.actions() if a.data() is wish)
    entry.trigger()
    menu.close()
    menu.deleteLater()
    QApplication.sendPostedEvents(None, 52)  # deferred deletion


def test_the_menu_asks_for_everything(panel: HistoryPanel, qtbot: QtBot) -> None:
    show(qtbot, panel, pages(2))
    for wish, signal, expected in [
        (Wish.CANVAS, panel.canvas_requested, [ref(2)]),
        (Wish.REFERENCE, panel.reference_requested, [ref(2)]),
        (Wish.SAVE_PNG, panel.save_requested, [ref(2), "png"]),
        (Wish.SAVE_JPEG, panel.save_requested, [ref(2), "jpeg"]),
        (Wish.SAVE_WEBP, panel.save_requested, [ref(2), "webp"]),
        (Wish.SAVE_ORIGINAL, panel.original_save_requested, [ref(2)]),
        (Wish.SAVE_LAYERS, panel.layers_save_requested, [ref(2)]),
        (Wish.FOLDER, panel.folder_requested, [ref(2)]),
        (Wish.REUSE, panel.settings_reuse_requested, [edit(2).id]),
    ]:
        with qtbot.waitSignal(signal) as wanted:
            choose(panel, 0, wish)
        assert wanted.args == expected


def test_a_result_is_compared_with_its_source(panel: HistoryPanel, qtbot: QtBot) -> None:
    show(qtbot, panel, Pages((edit(1, inputs=Inputs(picture=reference(1).file)),)))
    with qtbot.waitSignal(panel.compare_requested) as wanted:
        choose(panel, 0, Wish.COMPARE_SOURCE)
    assert wanted.args == [None, ref(1)]


def test_all_that_is_chosen_is_meant_however_many(panel: HistoryPanel, qtbot: QtBot) -> None:
    """Only a drag, which makes files, takes a hundred at most."""
    show(qtbot, panel, Pages((edit(1, results=110),)))
    panel._list.selectAll()
    with qtbot.waitSignal(panel.marked) as marked:
        QTest.keyClick(panel._list, Qt.Key.Key_5)
    assert len(marked.args[0]) == 110
    with qtbot.waitSignal(panel.trash_requested) as thrown:
        QTest.keyClick(panel._list, Qt.Key.Key_Delete)
    assert thrown.args == [marked.args[0]]
    assert len(panel.chosen_results()) == 110
    data = panel._list.drag_data()
    assert data is not None
    assert len(offered_pictures(data)) == 100


def test_two_chosen_results_are_compared_the_older_one_first(
    panel: HistoryPanel, qtbot: QtBot
) -> None:
    show(qtbot, panel, pages(3))
    click(panel, 2)
    QTest.mouseClick(
        panel._list.viewport(), LEFT, Qt.KeyboardModifier.ControlModifier, spot(panel, 0)
    )
    with qtbot.waitSignal(panel.compare_requested) as wanted:
        choose(panel, 0, Wish.COMPARE_TWO)
    assert wanted.args == [ref(1), ref(3)]


def test_the_prompt_is_copied_whole(panel: HistoryPanel, qtbot: QtBot) -> None:
    prompt = "Make it night\nوأضف قمرًا\n星も" + " and more" * 100
    show(qtbot, panel, Pages((edit(1, prompt=prompt),)))
    choose(panel, 0, Wish.COPY_PROMPT)
    assert QApplication.clipboard().text() == prompt


def test_without_a_picture_only_what_makes_sense(panel: HistoryPanel, qtbot: QtBot) -> None:
    refused = problem(ProblemKind.REFUSED, what="request", categories="")
    made = edit(1, results=0, outcome=Outcome.REFUSED, problem=refused)
    show(qtbot, panel, Pages((made,)))
    with (
        qtbot.assertNotEmitted(panel.result_chosen),
        qtbot.assertNotEmitted(panel.canvas_requested),
    ):
        click(panel, 0)
        QTest.keyClick(panel._list, Qt.Key.Key_Return)
    (dialog,) = panel.window().findChildren(EditDetailsDialog)
    assert dialog.isVisible()
    dialog.close()
    with pytest.raises(StopIteration):
        choose(panel, 0, Wish.CANVAS)
    for menu in panel.findChildren(QMenu):
        menu.close()


def test_several_are_dragged_together_in_their_order(
    panel: HistoryPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    show(
        qtbot,
        panel,
        Pages((edit(4, prompt="four"), edit(3, results=0), edit(2, prompt="two"), edit(1))),
    )
    click(panel, 2)
    QTest.mouseClick(
        panel._list.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, spot(panel, 0)
    )
    data = panel._list.drag_data()
    assert data is not None
    assert [picture.result for picture in offered_pictures(data)] == [ref(4), ref(2)]
    assert list(tmp_path.glob("*.png")) == []
    assert offered_files(data) == (tmp_path / "four.png", tmp_path / "two.png")
    assert not panel._list.drag_pixmap().isNull()


def test_nothing_is_dragged_where_there_is_no_picture(panel: HistoryPanel, qtbot: QtBot) -> None:
    show(qtbot, panel, Pages((edit(1, results=0),)))
    click(panel, 0)
    assert panel._list.drag_data() is None


def test_searching_is_told_as_it_is_typed(panel: HistoryPanel, qtbot: QtBot) -> None:
    show(qtbot, panel, pages(2))
    QTest.keyClick(panel._list, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel._search.hasFocus()
    with qtbot.waitSignals([panel.search_changed] * 3):
        QTest.keyClicks(panel._search, "sky")
    show(qtbot, panel, Pages(()))
    assert panel._list._invitation.startswith("Nothing found.")
    panel._search.clear()
    show(qtbot, panel, Pages(()))
    assert panel._list._invitation.startswith("Nothing here yet.")


def test_a_library_that_cannot_be_read_offers_to_try_again(
    panel: HistoryPanel, qtbot: QtBot
) -> None:
    damage = fail(ProblemKind.LIBRARY_DAMAGED, reason="disk", suggestion="Restore it.")
    source = Pages(pages(2).edits, problem=damage)
    show(qtbot, panel, source)
    bar = panel._message
    assert bar.isVisible()
    source.problem = None
    (again,) = [b for b in bar.findChildren(QPushButton) if b.text() == "Try again"]
    with qtbot.waitSignal(panel.model.page_read):
        again.click()
    assert not bar.isVisible()
    assert panel.model.rowCount() == 2


@pytest.mark.parametrize(
    ("size", "flow", "columns"),
    [
        ((560, 600), Flow.WRAPPED, 4),
        ((1200, 150), Flow.ONE_ROW, 3),
        ((280, 640), Flow.WRAPPED, 2),
        ((300, 250), Flow.ONE_ROW, 3),
    ],
)
def test_a_wide_low_dock_is_a_strip(
    panel: HistoryPanel, qtbot: QtBot, size: tuple[int, int], flow: Flow, columns: int
) -> None:
    show(qtbot, panel, pages(3))
    panel.resize(*size)
    assert panel._list.tile_flow is flow
    assert panel._list.sheet.columns == columns


@pytest.mark.parametrize("size", [(280, 640), (560, 600), (1200, 150)])
def test_every_kind_of_tile_can_be_drawn(
    panel: HistoryPanel, qtbot: QtBot, size: tuple[int, int]
) -> None:
    prompts = ["青い空に白い雲", "أضف قاربًا صغيرًا على البحيرة", "W" * 3000, "<b>x</b>", ""]
    outcomes = [*Outcome, *Outcome][: len(prompts)]
    made = [
        edit(20 - at, results=at % 3, prompt=prompt, outcome=outcomes[at], simulated=at == 1)
        for at, prompt in enumerate(prompts)
    ]
    panel.resize(*size)
    show(qtbot, panel, Pages(tuple(made)))
    panel._list.setCurrentIndex(panel.model.index(1))
    QTest.mouseMove(panel._list.viewport(), spot(panel, 0))
    assert not panel.grab().isNull()
    assert panel.minimumSizeHint().width() <= 280


def test_thumbnails_that_scrolled_away_are_dropped(
    panel: HistoryPanel, qtbot: QtBot, loader: PictureLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [edit(number) for number in range(150, 0, -1)]
    show(qtbot, panel, Pages(tuple(made)))
    kept: list[set[str]] = []

    def keep_only(_owner: str, contents: set[str]) -> None:
        kept.append(set(contents))

    monkeypatch.setattr(loader, "keep_only", keep_only)
    panel._list.verticalScrollBar().setValue(2000)
    assert kept[-1] == {content_of("result 0")}


def test_details_show_what_was_asked_and_answered(panel: HistoryPanel, qtbot: QtBot) -> None:
    inputs = Inputs(
        picture=reference("photo").file,
        mask=content_of("mask"),
        references=(reference("chair").file,),
    )
    answered = Answered(size="1024x1024", quality="high", revised_prompt="An apple")
    made = edit(5, results=2, inputs=inputs, answered=answered, notes=("It was CMYK.",))
    panel.show_details(made)
    (dialog,) = panel.window().findChildren(EditDetailsDialog)
    words = said_in(dialog)
    for expected in (
        "1024×1024 (differs)",
        "0 of 47,312,204 pixels changed outside the mask",
        "$0.0527 for 2 results, 3 % more than estimated",
        "It was CMYK.",
        "1 Canvas",
        "Mask",
        "2 chair.png",
    ):
        assert expected in words
    fields = [field.toPlainText() for field in dialog.findChildren(QPlainTextEdit)]
    assert fields == ["A red apple on a table", "An apple"]
    dialog.close()


def said_in(dialog: EditDetailsDialog) -> set[str]:
    from PySide6.QtWidgets import QLabel, QWidget

    labels = {label.text() for label in dialog.findChildren(QLabel)}
    return labels | {widget.accessibleName() for widget in dialog.findChildren(QWidget)}


def test_details_copy_prompt_and_request(panel: HistoryPanel) -> None:
    panel.show_details(edit(5))
    (dialog,) = panel.window().findChildren(EditDetailsDialog)
    buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
    buttons["Copy request ID"].click()
    assert QApplication.clipboard().text() == "req_4f8a1c2b9d"
    buttons["Copy prompt"].click()
    assert QApplication.clipboard().text() == "A red apple on a table"
    dialog.close()


def test_names_for_automation(panel: HistoryPanel) -> None:
    assert panel.objectName() == "history"
    assert panel.accessibleName() == "History"
    assert panel._search.accessibleName() == "Search the history"
