"""Compiles modules as packages carry them: without docstrings, which nobody reads there.

They are 5 MB of what a running Stet would hold. Its checks stay, other than with `python -OO`:
decoders rely on theirs where a file is broken.
"""

from __future__ import annotations

import ast
import importlib.util
import marshal
from pathlib import Path
from types import CodeType

_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_UNCHECKED = 1
"""The flag of bytecode that goes by a hash of its source and never looks for it (PEP 552)."""


def compiled(source: bytes, name: str) -> CodeType:
    """The module `source`, whose traces will name the file `name`. SyntaxError as of `compile`."""
    tree = ast.parse(source, name)
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            first = node.body.pop(0)
            if not node.body and not isinstance(node, ast.Module):
                node.body.append(ast.copy_location(ast.Pass(), first))
    return compile(tree, name, "exec", dont_inherit=True)


def write(source: Path, name: str) -> None:
    """Puts bytecode, which Python imports as it is, in the place of the file `source`."""
    text = source.read_bytes()
    code = marshal.dumps(compiled(text, name))
    flags = _UNCHECKED.to_bytes(4, "little")
    head = importlib.util.MAGIC_NUMBER + flags + importlib.util.source_hash(text)
    source.with_suffix(".pyc").write_bytes(head + code)
    source.unlink()
