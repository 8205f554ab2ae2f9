"""Commands as processes of their own: interrupted, without Qt, with their output cut off."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.domain.edit import Outcome
from desktop.storage.library import Library
from tests.builders import marked, photo, png, white_mask
from tests.fakes.gate import HoldAt
from tests.fakes.image_service import KEY, ImageService

ROOT = Path(__file__).parents[2]

WITHOUT_QT = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6"}:
            raise ImportError("Qt is blocked")
sys.meta_path.insert(0, Block())
from desktop.startup import arguments
sys.exit(arguments.run(sys.argv[1:]))
"""

DEAF_MAIN_THREAD = """
import signal, sys, threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
from desktop.startup import arguments
sys.exit(arguments.run(sys.argv[1:]))
"""
"""The signal reaches another thread, so that nothing breaks what the main one waits in. The same
happens to a signal that comes in the moment before it begins to wait."""

KEYCHAIN = "keyring.backends.null.Keyring"
"""No process of these tests may find the keychain of whoever runs them."""


def environment(tmp_path: Path) -> dict[str, str]:
    """A home of its own, no display, no D-Bus, and the key as scripts give it."""
    home = {
        name: os.environ[name]
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
        if name in os.environ
    }
    return home | {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": KEYCHAIN,
        "OPENAI_API_KEY": KEY,
        "LC_ALL": "C.UTF-8",
    }


def started(tmp_path: Path, *words: object, code: str = "") -> subprocess.Popen[str]:
    program = ["-c", code] if code else ["-m", "desktop"]
    return subprocess.Popen(
        [sys.executable, *program, *map(str, words)],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    assert KEY not in out + err
    assert "Traceback" not in err, err
    return process.returncode, out, err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    picture, mask = tmp_path / "photo.png", tmp_path / "mask.png"
    picture.write_bytes(png(photo()))
    mask.write_bytes(white_mask(marked()))
    return picture, mask


class TestInterrupt:
    def test_while_the_service_works(self, tmp_path: Path, folder: Path) -> None:
        with ImageService() as service:
            service.hold(HoldAt.HEAD)
            words = ("generate", "x", "--library", folder, "--base-url", service.url, "--json")
            process = started(tmp_path, *words)
            service.wait_for_held(1, timeout=60)
            process.send_signal(signal.SIGINT)
            code, out, err = ended(process)
            assert len(service.paid_requests) == 1
        assert code == 130
        assert json.loads(out)["error"]["kind"] == "cancelled"
        assert json.loads(out)["error"]["billed"] == "maybe"
        assert "may bill it" in err
        with Library.open(folder) as library:
            (edit,) = library.history.page()
            assert edit.outcome is Outcome.CANCELLED
            assert library.check().is_clean

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal masks")
    def test_a_signal_that_does_not_break_the_wait(self, tmp_path: Path, folder: Path) -> None:
        with ImageService() as service:
            service.hold(HoldAt.HEAD)
            words = ("generate", "x", "--library", folder, "--base-url", service.url)
            process = started(tmp_path, *words, code=DEAF_MAIN_THREAD)
            service.wait_for_held(1, timeout=60)
            process.send_signal(signal.SIGINT)
            code, _, err = ended(process)
        assert code == 130
        assert "may bill it" in err

    def test_once_the_answer_is_in_it_is_finished(self, tmp_path: Path, folder: Path) -> None:
        """The signal comes as soon as the last byte has left; either way nothing is lost."""
        with ImageService() as service:
            words = ("generate", "x", "--library", folder, "--base-url", service.url, "--json")
            process = started(tmp_path, *words)
            ledger = service.desk.ledger
            ledger.wait(lambda: bool(service.returned), 60, "an answer that left")
            process.send_signal(signal.SIGINT)
            code, out, _ = ended(process)
            returned = service.returned
        with Library.open(folder) as library:
            if code == 0:
                edit = library.history.get(json.loads(out)["id"])
                assert library.pictures.read(edit.results[0].original.content) == returned[0]
            else:
                assert code == 130
                (row,) = library.history.page()
                assert row.outcome is Outcome.CANCELLED
            assert library.check().is_clean


def test_the_reader_goes_away(tmp_path: Path, folder: Path) -> None:
    """As with `stet history list | head`: no traceback, no complaint."""
    from tests.storage.samples import an_edit

    with Library.open(folder) as library:
        for number in range(1, 400):
            library.history.put(an_edit(number, "word " * 30))
    process = started(tmp_path, "history", "list", "--library", folder, "--limit", 400)
    assert process.stdout is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    error = process.stderr.read()
    process.stderr.close()
    process.wait(60)
    assert error == ""


def test_the_whole_command_line_works_without_qt(
    tmp_path: Path, folder: Path, files: tuple[Path, Path]
) -> None:
    picture, mask = files
    out = tmp_path / "out.png"
    with ImageService() as service:
        code, printed, err = ended(
            started(
                tmp_path, "edit", picture, "a kite", "--mask", mask, "-o", out, "--quality", "low",
                "--library", folder, "--base-url", service.url, "--json", code=WITHOUT_QT,
            )
        )  # fmt: skip
        assert code == 0, err
        assert json.loads(printed)["outside_changed_pixels"] == 0
        with Library.open(folder) as library:
            (edit,) = library.history.page()
            original = edit.results[0].original.content
            assert library.pictures.read(original) == service.returned[0]
    words = ("history", "check", "--library", folder)
    assert ended(started(tmp_path, *words, code=WITHOUT_QT))[0] == 0
    code, out_text, _ = ended(started(tmp_path, "--version", code=WITHOUT_QT))
    assert (code, out_text.split()[0]) == (0, "Stet")


def test_a_window_without_qt_is_a_sentence(tmp_path: Path) -> None:
    code, _, err = ended(started(tmp_path, code=WITHOUT_QT))
    assert code == 1
    assert err.startswith("stet: ")
