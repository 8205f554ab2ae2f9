"""What a number field takes: its bounds, steps and unit, and how a value reads."""

from __future__ import annotations

import math
from dataclasses import dataclass

from desktop.ui.controls.arithmetic import evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """Bounds (both included), the step of one key press, decimals, unit and resting value.

    `is_logarithmic` makes equal ways on a slider equal ratios; it needs a minimum above 0.
    """

    minimum: float
    maximum: float
    default: float
    step: float = 1
    decimals: int = 0
    unit: str = ""
    is_logarithmic: bool = False

    def __post_init__(self) -> None:
        if not self.minimum <= self.default <= self.maximum:
            raise ValueError(f"{self.default} lies outside {self.minimum} to {self.maximum}.")
        if self.is_logarithmic and self.minimum <= 0:
            raise ValueError("A logarithmic range begins above 0.")

    def bounded(self, value: float) -> float:
        """The nearest value that is allowed and can be written with the decimals."""
        rounded = round(value, self.decimals)
        return min(max(rounded, self.minimum), self.maximum)

    def holds(self, value: float) -> bool:
        return self.minimum <= value <= self.maximum

    def stepped(self, value: float, steps: float) -> float:
        """`value` after so many steps; in a logarithmic range one step is at least 2 percent."""
        if not self.is_logarithmic:
            return self.bounded(value + steps * self.step)
        moved = value * 1.02**steps
        if abs(moved - value) < abs(steps) * self.step:
            moved = value + steps * self.step
        return self.bounded(moved)

    def shown(self, value: float) -> str:
        """The number with its unit, without zeros that say nothing."""
        number = f"{value:.{self.decimals}f}"
        if "." in number:
            number = number.rstrip("0").rstrip(".")
        number = "0" if number == "-0" else number
        return f"{number} {self.unit}" if self.unit and self.unit != "%" else number + self.unit

    def parsed(self, text: str) -> float:
        """What was typed, unit or not; ValueError with a sentence when it is no number."""
        plain = text.strip()
        if self.unit and plain.lower().endswith(self.unit.lower()):
            plain = plain[: -len(self.unit)]
        return evaluate(plain)

    def position(self, value: float) -> float:
        """Where `value` lies between both ends, 0 to 1."""
        if self.maximum == self.minimum:
            return 0.0
        if self.is_logarithmic:
            return math.log(value / self.minimum) / math.log(self.maximum / self.minimum)
        return (value - self.minimum) / (self.maximum - self.minimum)

    def at(self, position: float) -> float:
        """The value at a place between 0 and 1; the opposite of `position`."""
        if self.is_logarithmic:
            return self.bounded(self.minimum * (self.maximum / self.minimum) ** position)
        return self.bounded(self.minimum + position * (self.maximum - self.minimum))
