"""OpenAI's files and batches; every file is streamed, none is ever whole in memory."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.api.batch_client import BATCH_PATHS, BatchClient
from desktop.api.connection import JSON_HEADERS, Timeouts, connected, own_headers
from desktop.api.errors import Asked, moved, problem_of
from desktop.api.network_errors import network_exceptions, problem_of_failure
from desktop.api.service_error import read_error
from desktop.domain.batch import BatchCounts, BatchNews, BatchPhase, ServiceFile
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.profile import Profile
from desktop.domain.recipe import Kind

if TYPE_CHECKING:
    import httpx2

_STEP = 1 << 16
_LABEL = "stet"
_ASKED_FOR = 100
_KEPT_SECONDS = 30 * 24 * 3600

_STANDARD_TIMEOUTS = Timeouts()


class OpenAIBatches(BatchClient):
    """One client for one run; connections open when they are first needed."""

    def __init__(
        self, profile: Profile, key: str, *, timeouts: Timeouts = _STANDARD_TIMEOUTS
    ) -> None:
        self._profile = profile
        self._key = key
        self._timeouts = timeouts
        self._client: httpx2.AsyncClient | None = None

    async def upload(self, path: Path, name: str, media_type: str, purpose: str) -> str:
        """See `BatchClient.upload`; the file is read in pieces while it goes."""
        boundary = secrets.token_hex(16)
        head, tail = _form_around(boundary, name, media_type, purpose)
        headers = {
            "content-type": f"multipart/form-data; boundary={boundary}",
            "content-length": str(len(head) + await asyncio.to_thread(_size_of, path) + len(tail)),
        }
        pieces = _pieces(head, path, tail)
        found = await self._json("POST", "/files", headers=headers, content=pieces)
        return _text(found, "id")

    async def files(self) -> tuple[ServiceFile, ...]:
        """See `BatchClient.files`; all pages."""
        return tuple([_file(value) async for value in self._listed("/files")])

    async def delete(self, file_id: str) -> None:
        """See `BatchClient.delete`."""
        async with self._sent("DELETE", f"/files/{file_id}", missing_is_fine=True) as response:
            await response.aread()

    async def download(self, file_id: str, target: Path) -> None:
        """See `BatchClient.download`."""
        whole = await self._json("GET", f"/files/{file_id}")
        part = target.with_suffix(".part")
        async with self._sent("GET", f"/files/{file_id}/content") as response:
            with part.open("wb") as file:
                async for chunk in response.aiter_bytes(_STEP):
                    await asyncio.to_thread(file.write, chunk)
                file.flush()
                await asyncio.to_thread(os.fsync, file.fileno())
        length = whole.get("bytes")
        if isinstance(length, int) and part.stat().st_size != length:
            part.unlink()
            raise fail(ProblemKind.ANSWER_CUT)
        part.replace(target)

    async def create(self, file_id: str, kind: Kind, label: str) -> BatchNews:
        """See `BatchClient.create`."""
        body = {
            "input_file_id": file_id,
            "endpoint": BATCH_PATHS[kind],
            "completion_window": "24h",
            "metadata": {_LABEL: label},
            "output_expires_after": {"anchor": "created_at", "seconds": _KEPT_SECONDS},
        }
        return _news(await self._json("POST", "/batches", content=json.dumps(body).encode()))

    async def read(self, batch_id: str) -> BatchNews:
        """See `BatchClient.read`."""
        return _news(await self._json("GET", f"/batches/{batch_id}"))

    async def find(self, label: str) -> BatchNews | None:
        """See `BatchClient.find`; looks through all pages."""
        async for value in self._listed("/batches"):
            news = _news(value)
            if news.label == label:
                return news
        return None

    async def cancel(self, batch_id: str) -> BatchNews:
        """See `BatchClient.cancel`."""
        return _news(await self._json("POST", f"/batches/{batch_id}/cancel", content=b"{}"))

    async def close(self) -> None:
        """See `BatchClient.close`."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _listed(self, path: str) -> AsyncIterator[dict[str, Any]]:
        """Every entry of a list, page by page."""
        after = ""
        while True:
            page = await self._json("GET", path, query={"limit": str(_ASKED_FOR)} | _from(after))
            listed = page.get("data")
            found = [one for one in listed if isinstance(one, dict)] if listed else []
            for value in found:
                yield value
            if not page.get("has_more") or not found:
                return
            after = _text(found[-1], "id")

    async def _json(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        async with self._sent(method, path, **options) as response:
            body = await response.aread()
        try:
            value = json.loads(body)
        except ValueError as error:
            raise fail(ProblemKind.ANSWER_NOT_JSON, found="") from error
        if not isinstance(value, dict):
            raise fail(ProblemKind.ANSWER_NOT_JSON, found="")
        return value

    @asynccontextmanager
    async def _sent(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: Any = None,
        query: Mapping[str, str] | None = None,
        missing_is_fine: bool = False,
    ) -> AsyncIterator[httpx2.Response]:
        """One request; ProblemError for any answer that is no success."""
        trouble = self._profile.problem()
        if trouble is not None:
            raise ProblemError(trouble)
        if self._client is None:
            own = own_headers(self._profile, self._key)
            self._client = await asyncio.to_thread(connected, self._profile, self._timeouts, own)
        started = time.monotonic()
        address = self._profile.root.rstrip("/") + path
        try:
            async with self._client.stream(
                method,
                address,
                headers={**JSON_HEADERS, **(headers or {})},
                params={**self._profile.query, **(query or {})} or None,
                content=content,
            ) as response:
                if not (missing_is_fine and response.status_code == 404):
                    await self._refuse(response)
                yield response
        except network_exceptions() as error:
            asked = self._asked(time.monotonic() - started)
            raise ProblemError(problem_of_failure(error, asked)) from None

    async def _refuse(self, response: httpx2.Response) -> None:
        if response.status_code < 300:
            return
        headers = {name.lower(): value for name, value in response.headers.items()}
        if response.status_code < 400:
            raise ProblemError(moved(headers.get("location", ""), self._asked(0)))
        error = read_error(response.status_code, await response.aread())
        raise ProblemError(problem_of(error, headers, self._asked(0)))

    def _asked(self, seconds: float) -> Asked:
        return Asked(
            host=self._profile.host,
            address=self._profile.base_url,
            seconds=seconds,
            keys=(self._key,),
        )


def _from(after: str) -> dict[str, str]:
    return {"after": after} if after else {}


def _file(value: Mapping[str, Any]) -> ServiceFile:
    expires = value.get("expires_at")
    return ServiceFile(
        id=_text(value, "id"),
        name=str(value.get("filename") or ""),
        size=int(value.get("bytes") or 0),
        purpose=str(value.get("purpose") or ""),
        created=datetime.fromtimestamp(int(value.get("created_at") or 0), UTC),
        expires=datetime.fromtimestamp(int(expires), UTC) if expires else None,
    )


def _size_of(path: Path) -> int:
    return path.stat().st_size


def _form_around(boundary: str, name: str, media_type: str, purpose: str) -> tuple[bytes, bytes]:
    """What stands before and behind the file in its form."""
    field = '--{}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\n{}\r\n'
    part = (
        '--{}\r\nContent-Disposition: form-data; name="file"; filename="{}"\r\n'
        "Content-Type: {}\r\n\r\n"
    )
    head = field.format(boundary, purpose) + part.format(boundary, name, media_type)
    return head.encode(), f"\r\n--{boundary}--\r\n".encode()


async def _pieces(head: bytes, path: Path, tail: bytes) -> AsyncIterator[bytes]:
    yield head
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, _STEP):
            yield chunk
    yield tail


