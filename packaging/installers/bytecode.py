"""Compiles modules as packages carry them: without docstrings, which nobody reads there.

They are 5 MB of what a running Stet would hold. Its checks stay, other than with `python -OO`:
decoders rely on theirs where a file is broken. Dataclasses get one of a single blank: where one is
missing, `@dataclass` works out a signature to stand in its place, at every import.
"""

from __future__ import annotations

import ast
import importlib.util
import marshal
import subprocess
import sys
from pathlib import Path
from types import CodeType

from installers import environment
from installers.facts import PACKAGING

_Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
_SHORTEST = " "
_UNCHECKED = 1
"""The flag of bytecode that goes by a hash of its source and never looks for it (PEP 552)."""


def compiled(source: bytes, name: str) -> CodeType:
    """The module `source`, whose traces will name the file `name`. SyntaxError as of `compile`."""
    tree = ast.parse(source, name)
    for node in ast.walk(tree):
        if isinstance(node, _Documented):
            _strip(node)
    return compile(tree, name, "exec", dont_inherit=True)


def _strip(node: _Documented) -> None:
    first = node.body[0] if node.body else node
    if ast.get_docstring(node, clean=False) is not None:
        del node.body[0]
    if isinstance(node, ast.ClassDef) and any(map(_makes_values, node.decorator_list)):
        node.body.insert(0, ast.Expr(ast.Constant(_SHORTEST)))
    elif not node.body and not isinstance(node, ast.Module):
        node.body.append(ast.Pass())
    else:
        return
    ast.copy_location(node.body[0], first)
    ast.fix_missing_locations(node.body[0])


def _makes_values(decorator: ast.expr) -> bool:
    """Whether this is `@dataclass`, called or not, under whatever module's name."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).endswith("dataclass")


def write_all(folder: Path, kept: str) -> None:
    """Bytecode takes the place of every module in `folder`; files that match `kept` stay.

    In a process of its own: whether a letter is written as one that is shared depends on what the
    process has done before, and a second build has to give the same bytes.
    """
    command = [sys.executable, "-m", __name__, str(folder.resolve()), kept]
    subprocess.run(command, check=True, cwd=PACKAGING, env=environment.variables())


def write(source: Path, name: str) -> None:
    """Puts bytecode, which Python imports as it is, in the place of the file `source`."""
    text = source.read_bytes()
    code = marshal.dumps(compiled(text, name))
    flags = _UNCHECKED.to_bytes(4, "little")
    head = importlib.util.MAGIC_NUMBER + flags + importlib.util.source_hash(text)
    source.with_suffix(".pyc").write_bytes(head + code)
    source.unlink()


def _write_here(folder: Path, kept: str) -> None:
    for source in sorted(set(folder.rglob("*.py")) - set(folder.glob(kept))):
        write(source, source.relative_to(folder).as_posix())


if __name__ == "__main__":
    _write_here(Path(sys.argv[1]), sys.argv[2])
