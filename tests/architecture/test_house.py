"""The rules of the house that no linter knows: sizes, names, and what the core may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CODE = sorted((ROOT / "desktop").rglob("*.py"))
REFUSED_NAMES = {"util", "utils", "helper", "helpers", "manager", "common", "misc", "base", "core"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 45
MOST_PUBLIC_METHODS = 25

HEAVY = ("openai", "keyring", "cv2", "PIL", "tiktoken", "tifffile")

BLOCK_QT = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6"}:
            raise ImportError("Qt is blocked")
sys.meta_path.insert(0, Block())
"""


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CODE, ids=ids)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", CODE, ids=ids)
def test_a_module_opens_with_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("path", CODE, ids=ids)
def test_names_say_what_a_module_holds(path: Path) -> None:
    assert path.stem not in REFUSED_NAMES
    assert path.parent.name not in REFUSED_NAMES


@pytest.mark.parametrize("path", CODE, ids=ids)
def test_functions_and_classes_stay_small(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name}: {length} lines"
        if isinstance(node, ast.ClassDef):
            public = [
                item.name
                for item in node.body
                if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
                and not item.name.startswith("_")
            ]
            assert len(public) <= MOST_PUBLIC_METHODS, f"{node.name}: {len(public)} methods"


@pytest.mark.parametrize("path", CODE, ids=ids)
def test_no_failure_is_swallowed(path: Path) -> None:
    """An `except` whose whole body is `pass` hides a failure without a word."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            assert not all(isinstance(item, ast.Pass) for item in node.body), node.lineno


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_everything_below_the_window_runs_without_qt() -> None:
    below = [
        "desktop." + ".".join(path.relative_to(ROOT / "desktop").with_suffix("").parts)
        for path in CODE
        if path.parts[len(ROOT.parts) + 1] in {"domain", "imaging", "api", "storage", "jobs", "cli"}
        and path.stem != "__init__"
    ]
    done = run_python(BLOCK_QT + "\n".join(f"import {name}" for name in below))
    assert done.returncode == 0, done.stderr


def test_the_command_line_runs_without_qt() -> None:
    code = f"""{BLOCK_QT}
from desktop.startup.arguments import run
sys.exit(run(["estimate", "generate", "a red fox", "--size", "1024x1024", "--json"]))
"""
    done = run_python(code)
    assert done.returncode == 0, done.stderr
    assert '"estimate_usd": 0.05' in done.stdout
    assert "PySide6" not in done.stderr


def test_jobs_load_nothing_heavy() -> None:
    code = f"""
import sys
import desktop.jobs.job_runner, desktop.startup.compose
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = run_python(code)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
