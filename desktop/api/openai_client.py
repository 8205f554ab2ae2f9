"""The client for OpenAI and every service that speaks its Images API."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.api.batch_client import BatchClient
from desktop.api.batch_openai import OpenAIBatches
from desktop.api.connection import (
    JSON_HEADERS,
    Timeouts,
    connected,
    own_headers,
)
from desktop.api.errors import Asked
from desktop.api.image_client import (
    ImageClient,
    ImageRequest,
    KeepsTurns,
    PreviewHandler,
    UploadFile,
)
from desktop.api.model_list import sentence_about
from desktop.api.origin_check import read_origin
from desktop.api.picture_address import fetched
from desktop.api.receiver import Receiver, head_of
from desktop.api.request_fields import fields_of, overlays_of
from desktop.api.turn_line import TurnLine, stop_turn
from desktop.api.turn_place import TurnPlace, place_in
from desktop.api.turn_request import turn_body
from desktop.api.waiting import Waiting, told
from desktop.domain.answer import AnswerSink
from desktop.domain.origin import Origin
from desktop.domain.problems import Billed, Problem, ProblemError, ProblemKind, fail
from desktop.domain.profile import Profile
from desktop.domain.recipe import Kind

if TYPE_CHECKING:
    import openai

_ONLY_IN_BODY = frozenset({"moderation"})
"""Parameters of an edit that the service takes and the SDK's signature lacks."""

_STANDARD_TIMEOUTS = Timeouts()


