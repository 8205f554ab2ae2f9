"""Nothing is paid twice: two programs, a batch beside jobs, a lost order, a full disk."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.api.batch_openai import OpenAIBatches
from desktop.domain.batch import BatchPhase
from desktop.domain.draft import Draft
from desktop.domain.edit import Outcome
from desktop.domain.order import Account
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.size import Size
from desktop.domain.surface_set import SetText, Surface
from desktop.jobs import batch_collect, batch_submit
from desktop.jobs.batch_collect import cancel_batch, ends_of
from desktop.jobs.batch_submit import keep_batch, send_batch
from desktop.jobs.run_edit import finish_saved, run_edit
from desktop.jobs.services import Services
from desktop.jobs.set_book import SetBook
from desktop.jobs.set_plan import SetWish, plan_set
from desktop.storage.library import Library, LibraryUse
from tests.builders import Studio
from tests.fakes.image_service import ImageService
from tests.jobs.test_batches import _collected, _count, _orders, _rows, _run, _sent

SMALL = Size(1024, 640)


def _quiet(_words: object) -> None:
    """Nobody listens."""


def _set_with_first(services: Services) -> tuple[SetBook, str]:
    """A set of three pictures whose first is made."""
    wish = SetWish(
        prompt="A poster in {language}",
        texts=tuple(SetText(language=one) for one in ("en", "de", "fr")),
        surfaces=(Surface(name="web", size=SMALL),),
        draft=Draft(model="gpt-image-2", quality="low", output_format="jpeg", previews=0),
    )
    book = SetBook(services)
    plan = plan_set(wish, services.models.get("gpt-image-2"), _count)
    made = book.keep(plan, Account(profile="openai"), "posters")
    _run(services, run_edit(made.cells[0].order, services, _quiet))
    return book, made.id


def test_an_order_that_another_program_made_is_not_sent_again(
    service: ImageService, studio: Studio
) -> None:
    services = studio.services
    book, name = _set_with_first(services)
    order, *_ = book.approve(name)
    _run(services, run_edit(order, services, _quiet))
    with pytest.raises(ProblemError, match="sent already"):
        _run(services, run_edit(order, services, _quiet))
    assert len(service.billed) == 2
    assert services.library.history.record_of(order.id) is not None
    assert not services.library.ledger.open_edits()
    assert not services.library.journal.unsettled()


def test_what_waits_as_a_job_goes_into_no_batch(service: ImageService, studio: Studio) -> None:
    services = studio.services
    book, name = _set_with_first(services)
    for order in book.approve(name):
        services.library.waiting.put(order)
    with pytest.raises(ProblemError, match="on their way"):
        keep_batch(book.approve_as_batch(name), "posters", services)
    assert services.library.batches.all() == ()


def test_two_clicks_on_the_batch_make_one_batch(service: ImageService, studio: Studio) -> None:
    services = studio.services
    book, name = _set_with_first(services)
    first = book.approve_as_batch(name)
    second = book.approve_as_batch(name)
    batch = keep_batch(first, "posters", services)
    with pytest.raises(ProblemError, match="on their way"):
        keep_batch(second, "posters", services)
    book.name_batch(name, batch.id)
    book.take_back(name)
    assert book.view(name).is_batch_open


def test_of_two_kept_batches_with_the_same_lines_only_one_leaves(
    service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two programs kept them at the same moment."""
    services = studio.services
    orders = _orders(services, _rows(2))
    one = keep_batch(orders, "foxes", services)
    with monkeypatch.context() as patched:
        patched.setattr(batch_submit, "_refuse_second", lambda *_: None)
        other = keep_batch(orders, "foxes", services)
    _run(services, send_batch(one, services, _quiet))
    with pytest.raises(ProblemError, match="on their way"):
        _run(services, send_batch(other, services, _quiet))
    assert len(service.desk.storeroom.batches) == 1


def test_a_job_whose_order_a_batch_has_is_not_sent(service: ImageService, studio: Studio) -> None:
    services = studio.services
    book, name = _set_with_first(services)
    orders = book.approve_as_batch(name)
    batch = _sent(services, list(orders))
    with pytest.raises(ProblemError, match="A batch makes this"):
        _run(services, run_edit(orders[0].order, services, _quiet))
    assert {one.order.id for one in orders} <= set(services.library.ledger.open_edits())
    _collected(services, batch)
    assert len(service.billed) == 3


