"""Profiles: addresses of every form, what a service lacks, and what of the table is left then."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop.domain.draft import Draft
from desktop.domain.problems import ProblemKind
from desktop.domain.profile import (
    Deployment,
    Header,
    PastedAddress,
    Profile,
    ServiceForm,
    Trait,
    read_address,
)
from desktop.domain.settings import Settings, with_keys_apart, with_profile, without_profile
from tests.domain.models import TABLE

AZURE = "https://studio.openai.azure.com"


@pytest.mark.parametrize("base", [AZURE, AZURE + "/", AZURE + "/openai/v1", AZURE + "/openai/v1/"])
def test_azure_s_addresses_are_found_however_much_was_pasted(base: str) -> None:
    profile = Profile(base_url=base, form=ServiceForm.AZURE)
    assert profile.root == profile.address_of("gpt-image-2") == f"{AZURE}/openai/v1"
    older = replace(profile, form=ServiceForm.AZURE_DEPLOYMENT, api_version="2025-04-01-preview")
    assert older.root == f"{AZURE}/openai"
    assert older.address_of("gpt-image-2") == f"{AZURE}/openai/deployments/gpt-image-2"
    assert older.query == {"api-version": "2025-04-01-preview"}


def test_a_deployment_s_name_goes_out_in_place_of_the_model_s() -> None:
    named = (Deployment(name="my pictures/2", model="gpt-image-2"),)
    profile = Profile(base_url=AZURE, form=ServiceForm.AZURE_DEPLOYMENT, deployments=named)
    assert profile.wire_name("gpt-image-2") == "my pictures/2"
    assert profile.wire_name("gpt-image-2.5-flare") == "gpt-image-2.5-flare"
    assert profile.address_of("gpt-image-2").endswith("/deployments/my%20pictures%2F2")


def test_a_prefix_before_azure_s_path_stays() -> None:
    behind = Profile(base_url="https://gate.example/team/openai", form=ServiceForm.AZURE)
    assert behind.root == "https://gate.example/team/openai/v1"
    assert Profile(base_url="https://openai.example/api/").root == "https://openai.example/api"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{AZURE}/openai/deployments/pics/images/generations?api-version=2025-04-01-preview",
            PastedAddress(
                base_url=AZURE,
                form=ServiceForm.AZURE_DEPLOYMENT,
                api_version="2025-04-01-preview",
                deployment="pics",
            ),
        ),
        (
            f" {AZURE}/openai/v1/images/edits ",
            PastedAddress(base_url=AZURE, form=ServiceForm.AZURE),
        ),
        (
            f"{AZURE}/?api-version=preview",
            PastedAddress(base_url=AZURE, form=ServiceForm.AZURE_DEPLOYMENT, api_version="preview"),
        ),
        (
            "https://gate.example/v1/images/generations",
            PastedAddress(base_url="https://gate.example/v1"),
        ),
        ("https://gate.example/v1/", PastedAddress(base_url="https://gate.example/v1")),
        ("nonsense", PastedAddress(base_url="nonsense")),
    ],
)
def test_a_pasted_address_tells_what_it_can(text: str, expected: PastedAddress) -> None:
    assert read_address(text) == expected


@pytest.mark.parametrize(
    ("url", "is_openai"),
    [
        ("https://api.openai.com/v1", True),
        ("https://eu.api.openai.com/v1", True),
        ("https://api.openai.com.evil.example/v1", False),
        ("https://evilapi.openai.com.example", False),
        (AZURE, False),
    ],
)
def test_openai_is_known_by_its_host(url: str, is_openai: bool) -> None:
    assert Profile(base_url=url).is_openai is is_openai


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"form": ServiceForm.AZURE_DEPLOYMENT}, "API version"),
        ({"key_header": "two words"}, "two words"),
        ({"headers": (Header(name="Cookie", value="a"),)}, "keychain"),
        ({"headers": (Header(name="x-key", value="a"),), "key_header": "X-Key"}, "keychain"),
        ({"headers": (Header(name="x", value="ü"),)}, "cannot be sent"),
        ({"headers": (Header(name="x", value="1"), Header(name="X", value="2"))}, "twice"),
        ({"deployments": (Deployment(name=" ", model="gpt-image-2"),)}, "no name"),
    ],
)
def test_what_cannot_go_out_is_said(change: dict[str, object], words: str) -> None:
    problem = replace(Profile(), **change).problem()  # type: ignore[arg-type]  # Profile's own
    assert problem is not None
    assert problem.kind is ProblemKind.BAD_ARGUMENT
    assert words in problem.sentence


def test_a_sound_profile_has_no_problem() -> None:
    assert Profile().problem() is None
    unsafe = Profile(base_url="http://gate.example/v1").problem()
    assert unsafe is not None
    assert unsafe.kind is ProblemKind.ADDRESS_REFUSED


def test_the_table_seen_through_a_profile_offers_what_the_service_has() -> None:
    assert TABLE.seen_through(Profile()) == TABLE
    named = (Deployment(name="pics", model=TABLE.models[1].id),)
    through = TABLE.seen_through(
        Profile(
            base_url=AZURE,
            form=ServiceForm.AZURE,
            deployments=named,
            lacks=(Trait.STREAM, Trait.COUNT, Trait.QUALITY, Trait.MODERATION, Trait.COMPLEXITY),
        )
    )
    (model,) = through.models
    assert through.default == model.id == TABLE.models[1].id
    assert "webp" not in model.formats
    assert (model.max_partials, model.max_count) == (0, 1)
    assert (model.qualities, model.moderations, model.complexities) == (("auto",), (), ())
    assert model.prices == TABLE.models[1].prices


def test_a_region_has_its_own_price() -> None:
    through = TABLE.seen_through(Profile(base_url="https://eu.api.openai.com/v1"))
    assert [one.price_factor for one in through.models] == [
        one.residency_factor for one in TABLE.models
    ]
    gateway = TABLE.seen_through(Profile(base_url="https://gateway.example/v1"))
    assert {one.price_factor for one in gateway.models} == {Decimal(1)}


@pytest.mark.parametrize("trait", list(Trait))
def test_every_trait_takes_something_away(trait: Trait) -> None:
    model = replace(
        TABLE.models[0],
        takes_markup=True,
        complexities=("low",),
        backgrounds=("auto", "opaque"),
    )
    assert model.without(frozenset({trait})) != model


def test_a_draft_for_a_service_without_masks_is_refused_with_a_mask() -> None:
    model = TABLE.models[0].without(frozenset({Trait.MASK}))
    assert Draft(prompt="x", model=model.id, has_mask=True).problems(model)


def test_profiles_are_added_and_removed_under_ids_of_their_own() -> None:
    gateway = Profile(name="Gate", base_url="https://gate.example/v1")
    settings = with_profile(with_profile(Settings(), gateway), gateway)
    assert [one.id for one in settings.profiles] == ["openai", "gate.example", "gate.example-2"]
    assert settings.profile == "gate.example-2"
    fewer = without_profile(settings, "gate.example-2")
    assert [one.id for one in fewer.profiles] == ["openai", "gate.example"]
    assert fewer.profile == "openai"
    alone = without_profile(without_profile(fewer, "openai"), "gate.example")
    assert [one.id for one in alone.profiles] == ["gate.example"]


def test_moving_to_a_host_that_another_profile_has_shares_no_key() -> None:
    before = with_profile(Settings(), Profile(base_url="https://gate.example/v1"))
    moved = replace(before.profiles[0], base_url="https://gate.example/v2")
    after = with_keys_apart(before, replace(before, profiles=(moved, before.profiles[1])))
    assert [one.id for one in after.profiles] == ["gate.example-2", "gate.example"]
