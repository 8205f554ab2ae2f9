"""Reads frozen records from hand-written JSON and says in sentences what is wrong with it.

For files that people edit and that are needed before the first window is painted; pydantic alone
would take longer to load than both files together.
"""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from desktop.domain.size import Size, parse_size

Record = TypeVar("Record")


class UnreadableError(ValueError):
    """A value that is not of its kind; the message is what it should have been."""


class PlainReader:
    """Reads values and gathers the faults it meets, each a sentence that says where."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def record(self, kind: type[Record], raw: Mapping[str, object], where: str) -> Record:
        """A dataclass from its fields by name; a bad one is reported and gets its default.

        ValueError when a field without a default is missing or bad.
        """
        hints = _hints_of(kind)
        values: dict[str, Any] = {}
        for field in fields(kind):  # type: ignore[arg-type]  # kind is a dataclass by contract
            if field.name in raw:
                self._read_field(field, hints[field.name], raw[field.name], where, values)
        return kind(**values)

    def unknown(self, kind: type[object], raw: Mapping[str, object]) -> tuple[str, ...]:
        """The names in `raw` that are no fields of `kind`."""
        return tuple(name for name in raw if name not in _hints_of(kind))

    def value(self, kind: Any, raw: object, where: str) -> Any:
        """`raw` as `kind`. UnreadableError tells what was expected; parts gather their faults."""
        origin = get_origin(kind)
        if origin in {Union, types.UnionType}:
            return self._optional(kind, raw, where)
        if origin is tuple:
            return self._items(get_args(kind)[0], raw, where)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._mapping(get_args(kind), raw, where)
        if kind in _PLAIN:
            return _PLAIN[kind](raw)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _one_of(kind, raw)
        return self._nested(kind, raw, where)

    def _read_field(
        self, field: Field[Any], kind: Any, raw: object, where: str, values: dict[str, Any]
    ) -> None:
        place = f"{where}.{field.name}" if where else field.name
        try:
            values[field.name] = self.value(kind, raw, place)
        except UnreadableError as fault:
            self.faults.append(f"“{place}” should be {fault}, not {_shown(raw)}.")
            if field.default is MISSING and field.default_factory is MISSING:
                raise

    def _optional(self, kind: Any, raw: object, where: str) -> Any:
        if raw is None:
            return None
        (only,) = (one for one in get_args(kind) if one is not type(None))
        return self.value(only, raw, where)

    def _items(self, kind: Any, raw: object, where: str) -> tuple[Any, ...]:
        if not isinstance(raw, list):
            raise UnreadableError("a list")
        return tuple(self.value(kind, one, f"{where}[{place}]") for place, one in enumerate(raw))

    def _mapping(self, kinds: tuple[Any, ...], raw: object, where: str) -> dict[Any, Any]:
        if not isinstance(raw, dict):
            raise UnreadableError("a group of names and values")
        key, value = kinds
        return {
            self.value(key, name, where): self.value(value, one, f"{where}.{name}")
            for name, one in raw.items()
        }

    def _nested(self, kind: Any, raw: object, where: str) -> Any:
        if not (isinstance(kind, type) and is_dataclass(kind) and isinstance(raw, dict)):
            raise UnreadableError("a group of names and values")
        try:
            return self.record(kind, raw, where)
        except UnreadableError:
            raise
        except (TypeError, ValueError) as error:
            raise UnreadableError(f"complete and consistent ({error})") from error


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise UnreadableError("text")
    return raw


def _truth(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise UnreadableError("true or false")
    return raw


def _whole(raw: object) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise UnreadableError("a whole number")
    return raw


def _number(raw: object) -> float:
    if not isinstance(raw, int | float) or isinstance(raw, bool) or not math.isfinite(raw):
        raise UnreadableError("a number")
    return float(raw)


def _decimal(raw: object) -> Decimal:
    """Text only: a price written as a binary fraction would not be the price."""
    try:
        found = Decimal(raw) if isinstance(raw, str) else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise UnreadableError('a number in quotes, such as "1.25"')
    return found


def _day(raw: object) -> date:
    try:
        return date.fromisoformat(_text(raw))
    except ValueError as error:
        raise UnreadableError('a day such as "2026-12-31"') from error


def _size(raw: object) -> Size:
    """Written by hand as one text; Stet itself writes its two numbers by name."""
    if isinstance(raw, dict) and {"width", "height"} <= set(raw):
        return Size(_whole(raw["width"]), _whole(raw["height"]))
    try:
        found = parse_size(_text(raw))
    except ValueError:
        found = None
    if found is None:
        raise UnreadableError('a size such as "1536x1024"')
    return found


_PLAIN: Final[dict[Any, Any]] = {
    str: _text,
    bool: _truth,
    int: _whole,
    float: _number,
    Decimal: _decimal,
    date: _day,
    Size: _size,
}


def _one_of(kind: type[Enum], raw: object) -> Enum:
    for member in kind:
        if member.value == raw:
            return member
    raise UnreadableError("one of " + ", ".join(str(member.value) for member in kind))


def _shown(raw: object) -> str:
    text = repr(raw) if not isinstance(raw, str) else f"“{raw}”"
    return text if len(text) <= 60 else text[:57] + "…"


def _hints_of(kind: Any) -> dict[str, Any]:
    return _hints(kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
