"""After a run that was killed: what was sent is told, and nothing happens without a click."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.api.openai_client import OpenAIClient
from desktop.domain.edit import Outcome
from desktop.domain.intent import EntryState
from desktop.domain.profile import Profile
from desktop.jobs import run_edit
from desktop.startup.paths import standard_paths
from desktop.storage.library import Library
from desktop.ui.dialogs.unsettled_dialog import UnsettledDialog
from tests.builders import studio_for
from tests.fakes.image_service import KEY, ImageService
from tests.journeys.conftest import Sit


class Killed(BaseException):
    """Stands for the end of the process: nothing after it is done."""


def leave_behind(service: ImageService, monkeypatch: pytest.MonkeyPatch, state: EntryState) -> None:
    """A run that was killed after sending, or after the answer had come."""

    def die(*_: object) -> None:
        raise Killed

    with Library.open(standard_paths().library) as library, monkeypatch.context() as run:
        studio = studio_for(library, service.url, KEY)
        if state is EntryState.SENT:
            run.setattr(OpenAIClient, "send", die)
        else:
            run.setattr(run_edit, "finish_entry", die)
        with pytest.raises(Killed):
            studio.run(replace(studio.edit_order(), profile=Profile(base_url=service.url).host))
        (left,) = library.journal.unsettled()
        assert left.state is state


def test_an_answer_that_was_saved_is_finished_free_of_charge(
    sit: Sit, service: ImageService, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_behind(service, monkeypatch, EntryState.COMPLETE)
    stet = sit()
    stet.sees("An edit was interrupted after sending, and may have been billed.")
    assert stet.history_size == 0
    stet.press("Decide…")
    dialog = stet.dialog(UnsettledDialog)
    stet.press("Finish from the saved answer", dialog)
    stet.wait(lambda: stet.history_size == 1)
    assert stet.newest().outcome is Outcome.FINISHED
    assert len(service.paid_requests) == 1
    assert not stet.library.journal.unsettled()


def test_what_was_sent_is_asked_again_only_by_a_click(
    sit: Sit, service: ImageService, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_behind(service, monkeypatch, EntryState.SENT)
    stet = sit()
    stet.sees("An edit was interrupted after sending")
    assert not service.requests
    stet.press("Decide…")
    stet.press("Ask again", stet.dialog(UnsettledDialog))
    stet.wait(lambda: stet.history_size == 2)
    outcomes = {edit.outcome for edit in stet.library.history.page()}
    assert outcomes == {Outcome.FINISHED, Outcome.UNKNOWN}
    assert len(service.paid_requests) == 1
    assert not stet.library.journal.unsettled()


def test_it_can_be_let_go_or_decided_later(
    sit: Sit, service: ImageService, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_behind(service, monkeypatch, EntryState.SENT)
    stet = sit()
    stet.sees("An edit was interrupted")
    stet.press("Decide…")
    stet.press("Decide later", stet.dialog(UnsettledDialog))
    assert len(stet.library.journal.unsettled()) == 1
    stet.act("unsettled")
    stet.press("Let it go", stet.dialog(UnsettledDialog))
    stet.wait(lambda: stet.history_size == 1)
    assert stet.newest().outcome is Outcome.UNKNOWN
    assert not service.requests
