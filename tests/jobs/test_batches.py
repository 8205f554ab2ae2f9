"""Batches from order to result: half price, nothing sent twice, every line accounted for."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import Awaitable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from desktop.api.prompt_tokens import PromptTokens
from desktop.domain.batch import HALF_PRICE, Batch, BatchPhase
from desktop.domain.budget import Budgets, SpendingSettings
from desktop.domain.draft import Draft
from desktop.domain.edit import Outcome
from desktop.domain.order import Account
from desktop.domain.problems import Billed, ProblemError, ProblemKind
from desktop.domain.profile import Deployment, Profile, ServiceForm, Trait
from desktop.domain.size import Size
from desktop.jobs.batch_collect import cancel_batch, collect_batch, ends_of, failed_orders
from desktop.jobs.batch_orders import orders_of
from desktop.jobs.batch_plan import plan_batch
from desktop.jobs.batch_storage import delete_left, files_at
from desktop.jobs.batch_submit import BatchOrder, batch_client, keep_batch, send_batch
from desktop.jobs.batch_table import BatchRow
from desktop.jobs.services import Services
from desktop.jobs.spending_book import SpendingBook
from desktop.storage.library import Library
from tests.builders import Studio, photo, png, studio_for
from tests.fakes.faults import Fault
from tests.fakes.image_service import KEY, ImageService
from tests.fakes.storeroom import Fate

T = TypeVar("T")

SMALL = Size(1024, 640)
BASE = Draft(model="gpt-image-2", quality="low", size=SMALL, output_format="jpeg", previews=0)


@cache
def _counter() -> PromptTokens:
    return PromptTokens(Path(__file__).parents[2] / "resources" / "o200k_base.tiktoken.gz")


def _count(text: str) -> int:
    return _counter().count(text)


def _orders(services: Services, rows: list[BatchRow], base: Draft = BASE) -> list[BatchOrder]:
    plan = plan_batch(rows, base, services.models.get(base.model), _count)
    assert not plan.troubles
    return list(orders_of(plan, Account(profile="openai"), services.library.pictures))


def _rows(count: int) -> list[BatchRow]:
    return [
        BatchRow(number=number, prompt="a fox", output=f"fox-{number}")
        for number in range(1, count + 1)
    ]


def _run(services: Services, work: Awaitable[T]) -> T:
    async def inside() -> T:
        try:
            return await work
        finally:
            await services.clients.close()

    return asyncio.run(inside())


def _sent(services: Services, orders: list[BatchOrder]) -> Batch:
    batch = keep_batch(orders, "foxes.csv", services)
    return _run(services, send_batch(batch, services, lambda _words: None))


def _collected(services: Services, batch: Batch) -> Batch:
    for _ in range(5):
        batch = _run(services, collect_batch(batch, services))
        if batch.is_collected:
            return batch
    raise AssertionError(f"Still {batch.phase}.")


def _spent_at_service(service: ImageService) -> Decimal:
    """What the loopback service counted, at half of gpt-image-2's rates."""
    return sum(
        (
            Decimal(
                one.usage.text_tokens * 5
                + one.usage.image_tokens * 8
                + one.usage.output_tokens * 30
            )
            / 1_000_000
            * HALF_PRICE
            for one in service.billed
        ),
        Decimal(0),
    )


def _spent_here(library: Library) -> Decimal:
    return sum((entry.counted_usd for entry in library.ledger.entries()), Decimal(0))


@pytest.mark.timeout(300)
def test_a_thousand_lines_with_37_failing_over_a_restart_and_again_alone(
    service: ImageService, tmp_path: Path
) -> None:
    service.desk.storeroom.is_quick = True
    refused = Fault.moderation_blocked(["violence"], "input")
    service.next(*[refused if number % 27 == 0 else None for number in range(999)], None)
    folder = tmp_path / "library"
    with Library.open(folder) as library:
        services = studio_for(library, service.url, KEY).services
        batch = _sent(services, _orders(services, _rows(1000)))
        assert batch.phase is BatchPhase.VALIDATING
        assert library.ledger.open_edits()
    with Library.open(folder) as library:
        services = studio_for(library, service.url, KEY).services
        assert len(library.ledger.open_edits()) == 1000
        (batch,) = library.batches.all()
        batch = _collected(services, batch)
        failed = [end for end in ends_of(batch, services) if end.is_failed]
        assert len(failed) == 37
        assert {end.line.number % 27 for end in failed} == {1}
        assert all(end.edit and end.edit.problem and end.edit.problem.sentence for end in failed)
        assert _spent_here(library) == _spent_at_service(service)
        again = _sent(services, list(failed_orders(batch, services)))
        again = _collected(services, again)
        assert again.lines == 37
        assert not any(end.is_failed for end in ends_of(again, services))
        assert len(service.billed) == 1000
        assert _spent_here(library) == _spent_at_service(service)
        assert not library.ledger.open_edits()
        assert not service.desk.storeroom.files


