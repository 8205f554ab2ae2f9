"""Commands as they are typed: run in this process, with a home, a keychain and a service."""

from __future__ import annotations

import io
import json
import logging
import os
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.startup import arguments, compose
from desktop.startup.logging_setup import take_down_logging
from desktop.storage.library import Library, LibraryUse
from tests.builders import Ring, keychain_with, marked, photo, png, white_mask
from tests.fakes.image_service import KEY, ImageService

_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture(autouse=True)
def quick_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Syncing and certificates take no time here, and the log is taken down afterwards."""
    import httpcore2

    monkeypatch.setattr(os, "fsync", os.fstat)
    monkeypatch.setattr(httpcore2, "default_ssl_context", lambda **_options: _NO_CERTIFICATES)
    level = logging.getLogger().level
    yield
    take_down_logging()
    logging.getLogger().setLevel(level)


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    """The keychain of this computer; it is empty."""
    made = Ring()
    monkeypatch.setattr(compose, "Keychain", keychain_with(made))
    return made


@pytest.fixture
def service() -> Iterator[ImageService]:
    with ImageService() as running:
        yield running


@dataclass
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout."""
        (line,) = self.out.splitlines()
        return json.loads(line)


_ASKING = {"generate", "edit", "key", "batch", "set", "drafts", "finish"}
"""Commands that ask a service."""


class Stet:
    """Types commands. `url` and `key` go with those that ask a service."""

    def __init__(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path
    ) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self.folder = folder
        self.url: str | None = None

    def use(self, service: ImageService, key: str = KEY) -> None:
        """From now on commands ask this service."""
        self.url = service.url
        self._monkeypatch.setenv("OPENAI_API_KEY", key)

    def __call__(self, *words: object, piped: str | bytes | None = None) -> Said:
        """Runs `stet WORDS`; everything that was printed before is forgotten."""
        self._capsys.readouterr()
        typed = [str(word) for word in words]
        if self.url is not None and typed[0] in _ASKING:
            typed += ["--base-url", self.url]
        if piped is not None:
            self._pipe(piped)
        try:
            code = arguments.run(typed)
        except SystemExit as end:
            code = int(end.code or 0)
        printed = self._capsys.readouterr()
        return Said(code=code, out=printed.out, err=printed.err)

    def _pipe(self, piped: str | bytes) -> None:
        data = piped.encode() if isinstance(piped, str) else piped
        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))

    def file(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def photo(self, name: str = "photo.png") -> Path:
        return self.file(name, png(photo()))

    def mask(self, name: str = "mask.png") -> Path:
        return self.file(name, white_mask(marked()))

    def library(self) -> Library:
        """The library that commands use when none is named."""
        home = Path(os.environ["XDG_DATA_HOME"]) / "stet" / "library"
        return Library.open(home, LibraryUse.COMMAND)


@pytest.fixture
def stet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Stet:
    folder = tmp_path / "files"
    folder.mkdir()
    return Stet(capsys, monkeypatch, folder)
