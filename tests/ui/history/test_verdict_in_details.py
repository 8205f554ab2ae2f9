"""The history says of every result how it fitted, in words and with an icon."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

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