def test_edits_upload_each_picture_once_and_delete_it_afterwards(
    service: ImageService, studio: Studio, library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "fox.png"
    path.write_bytes(png(photo(SMALL)))
    rows = [
        BatchRow(number=number, prompt=words, picture=path, output=words)
        for number, words in enumerate(("red", "blue", "green"), 1)
    ]
    services = studio.services
    batch = _sent(services, _orders(services, rows, replace(BASE, output_format="png", size=None)))
    uploads = [kept for kept in service.desk.storeroom.files.values() if kept.purpose == "vision"]
    assert len(uploads) == 1
    batch = _collected(services, batch)
    ends = list(ends_of(batch, services))
    assert [end.edit.outcome for end in ends if end.edit] == [Outcome.FINISHED] * 3
    assert all(end.edit and end.edit.inputs.picture for end in ends)
    assert [end.edit.recipe.prompt for end in ends if end.edit] == ["red", "blue", "green"]
    assert uploads[0].id in service.desk.storeroom.deleted
    assert _spent_here(library) == _spent_at_service(service)


def test_an_expired_batch_keeps_what_was_done_and_lists_the_rest(
    service: ImageService, studio: Studio, library: Library
) -> None:
    service.desk.storeroom.fate = Fate.EXPIRED
    services = studio.services
    batch = _collected(services, _sent(services, _orders(services, _rows(4))))
    assert batch.phase is BatchPhase.EXPIRED
    failed = [end.edit for end in ends_of(batch, services) if end.is_failed]
    assert [edit.problem.kind for edit in failed if edit and edit.problem] == [
        ProblemKind.BATCH_LEFT
    ] * 2
    assert _spent_here(library) == _spent_at_service(service) > 0


def test_a_batch_that_fails_its_validation_costs_nothing_and_says_why(
    service: ImageService, studio: Studio, library: Library
) -> None:
    service.desk.storeroom.fate = Fate.FAILED
    services = studio.services
    batch = _collected(services, _sent(services, _orders(services, _rows(2))))
    problems = [end.edit.problem for end in ends_of(batch, services) if end.edit]
    assert all(one and "The file was not accepted." in one.sentence for one in problems)
    assert _spent_here(library) == 0


def test_a_cancelled_batch_keeps_what_was_done(
    service: ImageService, studio: Studio, library: Library
) -> None:
    services = studio.services
    batch = _sent(services, _orders(services, _rows(4)))
    for _ in range(2):
        batch = _run(services, collect_batch(batch, services))
    batch = _run(services, cancel_batch(batch, services))
    assert batch.phase is BatchPhase.CANCELLING
    batch = _collected(services, batch)
    assert batch.phase is BatchPhase.CANCELLED
    outcomes = [end.edit.outcome for end in ends_of(batch, services) if end.edit]
    assert sorted(outcomes) == [Outcome.FAILED] * 2 + [Outcome.FINISHED] * 2
    assert _spent_here(library) == _spent_at_service(service)


def test_a_cut_output_file_is_fetched_again(
    service: ImageService, studio: Studio, library: Library
) -> None:
    service.desk.storeroom.cuts_files = True
    services = studio.services
    batch = _sent(services, _orders(services, _rows(2)))
    with pytest.raises(ProblemError) as caught:
        _collected(services, batch)
    assert caught.value.problem.kind is ProblemKind.ANSWER_CUT
    service.desk.storeroom.cuts_files = False
    (batch,) = library.batches.all()
    batch = _collected(services, batch)
    assert not any(end.is_failed for end in ends_of(batch, services))
    assert len(service.billed) == 2


def test_an_order_whose_answer_is_lost_is_found_by_its_label(
    service: ImageService, studio: Studio, library: Library
) -> None:
    services = studio.services
    service.next(None, Fault.named("CUT_BEFORE_HEAD"), to="free")
    batch = keep_batch(_orders(services, _rows(2)), "foxes.csv", services)
    with pytest.raises(ProblemError) as caught:
        _run(services, send_batch(batch, services, lambda _words: None))
    assert caught.value.problem.billed is Billed.MAYBE
    (batch,) = library.batches.all()
    assert batch.phase is BatchPhase.SENDING
    batch = _run(services, send_batch(batch, services, lambda _words: None))
    assert batch.phase is BatchPhase.VALIDATING
    assert len(service.desk.storeroom.batches) == 1


def test_a_budget_stops_the_whole_batch_before_it_leaves(
    service: ImageService, studio: Studio, library: Library
) -> None:
    settings = SpendingSettings(budgets=Budgets(day=Decimal("0.001")))
    services = replace(studio.services, spending=SpendingBook(settings))
    batch = keep_batch(_orders(services, _rows(3)), "foxes.csv", services)
    with pytest.raises(ProblemError) as caught:
        _run(services, send_batch(batch, services, lambda _words: None))
    assert caught.value.problem.kind is ProblemKind.BUDGET
    assert not service.requests
    assert not library.ledger.open_edits()


def test_a_large_output_is_read_line_by_line(
    service: ImageService, studio: Studio, library: Library
) -> None:
    """The file comes before measuring: the loopback service keeps it whole in this process."""
    services = studio.services
    service.desk.storeroom.is_quick = True
    base = replace(BASE, size=Size(1536, 1024), output_format="png")
    batch = _sent(services, _orders(services, _rows(100), base))
    path = library.batches.place(batch.id) / "output.jsonl"
    _run(services, _download(batch, path, services))
    whole = path.stat().st_size
    tracemalloc.start()
    try:
        batch = _run(services, collect_batch(batch, services))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert batch.is_collected
    assert whole > 30_000_000
    assert most < whole / 2


async def _download(batch: Batch, path: Path, services: Services) -> None:
    client = await batch_client(batch.profile, services)
    try:
        for _ in range(3):
            news = await client.read(batch.service_id)
        assert news.output_file is not None
        await client.download(news.output_file, path)
    finally:
        await client.close()


def test_what_may_be_billed_is_sent_again_only_with_consent(
    service: ImageService, studio: Studio, library: Library
) -> None:
    service.desk.storeroom.fate = Fate.EXPIRED
    services = studio.services
    batch = _collected(services, _sent(services, _orders(services, _rows(4))))
    (first, *_) = [end.edit for end in ends_of(batch, services) if end.is_failed]
    assert first is not None
    assert first.problem is not None
    doubtful = replace(first, problem=replace(first.problem, billed=Billed.MAYBE))
    library.store_edit(doubtful)
    assert len(failed_orders(batch, services)) == 1
    assert len(failed_orders(batch, services, with_paid=True)) == 2


def test_a_deployment_is_named_as_its_service_names_it_and_what_it_lacks_is_not_said(
    studio: Studio,
) -> None:
    profile = Profile(
        id="openai",
        form=ServiceForm.AZURE,
        deployments=(Deployment(name="pictures-eu", model="gpt-image-2"),),
        lacks=(Trait.MODERATION, Trait.BACKGROUND),
    )
    services = replace(studio.services, profile_of=lambda _id: profile)
    base = replace(BASE, moderation="low", background="opaque")
    batch = keep_batch(_orders(services, _rows(1), base), "foxes.csv", services)
    place = services.library.batches.place(batch.id) / "requests.jsonl"
    (line,) = place.read_text(encoding="utf-8").splitlines()
    body = json.loads(line)["body"]
    assert body["model"] == "pictures-eu"
    assert not {"moderation", "background"} & set(body)
    assert body["quality"] == "low"


def _fox_rows(folder: Path, *outputs: str) -> list[BatchRow]:
    path = folder / "fox.png"
    path.write_bytes(png(photo(SMALL)))
    return [
        BatchRow(number=number, prompt="red", picture=path, output=output)
        for number, output in enumerate(outputs, 1)
    ]


def test_a_picture_that_two_batches_need_is_uploaded_once_and_deleted_by_the_last(
    service: ImageService, studio: Studio, tmp_path: Path
) -> None:
    services, room = studio.services, service.desk.storeroom
    base = replace(BASE, output_format="png", size=None)
    first = _sent(services, _orders(services, _fox_rows(tmp_path, "a"), base))
    second = _sent(services, _orders(services, _fox_rows(tmp_path, "b"), base))
    pictures = [kept for kept in room.files.values() if kept.purpose == "vision"]
    assert len(pictures) == 1
    _collected(services, first)
    assert pictures[0].id in room.files
    _collected(services, second)
    assert not room.files


def test_what_is_stored_at_the_service_can_be_seen_and_taken_away(
    service: ImageService, studio: Studio, tmp_path: Path
) -> None:
    services, room = studio.services, service.desk.storeroom
    base = replace(BASE, output_format="png", size=None)
    batch = _sent(services, _orders(services, _fox_rows(tmp_path, "a"), base))
    files = _run(services, files_at("openai", services))
    assert sorted(one.file.purpose for one in files) == ["batch", "vision"]
    assert all(one.is_needed and one.file.name.startswith("stet-") for one in files)
    assert sum(one.file.size for one in files) == sum(
        len(kept.data) for kept in room.files.values()
    )
    services.library.batches.forget(batch.id)
    left = _run(services, files_at("openai", services))
    assert all(one.is_ours and not one.is_needed for one in left)
    assert _run(services, delete_left("openai", services)) == ()
    assert not room.files


def test_a_batch_that_was_never_ordered_leaves_nothing_at_the_service(
    service: ImageService, studio: Studio, library: Library, tmp_path: Path
) -> None:
    services = studio.services
    base = replace(BASE, output_format="png", size=None)
    batch = keep_batch(_orders(services, _fox_rows(tmp_path, "a"), base), "fox", services)
    service.next(None, Fault.named("SERVER_ERROR"), to="free")
    with pytest.raises(ProblemError):
        _run(services, send_batch(batch, services, lambda _words: None))
    (batch,) = library.batches.all()
    assert len(service.desk.storeroom.files) == 1
    _run(services, cancel_batch(batch, services))
    assert not service.desk.storeroom.files
    assert library.batches.all() == ()
