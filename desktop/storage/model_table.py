"""Reads the table of models from JSON: Stet's own, and one that people may lay beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.domain.cost import TokenPrices
from desktop.domain.image_models import AUTO, ImageModel, ModelTable, OutputTokens
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.size import Size, SizeRule
from desktop.storage.plain_values import PlainReader, UnreadableError

_OWN = frozenset({"id", "name", "like", "snapshots", "ends", "is_fast"})
"""What a model never takes over from the one it is like."""

_TABLE = frozenset({"updated", "source", "default", "models"})

RawModel = Mapping[str, object]


def load_models(builtin: Path, extra: Path | None = None) -> ModelTable:
    """The table at `builtin`, extended by the one at `extra` when that exists.

    `extra` has the same form; only `models` is needed, a model may be `like` a built-in one, and
    the same id replaces it. ProblemError (BAD_ARGUMENT) lists every fault with its place.
    """
    raw = _document(builtin)
    models = _raw_models(raw, builtin, {})
    table = _table(raw, models, builtin)
    if extra is None or not extra.exists():
        return table
    return _extended(table, models, extra)


def _extended(table: ModelTable, known: dict[str, RawModel], path: Path) -> ModelTable:
    raw = _document(path)
    added = _raw_models(raw, path, known)
    faults = _FaultList(path)
    models = tuple(_model(one, faults) for one in added.values())
    faults.raise_if_any()
    extended = table.extended(tuple(model for model in models if model is not None))
    default = raw.get("default", table.default)
    if not isinstance(default, str) or extended.find(default) is None:
        faults.add(f"the default “{default}” is not in the table")
        faults.raise_if_any()
    updated = _day(raw["updated"], faults) if "updated" in raw else table.updated
    faults.raise_if_any()
    source = raw.get("source")
    both = f"{table.source}; {source}" if isinstance(source, str) else table.source
    return replace(extended, default=str(default), updated=updated, source=both)


def _table(raw: RawModel, models: dict[str, RawModel], path: Path) -> ModelTable:
    faults = _FaultList(path)
    read = tuple(_model(one, faults) for one in models.values())
    updated, source, default = (raw.get(name) for name in ("updated", "source", "default"))
    if not isinstance(source, str) or not source:
        faults.add("“source” must say where the figures are from")
    if default not in models:
        faults.add(f"the default “{default}” is not in the table")
    day = _day(updated, faults)
    faults.raise_if_any()
    return ModelTable(
        models=tuple(model for model in read if model is not None),
        updated=day,
        source=str(source),
        default=str(default),
    )


class _FaultList:
    """What is wrong with one file, gathered so that people can mend it in one go."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._faults: list[str] = []

    def add(self, fault: str) -> None:
        self._faults.append(fault)

    def raise_if_any(self) -> None:
        if self._faults:
            raise _fault(self.path, "; ".join(self._faults))


def _fault(path: Path, what: str) -> ProblemError:
    return fail(
        ProblemKind.BAD_ARGUMENT,
        reason=f"The table of models {path} has faults: {what.rstrip('.')}.",
        suggestion="Correct the file, or take it away.",
    )


def _document(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_bytes())
    except OSError as error:
        raise _fault(path, error.strerror or type(error).__name__) from error
    except ValueError as error:
        raise _fault(path, f"it is not JSON ({error})") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("models"), list):
        raise _fault(path, "it has no list “models”")
    strange = sorted(set(raw) - _TABLE)
    if strange:
        raise _fault(path, f"it does not take “{strange[0]}”")
    return raw


def _raw_models(raw: RawModel, path: Path, known: Mapping[str, RawModel]) -> dict[str, RawModel]:
    """The models by id, each with what it takes over from the one it is `like` filled in."""
    faults = _FaultList(path)
    filled: dict[str, RawModel] = {}
    listed = raw["models"]
    assert isinstance(listed, list)
    for place, one in enumerate(listed, 1):
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or not one["id"]:
            faults.add(f"model {place} has no “id”")
        elif one["id"] in filled:
            faults.add(f"“{one['id']}” is there twice")
        else:
            filled[one["id"]] = _filled(one, {**known, **filled}, faults)
    faults.raise_if_any()
    return filled


