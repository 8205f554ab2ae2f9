"""Builds what commands need and joins it; nothing is opened before it is asked for."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from desktop.api.demo_client import DemoClient
from desktop.api.image_client import ImageClient
from desktop.api.openai_client import OpenAIClient
from desktop.api.prompt_tokens import PromptTokens
from desktop.cli.context import Context
from desktop.domain.image_models import ModelTable
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.profile import Profile, read_address
from desktop.domain.settings import Settings
from desktop.jobs.profile_book import ProfileBook
from desktop.jobs.services import ClientMaker, Clients, Services
from desktop.jobs.spending_book import SpendingBook
from desktop.startup.paths import Paths
from desktop.storage.api_key import Keychain
from desktop.storage.key_sources import KeySources, SessionKeys
from desktop.storage.library import Library, LibraryUse
from desktop.storage.model_table import load_models
from desktop.storage.settings_file import SettingsFile

VOCABULARY = "o200k_base.tiktoken.gz"


def command_context(paths: Paths, options: Namespace) -> Context:
    """What a command is given. ProblemError when the settings or the table cannot be read."""
    settings, _ = SettingsFile(paths.settings).load()
    models = load_models(paths.resources / "models.json", paths.extra_models)
    given = given_profile(settings, options)
    profiles = ProfileBook(settings, given, is_demo=options.demo)
    keys = key_sources(given if options.base_url else None)
    count_tokens = PromptTokens(paths.resources / VOCABULARY).count
    clients = client_maker(profiles, keys, demo_maker(models, count_tokens))

    def library_folder(given: Namespace) -> Path:
        return Path(given.library or settings.library or paths.library)

    def open_library(given: Namespace) -> Library:
        return Library.open(library_folder(given), LibraryUse.COMMAND)

    def open_services(given: Namespace) -> Services:
        return Services(
            library=open_library(given),
            models=models,
            clients=Clients(clients),
            spending=SpendingBook(settings.spending),
            profile_of=profiles.get,
        )

    return Context(
        settings=settings,
        models=models.seen_through(profiles.active),
        profile=profiles.active,
        keys=keys,
        keychain=keys.keychain,
        count_tokens=count_tokens,
        clients=lambda: Clients(clients),
        library_folder=library_folder,
        open_library=open_library,
        open_services=open_services,
        save_settings=SettingsFile(paths.settings).save,
        out=sys.stdout,
        err=sys.stderr,
        typed=_typed,
    )


def given_profile(settings: Settings, options: Namespace) -> Profile | None:
    """The profile that `--profile` names or `--base-url` means; None when neither is given.

    ProblemError when there is no profile of that name.
    """
    name, address = getattr(options, "profile", None), options.base_url
    if name is not None:
        return _profile_named(name, settings)
    return None if address is None else _profile_at(address, settings)


def _profile_named(name: str, settings: Settings) -> Profile:
    for profile in settings.profiles:
        if name.casefold() in {profile.name.casefold(), profile.id.casefold()}:
            return profile
    known = ", ".join(f"“{profile.name}”" for profile in settings.profiles)
    raise fail(
        ProblemKind.BAD_ARGUMENT,
        reason=f"There is no profile “{name}”.",
        suggestion=f"There is {known}.",
    )


def _profile_at(address: str, settings: Settings) -> Profile:
    """The one that has this address, or a new one.

    A new profile has an id of its own, so that no other service's key is sent to it.
    """
    for profile in settings.profiles:
        if profile.base_url.rstrip("/") == address.rstrip("/"):
            return profile
    pasted = read_address(address)
    host = Profile(base_url=address).host
    return Profile(
        id=host,
        name=host,
        base_url=address.rstrip("/"),
        form=pasted.form,
        api_version=pasted.api_version,
    )


def key_sources(given: Profile | None) -> KeySources:
    """Keychain, session and environment.

    The environment's key is meant for OpenAI, or for the address `given` beside it.
    """
    offered = frozenset({Profile().id} | ({given.id} if given else set()))
    return KeySources(Keychain(), SessionKeys(), os.environ, offered)


def demo_maker(models: ModelTable, count_tokens: Callable[[str], int]) -> ClientMaker:
    """The demo engine for every profile; only where it was chosen."""
    return lambda _profile: DemoClient(models, count_tokens=count_tokens)


def client_maker(profiles: ProfileBook, keys: KeySources, demo: ClientMaker) -> ClientMaker:
    """Makes the client of a profile with its key, or of the demo engine while that was chosen.

    The maker may block and raise ProblemError.
    """

    def make(profile_id: str) -> ImageClient:
        if profiles.is_demo:
            return demo(profile_id)
        profile = profiles.find(profile_id)
        if profile is not None:
            return _client(profile, keys)
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"There is no profile “{profile_id}” any more.",
            suggestion="Choose another service in the settings.",
        )

    return make


def _client(profile: Profile, keys: KeySources) -> ImageClient:
    problem = profile.problem()
    if problem is not None:
        raise ProblemError(problem)
    return OpenAIClient(profile, keys.find(profile.id).key.reveal())


def _typed(question: str) -> str:
    """From the terminal without showing it; piped input is read as it is. Empty at the end."""
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    try:
        return getpass.getpass(question)
    except EOFError:
        return ""