def _news(value: Mapping[str, Any]) -> BatchNews:
    """ProblemError when it names no batch or a phase that nobody knows."""
    try:
        phase = BatchPhase(_text(value, "status"))
    except ValueError as error:
        raise fail(ProblemKind.ANSWER_NOT_JSON, found=", but an unknown phase") from error
    counts, errors = value.get("request_counts"), value.get("errors")
    label = value.get("metadata")
    return BatchNews(
        id=_text(value, "id"),
        phase=phase,
        counts=BatchCounts(
            **{name: int(counts.get(name) or 0) for name in ("total", "completed", "failed")}
        )
        if isinstance(counts, Mapping)
        else BatchCounts(),
        output_file=value.get("output_file_id") or None,
        error_file=value.get("error_file_id") or None,
        said=_said(errors),
        label=str(label.get(_LABEL, "")) if isinstance(label, Mapping) else "",
    )


def _said(errors: object) -> tuple[str, ...]:
    listed = errors.get("data") if isinstance(errors, Mapping) else None
    found = [one for one in listed if isinstance(one, Mapping)] if listed else []
    return tuple(
        f"Line {one.get('line')}: {one.get('message')}" if one.get("line") else _words(one)
        for one in found
    )


def _words(error: Mapping[str, Any]) -> str:
    return str(error.get("message") or error.get("code") or "")


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str) or not found:
        raise fail(ProblemKind.ANSWER_NOT_JSON, found=f", but an answer without “{name}”")
    return found
