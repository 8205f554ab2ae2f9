"""The demo engine answers like a service: real bytes, real forms, honest labels, no network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from desktop.api.answer import Answer, read_answer
from desktop.api.demo_client import DemoClient
from desktop.api.demo_file import SIMULATED, SOFTWARE
from desktop.api.demo_scene import MOODS, scene
from desktop.api.image_client import ImageRequest, UploadFile
from desktop.domain.answer import AnswerHead
from desktop.domain.cost import Usage
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.recipe import Kind
from desktop.domain.size import Size
from tests.domain.models import TABLE

SMALL = Size(240, 176)
"""Smaller than any real service makes, so that the tests are quick."""


@dataclass
class Sink:
    """Keeps an answer, and the order in which things happened."""

    head: AnswerHead | None = None
    body: bytes = b""
    order: list[str] = field(default_factory=list)
    on_begin: Callable[[], object] = lambda: None

    def begin(self, head: AnswerHead) -> None:
        self.head = head
        self.order.append("begin")
        self.on_begin()

    def write(self, chunk: bytes) -> None:
        assert 0 < len(chunk) <= 65_536
        self.body += chunk
        self.order.append("write")

    def finish(self) -> None:
        self.order.append("finish")

    def answer(self) -> Answer:
        assert self.head is not None
        return read_answer(self.head, self.body)


def png(pixels: NDArray[np.uint8]) -> UploadFile:
    out = BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return UploadFile(name="picture.png", data=out.getvalue(), media_type="image/png")


def photo(width: int = 240, height: int = 176) -> UploadFile:
    down, across = np.mgrid[0:height, 0:width]
    away = np.hypot(down / height - 0.5, across / width - 0.3)
    pattern = (np.sin(away * 9) * 110 + 120).astype(np.uint8)
    return png(np.dstack([pattern, 255 - pattern, pattern // 2]))


def hole(width: int = 240, height: int = 176) -> UploadFile:
    alpha = np.full((height, width, 4), 255, np.uint8)
    alpha[height // 4 : height * 3 // 5, width // 3 : width * 2 // 3, 3] = 0
    return png(alpha)


GENERATE = ImageRequest(
    kind=Kind.GENERATE, model="gpt-image-2", prompt="hills", quality="medium", size=str(SMALL)
)
EDIT = ImageRequest(
    kind=Kind.EDIT,
    model="gpt-image-2",
    prompt="a golden desert",
    quality="low",
    size=str(SMALL),
    images=(photo(),),
    mask=hole(),
)


def run(request: ImageRequest, **options: Any) -> tuple[Sink, list[tuple[int, bytes]]]:
    sink, previews = Sink(), []

    def show(index: int, data: bytes) -> None:
        sink.order.append(f"preview {index}")
        previews.append((index, data))

    asyncio.run(DemoClient(TABLE, pace=0, **options).send(request, sink, show))
    return sink, previews


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def array(data: bytes) -> NDArray[np.float32]:
    return np.asarray(opened(data).convert("RGB"), np.float32)


def test_it_says_that_it_is_simulated() -> None:
    assert DemoClient(TABLE).is_simulated
    assert "invents" in asyncio.run(DemoClient(TABLE).check_access())


def test_a_generation_answers_like_the_images_api() -> None:
    sink, previews = run(replace(GENERATE, count=2))
    answer = sink.answer()
    assert [opened(picture).size for picture in answer.pictures] == [(240, 176)] * 2
    assert answer.pictures[0] != answer.pictures[1]
    assert answer.answered.size == "240x176"
    assert answer.answered.quality == "medium"
    assert answer.request_id is not None
    assert answer.request_id.startswith("demo_")
    assert previews == []
    assert (sink.order[0], sink.order[-1]) == ("begin", "finish")


def test_usage_follows_the_formulas() -> None:
    picture = photo(96, 64)
    request = replace(EDIT, quality="medium", count=2, images=(picture, picture), mask=None)
    sink, _ = run(request, count_tokens=lambda text: len(text.split()))
    assert sink.answer().usage == Usage(
        text_input=2 * (3 + 6), image_input=2 * 2 * 24, image_output=2 * 858
    )


def test_a_stream_sends_previews_to_disk_before_it_shows_them() -> None:
    sink, previews = run(replace(GENERATE, partial_images=3))
    assert sink.head is not None
    assert sink.head.content_type == "text/event-stream"
    assert [index for index, _ in previews] == [0, 1, 2]
    for index in range(3):
        assert sink.order[sink.order.index(f"preview {index}") - 1] == "write"
    answer = sink.answer()
    assert answer.usage is not None
    assert answer.usage.image_output == 858 + 3 * 100
    final = array(answer.pictures[0])
    away = [float(np.abs(array(data) - final).mean()) for _, data in previews]
    assert away == sorted(away, reverse=True)
    assert away[-1] > 0


def test_the_same_request_gives_the_same_picture_and_another_prompt_another() -> None:
    first, again = (run(GENERATE)[0].answer().pictures for _ in range(2))
    other = run(replace(GENERATE, prompt="a lake"))[0].answer().pictures
    assert first == again
    assert first != other


def test_an_edit_paints_inside_the_mask_and_drifts_outside() -> None:
    sink, _ = run(EDIT)
    before, after = array(EDIT.images[0].data), array(sink.answer().pictures[0])
    change = np.abs(after - before).mean(axis=2)
    outside = np.ones(change.shape, bool)
    outside[38:112, 74:166] = False
    assert change[50:100, 88:152].mean() > 25
    assert 0.3 < change[outside].mean() < 25
    assert change[outside].any()


def test_without_a_mask_the_whole_picture_changes_but_stays_recognisable() -> None:
    sink, _ = run(replace(EDIT, mask=None))
    before, after = array(EDIT.images[0].data), array(sink.answer().pictures[0])
    assert np.abs(after - before).mean() > 4
    assert np.corrcoef(before.mean(axis=2).ravel(), after.mean(axis=2).ravel())[0, 1] > 0.7


def test_a_removal_fills_the_mask_from_its_surroundings() -> None:
    flat = np.full((176, 240, 3), 90, np.uint8)
    flat[56:96, 90:150] = 250
    sink, _ = run(replace(EDIT, prompt="remove the lamp", images=(png(flat),)))
    after = array(sink.answer().pictures[0])
    assert np.abs(after[60:72, 95:112] - 90).max() < 20


def test_a_mask_that_marks_nothing_is_like_none() -> None:
    full = png(np.full((176, 240, 4), 255, np.uint8))
    assert run(replace(EDIT, mask=full))[0].answer().pictures


@pytest.mark.parametrize(("width", "height"), [(1600, 400), (400, 1600), (64, 64), (240, 176)])
def test_auto_follows_the_shape_of_the_picture(width: int, height: int) -> None:
    request = replace(EDIT, size="auto", images=(photo(width, height),), mask=hole(width, height))
    size = Size(*opened(run(request)[0].answer().pictures[0]).size)
    assert TABLE.get("gpt-image-2").sizes.allows(size)
    shape = max(1 / 3, min(3.0, width / height))
    assert size.width / size.height == pytest.approx(shape, rel=0.05)


def test_auto_without_a_picture_and_quality_auto_are_settled() -> None:
    answer = run(replace(GENERATE, size="auto", quality="auto"))[0].answer()
    assert answer.answered.size == "1536x1024"
    assert answer.answered.quality == "medium"


@pytest.mark.parametrize("name", ["png", "jpeg", "webp"])
def test_every_file_says_what_it_is(name: str) -> None:
    request = replace(GENERATE, output_format=name, compression=None if name == "png" else 60)
    answer = run(request)[0].answer()
    image = opened(answer.pictures[0])
    assert image.format == name.upper()
    assert answer.answered.output_format == name
    exif = image.getexif()
    assert (exif[0x010E], exif[0x0131]) == (SIMULATED, SOFTWARE)
    if name == "png":
        assert image.info["Description"] == SIMULATED


def test_the_mark_is_in_the_corner() -> None:
    painted = array(run(GENERATE)[0].answer().pictures[0])
    bare = scene("hills", SMALL) * 255
    rows, columns = np.nonzero(np.abs(painted - bare).max(axis=2) > 8)
    assert rows.min() > 140
    assert columns.min() > 180


def test_a_transparent_ground_is_transparent() -> None:
    request = replace(GENERATE, background="transparent", output_format="webp")
    answer = run(request)[0].answer()
    alpha = np.asarray(opened(answer.pictures[0]).getchannel("A"))
    assert alpha[0, 0] == 0
    assert alpha[88, 120] == 255
    assert answer.answered.background == "transparent"


def test_it_gives_no_addresses_and_fetches_none() -> None:
    with pytest.raises(ProblemError) as caught:
        asyncio.run(DemoClient(TABLE).fetch_picture("https://cdn.example/1.png"))
    assert caught.value.problem.kind is ProblemKind.PICTURE_NOT_FETCHED


def test_what_is_no_picture_is_refused() -> None:
    broken = UploadFile(name="x.png", data=b"no picture", media_type="image/png")
    with pytest.raises(ProblemError) as caught:
        run(replace(EDIT, images=(broken,)))
    assert caught.value.problem.kind is ProblemKind.BAD_UPLOAD


def test_a_model_that_the_table_does_not_know_is_played_too() -> None:
    usage = run(replace(GENERATE, model="gpt-image-9"))[0].answer().usage
    assert usage is not None
    assert usage.image_output > 0


def test_a_cancel_takes_effect_at_once() -> None:
    sink = Sink()

    async def main() -> float:
        has_begun = asyncio.Event()
        loop = asyncio.get_running_loop()
        sink.on_begin = lambda: loop.call_soon_threadsafe(has_begun.set)
        client = DemoClient(TABLE, pace=60)
        task = asyncio.create_task(client.send(GENERATE, sink, lambda *_: None))
        await has_begun.wait()
        task.cancel()
        start = time.perf_counter()
        with pytest.raises(asyncio.CancelledError):
            await task
        return time.perf_counter() - start

    assert asyncio.run(main()) < 0.1
    assert "finish" not in sink.order


@pytest.mark.parametrize("mood", MOODS, ids=[mood.words[0] for mood in MOODS])
def test_every_mood_paints_a_picture_worth_looking_at(mood: Any) -> None:
    pixels = scene(f"something {mood.words[-1]}", Size(480, 320))
    assert pixels.shape == (320, 480, 3)
    assert pixels.dtype == np.float32
    assert 0 <= float(pixels.min()) <= float(pixels.max()) <= 1
    assert float(pixels.std()) > 0.05


@pytest.mark.parametrize("size", [Size(1, 1), Size(7, 300), Size(300, 7)])
def test_a_tiny_scene_is_painted_too(size: Size) -> None:
    assert scene("lake at night", size).shape == (size.height, size.width, 3)
