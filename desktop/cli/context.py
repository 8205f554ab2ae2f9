"""What every command is given: the ways to the library, the service and the terminal."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from desktop.domain.image_models import ModelTable
from desktop.domain.profile import Profile
from desktop.domain.settings import Settings
from desktop.jobs.services import Clients, Services
from desktop.storage.api_key import Keychain
from desktop.storage.key_sources import KeySources
from desktop.storage.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Built by start-up for one command; nothing is opened before it is asked for."""

    settings: Settings
    models: ModelTable
    profile: Profile
    keys: KeySources
    keychain: Keychain
    count_tokens: Callable[[str], int]
    clients: Callable[[], Clients]
    library_folder: Callable[[Namespace], Path]
    open_library: Callable[[Namespace], Library]
    open_services: Callable[[Namespace], Services]
    save_settings: Callable[[Settings], None]
    out: TextIO
    err: TextIO
    typed: Callable[[str], str]
    """Reads a secret from the terminal (without showing it) or, when piped, from standard input."""