def _filled(one: dict[str, object], known: Mapping[str, RawModel], faults: _FaultList) -> RawModel:
    like = one.get("like")
    if like is None:
        return one
    if like not in known:
        faults.add(f"“{one['id']}” is like “{like}”, which does not stand before it")
        return one
    taken = {name: value for name, value in known[str(like)].items() if name not in _OWN}
    return {**taken, **{name: value for name, value in one.items() if name != "like"}}


def _model(raw: RawModel, faults: _FaultList) -> ImageModel | None:
    """The model, or None with its faults added."""
    reader, name = PlainReader(), str(raw["id"])
    plain = {key: value for key, value in raw.items() if key != "output"}
    for strange in reader.unknown(ImageModel, raw):
        faults.add(f"“{name}” does not take “{strange}”")
    if "is_known" in raw:
        faults.add(f"“{name}” does not take “is_known”")
    model: ImageModel | None = None
    try:
        _check_parts(reader, raw, name)
        model = reader.record(ImageModel, {"name": name, **plain}, name)
        model = replace(model, output=_output(reader, raw.get("output", {}), name))
    except UnreadableError as fault:
        reader.faults.append(f"“{name}.output” should be {fault}")
    except ValueError as error:
        reader.faults.append(f"“{name}”: {error}")
    for said in reader.faults or (() if model is None else _senseless(model)):
        faults.add(said.rstrip("."))
    return model


def _check_parts(reader: PlainReader, raw: RawModel, name: str) -> None:
    """Names inside the parts of a model that no part has."""
    for part, kind in (("sizes", SizeRule), ("prices", TokenPrices), ("output", OutputTokens)):
        inside = raw.get(part)
        if isinstance(inside, dict):
            for strange in reader.unknown(kind, inside):
                reader.faults.append(f"“{name}.{part}” does not take “{strange}”")


def _output(reader: PlainReader, raw: object, name: str) -> OutputTokens:
    """`fixed` stands in the file as size → quality → tokens."""
    if not isinstance(raw, dict):
        raise UnreadableError("a group of names and values")
    plain = {key: value for key, value in raw.items() if key != "fixed"}
    output = reader.record(OutputTokens, plain, f"{name}.output")
    nested = Mapping[Size, Mapping[str, int]]
    by_size = reader.value(nested, raw.get("fixed", {}), f"{name}.output.fixed")
    fixed = {
        (size, quality): tokens
        for size, qualities in by_size.items()
        for quality, tokens in qualities.items()
    }
    return replace(output, fixed=fixed)


def _senseless(model: ImageModel) -> list[str]:
    """What can be read and still cannot be meant."""
    said = [
        f"“{model.id}” offers {size.shown} but does not make it: {model.sizes.faults(size)[0]}"
        for size in model.presets
        if model.sizes.faults(size)
    ]
    if model.default_quality not in model.qualities:
        said.append(
            f"“{model.id}” has the default quality “{model.default_quality}” not among its own"
        )
    if min(model.max_count, model.max_pictures) < 1 or model.max_partials < 0:
        said.append(f"“{model.id}” needs a max_count and max_pictures of at least 1")
    tokens = (*model.output.levels.values(), *model.output.fixed.values())
    if any(count < 1 for count in tokens):
        said.append(f"“{model.id}.output” has a figure below 1")
    if model.prices is not None and _lowest(model.prices) < 0:
        said.append(f"“{model.id}.prices” has a price below 0")
    unknown = set(model.output.levels) - set(model.qualities) - {AUTO}
    if unknown:
        said.append(f"“{model.id}.output.levels” has “{min(unknown)}”, which is no quality of it")
    return said


def _lowest(prices: TokenPrices) -> Decimal:
    return min(
        prices.text_input,
        prices.image_input,
        prices.image_output,
        prices.text_output,
        prices.text_input_cached,
        prices.image_input_cached,
    )


def _day(raw: object, faults: _FaultList) -> date:
    try:
        day = PlainReader().value(date, raw, "updated")
    except UnreadableError as fault:
        faults.add(f"“updated” should be {fault}")
        return date.min
    assert isinstance(day, date)
    return day
