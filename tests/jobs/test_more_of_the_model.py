"""Markup, animations, drawings, alpha and every other parameter, from order to history."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from desktop.domain.draft import Draft
from desktop.domain.edit import Edit
from desktop.domain.recipe import Inputs
from desktop.domain.size import Size
from desktop.jobs.run_edit import run_edit
from desktop.storage.library import Library
from desktop.ui.svg_drawing import draw_svg
from tests.builders import LEGAL, SMALL, Bytes, Studio, model_table, opened, png, studio_for
from tests.fakes.capabilities import Access
from tests.fakes.conformance import all_faults
from tests.fakes.image_service import KEY, ImageService

NEWEST = "gpt-image-2.6-sunburst"
OPEN = frozenset(Access) - {Access.SVG_MODEL}


@pytest.fixture
def service() -> Iterator[ImageService]:
    """A project that was granted everything but choosing the model that writes drawings."""
    with ImageService(access=OPEN) as running:
        yield running


@pytest.fixture
def studio(service: ImageService, library: Library) -> Studio:
    return studio_for(library, service.url, KEY)


def done(studio: Studio, **choices: Any) -> Edit:
    ended = studio.run(studio.order(replace(SMALL, model=NEWEST), **choices))
    assert ended.edit is not None, ended.problem
    return ended.edit


def marks() -> Bytes:
    layer = np.zeros((LEGAL.height, LEGAL.width, 4), np.uint8)
    layer[100:200, 300:500] = (255, 0, 0, 255)
    return layer


def test_a_markup_goes_in_place_of_a_mask(service: ImageService, studio: Studio) -> None:
    order = studio.order(replace(SMALL, model=NEWEST), picture=studio.picture())
    content = studio.library.pictures.put(png(marks()), "png")
    inputs = Inputs(picture=order.inputs.picture, markup=content)
    ended = studio.run(replace(order, inputs=inputs))
    assert ended.edit is not None, ended.problem
    (seen,) = service.paid_requests
    sent = seen.file("markup")
    assert sent is not None
    assert seen.file("mask") is None
    with Image.open(io.BytesIO(sent.data)) as image:
        np.testing.assert_array_equal(np.asarray(image), marks())
    assert all_faults([seen]) == []
    assert studio.library.history.get(ended.edit.id).inputs.markup == content


def test_an_animation_is_asked_for_and_kept_as_it_came(
    service: ImageService, studio: Studio
) -> None:
    edit = done(
        studio, output_format="gif", size=Size(512, 512), frame_count=3, frame_ms=120, previews=2
    )
    (seen,) = service.paid_requests
    assert (seen.fields["frame_count"], seen.fields["frame_duration_ms"]) == (3, 120)
    assert "stream" not in seen.fields
    assert all_faults([seen]) == []
    (result,) = edit.results
    assert result.original.media_type == "image/gif"
    assert result.picture == result.original
    assert studio.bytes_of(result.original) == service.returned[0]


def test_an_animation_of_a_picture_is_not_laid_into_it(
    service: ImageService, studio: Studio
) -> None:
    edit = done(
        studio, output_format="gif", picture=studio.picture(), size=Size(640, 400), frame_count=4
    )
    assert edit.results[0].outside_changed is None
    assert edit.results[0].original.media_type == "image/gif"


def test_a_drawing_is_kept_untouched_and_shown_as_pixels(
    service: ImageService, studio: Studio
) -> None:
    drawing = replace(studio.services, draw_svg=draw_svg)
    order = studio.order(replace(SMALL, model=NEWEST), output_format="svg")
    edit = studio.loop(run_edit(order, drawing, lambda _event: None))
    (seen,) = service.paid_requests
    assert all_faults([seen]) == []
    assert seen.fields["n"] == 1
    (result,) = edit.results
    assert result.original.media_type == "image/svg+xml"
    assert studio.bytes_of(result.original) == service.returned[0]
    assert result.picture.media_type == "image/png"
    pixels = opened(studio.bytes_of(result.picture))
    assert pixels.shape[:2] == (result.picture.size.height, result.picture.size.width)
    assert len(np.unique(pixels)) > 5
    assert edit.cost_usd is None


def test_a_drawing_without_a_window_is_kept_harmless(studio: Studio) -> None:
    edit = done(studio, output_format="svg")
    (result,) = edit.results
    assert result.picture.media_type == "image/svg+xml"
    assert b"<svg" in studio.bytes_of(result.picture)


@pytest.mark.parametrize("output_format", ["png", "webp"])
def test_a_transparent_background_stays_alpha(
    service: ImageService, studio: Studio, output_format: str
) -> None:
    edit = done(studio, background="transparent", output_format=output_format)
    assert service.paid_requests[0].fields["background"] == "transparent"
    with Image.open(io.BytesIO(studio.bytes_of(edit.results[0].picture))) as image:
        low, high = image.convert("RGBA").getchannel("A").getextrema()
    assert (low, high) == (0, 255)


def test_every_parameter_arrives_and_the_document_finds_no_fault(
    service: ImageService, studio: Studio
) -> None:
    done(
        studio,
        output_format="webp",
        compression=70,
        moderation="low",
        complexity="high",
        quality="xhigh",
        background="opaque",
        picture=studio.picture(),
        previews=2,
    )
    (seen,) = service.paid_requests
    wanted = {
        "output_format": "webp",
        "output_compression": "70",
        "moderation": "low",
        "complexity": "high",
        "quality": "xhigh",
        "background": "opaque",
        "partial_images": "2",
    }
    assert {name: str(seen.fields[name]) for name in wanted} == wanted
    assert all_faults([seen]) == []


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"output_format": "svg", "count": 2}, "count"),
        ({"output_format": "gif", "has_mask": True, "picture": LEGAL}, "mask"),
        ({"output_format": "gif", "frame_count": 17}, "frames"),
        ({"output_format": "gif", "size": Size(1536, 1024)}, "not a size"),
        ({"has_markup": True, "has_mask": True, "picture": LEGAL}, "exclude"),
        ({"has_markup": True, "picture": LEGAL, "model": "gpt-image-2"}, "markup"),
        ({"complexity": "high", "model": "gpt-image-2"}, "complexity"),
        ({"output_format": "gif", "model": "gpt-image-2"}, "format"),
    ],
)
def test_what_does_not_go_together_is_said_before(choices: dict[str, Any], words: str) -> None:
    draft = replace(Draft(prompt="x", model=NEWEST), **choices)
    problems = draft.problems(model_table().get(draft.model))
    assert any(words in problem.sentence for problem in problems), problems


def test_every_gif_size_that_is_offered_is_taken(service: ImageService, studio: Studio) -> None:
    model = model_table().get(NEWEST)
    for frames in (2, 9, 10, 12, 13, 16):
        rule = model.sizes_for("gif", frames)
        size = rule.snap(Size(4000, 4000)).size
        draft = Draft(prompt="x", model=NEWEST, output_format="gif", size=size, frame_count=frames)
        assert draft.problems(model) == ()
        from tests.fakes.size_rule import read_gif_size

        assert read_gif_size(str(size), frames) is not None
