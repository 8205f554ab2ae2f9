"""Where the picture of a tile is seen: badges lie on it and not beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect

from desktop.domain.size import Size
from desktop.ui.history.history_delegate import _seen_of
from desktop.ui.history.history_model import HistoryTile
from tests.ui.samples import edit, result

PLACE = QRect(6, 6, 120, 120)


@pytest.mark.parametrize(
    ("size", "seen"),
    [
        (Size(1536, 1024), QRect(6, 26, 120, 80)),
        (Size(1024, 1536), QRect(26, 6, 80, 120)),
        (Size(64, 64), PLACE),
    ],
)
def test_a_picture_is_seen_whole_in_the_middle(size: Size, seen: QRect) -> None:
    one = result(0)
    one = replace(one, picture=replace(one.picture, size=size))
    assert _seen_of(HistoryTile(edit(1), one), PLACE) == seen


def test_without_a_picture_all_of_the_place_counts() -> None:
    assert _seen_of(HistoryTile(edit(1), None), PLACE) == PLACE