class OpenAIClient(ImageClient, KeepsTurns):
    """An `ImageClient` through OpenAI's SDK, which is imported on first use.

    Every value that the SDK would read from the environment is given, and the headers are Stet's
    own, so that no variable redirects the key or the pictures. The SDK repeats nothing: one call
    of `send` is one request. Certificates and proxies are the operating system's (`connection`).
    """

    def __init__(
        self, profile: Profile, key: str, *, timeouts: Timeouts = _STANDARD_TIMEOUTS
    ) -> None:
        self._profile = profile
        self._key = key
        self._timeouts = timeouts
        self._opening = asyncio.Lock()
        self._client: openai.AsyncOpenAI | None = None

    @property
    def is_simulated(self) -> bool:
        return False

    async def send(
        self, request: ImageRequest, sink: AnswerSink, on_preview: PreviewHandler
    ) -> None:
        """See `ImageClient.send`. Once the body is whole, a cancel waits until it is on disk."""
        if request.conversation is not None:
            await self._send_turn(request, sink, on_preview)
            return
        client = await self._opened()
        asked = Waiting(self._asked(request))
        receiver = Receiver(
            sink=sink, on_preview=on_preview, grace=self._timeouts.after_last, asked=asked.now
        )
        call = _call(client, request, self._profile)
        async with told(asked, self._timeouts.overall), call as response:
            head = head_of(response.status_code, response.headers)
            await receiver.take(head, response.iter_bytes())
        await receiver.finish()

    async def pick_up(self, came: bytes, sink: AnswerSink, on_preview: PreviewHandler) -> None:
        """See `KeepsTurns.pick_up`."""
        place = await asyncio.to_thread(place_in, came)
        if not place.response:
            raise fail(ProblemKind.ANSWER_UNKNOWN)
        await (await self._line(place, sink, on_preview)).follow()

    async def stop_turn(self, came: bytes) -> None:
        """See `KeepsTurns.stop_turn`."""
        place = await asyncio.to_thread(place_in, came)
        client, waiting = await self._opened(), Waiting(self._asked())
        await stop_turn(client, place, waiting, self._timeouts)

    async def _send_turn(
        self, request: ImageRequest, sink: AnswerSink, on_preview: PreviewHandler
    ) -> None:
        body = await asyncio.to_thread(turn_body, request, self._profile)
        line = await self._line(TurnPlace(), sink, on_preview, request)
        await line.send(body)

    async def _line(
        self,
        place: TurnPlace,
        sink: AnswerSink,
        on_preview: PreviewHandler,
        request: ImageRequest | None = None,
    ) -> TurnLine:
        client = await self._opened()
        waiting = Waiting(self._asked(request))
        receiver = Receiver(
            sink=sink,
            on_preview=on_preview,
            grace=self._timeouts.after_last,
            asked=waiting.now,
            on_event=place.note,
        )
        return TurnLine(
            client=client, receiver=receiver, place=place, timeouts=self._timeouts, waiting=waiting
        )

    async def check_access(self) -> str:
        """Asks for the list of models, which costs nothing."""
        client = await self._opened()
        try:
            async with told(Waiting(self._asked()), self._timeouts.check):
                answer = await client.models.with_raw_response.list()
                return sentence_about(answer.content, self._profile.host)
        except ProblemError as error:
            raise ProblemError(_of_a_check(error.problem)) from None

    async def check_origin(self, file: UploadFile) -> Origin:
        """See `OriginChecker.check_origin`."""
        client = await self._opened()
        try:
            async with told(Waiting(self._asked()), self._timeouts.check):
                checks = client.content_provenance_checks.with_raw_response
                answer = await checks.create(file=_part(file))
                return read_origin(answer.content)
        except ProblemError as error:
            raise ProblemError(_of_a_check(error.problem)) from None

    def batches(self) -> BatchClient:
        """See `OffersBatches.batches`."""
        self._refuse_unsafe()
        return OpenAIBatches(self._profile, self._key, timeouts=self._timeouts)

    async def fetch_picture(self, url: str) -> bytes:
        """The picture behind an address in an answer; see `picture_address.fetched`."""
        return await fetched(url, self._profile, self._timeouts)

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _opened(self) -> openai.AsyncOpenAI:
        """The SDK's client; its import takes half a second and happens in a thread."""
        self._refuse_unsafe()
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._connect)
            return self._client

    def _refuse_unsafe(self) -> None:
        trouble = self._profile.problem()
        if trouble is not None:
            raise ProblemError(trouble)
        if not self._key:
            raise fail(ProblemKind.KEY_MISSING)
        if not _fits_header(self._key):
            raise fail(ProblemKind.KEY_WRONG)
        names = (self._profile.organization or "", self._profile.project or "")
        if not all(map(_fits_header, names)):
            raise fail(
                ProblemKind.BAD_ARGUMENT,
                reason="The organisation or project of this profile holds an impossible character.",
                suggestion="Correct it in Settings.",
            )

    def _connect(self) -> openai.AsyncOpenAI:
        import openai

        headers = own_headers(self._profile, self._key)

        class Client(openai.AsyncOpenAI):
            """The SDK's client without the headers that it takes from the environment."""

            @property
            def default_headers(self) -> dict[str, str | openai.Omit]:
                return {**JSON_HEADERS, **headers}

        return Client(
            api_key=self._key,
            admin_api_key="",
            organization=self._profile.organization or "",
            project=self._profile.project or "",
            webhook_secret="",
            base_url=self._profile.root,
            max_retries=0,
            default_query=self._profile.query,
            http_client=connected(self._profile, self._timeouts, headers),
        )

    def _asked(self, request: ImageRequest | None = None) -> Asked:
        asked = Asked(host=self._profile.host, address=self._profile.base_url, keys=(self._key,))
        if request is None:
            return asked
        return replace(
            asked,
            model=request.model,
            prompt_length=len(request.prompt),
            upload_bytes=request.upload_bytes,
        )


def _fits_header(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _call(
    client: openai.AsyncOpenAI, request: ImageRequest, profile: Profile
) -> AbstractAsyncContextManager[Any]:
    """The SDK's call for this request; its answer is left on the line."""
    addressed = client.with_options(base_url=profile.address_of(request.model))
    images: Any = addressed.images.with_streaming_response
    fields = fields_of(request, profile)
    if request.kind is Kind.GENERATE:
        return images.generate(**fields)  # type: ignore[no-any-return]
    return images.edit(  # type: ignore[no-any-return]
        image=[_part(picture) for picture in request.images],
        extra_body={name: fields[name] for name in _ONLY_IN_BODY & fields.keys()},
        **{name: _part(file) for name, file in overlays_of(request, profile)},
        **{name: value for name, value in fields.items() if name not in _ONLY_IN_BODY},
    )


def _part(file: UploadFile) -> tuple[str, bytes, str]:
    return file.name, file.data, file.media_type


def _of_a_check(trouble: Problem) -> Problem:
    """A check makes no picture, so it costs nothing and may be repeated."""
    if trouble.billed is Billed.NO:
        return trouble
    return replace(trouble, billed=Billed.NO, remedy="Nothing was asked for; try again.")
