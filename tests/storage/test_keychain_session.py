"""The key in a real keychain of a private desktop session, and in no file of the home folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SESSION = Path(__file__).parent / "keychain_session.sh"
TEXT = "sk-proj-find-me-7f3a9c2e51"

PROGRAM = """
import json, os, signal, sys
from desktop.domain.problems import ProblemError
from desktop.domain.secret_key import SecretKey
from desktop.storage.api_key import Keychain

def told(work):
    try:
        found = work()
    except ProblemError as error:
        return error.problem.kind.value
    return found.reveal() if isinstance(found, SecretKey) else found

keychain = Keychain()
said = {}
for step in sys.argv[1:]:
    if step == "status":
        status = keychain.status()
        problem = status.problem and status.problem.kind.value
        said[step] = [status.name, status.is_available, problem]
    elif step == "freeze":
        os.kill(int(os.environ["KEYRING_PROCESS"]), signal.SIGSTOP)
    elif step == "set":
        said[step] = told(lambda: keychain.set("openai", SecretKey(sys.stdin.readline().strip())))
    elif step == "get":
        said[step] = told(lambda: keychain.get("openai", limit=float(os.environ.get("LIMIT", 30))))
    elif step == "remove":
        said[step] = told(lambda: keychain.remove("openai"))
print(json.dumps(said))
"""

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.skipif(
        any(shutil.which(name) is None for name in ("dbus-run-session", "gnome-keyring-daemon")),
        reason="needs dbus-run-session and gnome-keyring-daemon",
    ),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def ask(*steps: str, password: str = "", limit: float = 30, backend: str = "") -> dict[str, object]:
    """What a program of its own says in a private session with this test's home folder."""
    variables = {**os.environ, "KEYRING_PASSWORD": password, "LIMIT": str(limit)}
    variables.pop("DBUS_SESSION_BUS_ADDRESS", None)
    variables["GTK_USE_PORTAL"] = "0"
    if backend:
        variables["PYTHON_KEYRING_BACKEND"] = backend
    done = subprocess.run(
        ["bash", str(SESSION), sys.executable, "-c", PROGRAM, *steps],
        cwd=ROOT,
        env=variables,
        input=f"{TEXT}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert TEXT not in done.stderr
    said: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return said


def files_with_the_key(home: Path) -> list[Path]:
    needle = TEXT.encode()
    return [
        path
        for path in home.rglob("*")
        if path.is_file() and not path.is_symlink() and needle in path.read_bytes()
    ]


def test_a_key_lives_in_the_keychain_and_in_no_file(home: Path) -> None:
    said = ask("status", "get", "set", "get", password="testing")
    assert said == {
        "status": ["GNOME Keyring (Secret Service)", True, None],
        "set": None,
        "get": TEXT,
    }
    keyrings = list((home / ".local/share/keyrings").glob("*.keyring"))
    assert keyrings, "the keychain is a file of the system's own, encrypted"
    assert files_with_the_key(home) == []
    later = ask("get", "remove", password="testing")
    assert later == {"get": TEXT, "remove": True}
    assert ask("get", "remove", password="testing") == {"get": None, "remove": False}


def test_a_locked_keychain_says_so(home: Path) -> None:
    ask("set", password="testing")
    said = ask("status", "get", password="wrong")
    assert said == {
        "status": ["GNOME Keyring (Secret Service)", True, "keychain_locked"],
        "get": "keychain_locked",
    }


def test_a_frozen_keychain_does_not_freeze_us() -> None:
    said = ask("status", "freeze", "get", password="testing", limit=0.3)
    assert said["get"] == "keychain_silent"


def test_a_configured_plain_file_is_not_used(home: Path) -> None:
    """Somebody's configuration names a backend that would keep nothing, or everything, openly."""
    said = ask("set", "get", password="testing", backend="keyring.backends.null.Keyring")
    assert said == {"set": None, "get": TEXT}
    assert files_with_the_key(home) == []