def test_while_one_program_sends_a_batch_another_neither_sends_nor_settles_it(
    service: ImageService, studio: Studio, library: Library
) -> None:
    services = studio.services
    batch = keep_batch(_orders(services, _rows(2)), "foxes", services)
    with Library.open(library.folder, LibraryUse.COMMAND) as second, second.batches.held(batch.id):
        for work in (send_batch(batch, services, _quiet), cancel_batch(batch, services)):
            with pytest.raises(ProblemError, match="at work on this batch"):
                _run(services, work)
    assert not service.desk.storeroom.batches
    stale = batch
    _run(services, send_batch(batch, services, _quiet))
    _run(services, send_batch(stale, services, _quiet))
    assert len(service.desk.storeroom.batches) == 1


def test_an_order_that_shows_up_late_at_the_service_is_found_before_it_is_sent_again(
    service: ImageService, studio: Studio, library: Library
) -> None:
    """The service listed it only after the first question for it."""
    services = studio.services
    batch = _sent(services, _orders(services, _rows(2)))
    library.batches.save(replace(batch, phase=BatchPhase.PREPARED, service_id=""))
    library.ledger.release_all(library.ledger.open_edits())
    (kept,) = library.batches.all()
    found = _run(services, send_batch(kept, services, _quiet))
    assert len(service.desk.storeroom.batches) == 1
    assert found.service_id == batch.service_id
    assert len(library.ledger.open_edits()) == 2


def test_lines_that_a_full_disk_could_not_take_are_read_again(
    service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = studio.services
    batch = _sent(services, _orders(services, _rows(2)))

    def full(*_given: object, **_named: object) -> None:
        raise fail(ProblemKind.DISK_FULL, place="here", needed="3 MB")

    with monkeypatch.context() as patched:
        patched.setattr(batch_collect, "make_edit", full)
        with pytest.raises(ProblemError) as caught:
            _collected(services, batch)
    assert caught.value.problem.kind is ProblemKind.DISK_FULL
    (batch,) = services.library.batches.all()
    batch = _collected(services, batch)
    ends = tuple(ends_of(batch, services))
    assert [end.edit.outcome for end in ends if end.edit] == [Outcome.FINISHED] * 2
    assert len(service.billed) == 2


def test_a_paid_line_that_cannot_be_laid_in_now_is_kept_and_finished_for_nothing(
    service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = studio.services
    batch = _sent(services, _orders(services, _rows(1)))

    def gone(*_given: object, **_named: object) -> None:
        raise fail(ProblemKind.ANSWER_EMPTY)

    with monkeypatch.context() as patched:
        patched.setattr(batch_collect, "make_edit", gone)
        batch = _collected(services, batch)
    (end,) = ends_of(batch, services)
    assert end.is_failed
    assert end.may_be_paid
    (left,) = services.library.journal.unsettled()
    edit = _run(services, finish_saved(left.edit, services))
    assert edit.outcome is Outcome.FINISHED
    assert services.library.journal.unsettled() == ()
    (entry,) = services.library.ledger.entries()
    assert entry.cost_usd == edit.cost_usd
    assert len(service.billed) == 1


def test_a_batch_counts_to_the_day_on_which_it_leaves(
    service: ImageService, studio: Studio
) -> None:
    services = studio.services
    tomorrow = services.now() + timedelta(days=1)
    batch = keep_batch(_orders(services, _rows(2)), "foxes", services)
    later = replace(services, now=lambda: tomorrow)
    batch = _run(later, send_batch(batch, later, _quiet))
    spent = services.library.ledger.spent("", "", tomorrow)
    assert batch.highest_usd is not None
    assert spent.day == batch.highest_usd
    _collected(later, batch)
    assert services.library.ledger.spent("", "", tomorrow).day > 0


def test_a_file_that_was_there_before_the_batch_was_over_is_fetched_again(
    service: ImageService, studio: Studio
) -> None:
    services = studio.services
    orders = _orders(services, _rows(2))
    batch = replace(_sent(services, orders), output_file="file_1", error_file=None)
    told = [{"custom_id": one.order.id, "error": {"code": "server_error"}} for one in orders]
    lines = [json.dumps(one).encode() + b"\n" for one in told]

    class Growing(OpenAIBatches):
        count = 0

        async def download(self, file_id: str, target: Path) -> None:
            self.count += 1
            await asyncio.to_thread(target.write_bytes, b"".join(lines[: self.count]))

    client = Growing(services.profile_of("openai"), "key")
    begun = replace(batch, phase=BatchPhase.FINALIZING)
    asyncio.run(batch_collect._bring(begun, client, services, _quiet))
    over = replace(batch, phase=BatchPhase.COMPLETED)
    asyncio.run(batch_collect._bring(over, client, services, _quiet))
    assert all(end.edit is not None for end in ends_of(batch, services))
