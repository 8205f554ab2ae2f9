"""The region: which part of a picture is sent, at which size, and the way back, kept as a record.

A region is a box of the picture and the size at which it is uploaded and asked for. Both sides of
the box are scaled alike (to a rounded pixel), and the scale is exactly 1 wherever the model allows
it, because what is not resampled loses nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.recipe import RegionMode
from desktop.domain.size import Box, Size, SizeRule, box_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONTEXT_SHARE = 0.5
"""Surroundings sent along on every side, as a share of the mask's longer side."""

CONTEXT_LEAST = 96
"""Surroundings sent along on every side, at least, in pixels of the picture."""

_PLANS_KEPT = 64


@dataclass(frozen=True, slots=True)
class Borders:
    """Pixels on the four sides of a picture or box; none is negative."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    def __post_init__(self) -> None:
        if min(self.left, self.top, self.right, self.bottom) < 0:
            raise ValueError(f"Borders are never negative: {self}.")

    @property
    def is_empty(self) -> bool:
        return not (self.left or self.top or self.right or self.bottom)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionPlan:
    """The part of a picture that is sent, and at which size; enough to lay the answer back.

    `box` is a box of the picture and lies outside it only by `padding`, where the picture is
    mirrored; `sent` is what is uploaded and asked for. `reasons` say in plain words what differs
    from the picture's own pixels.
    """

    box: Box
    sent: Size
    picture: Size
    reasons: tuple[str, ...] = ()

    @property
    def padding(self) -> Borders:
        """How far the region lies outside the picture, on each side."""
        box, inside = self.box, self.inside
        return Borders(
            inside.x - box.x, inside.y - box.y, box.right - inside.right, box.bottom - inside.bottom
        )

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels sent per pixel of the picture, across and down."""
        return self.sent.width / self.box.width, self.sent.height / self.box.height

    @property
    def detail(self) -> float:
        """Pixels sent per pixel of the picture along a side: 1 is the picture's own detail."""
        across, down = self.scale
        return math.sqrt(across * down)

    @property
    def is_exact(self) -> bool:
        """No pixel is resampled on the way to the service."""
        return self.sent == self.box.size

    @property
    def is_whole(self) -> bool:
        """The whole picture lies inside the region."""
        return self.box.holds(box_of(self.picture))

    @property
    def inside(self) -> Box:
        """The part of the region that lies on the picture."""
        return self.box.clipped(box_of(self.picture))


def plan_region(
    *,
    picture: Size,
    mask: Box | None,
    rule: SizeRule,
    mode: RegionMode,
    box: Box | None = None,
    size: Size | None = None,
) -> RegionPlan:
    """The region to send; always legal for `rule`, and always holding the mask's bounds.

    AUTO takes the mask with its surroundings, WHOLE the whole picture, BOX the designer's `box`.
    Without a mask AUTO is WHOLE. `size` is the size the designer chose, None lets Stet choose.
    """
    return _planned(picture, mask, rule, mode, box, size)


@lru_cache(maxsize=_PLANS_KEPT)
def _planned(
    picture: Size,
    mask: Box | None,
    rule: SizeRule,
    mode: RegionMode,
    box: Box | None,
    size: Size | None,
) -> RegionPlan:
    """The same draft is planned again and again: for the frame, for its price, for each choice."""
    marked = None if mask is None else mask.clipped(box_of(picture))
    if marked is not None and marked.is_empty:
        marked = None
    chosen = None if size is None else rule.snap(size)
    wish = _wish(picture, marked, rule, mode, box)
    sizes = (chosen.size,) if chosen else _legal_sizes(wish, rule)
    plans = [_placed(wish, sent) for sent in sizes]
    best = min(plans, key=lambda plan: _cost(plan, wish))
    reasons = (*(chosen.reasons if chosen else ()), *wish.reasons, *_reasons(best, wish, size))
    return RegionPlan(box=best.box, sent=best.sent, picture=picture, reasons=reasons)


def cut_region(pixels: NDArray[Any], plan: RegionPlan) -> NDArray[Any]:
    """The pixels of the region, shape (box.height, box.width, ...), mirrored beyond the picture.

    A view where the region lies inside the picture, else a copy.
    """
    _check_pixels(pixels, plan)
    rows, columns = plan.inside.slices
    if plan.padding.is_empty:
        return pixels[rows, columns]
    return pixels[
        _mirrored(plan.box.y, plan.box.height, plan.picture.height)[:, None],
        _mirrored(plan.box.x, plan.box.width, plan.picture.width)[None, :],
    ]


def place_region(pixels: NDArray[Any], region: NDArray[Any], plan: RegionPlan) -> NDArray[Any]:
    """A copy of `pixels` with `region` laid in where `plan` says; what is mirrored is dropped.

    The exact inverse of `cut_region`.
    """
    _check_pixels(pixels, plan)
    if region.shape[:2] != (plan.box.height, plan.box.width):
        raise ValueError(f"The region is {plan.box.size.shown}, not {region.shape[1::-1]}.")
    placed = pixels.copy()
    inside = plan.inside
    placed[inside.slices] = region[inside.seen_from(plan.box).slices]
    return placed


