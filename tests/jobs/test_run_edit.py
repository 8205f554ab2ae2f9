"""One edit over real HTTP: what is sent, what is kept, and that the rest of the picture stands."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest

from desktop.domain.edit import Outcome
from desktop.domain.job_events import JobEvent, Preview, Received
from desktop.domain.recipe import Blend, RegionMode
from desktop.domain.size import Box, Size
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.finish_edit import SIMULATED_NOTE
from desktop.jobs.run_edit import run_edit
from tests.builders import (
    HOLE,
    LEGAL,
    Bytes,
    Studio,
    jpeg,
    marked,
    opened,
    opened_by_cv2,
    photo,
    png,
)
from tests.fakes.conformance import all_faults
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService


def test_a_masked_edit_changes_the_hole_and_nothing_else(
    service: ImageService, studio: Studio
) -> None:
    order = studio.edit_order()
    done = studio.run(order)
    assert done.edit is not None, done.problem
    assert done.edit.outcome is Outcome.FINISHED
    (result,) = done.edit.results
    before, after = photo(), studio.bytes_of(result.picture)
    inside = marked() > 0
    for read in (opened, opened_by_cv2):
        changed = (read(after) != before).any(axis=2)
        assert not changed[~inside].any()
        assert changed[inside].mean() > 0.5
    assert (result.outside_changed, result.outside_total) == (0, int((~inside).sum()))
    assert result.picture.size == LEGAL


def test_what_the_service_sent_is_in_the_library_byte_for_byte(
    service: ImageService, studio: Studio
) -> None:
    done = studio.run(studio.edit_order(count=2))
    assert done.edit is not None, done.problem
    originals = [studio.bytes_of(result.original) for result in done.edit.results]
    assert originals == service.returned
    assert len(set(originals)) == 2
    assert {result.original.media_type for result in done.edit.results} == {"image/jpeg"}
    path = studio.library.pictures.path(done.edit.results[0].original.content)
    assert path.suffix == ".jpg"


def test_the_edit_is_in_the_history_and_the_journal_is_empty(
    service: ImageService, studio: Studio
) -> None:
    done = studio.run(studio.edit_order())
    assert done.edit is not None
    assert studio.library.history.get(done.edit.id) == done.edit
    assert studio.states() == {}
    assert list(studio.library.journal.folder.iterdir()) == []
    report = studio.library.check()
    assert report.is_clean, report.sentences
    assert report.orphans == 0


def test_the_events_come_in_order(service: ImageService, studio: Studio) -> None:
    assert studio.run(studio.order()).names == ["Prepared", "Sent", "Received"]


def test_the_cost_is_what_the_service_counted(service: ImageService, studio: Studio) -> None:
    done = studio.run(studio.order(count=2))
    assert done.edit is not None
    assert done.edit.usage is not None
    billed = [picture.usage for picture in service.billed]
    assert done.edit.usage.image_output == sum(one.output_tokens for one in billed)
    assert done.edit.usage.text_input == sum(one.text_tokens for one in billed)
    million = Decimal(1_000_000)
    expected = (done.edit.usage.text_input * 5 + done.edit.usage.image_output * 30) / million
    assert done.edit.cost_usd == expected > 0
    assert done.edit.request_id == service.paid_requests[0].request_id


def test_a_service_that_counts_nothing_leaves_the_cost_unknown(
    service: ImageService, studio: Studio
) -> None:
    service.next(Fault.NO_USAGE)
    done = studio.run(studio.order())
    assert done.edit is not None
    assert done.edit.cost_usd is None


def test_openai_s_own_document_finds_no_fault(service: ImageService, studio: Studio) -> None:
    studio.run(studio.order())
    studio.run(studio.edit_order(references=(studio.picture(photo(seed=3)),), previews=2))
    assert all_faults(service.paid_requests) == []


class TestWhatIsSent:
    def test_the_region_and_its_mask(self, service: ImageService, studio: Studio) -> None:
        studio.run(studio.edit_order())
        (request,) = service.paid_requests
        assert request.path == "/v1/images/edits"
        first, mask = request.file("image[]") or request.file("image"), request.file("mask")
        assert first is not None
        assert mask is not None
        np.testing.assert_array_equal(opened(first.data), photo())
        assert mask.size == first.size == (1024, 640)
        assert mask.mode == "RGBA"
        alpha = _alpha(mask.data)
        np.testing.assert_array_equal(alpha, 255 - marked())
        assert request.fields["size"] == "1024x640"
        assert (request.fields["quality"], request.fields["model"]) == ("low", "gpt-image-2")

    def test_references_in_their_order_without_what_they_need_not_tell(
        self, service: ImageService, studio: Studio
    ) -> None:
        from PIL import Image

        exif = Image.Exif()
        exif[0x010F] = "A camera that tells"
        exif[0x8825] = {1: "N", 2: (47.0, 22.0, 1.0)}
        sizes = [Size(80 + number, 60) for number in range(5)]
        files = [jpeg(photo(size, seed), exif=exif) for seed, size in enumerate(sizes)]
        names = [f"secret place {number}.jpg" for number in range(5)]
        references = tuple(map(studio.file, files, names))
        done = studio.run(studio.edit_order(references=references))
        (request,) = service.paid_requests
        sent = request.images[1:]
        assert [file.size for file in sent] == [(size.width, size.height) for size in sizes]
        for file in sent:
            assert b"camera that tells" not in file.data
            assert b"Exif" not in file.data
            assert file.filename is not None
            assert "secret" not in file.filename
        assert done.edit is not None
        assert any("GPS" in note for note in done.edit.notes)
        assert done.edit.inputs.references == references

    def test_a_reference_alone_is_an_edit_without_mask(
        self, service: ImageService, studio: Studio
    ) -> None:
        done = studio.run(studio.order(references=(studio.picture(),)))
        (request,) = service.paid_requests
        assert request.path == "/v1/images/edits"
        assert request.file("mask") is None
        assert done.edit is not None
        assert done.edit.results[0].picture == done.edit.results[0].original

    def test_a_generation_has_no_pictures(self, service: ImageService, studio: Studio) -> None:
        done = studio.run(studio.order(prompt="漢字 “quoted”\nline"))
        (request,) = service.paid_requests
        assert (request.path, request.files) == ("/v1/images/generations", [])
        assert request.fields["prompt"] == "漢字 “quoted”\nline"
        assert done.edit is not None
        assert done.edit.results[0].outside_changed is None

    def test_the_region_of_a_large_picture_only(
        self, service: ImageService, studio: Studio
    ) -> None:
        size, hole = Size(2400, 1600), Box(1900, 1200, 60, 40)
        picture = studio.picture(photo(size, seed=4))
        order = studio.edit_order(picture=picture, mask=marked(size, hole))
        done = studio.run(order)
        assert done.edit is not None, done.problem
        (result,) = done.edit.results
        assert result.placement is not None
        assert result.placement.region.holds(hole)
        assert result.placement.region.size.pixels < size.pixels / 3
        after = opened(studio.bytes_of(result.picture))
        changed = (after != photo(size, seed=4)).any(axis=2)
        assert not changed[marked(size, hole) == 0].any()
        assert changed[hole.slices].any()

    def test_a_drawn_region_without_a_mask_changes_as_a_whole(
        self, service: ImageService, studio: Studio
    ) -> None:
        size, drawn = Size(1500, 900), Box(300, 100, 1024, 640)
        order = studio.edit_order(
            picture=studio.picture(photo(size)),
            mask=None,
            region_mode=RegionMode.BOX,
            region=drawn,
        )
        done = studio.run(order)
        assert done.edit is not None, done.problem
        (result,) = done.edit.results
        assert (result.picture.size, result.outside_changed) == (size, 0)
        changed = (opened(studio.bytes_of(result.picture)) != photo(size)).any(axis=2)
        assert changed.any()
        assert not changed[marked(size, drawn) == 0].any()

    def test_the_whole_picture_where_that_is_wanted(
        self, service: ImageService, studio: Studio
    ) -> None:
        size = Size(1600, 1200)
        picture = studio.picture(photo(size))
        order = studio.edit_order(
            picture=picture, mask=marked(size, HOLE), region_mode=RegionMode.WHOLE
        )
        done = studio.run(order)
        assert done.edit is not None, done.problem
        placement = done.edit.results[0].placement
        assert placement is not None
        assert placement.region.holds(Box(0, 0, 1600, 1200))
        assert done.edit.results[0].outside_changed == 0


class TestBlending:
    def test_an_answer_wanted_as_it_came_is_not_laid_in(
        self, service: ImageService, studio: Studio
    ) -> None:
        done = studio.run(studio.edit_order(blend=Blend(composite=False)))
        assert done.edit is not None
        (result,) = done.edit.results
        assert result.picture == result.original
        assert result.placement is None
        assert studio.bytes_of(result.picture) == service.returned[0]

    def test_grow_moves_the_border_and_no_further(
        self, service: ImageService, studio: Studio
    ) -> None:
        done = studio.run(studio.edit_order(blend=Blend(grow=12, feather=0)))
        assert done.edit is not None
        after = opened(studio.bytes_of(done.edit.results[0].picture))
        changed = (after != photo()).any(axis=2)
        allowed = marked(box=HOLE.grown(12)) > 0
        assert not changed[~allowed].any()
        assert changed[allowed & (marked() == 0)].any()

    def test_soft_values_of_the_mask_change_nothing_where_they_are_zero(
        self, service: ImageService, studio: Studio
    ) -> None:
        mask = marked()
        mask[200:220, 400:560] = np.linspace(0, 250, 20, dtype=np.uint8)[:, None]
        done = studio.run(studio.edit_order(mask=mask))
        assert done.edit is not None
        changed = (opened(studio.bytes_of(done.edit.results[0].picture)) != photo()).any(axis=2)
        assert not changed[mask == 0].any()

    def test_the_depth_and_alpha_of_the_picture_stand(
        self, service: ImageService, studio: Studio
    ) -> None:
        from PIL import Image

        pixels = np.dstack([photo(), np.full((640, 1024), 180, np.uint8)])
        picture = studio.file(png(pixels), "see-through.png")
        done = studio.run(studio.edit_order(picture=picture))
        assert done.edit is not None, done.problem
        path = studio.library.pictures.path(done.edit.results[0].picture.content)
        with Image.open(path) as image:
            after = np.asarray(image)
        outside = marked() == 0
        np.testing.assert_array_equal(after[outside], pixels[outside])


class TestSeveral:
    def test_every_variation_is_a_result(self, service: ImageService, studio: Studio) -> None:
        done = studio.run(studio.order(count=4))
        assert done.edit is not None
        assert [result.index for result in done.edit.results] == [0, 1, 2, 3]
        assert len({result.original.content for result in done.edit.results}) == 4
        assert len(service.paid_requests) == 1

    def test_fewer_than_asked_for_is_said(self, service: ImageService, studio: Studio) -> None:
        service.next(Fault.FEWER_PICTURES)
        done = studio.run(studio.order(count=3))
        assert done.edit is not None
        assert f"results that came: {len(done.edit.results)}." in " ".join(done.edit.notes)
        assert len(done.edit.results) < 3


class TestPreviews:
    def test_they_are_reported_in_order_and_lie_in_the_journal_until_the_end(
        self, service: ImageService, studio: Studio
    ) -> None:
        order = studio.edit_order(previews=3)
        kept: list[int] = []

        def look(event: JobEvent) -> None:
            if isinstance(event, Received):
                folder = studio.library.journal.folder / order.id
                kept.append(len(list(folder.glob("preview-*"))))

        done = _run_with(studio, order, look)
        previews = [event for event in done if isinstance(event, Preview)]
        assert [preview.index for preview in previews] == [0, 1, 2]
        assert kept == [3]
        assert {preview.region for preview in previews} == {Box(0, 0, 1024, 640)}
        for preview in previews:
            assert opened(preview.data).shape == (640, 1024, 3)

    def test_with_several_variations_there_are_none(
        self, service: ImageService, studio: Studio
    ) -> None:
        done = studio.run(studio.order(count=2, previews=3))
        assert "Preview" not in done.names
        assert "stream" not in service.paid_requests[0].fields


class TestNotes:
    def test_another_size_than_asked_for(self, service: ImageService, studio: Studio) -> None:
        service.next(Fault.OTHER_SIZE)
        done = studio.run(studio.edit_order())
        assert done.edit is not None, done.problem
        assert "Asked for 1024×640; the service sent 1030×630." in done.edit.notes
        assert done.edit.results[0].outside_changed == 0
        assert done.edit.results[0].picture.size == LEGAL

    def test_another_format_than_asked_for_is_kept_as_what_it_is(
        self, service: ImageService, studio: Studio
    ) -> None:
        service.next(Fault.OTHER_FORMAT)
        done = studio.run(studio.order())
        assert done.edit is not None
        assert done.edit.results[0].original.media_type == "image/png"

    def test_only_addresses_are_fetched(self, service: ImageService, studio: Studio) -> None:
        service.next(Fault.URL)
        done = studio.run(studio.order())
        assert done.edit is not None, done.problem
        assert opened(studio.bytes_of(done.edit.results[0].original)).shape == (640, 1024, 3)
        assert len(service.paid_requests) == 1

    def test_a_scaled_region_is_said(self, service: ImageService, studio: Studio) -> None:
        size = Size(500, 400)
        picture = studio.picture(photo(size))
        done = studio.run(studio.edit_order(picture=picture, mask=marked(size, Box(9, 9, 80, 60))))
        assert done.edit is not None, done.problem
        assert any("scaled" in note or "mirrored" in note for note in done.edit.notes)


def test_the_demo_engine_says_so(studio: Studio) -> None:
    from desktop.api.demo_client import DemoClient

    demo = Studio(studio.library, lambda _: DemoClient(studio.services.models, pace=0))
    done = demo.run(demo.order())
    assert done.edit is not None
    assert done.edit.simulated
    assert SIMULATED_NOTE in done.edit.notes
    assert done.edit.cost_usd == 0


@pytest.mark.parametrize("size", [Size(1, 1), Size(3000, 20), Size(37, 911)])
def test_pictures_of_every_shape(service: ImageService, studio: Studio, size: Size) -> None:
    mask = marked(size, Box(0, 0, max(1, size.width // 2), max(1, size.height // 2)))
    order = studio.edit_order(picture=studio.picture(photo(size)), mask=mask)
    done = studio.run(order)
    assert done.edit is not None, done.problem
    assert done.edit.results[0].outside_changed == 0
    assert done.edit.results[0].picture.size == size


def _alpha(data: bytes) -> Bytes:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.getchannel("A"))


def _run_with(studio: Studio, order: EditOrder, look: Callable[[JobEvent], None]) -> list[JobEvent]:
    events: list[JobEvent] = []

    def report(event: JobEvent) -> None:
        look(event)
        events.append(event)

    studio.loop(run_edit(order, studio.services, report))
    return events
