"""The demo engine: invents pictures on this computer, behind the same door as a real service."""

from __future__ import annotations

import asyncio
import json
import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from desktop.api.demo_edit import edited
from desktop.api.demo_file import cut_out, file_of, marked, mask_of, pixels_of, preview_of, size_of
from desktop.api.demo_scene import scene
from desktop.api.image_client import ImageClient, ImageRequest, PreviewHandler
from desktop.api.prompt_tokens import estimate_tokens
from desktop.domain.answer import AnswerHead, AnswerSink
from desktop.domain.cost import input_image_tokens
from desktop.domain.image_models import AUTO, ModelTable
from desktop.domain.problems import ProblemKind, fail
from desktop.domain.recipe import Kind
from desktop.domain.size import Size, SizeRule, parse_size

if TYPE_CHECKING:
    from PIL import Image

_CHUNK = 65_536
_AUTO_PIXELS = 1_572_864
"""As many as 1536×1024 has: what `auto` comes to."""

_AUTO_SIZE = Size(1536, 1024)
_SETTLED_QUALITY = "medium"


class DemoClient(ImageClient):
    """An `ImageClient` that asks nobody; see `demo_scene` and `demo_edit` for what it paints.

    `pace` is the pause in seconds before each step, so that waiting can be seen; `count_tokens`
    counts the prompt for the usage that an answer tells.
    """

    def __init__(
        self,
        models: ModelTable,
        *,
        pace: float = 0.7,
        count_tokens: Callable[[str], int] = estimate_tokens,
    ) -> None:
        self._models = models
        self._pace = pace
        self._count_tokens = count_tokens

    @property
    def is_simulated(self) -> bool:
        return True

    async def send(
        self, request: ImageRequest, sink: AnswerSink, on_preview: PreviewHandler
    ) -> None:
        if request.carried is not None:  # nobody here remembers the turn before
            images = (request.carried, *request.images)
            request = replace(request, images=images, carried=None)
        plan = await asyncio.to_thread(self._plan, request)
        await asyncio.to_thread(sink.begin, plan.head)
        if request.streams:
            await self._stream(plan, sink, on_preview)
        else:
            await self._answer(plan, sink)
        await asyncio.to_thread(sink.finish)

    async def check_access(self) -> str:
        return "The demo engine is ready. It invents pictures on this computer and asks nobody."

    async def fetch_picture(self, url: str) -> bytes:
        raise fail(
            ProblemKind.PICTURE_NOT_FETCHED, host=url, reason="the demo engine gives no addresses"
        )

    async def close(self) -> None:
        """There is nothing to end."""

    async def _answer(self, plan: _Plan, sink: AnswerSink) -> None:
        pictures: list[bytes] = []
        for index in range(plan.request.count):
            await asyncio.sleep(self._pace)
            image = await asyncio.to_thread(_painted, plan, index)
            pictures.append(await asyncio.to_thread(_file, plan, image))
        await asyncio.to_thread(lambda: _write(sink, _body(plan, pictures)))

    async def _stream(self, plan: _Plan, sink: AnswerSink, on_preview: PreviewHandler) -> None:
        """Previews go to disk before they are shown, as with a real service."""
        await asyncio.sleep(self._pace)
        image = await asyncio.to_thread(_painted, plan, 0)
        for index in range(plan.request.partial_images):
            preview = await asyncio.to_thread(_preview, plan, image, index)
            event = _event(plan, "partial_image", preview, partial_image_index=index)
            await asyncio.to_thread(_write, sink, event)
            on_preview(index, preview)
            await asyncio.sleep(self._pace)
        picture = await asyncio.to_thread(_file, plan, image)
        event = _event(plan, "completed", picture, usage=plan.usage)
        await asyncio.to_thread(_write, sink, event)

    def _plan(self, request: ImageRequest) -> _Plan:
        """What a service settles before it starts: size, quality and what it will bill."""
        model = self._models.find(request.model) or self._models.get(self._models.default)
        sizes = tuple(size_of(picture.data) for picture in request.images)
        asked = parse_size(request.size)
        size = asked or (_like(sizes[0], model.sizes) if sizes else _AUTO_SIZE)
        quality = _SETTLED_QUALITY if request.quality == AUTO else request.quality
        output = model.output_tokens(size, quality) or model.output_tokens(size, _SETTLED_QUALITY)
        text = self._count_tokens(request.prompt) + model.prompt_extra_tokens
        return _Plan(
            request=request,
            size=size,
            quality=quality,
            usage=_usage(
                request.count * text,
                request.count * sum(input_image_tokens(one) for one in sizes),
                request.count * (output.high if output else 0)
                + model.partial_tokens * request.partial_images,
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A request with everything settled that it left open."""

    request: ImageRequest
    size: Size
    quality: str
    usage: dict[str, object]
    id: str = field(default_factory=lambda: f"demo_{secrets.token_hex(8)}")

    @property
    def head(self) -> AnswerHead:
        kind = "text/event-stream" if self.request.streams else "application/json"
        headers = (("content-type", kind), ("x-request-id", self.id))
        return AnswerHead(status=200, content_type=kind, request_id=self.id, headers=headers)

    @property
    def format(self) -> str:
        asked = self.request.output_format
        return asked if asked in {"jpeg", "webp"} else "png"

    @property
    def is_cut_out(self) -> bool:
        return self.request.background == "transparent" and self.format != "jpeg"

    @property
    def echo(self) -> dict[str, object]:
        """The settled values that an answer repeats."""
        return {
            "size": str(self.size),
            "quality": self.quality,
            "background": "transparent" if self.is_cut_out else "opaque",
            "output_format": self.format,
        }


def _painted(plan: _Plan, index: int) -> Image.Image:
    request, size = plan.request, plan.size
    if request.kind is Kind.GENERATE:
        image = marked(scene(request.prompt, size, index), (size.width, size.height))
    else:
        first = pixels_of(request.images[0].data, size)
        mask = None if request.mask is None else mask_of(request.mask.data, size)
        image = marked(*edited(first, mask, request.prompt, index))
    return cut_out(image) if plan.is_cut_out else image


def _file(plan: _Plan, image: Image.Image) -> bytes:
    return file_of(image, plan.format, plan.request.compression)


def _preview(plan: _Plan, image: Image.Image, index: int) -> bytes:
    return _file(plan, preview_of(image, index))


def _like(size: Size, rule: SizeRule) -> Size:
    """A legal size in the shape of the picture."""
    return rule.snap(size.scaled(math.sqrt(_AUTO_PIXELS / size.pixels))).size


def _usage(text: int, pictures: int, output: int) -> dict[str, object]:
    """In the form of the Images API, by the formulas of `domain.cost`."""
    return {
        "input_tokens": text + pictures,
        "input_tokens_details": {"text_tokens": text, "image_tokens": pictures},
        "output_tokens": output,
        "output_tokens_details": {"text_tokens": 0, "image_tokens": output},
        "total_tokens": text + pictures + output,
    }


def _body(plan: _Plan, pictures: list[bytes]) -> bytes:
    data = [{"b64_json": _text(picture)} for picture in pictures]
    return _json({"created": int(time.time()), **plan.echo, "data": data, "usage": plan.usage})


def _event(plan: _Plan, name: str, picture: bytes, **more: object) -> bytes:
    what = "image_edit" if plan.request.kind is Kind.EDIT else "image_generation"
    head = {"type": f"{what}.{name}", "created_at": int(time.time())}
    data = _json({**head, "b64_json": _text(picture), **plan.echo, **more})
    return b"".join((f"event: {what}.{name}\ndata: ".encode(), data, b"\n\n"))


def _text(picture: bytes) -> str:
    import pybase64

    return pybase64.b64encode(picture).decode()


def _json(value: dict[str, object]) -> bytes:
    return json.dumps(value).encode()


def _write(sink: AnswerSink, data: bytes) -> None:
    for start in range(0, len(data), _CHUNK):
        sink.write(data[start : start + _CHUNK])
