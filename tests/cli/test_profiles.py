"""`--profile NAME`: which service a command asks, with which key, and what that service lacks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.profile import Deployment, Profile, ServiceForm, Trait
from desktop.domain.secret_key import SecretKey
from desktop.domain.settings import Settings
from desktop.storage.settings_file import SettingsFile
from tests.builders import Ring, keychain_with
from tests.cli.conftest import Stet
from tests.fakes.image_service import KEY, ImageService

SIZE = ("--size", "816x816", "--quality", "low")


@pytest.fixture
def azure() -> Iterator[ImageService]:
    with ImageService(deployments={"pics": "gpt-image-2"}) as running:
        yield running


@pytest.fixture
def two_services(azure: ImageService, ring: Ring) -> None:
    """OpenAI, and an Azure resource with a key of its own."""
    profile = Profile(
        id="studio",
        name="Studio Azure",
        base_url=azure.azure_url,
        form=ServiceForm.AZURE_DEPLOYMENT,
        api_version="2025-04-01-preview",
        deployments=(Deployment(name="pics", model="gpt-image-2"),),
        lacks=(Trait.COUNT,),
    )
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "stet" / "settings.json"
    SettingsFile(path).save(Settings(profiles=(Profile(), profile)))
    keychain_with(ring)().set("studio", SecretKey(KEY))


@pytest.mark.usefixtures("two_services")
@pytest.mark.parametrize("name", ["Studio Azure", "studio azure", "studio"])
def test_a_profile_is_asked_by_its_name_with_its_key(
    stet: Stet, azure: ImageService, name: str
) -> None:
    said = stet("generate", "a boat", *SIZE, "--profile", name, "--json")
    assert said.code == 0, said.err
    assert said.json["model"] == "gpt-image-2"
    assert said.json["cost_usd"] > 0
    (seen,) = azure.paid_requests
    assert seen.path == "/openai/deployments/pics/images/generations"
    assert seen.headers["api-key"] == KEY


@pytest.mark.usefixtures("two_services")
def test_what_the_service_lacks_is_refused_before_anything_is_sent(
    stet: Stet, azure: ImageService
) -> None:
    several = stet("generate", "a boat", *SIZE, "--profile", "studio", "-n", "2")
    assert several.code == 2
    assert "at once" in several.err or "count" in several.err
    webp = stet("generate", "a boat", *SIZE, "--profile", "studio", "--format", "webp")
    assert webp.code == 2
    assert azure.requests == []


@pytest.mark.usefixtures("two_services")
def test_the_environment_s_key_stays_with_openai(
    stet: Stet, azure: ImageService, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    keychain_with(ring)().remove("studio")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    said = stet("generate", "a boat", *SIZE, "--profile", "studio")
    assert said.code == 4
    assert azure.requests == []


@pytest.mark.usefixtures("two_services")
def test_a_key_is_kept_and_tested_for_one_profile(stet: Stet, azure: ImageService) -> None:
    assert stet("key", "test", "--profile", "Studio Azure").code == 0
    assert azure.requests[-1].path == "/openai/models"
    assert stet("key", "remove", "--profile", "studio").code == 0
    assert stet("key", "status", "--profile", "studio", "--json").json["has_key"] is False


@pytest.mark.usefixtures("two_services")
def test_a_name_that_is_not_there_lists_those_that_are(stet: Stet) -> None:
    said = stet("generate", "a boat", *SIZE, "--profile", "nobody")
    assert said.code == 2
    assert "“nobody”" in said.err
    assert "“OpenAI”, “Studio Azure”" in said.err


def test_profile_and_address_exclude_each_other(stet: Stet) -> None:
    said = stet("estimate", "generate", "x", "--profile", "openai", "--base-url", "https://a.b/v1")
    assert said.code == 2
