"""Every choice that the table offers, sent one by one: the service takes it, and OpenAI's own
document has nothing against it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop.api.image_client import ImageRequest
from desktop.api.openai_client import OpenAIClient
from desktop.domain.image_models import ImageModel
from desktop.domain.profile import Profile
from desktop.domain.recipe import Kind
from desktop.domain.size import Size
from tests.api.exchange import KEY, QUICK, Exchange, png
from tests.builders import model_table
from tests.fakes.capabilities import Access
from tests.fakes.conformance import all_faults
from tests.fakes.image_service import ImageService

SIDE = 816
_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture(autouse=True)
def quick_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    import httpcore2

    monkeypatch.setattr(httpcore2, "default_ssl_context", lambda **_options: _NO_CERTIFICATES)


@pytest.fixture
def open_service() -> Iterator[ImageService]:
    with ImageService(key=KEY, access=frozenset(Access) - {Access.SVG_MODEL}) as running:
        yield running


def plain(model: ImageModel) -> ImageRequest:
    return ImageRequest(
        kind=Kind.GENERATE, model=model.id, prompt="a boat", quality="low", size=f"{SIDE}x{SIDE}"
    )


def requests_for(model: ImageModel) -> Iterator[ImageRequest]:
    """The plain request, and each choice of each setting in it."""
    first = plain(model)
    yield first
    yield from (replace(first, quality=one) for one in model.qualities)
    yield from (replace(first, background=one, output_format="png") for one in model.backgrounds)
    yield from (_in_format(first, model, one) for one in model.formats)
    yield from (replace(first, output_format=one, compression=70) for one in model.compressible)
    yield from (replace(first, moderation=one) for one in model.moderations)
    yield from (replace(first, complexity=one) for one in model.complexities)
    yield replace(first, count=2)
    yield replace(first, size="auto")
    yield replace(first, partial_images=model.max_partials)
    yield from _edits(first, model)


def _in_format(first: ImageRequest, model: ImageModel, output_format: str) -> ImageRequest:
    request = replace(first, output_format=output_format)
    if output_format != "gif":
        return request
    size = model.sizes_for("gif", 3).snap(Size(400, 400)).size
    return replace(request, size=str(size), frame_count=3, frame_ms=100)


def _edits(first: ImageRequest, model: ImageModel) -> Iterator[ImageRequest]:
    picture = png((SIDE, SIDE))
    edit = replace(first, kind=Kind.EDIT, images=(picture,))
    yield replace(edit, moderation="low")
    yield replace(edit, images=(picture,) * model.max_pictures)
    if model.takes_mask:
        yield replace(edit, mask=png((SIDE, SIDE), "RGBA", (0, 0, 0, 0)))
    if model.takes_markup:
        yield replace(edit, markup=png((SIDE, SIDE), "RGBA", (255, 0, 0, 90)))


@pytest.mark.parametrize("model_id", ["gpt-image-2", "gpt-image-2.6-flare"])
def test_every_choice_is_taken_and_stands_in_the_document(
    open_service: ImageService, model_id: str
) -> None:
    requests = tuple(requests_for(model_table().get(model_id)))

    async def main() -> None:
        client = OpenAIClient(Profile(base_url=open_service.url), KEY, timeouts=QUICK)
        try:
            for request in requests:
                done = await Exchange().run(client, request)
                assert done.problem is None, (request, done.problem)
        finally:
            await client.close()

    asyncio.run(main())
    assert len(open_service.paid_requests) == len(requests)
    assert all_faults(open_service.paid_requests) == []
