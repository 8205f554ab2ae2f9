"""Settings: the profile in use, and keys that stay with their host."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.problems import ProblemKind
from desktop.domain.profile import Profile
from desktop.domain.settings import Settings, with_keys_apart

GATEWAY = Profile(id="gateway", name="Gateway", base_url="https://gateway.example/v1")


def test_the_profile_in_use_is_the_named_one_or_the_first() -> None:
    settings = Settings(profiles=(Profile(), GATEWAY), profile="gateway")
    assert settings.active_profile() is GATEWAY
    assert replace(settings, profile="gone").active_profile() == Profile()
    assert replace(settings, profiles=()).active_profile() == Profile()


def test_another_host_gets_another_id_and_so_another_key() -> None:
    before = Settings()
    moved = replace(Profile(), base_url="https://evil.example/v1")
    after = with_keys_apart(before, replace(before, profiles=(moved,)))
    assert after.profiles[0].id == "evil.example"
    assert after.profile == "evil.example"
    back = with_keys_apart(
        after,
        replace(after, profiles=(replace(moved, base_url=Profile().base_url, id="evil.example"),)),
    )
    assert back.active_profile().id == "openai"


def test_another_path_or_name_keeps_the_id() -> None:
    before = Settings(profiles=(Profile(), GATEWAY))
    renamed = replace(GATEWAY, name="Ours", base_url="https://gateway.example/v2")
    after = with_keys_apart(before, replace(before, profiles=(Profile(), renamed)))
    assert [profile.id for profile in after.profiles] == ["openai", "gateway"]


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://api.openai.com/v1", True),
        ("http://127.0.0.1:8000/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://gateway.example/v1", False),
        ("ftp://gateway.example/v1", False),
        ("gateway.example", False),
        ("http://127.0.0.1:99999/v1", False),
        ("https://[::1/v1", False),
    ],
)
def test_a_key_goes_only_to_safe_addresses(address: str, is_safe: bool) -> None:
    problem = Profile(base_url=address).address_problem()
    assert (problem is None) is is_safe
    if problem is not None:
        assert problem.kind is ProblemKind.ADDRESS_REFUSED


def test_plain_http_is_for_those_who_ticked_it() -> None:
    profile = Profile(base_url="http://gateway.example/v1", allows_plain_http=True)
    assert profile.address_problem() is None
