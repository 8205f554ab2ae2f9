"""Width and height in pixels, boxes, and the rule that makes a size legal for a model."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import product

_FORM = re.compile(r"^\s*(\d{1,6})\s*[x×X*]\s*(\d{1,6})\s*$")


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """Width and height in pixels; both at least 1."""

    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise ValueError(f"A size needs at least 1×1 pixel, not {self.width}×{self.height}.")

    def __str__(self) -> str:
        """The form of the wire: `1024x768`."""
        return f"{self.width}x{self.height}"

    @property
    def shown(self) -> str:
        """The form for people: `1024×768`."""
        return f"{self.width}×{self.height}"

    @property
    def pixels(self) -> int:
        return self.width * self.height

    @property
    def longest(self) -> int:
        return max(self.width, self.height)

    @property
    def shortest(self) -> int:
        return min(self.width, self.height)

    def scaled(self, factor: float) -> Size:
        """Both sides times `factor`, rounded, never below 1."""
        return Size(max(1, round(self.width * factor)), max(1, round(self.height * factor)))


def parse_size(text: str) -> Size | None:
    """`"1024x768"` as a Size, `"auto"` as None; ValueError with a sentence for anything else."""
    if text.strip().lower() == "auto":
        return None
    found = _FORM.match(text)
    if found is None:
        raise ValueError(f"“{text.strip()}” is no size. Write it as 1536x1024, or auto.")
    return Size(int(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of whole pixels: left, top, width, height; it may be empty (a side of 0)."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column to the right of the box."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row below the box."""
        return self.y + self.height

    @property
    def is_empty(self) -> bool:
        return self.width <= 0 or self.height <= 0

    @property
    def size(self) -> Size:
        """ValueError when the box is empty."""
        return Size(self.width, self.height)

    def united(self, other: Box) -> Box:
        """The smallest box that holds both; an empty box adds nothing."""
        if self.is_empty:
            return other
        if other.is_empty:
            return self
        return box_between(
            min(self.x, other.x),
            min(self.y, other.y),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def clipped(self, other: Box) -> Box:
        """What both share; empty (0×0 at this corner) when they do not meet."""
        left, top = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        if right <= left or bottom <= top:
            return Box(left, top, 0, 0)
        return box_between(left, top, right, bottom)

    def grown(self, by: int) -> Box:
        """The same box with `by` pixels more on every side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def seen_from(self, other: Box) -> Box:
        """The same pixels, counted from the corner of `other`."""
        return Box(self.x - other.x, self.y - other.y, self.width, self.height)

    def holds(self, other: Box) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, ready to index an array; the box must lie inside it."""
        return slice(self.y, self.y + self.height), slice(self.x, self.x + self.width)


def box_between(left: int, top: int, right: int, bottom: int) -> Box:
    """The box from its edges; `right` and `bottom` are the first pixels outside."""
    return Box(left, top, right - left, bottom - top)


def box_of(size: Size) -> Box:
    """The box that covers a picture of this size."""
    return Box(0, 0, size.width, size.height)


@dataclass(frozen=True, slots=True, kw_only=True)
class SnappedSize:
    """A legal size and, when it is not the one that was asked for, why not."""

    size: Size
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRule:
    """What makes a size legal for a model (`fixed` replaces all other limits when given)."""

    multiple: int = 16
    longest: int = 3840
    ratio: int = 3
    min_pixels: int = 655_360
    max_pixels: int = 8_294_400
    experimental_above: int = 3_686_400
    fixed: tuple[Size, ...] = ()

    def faults(self, size: Size) -> tuple[str, ...]:
        """Sentences that say why `size` is not legal; empty when it is."""
        if self.fixed:
            return () if size in self.fixed else (self._fixed_fault(),)
        checks = (
            (
                size.width % self.multiple or size.height % self.multiple,
                f"Both sides must be multiples of {self.multiple}.",
            ),
            (size.longest > self.longest, f"No side may be longer than {self.longest} pixels."),
            (
                size.longest > self.ratio * size.shortest,
                f"The long side may be at most {self.ratio} times the short one.",
            ),
            (
                size.pixels < self.min_pixels,
                f"At least {self.min_pixels:,} pixels are needed, not {size.pixels:,}.",
            ),
            (
                size.pixels > self.max_pixels,
                f"At most {self.max_pixels:,} pixels are allowed, not {size.pixels:,}.",
            ),
        )
        return tuple(sentence for is_wrong, sentence in checks if is_wrong)

    def allows(self, size: Size) -> bool:
        return not self.faults(size)

    def is_experimental(self, size: Size) -> bool:
        """Legal, but the service calls results above this size variable."""
        return size.pixels > self.experimental_above

    def snap(self, wanted: Size) -> SnappedSize:
        """The nearest legal size: shape first, then area; a legal size stays as it is."""
        faults = self.faults(wanted)
        if not faults:
            return SnappedSize(size=wanted)
        if self.fixed:
            nearest = min(self.fixed, key=lambda size: _distance(size, wanted.width, wanted.height))
            return SnappedSize(size=nearest, reasons=faults)
        return SnappedSize(size=self._nearest(wanted), reasons=faults)

    def _nearest(self, wanted: Size) -> Size:
        width, height = self._ideal(wanted)
        for reach in (2, 4, 8, 64):
            legal = [
                Size(w, h)
                for w, h in product(self._around(width, reach), self._around(height, reach))
                if self.allows(Size(w, h))
            ]
            if legal:
                return min(legal, key=lambda size: _distance(size, width, height))
        raise ValueError(
            f"No legal size lies near {wanted.shown}; the model's size rule is broken."
        )

    def _ideal(self, wanted: Size) -> tuple[float, float]:
        """Legal sides before rounding: the ratio is bounded, then the area, then the long side."""
        ratio = min(max(wanted.width / wanted.height, 1 / self.ratio), self.ratio)
        area = min(max(wanted.pixels, self.min_pixels), self.max_pixels)
        width, height = math.sqrt(area * ratio), math.sqrt(area / ratio)
        shrink = min(1.0, self.longest / max(width, height))
        return width * shrink, height * shrink

    def _around(self, side: float, reach: int) -> list[int]:
        middle = round(side / self.multiple)
        return [step * self.multiple for step in range(max(1, middle - reach), middle + reach + 1)]

    def _fixed_fault(self) -> str:
        return "This model makes only " + ", ".join(size.shown for size in self.fixed) + "."


def _distance(size: Size, width: float, height: float) -> float:
    """How far `size` is from width × height: a changed shape weighs more than a changed area."""
    across, down = math.log(size.width / width), math.log(size.height / height)
    return 4 * abs(across - down) + abs(across + down)
