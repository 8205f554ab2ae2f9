"""A disk that fails while one works: a sentence, and what was paid for is finished later, free."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from desktop.domain.problems import ProblemKind, fail
from desktop.storage import answer_place
from desktop.storage.database import Database
from desktop.storage.edit_log import EditLog
from tests.builders import photo
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer


def failing(number: int) -> Callable[..., None]:
    def fails(*_arguments: object, **_named: object) -> None:
        raise OSError(number, os.strerror(number))

    return fails


def set_up(stet: Designer) -> None:
    stet.paint((480, 280), (560, 300))
    stet.type_prompt("a red sail")
    stet.workspace.change_draft(replace(stet.workspace.draft, previews=0))


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "The disk with"), (errno.EROFS, "cannot be written to")],
    ids=["full", "read-only"],
)
def test_nothing_is_sent_when_the_answer_could_not_be_kept(
    sit: Sit,
    service: ImageService,
    photograph: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    sentence: str,
) -> None:
    stet = sit(photograph)
    set_up(stet)
    mask = stet.mask
    with monkeypatch.context() as disk:
        disk.setattr(answer_place, "reserve_room", failing(number))
        stet.generate()
        stet.sees(sentence)
    assert not service.requests
    assert np.array_equal(stet.shown, photo())
    assert np.array_equal(stet.mask, mask)
    stet.press("Try again", stet.panels.jobs)
    stet.wait(lambda: stet.is_judging)
    assert len(service.paid_requests) == 1


@pytest.mark.logs
def test_an_answer_that_could_not_be_stored_is_finished_by_a_click_and_not_paid_twice(
    sit: Sit, service: ImageService, photograph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stet = sit(photograph)
    set_up(stet)
    with monkeypatch.context() as disk:
        disk.setattr(EditLog, "append", failing_with_problem)
        stet.generate()
        stet.sees("It was billed.")
        assert stet.history_size == 0
        assert np.array_equal(stet.shown, photo())
    stet.press("Finish it", stet.panels.jobs)
    stet.wait(lambda: stet.is_judging)
    assert stet.history_size == 1
    assert len(service.paid_requests) == 1
    assert not stet.library.journal.unsettled()


def failing_with_problem(*_: object) -> None:
    raise fail(ProblemKind.DISK_FULL, place="the library", needed="1 kB")


def test_a_history_that_cannot_be_read_says_so(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    stet = sit()
    with monkeypatch.context() as disk:
        disk.setattr(Database, "reading", torn)
        stet.panels.history.search_changed.emit("boat")
        stet.sees("The library's database is damaged (a page is torn).")
    stet.press("Try again", stet.panels.history)
    labels = stet.panels.history.findChildren(QLabel)
    stet.wait(lambda: not any("is damaged" in one.text() for one in labels if one.isVisible()))


def torn(*_: object) -> None:
    raise fail(ProblemKind.LIBRARY_DAMAGED, reason="a page is torn", suggestion="Restart Stet.")
