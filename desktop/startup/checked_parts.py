"""The self-check's parts that need no window: files, pixels, keychain, certificates, database."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from desktop.domain.problems import Problem, ProblemError, ProblemKind
from desktop.startup.finding import Check, CheckFailedError, Finding, Verdict
from desktop.startup.paths import Paths

if TYPE_CHECKING:
    from desktop.storage.api_key import Keychain

_RESOURCES = {
    "models.json": 1,
    "LICENCES.md": 1,
    "o200k_base.tiktoken.gz": 1,
    "styles/stet.qss": 1,
    "styles/*/*.svg": 8,
    "icons/*.svg": 100,
    "fonts/*.otf": 3,
    "pictures/sample.jpg": 1,
    "pictures/sample-mask.png": 1,
    "app/stet.svg": 1,
}
"""What has to be there, and how many at least."""

_SENTENCE = "Laß es stehen – 日本語 🎈 don't 12345"
_TOKENS = 13
"""Tokens of the sentence in o200k_base, counted with OpenAI's own tiktoken."""


def _resources(paths: Paths) -> Finding:
    from desktop.storage.model_table import load_models

    found = {name: _count(paths.resources, name) for name in _RESOURCES}
    missing = [name for name, least in _RESOURCES.items() if found[name] < least]
    if missing:
        raise CheckFailedError(f"missing in {paths.resources}: {', '.join(missing)}")
    models = load_models(paths.resources / "models.json", paths.extra_models)
    return Finding(words=f"{len(models.models)} models, {found['icons/*.svg']} icons, fonts, style")


def _count(folder: Path, pattern: str) -> int:
    return sum(1 for file in folder.glob(pattern) if file.stat().st_size)


def _prompt_tokens(paths: Paths) -> Finding:
    from desktop.api.prompt_tokens import PromptTokens
    from desktop.startup.compose import VOCABULARY

    counted = PromptTokens(paths.resources / VOCABULARY).count(_SENTENCE)
    if counted != _TOKENS:
        raise CheckFailedError(f"{counted} tokens counted where there are {_TOKENS}")
    return Finding(words="the vocabulary loads and counts as the service does")


def _written_formats(_: Paths) -> Finding:
    """Each format that Stet writes, read again: bit for bit, or close where the format loses."""
    from desktop.imaging.codec import read_picture
    from desktop.imaging.file_writer import is_exact, write_picture
    from desktop.imaging.picture import FileFacts, Picture
    from desktop.imaging.write_options import Format

    picture = Picture(pixels=_pattern(), facts=FileFacts(format="PNG", mode="RGB"))
    for target in Format:
        again = read_picture(write_picture(picture, target), target.shown).pixels
        strayed = _distance(picture.pixels, again)
        if strayed > (0 if is_exact(picture, target) else 6):
            raise CheckFailedError(f"{target.shown} comes back {strayed:.1f} levels off")
    return Finding(words=f"{', '.join(one.shown for one in Format)} written and read again")


def _read_formats(_: Paths) -> Finding:
    """The formats that Stet only opens; Pillow makes the samples."""
    from PIL import Image

    from desktop.imaging.codec import read_picture

    pixels = _pattern()
    for name in ("BMP", "GIF", "AVIF"):
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, name)
        strayed = _distance(pixels, read_picture(file.getvalue(), name).pixels[..., :3])
        if strayed > (0 if name == "BMP" else 24):
            raise CheckFailedError(f"{name} comes back {strayed:.1f} levels off")
    return Finding(words="BMP, GIF, AVIF read")


def _pattern() -> NDArray[np.uint8]:
    """A smooth picture (48, 64, 3) in which every format loses little."""
    down, across = np.mgrid[0:48, 0:64]
    return np.stack([across * 4, down * 5, 255 - across * 2 - down], axis=-1).astype(np.uint8)


def _distance(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Mean difference in levels; as far as can be when the shapes differ."""
    if one.shape != other.shape:
        return 255.0
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def _opencv(_: Paths) -> Finding:
    """A shift that is known is found again."""
    import cv2

    rng = np.random.default_rng(7)
    soft = cv2.GaussianBlur(rng.random((96, 96)).astype(np.float32), (0, 0), 3)
    (across, down), _response = cv2.phaseCorrelate(soft, np.roll(soft, (2, 5), (0, 1)))
    if abs(across - 5) > 0.2 or abs(down - 2) > 0.2:
        raise CheckFailedError(f"a shift of 5 and 2 was found as {across:.1f} and {down:.1f}")
    return Finding(words=f"OpenCV {cv2.__version__} registers")


def _keychain(_: Paths) -> Finding:
    from desktop.storage.api_key import Keychain

    return prove_keychain(Keychain())


def prove_keychain(keychain: Keychain) -> Finding:
    """Keeps, finds and removes a word of its own where that asks nobody for a password."""
    from desktop.domain.secret_key import SecretKey

    status = keychain.status()
    if status.problem is not None:
        return _no_keychain(status.name, status.problem)
    profile, word = f"self-check-{secrets.token_hex(4)}", SecretKey(secrets.token_hex(8))
    try:
        keychain.set(profile, word, limit=10)
        kept = keychain.get(profile, limit=10)
        is_gone = keychain.remove(profile, limit=10)
    except ProblemError as error:
        return _no_keychain(status.name, error.problem)
    if kept is None or kept.reveal() != word.reveal() or not is_gone:
        raise CheckFailedError(f"{status.name} does not give back what was put in")
    return Finding(words=f"{keychain.name}: kept, found and removed a test entry")


def _no_keychain(name: str, problem: Problem) -> Finding:
    """No keychain, or one that waits for its password, is no fault of this installation."""
    if problem.kind is ProblemKind.KEYCHAIN_FAILED:
        raise CheckFailedError(f"{name}: {problem.text} {problem.detail}")
    return Finding(verdict=Verdict.NOTE, words=problem.text)


def _certificates(_: Paths) -> Finding:
    from desktop.api.trust import trust

    found = trust()
    if found.is_empty:
        raise CheckFailedError("no certificates were found, so no server can be trusted")
    count = "" if found.certificates is None else f"{found.certificates} roots from "
    return Finding(words=f"{count}{found.source}")


def _database(paths: Paths) -> Finding:
    """The library's own tables, so that full-text search is there, in write-ahead mode."""
    from desktop.storage.library import Library

    with Library.open(paths.library) as library, library.database.reading() as connection:
        ((version,),) = connection.execute("SELECT sqlite_version()")
        ((mode,),) = connection.execute("PRAGMA journal_mode")
        connection.execute("SELECT rowid FROM finds WHERE finds MATCH 'stet*'").fetchall()
    if mode != "wal":
        raise CheckFailedError(f"SQLite {version} writes in {mode} mode instead of WAL")
    return Finding(words=f"SQLite {version} with FTS5, write-ahead log")


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "resources": _resources,
        "prompt tokens": _prompt_tokens,
        "write pictures": _written_formats,
        "read pictures": _read_formats,
        "opencv": _opencv,
        "certificates": _certificates,
        "database": _database,
        "keychain": _keychain,
    }
)
