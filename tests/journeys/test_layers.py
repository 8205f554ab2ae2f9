"""From a result of the history to a file with layers, through the menu's wish."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from psd_tools import PSDImage
from PySide6.QtWidgets import QFileDialog

from desktop.domain.edit import ResultRef
from tests.journeys.conftest import Sit


def test_a_result_becomes_a_psd(
    sit: Sit, photograph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    stet.type_prompt("a red sail")
    stet.workspace.change_draft(replace(stet.workspace.draft, previews=0))
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    answer = (str(tmp_path / "boat"), "Photoshop (*.psd)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: answer)
    ref = ResultRef(edit=stet.newest().id, index=0)
    stet.panels.history.layers_save_requested.emit(ref)
    stet.sees("Saved boat.psd. It has 2 layers.")
    found = PSDImage.open(tmp_path / "boat.psd")
    assert [layer.name for layer in found] == [photograph.name, "a red sail"]
    assert found[1].mask is not None
