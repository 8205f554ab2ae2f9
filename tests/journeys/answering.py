"""Sets what the service on loopback answers to an edit, pixel by pixel."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

import tests.fakes.pictures as fake_pictures
from tests.fakes.size_rule import Dimensions

Paint = Callable[[Image.Image, Image.Image], Image.Image]
"""From what was sent and what was marked (white: change) to the answer."""


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Paint], None]]:
    """Sets what the service answers from now on."""

    def forget() -> None:
        fake_pictures._drawn.cache_clear()
        fake_pictures._file.cache_clear()

    def answer_with(paint: Paint) -> None:
        def draw(files: tuple[object, ...], size: Dimensions, *_: object, **__: object) -> object:
            sent, mask = _pictures_of(files)
            made = paint(sent, mask)
            return made.resize((size.width, size.height)) if made.size != size else made

        forget()
        monkeypatch.setattr(fake_pictures, "draw_edit", draw)

    yield answer_with
    forget()


def _pictures_of(files: tuple[object, ...]) -> tuple[Image.Image, Image.Image]:
    sent = mask = None
    for file in files:
        image = Image.open(io.BytesIO(file.data))  # type: ignore[attr-defined]
        if file.name == "mask":  # type: ignore[attr-defined]
            mask = image.getchannel("A").point(lambda value: 255 - value)
        elif sent is None:
            sent = image.convert("RGB")
    assert sent is not None
    return sent, mask or Image.new("L", sent.size, 255)
