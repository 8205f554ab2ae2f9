"""The history says of every result how it fitted, in words and with an icon."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.history.details_dialog import EditDetailsDialog
from desktop.ui.history.edit_details import EditDetails
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.verdict_words import JUDGEMENTS
from tests.ui.samples import edit, result


@pytest.mark.parametrize("verdict", [name for name in JUDGEMENTS if name != "none"])
def test_each_verdict_is_told(
    qtbot: QtBot, icons: Icons, loader: PictureLoader, verdict: str
) -> None:
    placement = result(0).placement
    assert placement is not None
    judged = result(0, placement=replace(placement, verdict=verdict))
    details = EditDetails(icons, loader)
    qtbot.addWidget(details)
    details.show_edit(replace(edit(1), results=(judged,)))
    said = [label.text() for label in details.findChildren(QLabel)]
    wanted = JUDGEMENTS[verdict]
    assert f"{wanted.title}. {wanted.sentence}" in said


def test_credentials_are_told_beside_their_result(
    qtbot: QtBot, icons: Icons, loader: PictureLoader
) -> None:
    one = edit(1)
    dialog = EditDetailsDialog(icons, loader)
    qtbot.addWidget(dialog)
    dialog.show_edit(replace(one, results=(result(0), result(1))))
    dialog.show_credentials("another", 0, "Of another edit.", is_kept=True)
    dialog.show_credentials(one.id, 1, "It no longer does.", is_kept=False)
    dialog.show_credentials(one.id, 7, "Of no result here.", is_kept=False)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert said.count("It no longer does.") == 1
    assert not any("Of " in text for text in said)
