"""Reads what people type into a number field: a number, or a small sum such as `1024*1.5`."""

from __future__ import annotations

import math
import re

_LONGEST = 80
_DEEPEST = 20
_PIECE = re.compile(r"\s*(?:(?P<number>[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+)|(?P<sign>[-+*/()×÷−·:]))")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SAME = {"×": "*", "·": "*", "÷": "/", ":": "/", "−": "-"}


def evaluate(text: str) -> float:
    """The value of a sum with + - * / and brackets; ValueError with a sentence otherwise.

    A comma is read as the decimal sign, except where it parts thousands (`1,024`).
    """
    if len(text) > _LONGEST:
        raise ValueError("This is too long for a number.")
    value = _Sum(_pieces(text)).value()
    if not math.isfinite(value):
        raise ValueError("The result is no number.")
    return value


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    place = 0
    while text[place:].strip():
        match = _PIECE.match(text, place)
        if match is None:
            raise ValueError(f"“{text.strip()}” is no number.")
        sign = match["sign"]
        found.append(_SAME.get(sign, sign) if sign else match["number"])
        place = match.end()
    return found


class _Sum:
    """Reads pieces from left to right; each method takes what its name says."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._place = 0
        self._depth = 0

    def value(self) -> float:
        if not self._pieces:
            raise ValueError("Write a number.")
        value = self._terms()
        if self._next() is not None:
            raise ValueError("There is something after the number.")
        return value

    def _terms(self) -> float:
        value = self._factors()
        while (sign := self._next()) in ("+", "-"):
            self._place += 1
            value = value + self._factors() if sign == "+" else value - self._factors()
        return value

    def _factors(self) -> float:
        value = self._signed()
        while (sign := self._next()) in ("*", "/"):
            self._place += 1
            other = self._signed()
            if sign == "/" and other == 0:
                raise ValueError("Nothing can be divided by zero.")
            value = value * other if sign == "*" else value / other
        return value

    def _signed(self) -> float:
        negative = False
        while self._next() in ("+", "-"):
            negative ^= self._take() == "-"
        value = self._one()
        return -value if negative else value

    def _one(self) -> float:
        piece = self._take()
        if piece == "(":
            return self._bracket()
        if not piece[0].isdigit() and piece[0] not in ".,":
            raise ValueError(f"A number is missing before “{piece}”.")
        return _number(piece)

    def _bracket(self) -> float:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("There are too many brackets.")
        value = self._terms()
        if self._next() != ")":
            raise ValueError("A bracket is not closed.")
        self._place += 1
        self._depth -= 1
        return value

    def _next(self) -> str | None:
        return self._pieces[self._place] if self._place < len(self._pieces) else None

    def _take(self) -> str:
        piece = self._next()
        if piece is None:
            raise ValueError("A number is missing at the end.")
        self._place += 1
        return piece


def _number(piece: str) -> float:
    plain = piece.replace(",", "") if _THOUSANDS.fullmatch(piece) else piece.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        raise ValueError(f"“{piece}” is no number.") from None
