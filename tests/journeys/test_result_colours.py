"""Another screen while a result is judged: the preview and the part that is used follow it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColorSpace

from desktop.domain.screen_profile import ScreenChoice, ScreenProfile, ScreenSettings
from desktop.imaging.icc import converted
from desktop.jobs.open_picture import open_region
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer
from tests.journeys.test_results import asks, is_previewed

WIDE = bytes(QColorSpace(QColorSpace.NamedColorSpace.ProPhotoRgb).iccProfile().data())


def choose(stet: Designer, folder: Path) -> ScreenProfile:
    path = folder / "panel.icc"
    path.write_bytes(WIDE)
    keeper = stet.program.window_flow._keeper
    screen = ScreenSettings(choice=ScreenChoice.FILE, file=str(path))
    keeper.change(replace(keeper.value, screen=screen))
    stet.wait(lambda: stet.workspace.screen_profile.icc == WIDE)
    return stet.workspace.screen_profile


def test_a_preview_follows_the_screen(sit: Sit, photograph: Path, tmp_path: Path) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    asks(stet)
    stet.wait(lambda: is_previewed(stet, "Result"))
    result = stet.newest().results[0]
    preview = stet.panels.canvas._preview
    assert preview is not None
    box, before = preview.box, preview._levels[0]
    screen = choose(stet, tmp_path)
    due = open_region(result.picture, box, stet.library.pictures, lambda: screen)
    assert not np.array_equal(before, due)

    def is_due() -> bool:
        now = stet.panels.canvas._preview
        return now is not None and np.array_equal(now._levels[0], due)

    stet.wait(is_due)


def test_a_part_is_used_in_the_colours_of_the_screen_that_came_meanwhile(
    sit: Sit, photograph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen changes after the part was read and before it is laid in."""
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    asks(stet)
    stet.wait(lambda: is_previewed(stet, "Result"))
    results, document = stet.program.window_flow._results, stet.workspace.document
    assert document is not None
    take, made = results._take_into, list[object]()

    def take_late(*given: object) -> None:
        choose(stet, tmp_path)
        stet.wait(lambda: document.colours.screen.icc == WIDE and document.colours.is_whole)
        made.append(given[-1])
        take(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(results, "_take_into", take_late)
    stet.press("Use this")
    used = stet.newest().results[0].picture
    stet.wait(lambda: stet.content == used.content)
    assert made
    due = converted(stet.picture, None, WIDE)
    stet.wait(lambda: np.array_equal(stet.shown, due))
