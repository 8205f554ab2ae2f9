"""A problem's pages and its key are those of the profile that the job asked."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.problems import ProblemKind, problem
from desktop.ui.dialogs.problem_dialog import ProblemDialog
from desktop.ui.icons import Icons


def _buttons(dialog: ProblemDialog) -> list[str]:
    return [button.accessibleName() for button in dialog.findChildren(QPushButton)]


def test_a_key_of_another_profile_leads_to_the_profiles(qtbot: QtBot, icons: Icons) -> None:
    dialog = ProblemDialog(problem(ProblemKind.KEY_WRONG), icons, is_in_use=False)
    qtbot.addWidget(dialog)
    assert "Open Settings > Profiles" in _buttons(dialog)
    with qtbot.waitSignal(dialog.service_wanted):
        dialog._say_key()
