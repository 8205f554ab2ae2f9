"""A small fault campaign with a fixed seed; `python -m tests.benchmarks.campaign` plays any."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.benchmarks.campaign.campaign import play

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def test_forty_jobs_with_every_kind_of_trouble(tmp_path: Path) -> None:
    report = play(tmp_path, jobs=40, seed=20261121)
    assert report.holds, report.lines
    assert report.requests >= 20, report.lines
    assert report.kills >= 2, report.lines
    assert report.accounted == report.billed > 0, report.lines
    assert report.left_whole == report.in_library + report.offered + report.on_the_line
