"""Modules as packages carry them: no docstrings, every check, and the same traces."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType
from unittest import mock

import pytest

SOURCE = b'''"""Of the module."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import runtime_checkable, Protocol


@runtime_checkable
class Readable(Protocol):
    """Of a class that is decorated otherwise."""


class Documented:
    """Of the class."""

    def method(self) -> str:
        """Of the method, which has nothing else."""

    async def later(self) -> str:
        """Of a coroutine."""
        return "kept " "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Of a value."""

    number: int


@dataclass
class Empty:
    """Of a value that has nothing else."""


@dataclasses.dataclass
class Silent:
    number: int = 3


def check(value: int) -> int:
    """Of the function."""
    assert value > 0, "not one to take"
    return value
'''


def test_docstrings_go_and_everything_else_stays() -> None:
    bytecode = importlib.import_module("installers.bytecode")
    code = bytecode.compiled(SOURCE, "desktop/a.py")
    # Under the name of a module that is there: `@dataclass` looks for it.
    found: dict[str, object] = {"__name__": __name__}
    exec(code, found)  # what a package would import
    kind, check = found["Documented"], found["check"]
    assert isinstance(kind, type)
    assert callable(check)
    assert (found.get("__doc__"), kind.__doc__, check.__doc__) == (None, None, None)
    assert kind().method() is None
    assert b"Of the" not in code.co_code
    assert check(3) == 3
    with pytest.raises(AssertionError, match="not one to take") as caught:
        check(0)
    assert str(caught.traceback[-1].path).endswith("a.py")
    assert caught.traceback[-1].lineno + 1 == SOURCE[: SOURCE.index(b"assert")].count(b"\n") + 1


def test_no_signature_is_worked_out_to_stand_for_a_missing_docstring() -> None:
    """That is what `@dataclass` does at every import, some 0.1 ms each time."""
    bytecode = importlib.import_module("installers.bytecode")
    module = ModuleType("module_of_values")
    with mock.patch.dict(sys.modules, {module.__name__: module}):
        exec(bytecode.compiled(SOURCE, "desktop/a.py"), module.__dict__)
    assert {module.Value.__doc__, module.Empty.__doc__, module.Silent.__doc__} == {" "}
    assert module.Readable.__doc__ is None
    assert module.Value(number=2) == module.Value(number=2)
    assert module.Silent().number == 3


def test_bytecode_takes_the_place_of_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bytecode = importlib.import_module("installers.bytecode")
    folder = tmp_path / "package"
    folder.mkdir()
    source = folder / "module_of_a_package.py"
    source.write_bytes(SOURCE)
    bytecode.write(source, "module_of_a_package.py")
    assert [one.name for one in folder.iterdir()] == ["module_of_a_package.pyc"]
    monkeypatch.syspath_prepend(str(folder))
    module = importlib.import_module("module_of_a_package")
    monkeypatch.delitem(sys.modules, "module_of_a_package")
    assert module.check(2) == 2
    assert b"Of the" not in Path(module.__file__ or "").read_bytes()


def test_a_folder_is_written_twice_the_same(tmp_path: Path) -> None:
    """Whatever this process holds by now, and wherever the folder lies."""
    bytecode = importlib.import_module("installers.bytecode")
    package = Path(bytecode.__file__ or "").parent
    for name in ("one", "another"):
        shutil.copytree(package, tmp_path / name / "installers")
        bytecode.write_all(tmp_path / name, "installers/facts.py")
    one, another = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in found}
        for name in ("one", "another")
        if (found := sorted((tmp_path / name).glob("installers/*.py*")))
    )
    assert one == another
    assert len(one) > 20
    assert [path.name for path in one if path.suffix == ".py"] == ["facts.py"]
