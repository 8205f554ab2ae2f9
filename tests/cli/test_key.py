"""`stet key`: into the keychain and out of it, never onto the screen or into a file."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from desktop.startup import compose
from tests.builders import Ring, keychain_with
from tests.cli.conftest import Said, Stet
from tests.fakes.faults import Fault
from tests.fakes.image_service import KEY, ImageService


@pytest.fixture(autouse=True)
def shown_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> object:
    caplog.set_level(logging.DEBUG)
    yield
    assert KEY not in caplog.text
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path


def silent(said: Said) -> Said:
    assert KEY not in said.out + said.err
    return said


def test_a_life(stet: Stet, ring: Ring) -> None:
    assert not silent(stet("key", "status", "--json")).json["has_key"]
    said = silent(stet("key", "set", "--json", piped=f"{KEY}\n"))
    assert (said.code, said.json) == (0, {"stored": True, "place": "KWallet"})
    assert ring.kept == {("Stet", "openai"): KEY}
    status = silent(stet("key", "status", "--json")).json
    assert status == {
        "keychain": "KWallet",
        "keychain_available": True,
        "has_key": True,
        "source": "keychain",
        "place": "KWallet",
    }
    assert silent(stet("key", "remove", "--json")).json == {"removed": True}
    assert silent(stet("key", "remove", "--json")).json == {"removed": False}
    assert ring.kept == {}


def test_for_people(stet: Stet) -> None:
    assert stet("key", "status").out == "The keychain is KWallet. There is no key yet.\n"
    assert stet("key", "set", piped=KEY).out == "The key is kept in KWallet.\n"
    assert "A key was found in KWallet." in stet("key", "status").out
    assert stet("key", "remove").out == "The key was removed.\n"


def test_it_is_typed_without_being_shown(
    stet: Stet, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def typed(question: str) -> str:
        asked.append(question)
        return KEY

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", typed)
    assert silent(stet("key", "set")).code == 0
    assert asked == ["Key for OpenAI: "]
    assert ring.kept == {("Stet", "openai"): KEY}


def test_nobody_types_anything(stet: Stet, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_question: str) -> str:
        raise EOFError

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", gone)
    assert stet("key", "set").code == 2
    assert ring.kept == {}


@pytest.mark.parametrize("piped", ["", "\n", "two words", "schlüssel"])
def test_what_is_no_key_is_not_kept(stet: Stet, ring: Ring, piped: str) -> None:
    said = stet("key", "set", "--json", piped=piped)
    assert (said.code, said.json["error"]["kind"]) == (2, "bad_argument")
    assert ring.kept == {}


def test_every_service_has_a_key_of_its_own(stet: Stet, ring: Ring, service: ImageService) -> None:
    stet.url = service.url
    stet("key", "set", piped=KEY)
    host = service.url.split("/")[2]
    assert ring.kept == {("Stet", host): KEY}
    stet.url = None
    assert not stet("key", "status", "--json").json["has_key"]


class TestTesting:
    def test_a_good_one(self, stet: Stet, ring: Ring, service: ImageService) -> None:
        stet.url = service.url
        stet("key", "set", piped=KEY)
        said = silent(stet("key", "test", "--json"))
        assert (said.code, said.json["works"]) == (0, True)
        assert service.paid_requests == []

    def test_a_wrong_one(self, stet: Stet, service: ImageService) -> None:
        stet.use(service)
        service.next(Fault.INVALID_KEY, to="free")
        said = silent(stet("key", "test", "--json"))
        assert (said.code, said.json["error"]["kind"]) == (4, "key_wrong")

    def test_none(self, stet: Stet, service: ImageService) -> None:
        stet.url = service.url
        assert stet("key", "test").code == 4
        assert service.requests == []


class TestKeychains:
    def test_none_is_there(self, stet: Stet, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(compose, "Keychain", keychain_with())
        said = silent(stet("key", "set", "--json", piped=KEY))
        assert (said.code, said.json["error"]["kind"]) == (4, "keychain_missing")
        status = stet("key", "status", "--json")
        assert (status.code, status.json["keychain_available"]) == (0, False)

    def test_only_one_that_writes_to_a_file(
        self, stet: Stet, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plain = type("PlaintextKeyring", (Ring,), {"__module__": "keyrings.alt.file"})()
        monkeypatch.setattr(compose, "Keychain", keychain_with(plain))
        said = silent(stet("key", "set", "--json", piped=KEY))
        assert (said.code, said.json["error"]["kind"]) == (4, "keychain_unsafe")
        assert plain.kept == {}

    def test_one_that_fails_with_the_key_in_its_words(self, stet: Stet, ring: Ring) -> None:
        ring.trouble = RuntimeError(f"cannot store {KEY} now")
        said = silent(stet("key", "set", "--json", piped=KEY))
        assert (said.code, said.json["error"]["kind"]) == (4, "keychain_failed")

    def test_the_environment_is_asked_last(
        self, stet: Stet, ring: Ring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        assert stet("key", "status", "--json").json["source"] == "environment"
        ring.kept["Stet", "openai"] = "sk-of-the-keychain-0123456789"
        assert stet("key", "status", "--json").json["source"] == "keychain"