def _check_pixels(pixels: NDArray[Any], plan: RegionPlan) -> None:
    if pixels.shape[:2] != (plan.picture.height, plan.picture.width):
        raise ValueError(f"The plan is for {plan.picture.shown}, not {pixels.shape[1::-1]}.")


def _mirrored(start: int, count: int, side: int) -> NDArray[np.intp]:
    """Indices of `count` pixels from `start`, mirrored at both ends (edge pixels not repeated)."""
    if side == 1:
        return np.zeros(count, np.intp)
    folded = np.arange(start, start + count) % (2 * side - 2)
    return np.minimum(folded, 2 * side - 2 - folded).astype(np.intp)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What a region should hold: `must` in any case, `want` where it can be had.

    `is_drawn` means that its extent was chosen (a drawn frame, the whole picture), so that the
    scale follows from it; else the scale should be 1 and the extent follows. `may_squeeze` lets
    the shape give way by less than a multiple of the model's sides, rather than mirror pixels.
    """

    picture: Size
    must: Box
    want: Box
    is_drawn: bool = False
    may_squeeze: bool = False
    reasons: tuple[str, ...] = ()


def _wish(
    picture: Size, mask: Box | None, rule: SizeRule, mode: RegionMode, box: Box | None
) -> _Wish:
    everything = box_of(picture)
    if mode is RegionMode.BOX and box is not None:
        return _drawn_wish(picture, mask, box)
    if mode is RegionMode.WHOLE or mask is None:
        return _Wish(
            picture=picture,
            must=everything,
            want=everything,
            is_drawn=True,
            may_squeeze=mask is None,
        )
    around = mask.grown(_context(mask)).clipped(everything)
    return _Wish(picture=picture, must=mask, want=_grown_to_legal(around, picture, rule))


def _drawn_wish(picture: Size, mask: Box | None, box: Box) -> _Wish:
    drawn = box.clipped(box_of(picture))
    if drawn.is_empty:
        drawn = mask or box_of(picture)
    must = drawn if mask is None else drawn.united(mask)
    said = () if must == drawn else ("The frame was widened so that it holds the whole mask.",)
    return _Wish(picture=picture, must=must, want=must, is_drawn=True, reasons=said)


def _context(mask: Box) -> int:
    return max(CONTEXT_LEAST, round(CONTEXT_SHARE * max(mask.width, mask.height)))


def _grown_to_legal(want: Box, picture: Size, rule: SizeRule) -> Box:
    """`want` with more of the picture around it, until it could be sent unscaled."""
    if rule.fixed:
        return want
    width, height = float(want.width), float(want.height)
    if width * height < rule.min_pixels:
        grow = math.sqrt(rule.min_pixels / (width * height))
        width, height = min(width * grow, picture.width), min(height * grow, picture.height)
        width = min(max(width, rule.min_pixels / height), picture.width)
        height = min(max(height, rule.min_pixels / width), picture.height)
    width = min(max(width, height / rule.ratio), picture.width)
    height = min(max(height, width / rule.ratio), picture.height)
    sides = (min(math.ceil(width), rule.ratio * math.ceil(height)), math.ceil(height))
    sides = (max(want.width, sides[0]), max(want.height, min(sides[1], rule.ratio * sides[0])))
    return _around(want, *sides, picture)


def _around(held: Box, width: int, height: int, picture: Size) -> Box:
    """A box of that size with `held` in its middle, pushed inside the picture where it fits."""
    return Box(
        _start(held.x, held.right, width, picture.width),
        _start(held.y, held.bottom, height, picture.height),
        width,
        height,
    )


def _start(first: int, last: int, length: int, side: int) -> int:
    """Where a stretch of `length` begins that holds [first, last) and leaves [0, side) least."""
    middle = (first + last - length) // 2
    if length <= side:
        return max(0, min(middle, side - length))
    return min(0, max(middle, side - length))


def _legal_sizes(wish: _Wish, rule: SizeRule) -> tuple[Size, ...]:
    """Legal sizes worth trying: as large as what is wanted, or that bounded by the rule."""
    if rule.fixed:
        return rule.fixed
    width, height = _bounded(wish.want, rule)
    steps = 4 if width < wish.want.width else 2
    near = {
        Size(across, down)
        for across in _multiples(width, rule.multiple, steps)
        for down in _multiples(height, rule.multiple, steps)
    }
    near.add(rule.snap(Size(max(1, round(width)), max(1, round(height)))).size)
    legal = sorted(size for size in near if rule.allows(size))
    return tuple(size for size in legal if not rule.is_experimental(size)) or tuple(legal)


def _bounded(want: Box, rule: SizeRule) -> tuple[float, float]:
    """The wanted sides, scaled alike so that the area and the long side are within the rule.

    Above `experimental_above` the service calls its results variable, so that is the bound.
    """
    ceiling = min(rule.max_pixels, rule.experimental_above)
    width = max(want.width, want.height / rule.ratio)
    height = max(want.height, want.width / rule.ratio)
    area = width * height
    scale = math.sqrt(min(max(area, rule.min_pixels), ceiling) / area)
    scale = min(scale, rule.longest / max(width, height))
    return width * scale, height * scale


def _multiples(side: float, multiple: int, steps: int) -> tuple[int, ...]:
    """The multiple above `side`, and those below it: `steps` in all."""
    above = math.floor(side / multiple) + 1
    return tuple(step * multiple for step in range(max(1, above - steps + 1), above + 1))


def _placed(wish: _Wish, sent: Size) -> RegionPlan:
    """The best box for one size: unscaled if it can be, inside the picture if it can be."""
    box = _around(wish.must, *_box_sides(wish, sent), wish.picture)
    return RegionPlan(box=box, sent=sent, picture=wish.picture)


_PAD_RATHER_THAN_SCALE = 16
"""Fewer mirrored pixels than this along a side are better than resampling the whole region."""

_MOST_SQUEEZE = 1.03
"""How far both sides may be scaled differently, where scaling is needed anyway."""


def _box_sides(wish: _Wish, sent: Size) -> tuple[int, int]:
    """Width and height of the box in pixels of the picture."""
    if _can_be_unscaled(wish, sent):
        return sent.width, sent.height
    must, want = wish.must, wish.want
    across, down = must.width / sent.width, must.height / sent.height
    if wish.is_drawn and max(across, down) < _MOST_SQUEEZE * min(across, down):
        return must.width, must.height
    fits = min(wish.picture.width / sent.width, wish.picture.height / sent.height)
    wanted = max(want.width / sent.width, want.height / sent.height, 0.0 if wish.is_drawn else 1.0)
    factor = max(across, down, min(wanted, fits))
    return (
        max(must.width, round(sent.width * factor)),
        max(must.height, round(sent.height * factor)),
    )


def _can_be_unscaled(wish: _Wish, sent: Size) -> bool:
    """The box may have the very size that is sent: it holds what it must, with little mirrored."""
    must, want, picture, spare = wish.must, wish.want, wish.picture, _PAD_RATHER_THAN_SCALE
    if sent.width < must.width or sent.height < must.height:
        return False
    if wish.may_squeeze and sent != picture:
        return False
    if sent.width >= picture.width + spare or sent.height >= picture.height + spare:
        return False
    across, down = sent.width - want.width, sent.height - want.height
    if wish.is_drawn:
        return max(across, down) < spare
    return min(across, down) > -spare


def _cost(plan: RegionPlan, wish: _Wish) -> float:
    """What is worse about a plan, as shares that add up: the smallest is taken."""
    across, down = plan.scale
    whole = plan.box.width * plan.box.height
    mirrored = 1 - plan.inside.width * plan.inside.height / whole
    seen = plan.box.clipped(wish.want)
    unseen = 1 - seen.width * seen.height / (wish.want.width * wish.want.height)
    resampled = 0.0 if plan.is_exact else 0.05 + abs(math.log(plan.detail))
    price = 0.02 * plan.sent.pixels / 655_360
    undrawn = whole / (wish.want.width * wish.want.height) - 1 if wish.is_drawn else 0.0
    return undrawn + resampled + 2 * mirrored + unseen + 4 * abs(math.log(across / down)) + price


def _reasons(plan: RegionPlan, wish: _Wish, chosen: Size | None) -> Iterator[str]:
    """In words: what differs from the picture's own pixels."""
    across, down = plan.scale
    if not plan.is_exact:
        yield _scale_reason(plan, chosen)
    if abs(math.log(across / down)) > 0.002:
        share = abs(across / down - 1)
        yield f"Its shape gives way by {share:.1%}, because the model makes only certain sizes."
    if not plan.padding.is_empty:
        yield _padding_reason(plan)
    if plan.is_whole and not wish.is_drawn:
        yield "The mask and its surroundings take up the whole picture."


def _scale_reason(plan: RegionPlan, chosen: Size | None) -> str:
    what = "The picture" if plan.is_whole else "The region"
    if plan.sent == chosen:
        why = "that size was chosen"
    elif abs(plan.detail - 1) < 0.03:
        why = "the model makes only certain sizes"
    elif plan.detail < 1:
        why = "the model takes no more pixels at once"
    else:
        why = "the model takes no fewer pixels"
    return f"{what} is scaled to {plan.detail:.3g}, because {why} ({plan.sent.shown})."


def _padding_reason(plan: RegionPlan) -> str:
    sides = {
        "left": plan.padding.left,
        "top": plan.padding.top,
        "right": plan.padding.right,
        "bottom": plan.padding.bottom,
    }
    told = ", ".join(f"{count} at the {side}" for side, count in sides.items() if count)
    return f"The region reaches beyond the picture ({told}); there the picture is mirrored."
