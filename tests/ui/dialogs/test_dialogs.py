"""The dialogs tell everything they were given, and ask for exactly what they will do."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.problems import Problem, ProblemKind, ServiceWords, problem
from desktop.ui.dialogs.about_dialog import AboutDialog, AboutFacts
from desktop.ui.dialogs.crash_dialog import CrashDialog, CrashReport
from desktop.ui.dialogs.licence_rows import licence_rows
from desktop.ui.dialogs.problem_dialog import ProblemDialog
from desktop.ui.dialogs.third_parties import ThirdParty, installed_third_parties
from desktop.ui.icons import Icons

LONG = "a_word_without_any_place_to_break_it_" * 12
REFUSED = problem(
    ProblemKind.REFUSED,
    ServiceWords(
        request_id="req_42", stage="output", categories=("violence",), detail='{"code": "blocked"}'
    ),
    what="prompt",
    categories=" (violence)",
)


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def button(dialog: QDialog, text: str) -> QPushButton:
    found = [one for one in dialog.findChildren(QPushButton) if one.text().strip() == text]
    assert found, text
    return found[0]


def shown(dialog: QDialog) -> str:
    labels = [label.text() for label in dialog.findChildren(QLabel) if not label.isHidden()]
    texts = [view.toPlainText() for view in dialog.findChildren(QPlainTextEdit)]
    return "\n".join(labels + texts)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def opened(qtbot: QtBot, dialog: QDialog) -> None:
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()


def test_about_names_version_system_and_everybody(qtbot: QtBot, icons: Icons) -> None:
    facts = AboutFacts(
        version="1.2.3",
        licences="# Head\n\n| what | from | licence |\n| --- | --- | --- |\n| `a` | b | MIT |\n",
        third_parties=(ThirdParty(name="pillow", version="13.0", licence="MIT-CMU"),),
        system="Python 3.11, Qt 6.11",
    )
    dialog = AboutDialog(facts, icons)
    opened(qtbot, dialog)
    for words in ("Stet 1.2.3", "Python 3.11, Qt 6.11", "b; MIT", "pillow 13.0", "MIT-CMU"):
        assert words in shown(dialog)
    click(dialog.copy_button)
    assert clipboard() == "Stet 1.2.3\nPython 3.11, Qt 6.11"


@pytest.mark.parametrize("has_page", [True, False])
def test_about_leads_to_all_licences_where_a_package_brings_them(
    qtbot: QtBot, icons: Icons, *, has_page: bool
) -> None:
    dialog = AboutDialog(AboutFacts(version="1.2.3", licences="", has_page=has_page), icons)
    opened(qtbot, dialog)
    asked: list[bool] = []
    dialog.page_requested.connect(lambda: asked.append(True))
    assert dialog.page_button.isVisible() is has_page
    if has_page:
        click(dialog.page_button)
    assert bool(asked) is has_page


def test_every_licence_of_the_resources_is_listed(resources: Path) -> None:
    text = (resources / "LICENCES.md").read_text(encoding="utf-8")
    rows = licence_rows(text)
    assert len(rows) == sum(line.startswith("| `") for line in text.splitlines())
    assert any("Lucide" in row.value and "ISC" in row.value for row in rows)
    assert any("SIL Open Font License" in row.value for row in rows)


def test_the_packages_stet_needs_are_named_with_their_licences() -> None:
    found = {one.name.lower(): one for one in installed_third_parties()}
    assert "pytest" not in found
    for name in ("openai", "pillow", "numpy", "keyring"):
        assert found[name].version
        assert found[name].licence
    assert installed_third_parties("no-such-distribution") == ()


def test_a_problem_is_told_in_full_and_copied_in_full(qtbot: QtBot, icons: Icons) -> None:
    dialog = ProblemDialog(REFUSED, icons)
    opened(qtbot, dialog)
    parts = (REFUSED.sentence, REFUSED.billing, REFUSED.remedy, "output", "violence", "req_42")
    for words in (*parts, REFUSED.detail):
        assert words in shown(dialog)
    click(button(dialog, "Copy details"))
    for words in (*parts, REFUSED.detail, "Kind: refused"):
        assert words in clipboard()


KINDS = (ProblemKind.REFUSED, ProblemKind.NOT_VERIFIED, ProblemKind.KEY_WRONG, ProblemKind.TIMEOUT)


@pytest.mark.parametrize("kind", KINDS)
def test_any_problem_fits_and_long_words_do_not_widen_it(
    qtbot: QtBot, icons: Icons, kind: ProblemKind
) -> None:
    trouble = Problem(kind=kind, sentence=LONG, remedy=LONG, request_id=LONG, detail=LONG)
    dialog = ProblemDialog(trouble, icons)
    opened(qtbot, dialog)
    assert dialog.width() <= 640
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() >= min(640, layout.totalHeightForWidth(dialog.width()))


def test_a_problem_leads_to_the_page_that_helps(qtbot: QtBot, icons: Icons) -> None:
    trouble = problem(ProblemKind.NOT_VERIFIED, model="gpt-image-2")
    dialog = ProblemDialog(trouble, icons)
    opened(qtbot, dialog)
    with qtbot.waitSignal(dialog.link_requested) as asked:
        click(button(dialog, "Open verification"))
    assert asked.args == ["https://platform.openai.com/settings/organization/general"]
    elsewhere = ProblemDialog(trouble, icons, is_openai=False)
    qtbot.addWidget(elsewhere)
    texts = [one.text().strip() for one in elsewhere.findChildren(QPushButton)]
    assert texts == ["Copy details", "Close"]


def test_the_request_id_alone_can_be_copied(qtbot: QtBot, icons: Icons) -> None:
    dialog = ProblemDialog(REFUSED, icons)
    opened(qtbot, dialog)
    click(button(dialog, "Copy request ID"))
    assert QGuiApplication.clipboard().text() == "req_42"


def test_a_wrong_key_leads_to_its_page(qtbot: QtBot, icons: Icons) -> None:
    dialog = ProblemDialog(problem(ProblemKind.KEY_WRONG), icons)
    opened(qtbot, dialog)
    with qtbot.waitSignal(dialog.key_wanted):
        click(button(dialog, "Open Settings > Key"))
    assert dialog.isHidden()


def test_a_crash_shows_its_report_and_where_it_is(qtbot: QtBot, icons: Icons) -> None:
    report = CrashReport(sentence="Painting failed.", text="Traceback\nline", file="/tmp/x.txt")
    dialog = CrashDialog(report, icons)
    opened(qtbot, dialog)
    for words in (report.sentence, report.text, report.file):
        assert words in shown(dialog)
    click(button(dialog, "Copy report"))
    assert clipboard() == report.text
    with qtbot.waitSignal(dialog.folder_open_requested):
        click(button(dialog, "Open folder"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isHidden()
