"""A kept answer is laid in anew at no cost; larger canvases, overviews, several places."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import cv2
import numpy as np
import pytest

from desktop.api.answer import Answer
from desktop.domain.draft import Draft
from desktop.domain.edit import Edit, Outcome, ResultRef
from desktop.domain.intent import Intent, PlannedPlacement
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.recipe import Blend
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.codec import read_picture
from desktop.imaging.extension import Anchor, borders_for_ratio
from desktop.imaging.region import Borders
from desktop.jobs.blob_offers import blob_offers
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.extend_picture import extend_picture
from desktop.jobs.finish_edit import Timing, make_edit
from desktop.jobs.lay_in import NO_TRANSPARENCY
from desktop.jobs.prepare_edit import OVERVIEW_NOTE, prepare_edit
from desktop.jobs.price_draft import price_draft
from desktop.jobs.reblend import (
    REBLENDED_NOTE,
    Reblend,
    mask_for_spill,
    preview_reblend,
    reblend,
)
from desktop.storage.library import Library
from tests.builders import HOLE, Bytes, Studio, marked, model_table, opened, photo, png

SMALL = Size(640, 480)
MODELS = model_table()
MODEL = MODELS.get("gpt-image-2")


@pytest.fixture
def studio(library: Library) -> Studio:
    def nobody(_profile: str) -> Any:
        raise AssertionError("No service is asked here.")

    return Studio(library, nobody)


def smooth(size: Size, seed: int = 1) -> Bytes:
    """A photograph with large shapes and some texture."""
    made = cv2.GaussianBlur(photo(size, seed).astype(np.float32), (0, 0), 1.2)
    rows, columns = np.mgrid[0 : size.height, 0 : size.width]
    waves = 50 * np.sin(columns / 37)[..., None] + 40 * np.cos(rows / 23)[..., None]
    return np.asarray(np.clip(made * 0.5 + 70 + waves, 0, 255), dtype=np.uint8)


def answered(studio: Studio, order: EditOrder, answer: Bytes, placed: Size = SMALL) -> Edit:
    intent = Intent(
        edit=order.id,
        created=datetime.now(UTC),
        recipe=order.recipe,
        inputs=order.inputs,
        placement=PlannedPlacement(region=box_of(placed), sent_size=placed),
    )
    edit = make_edit(
        intent,
        Answer(pictures=(png(answer),)),
        studio.library.pictures,
        studio.services.models,
        Timing(),
    )
    studio.library.store_edit(edit)
    return edit


def brightened(picture: Bytes, box: Box) -> Bytes:
    made = picture.copy()
    made[box.slices] = np.clip(made[box.slices].astype(int) + 60, 0, 255).astype(np.uint8)
    return made


HERE = Box(240, 160, 160, 130)


@pytest.fixture
def edit(studio: Studio) -> Edit:
    picture = smooth(SMALL)
    order = studio.edit_order(picture=studio.picture(picture), mask=marked(SMALL, HERE))
    return answered(studio, order, brightened(picture, HERE))


def pixels_of(studio: Studio, edit: Edit) -> Bytes:
    pixels: Bytes = read_picture(studio.bytes_of(edit.results[0].picture), "the result").pixels
    return pixels


class TestReblend:
    def test_it_is_a_new_row_that_cost_nothing_and_the_old_one_stands(
        self, studio: Studio, edit: Edit
    ) -> None:
        made = reblend(Reblend(edit=edit, index=0, blend=Blend(feather=0)), studio.library, MODELS)
        assert made.id != edit.id
        assert made.parent == ResultRef(edit=edit.id, index=0)
        assert made.cost_usd == made.estimate_usd == Decimal(0)
        assert made.usage is None
        assert made.outcome is Outcome.FINISHED
        assert made.notes[0] == REBLENDED_NOTE
        assert made.recipe == replace(edit.recipe, blend=Blend(feather=0), count=1)
        assert made.results[0].original == edit.results[0].original
        assert studio.library.history.get(edit.id) == edit
        assert studio.library.history.get(made.id) == made
        assert studio.library.check().is_clean

    def test_another_mask_decides_what_changes(self, studio: Studio, edit: Edit) -> None:
        half = Box(HERE.x, HERE.y, HERE.width // 2, HERE.height)
        mask = marked(SMALL, half)
        wish = Reblend(edit=edit, index=0, blend=Blend(feather=0), mask=mask)
        made = reblend(wish, studio.library, MODELS)
        changed = (pixels_of(studio, made) != smooth(SMALL)).any(axis=2)
        assert not changed[mask == 0].any()
        assert changed[mask > 0].mean() > 0.9
        assert made.results[0].outside_total == SMALL.pixels - half.size.pixels
        seen = preview_reblend(wish, studio.library, MODELS)
        np.testing.assert_array_equal(seen.pixels, pixels_of(studio, made))

    def test_an_answer_that_was_kept_as_it_came_can_be_laid_in_later(self, studio: Studio) -> None:
        picture = smooth(SMALL)
        order = studio.edit_order(
            picture=studio.picture(picture),
            mask=marked(SMALL, HERE),
            blend=Blend(composite=False),
        )
        edit = answered(studio, order, brightened(picture, HERE))
        assert edit.results[0].placement is None
        made = reblend(Reblend(edit=edit, index=0, blend=Blend()), studio.library, MODELS)
        assert made.results[0].outside_changed == 0
        assert (pixels_of(studio, made) != picture).any()

    @pytest.mark.parametrize(
        ("mask", "kind"),
        [
            (np.zeros((480, 640), np.uint8), ProblemKind.MASK_EMPTY),
            (np.full((48, 64), 255, np.uint8), ProblemKind.MASK_SIZE_DIFFERS),
        ],
        ids=["empty", "another size"],
    )
    def test_a_mask_that_does_not_fit_is_refused(
        self, studio: Studio, edit: Edit, mask: Bytes, kind: ProblemKind
    ) -> None:
        wish = Reblend(edit=edit, index=0, blend=Blend(), mask=mask)
        with pytest.raises(ProblemError) as caught:
            reblend(wish, studio.library, MODELS)
        assert caught.value.problem.kind is kind

    def test_a_picture_made_from_words_has_nothing_to_be_laid_into(self, studio: Studio) -> None:
        order = studio.order()
        plain = replace(answered(studio, studio.edit_order(), photo()), inputs=order.inputs)
        with pytest.raises(ProblemError) as caught:
            reblend(Reblend(edit=plain, index=0, blend=Blend()), studio.library, MODELS)
        assert "from words alone" in caught.value.problem.sentence


class TestSpill:
    def test_the_mask_grows_where_the_change_crosses_it_and_takes_it_in(
        self, studio: Studio
    ) -> None:
        picture = smooth(SMALL)
        object_box = Box(HERE.x + 60, HERE.y + 20, HERE.width, 80)
        order = studio.edit_order(picture=studio.picture(picture), mask=marked(SMALL, HERE))
        answer = picture.copy()
        answer[object_box.slices] = (250, 40, 40)
        edit = answered(studio, order, answer)
        assert edit.results[0].placement is not None
        assert edit.results[0].placement.verdict == "spilled"
        mask = mask_for_spill(edit, 0, studio.library, MODELS)
        assert mask is not None
        assert (mask[HERE.slices] == 255).all()
        assert (mask[object_box.slices] == 255).mean() > 0.95
        assert (mask[HERE.y : HERE.bottom, HERE.x - 30 : HERE.x] == 0).all()
        wish = Reblend(edit=edit, index=0, blend=edit.recipe.blend, mask=mask)
        made = reblend(wish, studio.library, MODELS)
        assert made.results[0].placement is not None
        assert made.results[0].placement.verdict == "good"
        middle = pixels_of(studio, made)[object_box.grown(-6).slices]
        assert (np.abs(middle.astype(int) - (250, 40, 40)) <= 2).mean() > 0.95

    def test_nothing_grows_where_nothing_crosses(self, studio: Studio, edit: Edit) -> None:
        assert mask_for_spill(edit, 0, studio.library, MODELS) is None


class TestWholePictures:
    def test_an_edit_without_a_mask_is_aligned_on_request(self, studio: Studio) -> None:
        picture = smooth(SMALL)
        move = np.array([[1, 0, 5], [0, 1, -4]], np.float32)
        answer = np.asarray(
            cv2.warpAffine(picture, move, (640, 480), borderMode=cv2.BORDER_REFLECT), np.uint8
        )
        order = studio.edit_order(picture=studio.picture(picture), mask=None)
        edit = answered(studio, order, answer)
        assert edit.results[0].picture == edit.results[0].original
        wish = Reblend(edit=edit, index=0, blend=Blend(align=True))
        made = reblend(wish, studio.library, MODELS)
        core = np.s_[20:-20, 20:-20]
        before = np.abs(answer[core].astype(int) - picture[core]).mean()
        after = np.abs(pixels_of(studio, made)[core].astype(int) - picture[core]).mean()
        assert after < 0.2 * before
        assert made.results[0].outside_changed is None
        with pytest.raises(ProblemError) as caught:
            reblend(Reblend(edit=edit, index=0, blend=Blend()), studio.library, MODELS)
        assert caught.value.problem.kind is ProblemKind.BAD_ARGUMENT

    def test_a_removed_background_keeps_the_pictures_own_pixels(self, studio: Studio) -> None:
        picture = smooth(SMALL)
        alpha = np.zeros((480, 640), np.uint8)
        cv2.circle(alpha, (320, 240), 150, 255, -1)
        answer = np.dstack([np.clip(picture * 0.96, 0, 255).astype(np.uint8), alpha])
        answer[alpha == 0] = 0
        order = studio.edit_order(
            picture=studio.picture(picture), mask=None, background="transparent"
        )
        made = pixels_of(studio, answered(studio, order, answer))
        inner = cv2.erode(alpha, np.ones((7, 7), np.uint8)) > 0
        assert made.shape == (480, 640, 4)
        np.testing.assert_array_equal(made[..., :3][inner], picture[inner])
        assert (made[..., 3][inner] == 255).all()
        assert np.abs(made[..., 3].astype(int) - alpha).mean() < 1

    def test_a_background_that_is_still_there_is_said(self, studio: Studio) -> None:
        order = studio.edit_order(
            picture=studio.picture(smooth(SMALL)), mask=None, background="transparent"
        )
        edit = answered(studio, order, smooth(SMALL))
        assert NO_TRANSPARENCY in edit.notes
        assert edit.results[0].picture == edit.results[0].original


class TestLargerCanvas:
    def test_the_old_pixels_stand_and_only_the_new_ones_are_painted(self, studio: Studio) -> None:
        picture = smooth(SMALL)
        borders = borders_for_ratio(SMALL, 16, 9, Anchor.MIDDLE)
        larger = extend_picture(studio.picture(picture), borders, studio.library.pictures)
        assert larger.file.size == Size(853, 480)
        order = studio.edit_order(picture=larger.file, mask=larger.mask)
        prepared = prepare_edit(order, studio.library.pictures, MODEL)
        assert prepared.plan is not None
        assert MODEL.sizes.allows(prepared.plan.sent)
        answer = photo(larger.file.size, seed=9)
        made = pixels_of(studio, answered(studio, order, answer, larger.file.size))
        left = borders.left
        np.testing.assert_array_equal(made[:, left : left + 640], picture)
        assert (made[:, : left - 8] == answer[:, : left - 8]).mean() > 0.9

    @pytest.mark.parametrize(
        ("ratio", "anchor", "borders"),
        [
            ((1, 1), Anchor.START, Borders(bottom=160)),
            ((1, 1), Anchor.END, Borders(top=160)),
            ((2, 1), Anchor.MIDDLE, Borders(left=160, right=160)),
        ],
    )
    def test_a_ratio_grows_one_direction_only(
        self, ratio: tuple[int, int], anchor: Anchor, borders: Borders
    ) -> None:
        assert borders_for_ratio(SMALL, *ratio, anchor) == borders

    @pytest.mark.parametrize(
        ("ratio", "words"), [((4, 3), "the shape 4:3 already"), ((0, 3), "above 0")]
    )
    def test_a_ratio_that_adds_nothing_is_refused(self, ratio: tuple[int, int], words: str) -> None:
        with pytest.raises(ProblemError) as caught:
            borders_for_ratio(SMALL, *ratio, Anchor.MIDDLE)
        assert words in caught.value.problem.sentence

    @pytest.mark.parametrize(
        ("borders", "words"),
        [(Borders(), "nothing to add"), (Borders(right=100_000), "more than Stet works on")],
    )
    def test_borders_that_make_no_sense_are_refused(
        self, studio: Studio, borders: Borders, words: str
    ) -> None:
        with pytest.raises(ProblemError) as caught:
            extend_picture(studio.picture(smooth(SMALL)), borders, studio.library.pictures)
        assert words in caught.value.problem.sentence


class TestOverview:
    def test_beside_a_small_region_the_whole_picture_goes_along(self, studio: Studio) -> None:
        large = Size(1800, 1200)
        picture = studio.picture(smooth(large))
        order = studio.edit_order(picture=picture, mask=marked(large, HOLE), overview=True)
        prepared = prepare_edit(order, studio.library.pictures, MODEL)
        names = [file.name for file in prepared.request.images]
        assert names == ["picture.png", "overview.png"]
        assert opened(prepared.request.images[1].data).shape == (512, 768, 3)
        assert OVERVIEW_NOTE in prepared.notes
        draft = Draft(prompt="x", picture=large, has_mask=True, overview=True)
        priced = [
            price_draft(replace(draft, overview=on), MODEL, HOLE, len).picture_tokens
            for on in (True, False)
        ]
        assert len(priced[0]) == len(priced[1]) + 1 == 2
        assert draft.sent_pictures == 2

    def test_a_region_that_shows_the_scene_goes_alone(self, studio: Studio) -> None:
        order = studio.edit_order(overview=True)
        prepared = prepare_edit(order, studio.library.pictures, MODEL)
        assert [file.name for file in prepared.request.images] == ["picture.png"]


class TestSeveralPlaces:
    DRAFT = Draft(prompt="x", picture=Size(6000, 4000), has_mask=True)

    def _offers(self, *boxes: Box) -> Any:
        mask = np.zeros((4000, 6000), np.uint8)
        for box in boxes:
            mask[box.slices] = 255
        known = price_draft(self.DRAFT, MODEL, boxes[0], len)
        return mask, blob_offers(self.DRAFT, MODEL, mask, known)

    def test_far_places_are_sharper_one_each_and_priced(self) -> None:
        mask, offers = self._offers(Box(200, 200, 300, 300), Box(5400, 3400, 300, 300))
        assert offers.is_choice
        assert offers.is_apart_better
        assert min(one.detail for one in offers.apart) > 2 * offers.together.detail
        prices = [one.estimate.total_usd.high for one in offers.apart]
        assert offers.apart_usd.high == sum(prices)
        np.testing.assert_array_equal(np.maximum(*offers.masks), mask)

    def test_one_place_is_no_choice(self) -> None:
        _, offers = self._offers(Box(200, 200, 300, 300))
        assert not offers.is_choice
        assert not offers.is_apart_better


def test_what_may_change_is_what_is_asked_for(studio: Studio) -> None:
    order = studio.edit_order(blend=Blend(grow=20))
    prepared = prepare_edit(order, studio.library.pictures, MODEL)
    assert prepared.request.mask is not None
    asked = cv2.imdecode(np.frombuffer(prepared.request.mask.data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert asked is not None
    assert np.count_nonzero(asked[..., 3] == 0) > 1.3 * HOLE.size.pixels
