"""Files and batches over the wire: streamed both ways, cut answers noticed, phases read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from desktop.api.batch_openai import OpenAIBatches
from desktop.domain.batch import BatchPhase
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.profile import Profile
from desktop.domain.recipe import Kind
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService
from tests.fakes.storeroom import Fate

T = TypeVar("T")


def _run(service: ImageService, work: Callable[[OpenAIBatches], Awaitable[T]]) -> T:
    async def inside() -> T:
        client = OpenAIBatches(Profile(base_url=service.url), service.desk.key)
        try:
            return await work(client)
        finally:
            await client.close()

    return asyncio.run(inside())


def _lines(path: Path, *prompts: str) -> Path:
    body = {"model": "gpt-image-2", "n": 1, "size": "1024x640", "quality": "low"}
    path.write_text(
        "".join(
            json.dumps(
                {
                    "custom_id": f"line-{number}",
                    "method": "POST",
                    "url": "/v1/images/generations",
                    "body": {**body, "prompt": prompt},
                }
            )
            + "\n"
            for number, prompt in enumerate(prompts)
        )
    )
    return path


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


async def _through(client: OpenAIBatches, path: Path, questions: int = 3) -> str:
    """The id of a batch that was asked about so many times."""
    file_id = await client.upload(path, "batch.jsonl", "application/jsonl", "batch")
    batch = await client.create(file_id, Kind.GENERATE, "mine")
    for _ in range(questions):
        await client.read(batch.id)
    return batch.id


def test_a_batch_goes_through_its_phases_and_its_output_comes_in_any_order(
    service: ImageService, tmp_path: Path
) -> None:
    service.next(None, Fault.moderation_blocked(["violence"], "input"))

    async def work(client: OpenAIBatches) -> None:
        path = _lines(tmp_path / "in.jsonl", "a fox", "a fight", "a hen")
        file_id = await client.upload(path, "batch.jsonl", "application/jsonl", "batch")
        assert service.desk.storeroom.files[file_id].data == path.read_bytes()
        batch = await client.create(file_id, Kind.GENERATE, "mine")
        assert batch.phase is BatchPhase.VALIDATING
        phases = [(await client.read(batch.id)).phase for _ in range(3)]
        assert phases == [BatchPhase.IN_PROGRESS, BatchPhase.FINALIZING, BatchPhase.COMPLETED]
        news = await client.read(batch.id)
        assert (news.counts.total, news.counts.completed, news.counts.failed) == (3, 2, 1)
        assert news.output_file is not None
        await client.download(news.output_file, tmp_path / "out.jsonl")
        names = [one["custom_id"] for one in _read(tmp_path / "out.jsonl")]
        assert names == ["line-2", "line-0"]
        assert news.error_file is not None
        await client.download(news.error_file, tmp_path / "errors.jsonl")
        (failed,) = _read(tmp_path / "errors.jsonl")
        assert failed["response"]["body"]["error"]["code"] == "moderation_blocked"

    _run(service, work)
    assert len(service.billed) == 2


def test_a_batch_is_found_by_its_label(service: ImageService, tmp_path: Path) -> None:
    async def work(client: OpenAIBatches) -> None:
        name = await _through(client, _lines(tmp_path / "in.jsonl", "a fox"), 0)
        found = await client.find("mine")
        assert found is not None
        assert found.id == name
        assert await client.find("another") is None

    _run(service, work)


def test_an_expired_batch_delivers_what_was_done(service: ImageService, tmp_path: Path) -> None:
    service.desk.storeroom.fate = Fate.EXPIRED

    async def work(client: OpenAIBatches) -> None:
        news = await client.read(
            await _through(client, _lines(tmp_path / "in.jsonl", "a fox", "a hen"))
        )
        assert news.phase is BatchPhase.EXPIRED
        assert (news.counts.completed, news.counts.failed) == (1, 1)

    _run(service, work)


def test_a_refused_list_says_why(service: ImageService, tmp_path: Path) -> None:
    service.desk.storeroom.fate = Fate.FAILED

    async def work(client: OpenAIBatches) -> None:
        news = await client.read(await _through(client, _lines(tmp_path / "in.jsonl", "a fox"), 1))
        assert news.phase is BatchPhase.FAILED
        assert news.said == ("Line 1: The file was not accepted.",)

    _run(service, work)


def test_a_cancelled_batch_ends(service: ImageService, tmp_path: Path) -> None:
    async def work(client: OpenAIBatches) -> None:
        name = await _through(client, _lines(tmp_path / "in.jsonl", "a fox"), 1)
        assert (await client.cancel(name)).phase is BatchPhase.CANCELLING
        assert (await client.read(name)).phase is BatchPhase.CANCELLED

    _run(service, work)


def test_a_file_that_comes_short_is_no_file(service: ImageService, tmp_path: Path) -> None:
    service.desk.storeroom.cuts_files = True

    async def work(client: OpenAIBatches) -> None:
        news = await client.read(await _through(client, _lines(tmp_path / "in.jsonl", "a fox")))
        assert news.output_file is not None
        with pytest.raises(ProblemError) as caught:
            await client.download(news.output_file, tmp_path / "out.jsonl")
        assert caught.value.problem.kind is ProblemKind.ANSWER_CUT
        assert not (tmp_path / "out.jsonl").exists()
        assert not (tmp_path / "out.part").exists()

    _run(service, work)


def test_a_file_is_deleted_once_and_deleting_it_again_is_no_error(
    service: ImageService, tmp_path: Path
) -> None:
    async def work(client: OpenAIBatches) -> None:
        path = _lines(tmp_path / "in.jsonl", "a fox")
        file_id = await client.upload(path, "batch.jsonl", "application/jsonl", "batch")
        await client.delete(file_id)
        await client.delete(file_id)
        assert service.desk.storeroom.deleted == [file_id]

    _run(service, work)


def test_a_wrong_key_is_told_as_such(service: ImageService) -> None:
    async def work(client: OpenAIBatches) -> None:
        with pytest.raises(ProblemError) as caught:
            await client.read("batch_none")
        assert caught.value.problem.kind is ProblemKind.KEY_WRONG

    async def inside() -> None:
        client = OpenAIBatches(Profile(base_url=service.url), "sk-test-wrong-key")
        try:
            await work(client)
        finally:
            await client.close()

    asyncio.run(inside())
