"""Which of the keychains that `keyring` knows Stet may use, and what they are called."""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Protocol

from desktop.domain.problems import ProblemError, ProblemKind, fail

_log = logging.getLogger(__name__)

_NAMES: Final = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Locker",
}
"""The only modules whose backends get a key. Everything else might write it to a plain file."""

_EMPTY = ("keyring.backends.fail", "keyring.backends.null", "keyring.backends.chainer")
"""Backends that hold nothing themselves."""

_PROGRAMS: Final = {
    "gnome-keyring-d": "GNOME Keyring",
    "kwalletd5": "KWallet",
    "kwalletd6": "KWallet",
    "keepassxc": "KeePassXC",
    "ksecretd": "KWallet",
}


class Backend(Protocol):
    """What Stet uses of a keyring backend."""

    def get_password(self, service: str, username: str, /) -> str | None: ...
    def set_password(self, service: str, username: str, password: str, /) -> None: ...
    def delete_password(self, service: str, username: str, /) -> None: ...


def installed_backends() -> list[Backend]:
    """What this computer offers, best first: the one that was configured, then by priority.

    Asked anew each time, since a keychain may be started after Stet.
    """
    backend = importlib.import_module("keyring.backend")
    for module in _NAMES:
        importlib.import_module(module)
    rings = [ring for ring in map(_made, backend.KeyringBackend.get_viable_backends()) if ring]
    if not any(_is_safe(ring) for ring in rings):
        rings += backend.get_all_keyring()  # only to name what was found and refused
    rings.sort(key=_priority, reverse=True)
    configured = _configured()
    return ([configured] if configured is not None else []) + rings


def choose(found: Iterable[Backend]) -> Backend:
    """The first that is safe, inside a chain as well.

    ProblemError: KEYCHAIN_UNSAFE when there are only others, KEYCHAIN_MISSING when none.
    """
    unsafe: list[str] = []
    for ring in _unchained(found):
        if _is_safe(ring):
            return ring
        if not type(ring).__module__.startswith(_EMPTY):
            unsafe.append(f"{type(ring).__module__}.{type(ring).__name__}")
    raise _nothing_safe(list(dict.fromkeys(unsafe)))


def usual_name() -> str:
    """What the keychain of this system is called, for when it does not say itself."""
    if sys.platform == "darwin":
        return _NAMES["keyring.backends.macOS"]
    if sys.platform == "win32":
        return _NAMES["keyring.backends.Windows"]
    return _NAMES["keyring.backends.SecretService"]


def name_of(ring: Backend) -> str:
    """The keychain in words for people, such as “GNOME Keyring (Secret Service)”."""
    name = _NAMES.get(type(ring).__module__, type(ring).__name__)
    if type(ring).__module__ != "keyring.backends.SecretService":
        return name
    program = _secret_service_program()
    return f"{program} ({name})" if program else name


def is_locked(ring: Backend) -> bool:
    """Whether it is known to be locked, without asking for its password."""
    if type(ring).__module__ != "keyring.backends.SecretService":
        return False
    secretstorage = importlib.import_module("secretstorage")
    connection = secretstorage.dbus_init()
    try:
        return bool(secretstorage.Collection(connection).is_locked())
    except secretstorage.ItemNotFoundException:
        return False  # there is no collection yet; the first key makes one
    finally:
        connection.close()


def _is_safe(ring: Backend) -> bool:
    return type(ring).__module__ in _NAMES


def _unchained(found: Iterable[Backend]) -> Iterator[Backend]:
    for ring in found:
        if type(ring).__module__ == "keyring.backends.chainer":
            yield from getattr(ring, "backends", ())
        else:
            yield ring


def _nothing_safe(unsafe: list[str]) -> ProblemError:
    if sys.platform == "linux":
        suggestion = "Install GNOME Keyring or KWallet, or keep the key for this run only."
    else:
        suggestion = "Keep the key for this run only."
    if unsafe:
        found = ", ".join(unsafe)
        return fail(ProblemKind.KEYCHAIN_UNSAFE, found=found, suggestion=suggestion)
    return fail(ProblemKind.KEYCHAIN_MISSING, found="none was found", suggestion=suggestion)


def _configured() -> Backend | None:
    """The one that the designer's own configuration of `keyring` names, if it can be loaded."""
    core = importlib.import_module("keyring.core")
    try:
        ring: Backend | None = core.load_env() or core.load_config()
    except Exception as error:  # noqa: BLE001 - a wrong name there may raise anything
        _log.info("The configured keychain cannot be loaded: %s", type(error).__name__)
        return None
    return ring


def _made(kind: type[Backend]) -> Backend | None:
    try:
        return kind()
    except TypeError:  # wants to be told more; none of ours does
        return None


def _priority(ring: Backend) -> float:
    try:
        return float(getattr(ring, "priority", 0))
    except Exception:  # noqa: BLE001 - a property that asks the system; unusable then
        return -1.0


def _secret_service_program() -> str:
    """Which program answers for the Secret Service; empty when it cannot be told."""
    secretstorage = importlib.import_module("secretstorage")
    jeepney = importlib.import_module("jeepney")
    bus = jeepney.DBusAddress(
        "/org/freedesktop/DBus", bus_name="org.freedesktop.DBus", interface="org.freedesktop.DBus"
    )
    question = jeepney.new_method_call(
        bus, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",)
    )
    connection = secretstorage.dbus_init()
    try:
        answer = connection.send_and_get_reply(question)
        program = Path(f"/proc/{int(answer.body[0])}/comm").read_text(encoding="utf-8").strip()
    except (OSError, ValueError, TypeError, IndexError):
        return ""  # not started yet, or outside our view of the processes
    finally:
        connection.close()
    return _PROGRAMS.get(program, program)
