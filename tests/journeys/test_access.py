"""Who answers: no key, a wrong key, and the demo engine chosen and left while working."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.ui.settings.key_field import KeyField
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.builders import Ring, photo
from tests.fakes.image_service import KEY, ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer


def prepare(stet: Designer) -> None:
    stet.paint((480, 280), (560, 300))
    stet.type_prompt("a red sail")
    stet.workspace.change_draft(replace(stet.workspace.draft, previews=0))


def test_without_a_key_it_says_so_and_one_can_be_added(
    sit: Sit, service: ImageService, ring: Ring, photograph: Path
) -> None:
    stet = sit(photograph, key=None)
    prepare(stet)
    stet.sees("There is no key")
    assert not stet.button("generate").isEnabled()
    assert "key" in stet.button("generate").toolTip()
    stet.act("generate")
    assert not service.requests
    stet.act("check_key")
    settings = stet.dialog(SettingsDialog)
    assert "api.openai.com" not in _words_of(settings)
    assert f"127.0.0.1:{service.url.rpartition(':')[2].partition('/')[0]}" in _words_of(settings)
    (field,) = settings.findChildren(KeyField)
    QTest.keyClicks(field, KEY)
    stet.press("Save", settings)
    stet.wait(lambda: KEY in ring.kept.values())
    stet.wait(lambda: stet.button("generate").isEnabled())
    settings.close()
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    assert len(service.paid_requests) == 1


def _words_of(settings: SettingsDialog) -> str:
    """What the page that is shown says."""
    return "\n".join(one.text() for one in settings.findChildren(QLabel) if one.isVisible())


def test_a_wrong_key_is_said_and_changes_nothing(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph, key="sk-of-somebody-else-0123456789")
    prepare(stet)
    mask = stet.mask
    stet.generate()
    stet.sees("The service does not accept this key.")
    assert "sk-of-somebody" not in stet.said()
    assert np.array_equal(stet.shown, photo())
    assert np.array_equal(stet.mask, mask)
    assert stet.prompt_field.toPlainText() == "a red sail"
    assert not service.billed
    assert len(service.paid_requests) == 1


def test_the_demo_engine_comes_and_goes_while_the_window_is_open(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    prepare(stet)
    stet.act("demo")
    assert "simulated" in stet.window.windowTitle()
    stet.sees("Demo engine: simulated, nothing is sent.")
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    assert stet.newest().simulated
    assert not service.requests
    stet.key(Qt.Key.Key_Escape)
    stet.act("demo")
    assert "simulated" not in stet.window.windowTitle()
    assert "nothing is sent" not in stet.said()
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    assert not stet.newest().simulated
    assert len(service.paid_requests) == 1


def test_the_demo_engine_needs_no_key(sit: Sit, service: ImageService, photograph: Path) -> None:
    stet = sit(photograph, key=None)
    prepare(stet)
    stet.sees("There is no key")
    stet.act("demo")
    assert stet.button("generate").isEnabled()
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    stet.act("demo")
    stet.wait(lambda: not stet.button("generate").isEnabled())
    assert not service.requests
