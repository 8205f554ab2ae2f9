"""Keys go to a safe keychain or nowhere, and no keychain can make Stet wait for ever."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterator

import pytest

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.secret_key import FoundKey, KeySource, SecretKey
from desktop.storage.api_key import Keychain
from desktop.storage.key_sources import VARIABLE, KeySources, SessionKeys
from desktop.storage.keychain_backends import Backend

KEY = SecretKey("sk-proj-0123456789abcdef")
SAFE = "keyring.backends.macOS"


class Ring:
    """A backend that keeps passwords in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def ring(module: str = SAFE, kind: type[Ring] = Ring, name: str = "Keyring") -> Ring:
    """A backend that claims to come from `module`."""
    made: Ring = type(name, (kind,), {"__module__": module})()
    return made


def chain(*rings: Ring) -> Ring:
    chained = ring("keyring.backends.chainer", name="ChainerBackend")
    chained.backends = rings  # type: ignore[attr-defined]  # as the chain of keyring has them
    return chained


def keychain(*rings: Backend) -> Keychain:
    return Keychain(lambda: rings)


def kind_of(work: Callable[[], object]) -> ProblemKind:
    with pytest.raises(ProblemError) as caught:
        work()
    assert KEY.reveal() not in "".join(traceback.format_exception(caught.value))
    assert KEY.reveal() not in repr(caught.value)
    assert caught.value.__context__ is None
    return caught.value.problem.kind


# --- keeping a key ---


def test_a_key_comes_back() -> None:
    safe = keychain(ring())
    assert safe.get("openai") is None
    safe.set("openai", KEY)
    assert safe.get("openai") == KEY
    assert safe.get("studio") is None
    assert safe.remove("openai")
    assert not safe.remove("openai")
    assert safe.get("openai") is None


def test_status_names_the_keychain() -> None:
    status = keychain(ring()).status()
    assert (status.name, status.is_available, status.problem) == ("macOS Keychain", True, None)


# --- which keychain ---


@pytest.mark.parametrize(
    "module",
    [
        "keyring.backends.SecretService.evil",
        "keyring.backends.libsecret",
        "keyrings.alt.file",
        "keyrings.alt.Gnome",
        "sagecipher.keyring",
        "keyring.backends",
        "",
    ],
)
def test_any_other_keychain_is_refused_and_never_touched(module: str) -> None:
    other = ring(module, name="PlaintextKeyring")
    unsafe = keychain(other)
    assert kind_of(lambda: unsafe.set("openai", KEY)) is ProblemKind.KEYCHAIN_UNSAFE
    assert kind_of(lambda: unsafe.get("openai")) is ProblemKind.KEYCHAIN_UNSAFE
    assert other.kept == {}
    status = unsafe.status()
    assert not status.is_available
    assert status.problem is not None
    assert f"{module}.PlaintextKeyring" in status.problem.sentence


@pytest.mark.parametrize("module", ["keyring.backends.fail", "keyring.backends.null"])
def test_a_keychain_that_keeps_nothing_is_none(module: str) -> None:
    empty = ring(module)
    assert kind_of(lambda: keychain(empty).set("openai", KEY)) is ProblemKind.KEYCHAIN_MISSING
    assert kind_of(lambda: keychain().get("openai")) is ProblemKind.KEYCHAIN_MISSING
    assert empty.kept == {}


def test_the_first_safe_one_is_taken() -> None:
    plain, first, second = ring("keyrings.alt.file"), ring(), ring("keyring.backends.Windows")
    keychain(plain, first, second).set("openai", KEY)
    assert (len(plain.kept), len(first.kept), len(second.kept)) == (0, 1, 0)


def test_the_first_safe_one_inside_a_chain_is_taken() -> None:
    plain, safe = ring("keyrings.alt.file"), ring()
    keychain(chain(plain, safe)).set("openai", KEY)
    assert (len(plain.kept), len(safe.kept)) == (0, 1)
    assert kind_of(lambda: keychain(chain(plain)).get("x")) is ProblemKind.KEYCHAIN_UNSAFE


# --- trouble ---


def error(name: str, text: str = "") -> Exception:
    made: Exception = type(name, (Exception,), {})(text)
    return made


def raising(trouble: Exception) -> Ring:
    class Raising(Ring):
        def get_password(self, service: str, username: str) -> str | None:
            raise trouble

        def set_password(self, service: str, username: str, password: str) -> None:
            raise trouble

    return ring(SAFE, Raising)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("KeyringLocked", ProblemKind.KEYCHAIN_LOCKED),
        ("InitError", ProblemKind.KEYCHAIN_LOCKED),
        ("PromptDismissedException", ProblemKind.KEYCHAIN_LOCKED),
        ("NoKeyringError", ProblemKind.KEYCHAIN_MISSING),
        ("DBusErrorResponse", ProblemKind.KEYCHAIN_FAILED),
        ("PasswordSetError", ProblemKind.KEYCHAIN_FAILED),
        ("RuntimeError", ProblemKind.KEYCHAIN_FAILED),
    ],
)
def test_whatever_a_keychain_raises_is_a_problem(name: str, kind: ProblemKind) -> None:
    broken = keychain(raising(error(name, f"no {KEY.reveal()} for you")))
    assert kind_of(lambda: broken.set("openai", KEY)) is kind
    broken = keychain(raising(error(name)))
    assert kind_of(lambda: broken.get("openai")) is kind
    assert kind_of(lambda: broken.remove("openai")) is kind


def test_choosing_may_fail_too() -> None:
    def break_down() -> list[Backend]:
        raise error("DBusError")

    status = Keychain(break_down).status()
    assert not status.is_available
    assert status.problem is not None
    assert status.problem.kind is ProblemKind.KEYCHAIN_FAILED


@pytest.fixture
def silent() -> Iterator[Ring]:
    """A keychain that does not answer until the test is over."""
    answer = threading.Event()

    class Silent(Ring):
        def get_password(self, service: str, username: str) -> str | None:
            answer.wait()
            return None

    yield ring(SAFE, Silent)
    answer.set()


def test_a_keychain_that_never_answers(silent: Ring) -> None:
    stuck = keychain(silent)
    assert kind_of(lambda: stuck.get("openai", limit=0.05)) is ProblemKind.KEYCHAIN_SILENT
    hanging = [thread for thread in threading.enumerate() if thread.name == "keychain"]
    assert [thread.daemon for thread in hanging] == [True]
    with pytest.raises(ProblemError, match=r"within 0\.05 seconds"):
        stuck.remove("openai", limit=0.05)


# --- where a key comes from ---


def sources(
    chosen: Keychain, environment: dict[str, str] | None = None
) -> tuple[KeySources, SessionKeys]:
    session = SessionKeys()
    return KeySources(chosen, session, environment or {}), session


def test_the_order_of_sources() -> None:
    found, session = sources(keychain(ring()), {VARIABLE: " sk-env\n"})
    assert found.find("openai") == FoundKey(
        key=SecretKey("sk-env"), source=KeySource.ENVIRONMENT, place=VARIABLE
    )
    found.keychain.set("openai", SecretKey("sk-chain"))
    assert found.find("openai") == FoundKey(
        key=SecretKey("sk-chain"), source=KeySource.KEYCHAIN, place="macOS Keychain"
    )
    session.set("openai", SecretKey("sk-run"))
    assert found.find("openai").source is KeySource.SESSION
    assert session.remove("openai")
    assert not session.remove("openai")
    assert found.find("openai").source is KeySource.KEYCHAIN


def test_the_environments_key_goes_to_no_other_service() -> None:
    found, _ = sources(keychain(ring()), {VARIABLE: "sk-env"})
    assert kind_of(lambda: found.find("gateway")) is ProblemKind.KEY_MISSING
    allowed = KeySources(
        keychain(ring()), SessionKeys(), {VARIABLE: "sk-env"}, frozenset({"gateway"})
    )
    assert allowed.find("gateway").key == SecretKey("sk-env")


@pytest.mark.parametrize("environment", [{}, {VARIABLE: ""}, {VARIABLE: "  "}])
def test_no_key_anywhere(environment: dict[str, str]) -> None:
    for chosen in (keychain(ring()), keychain(), keychain(ring("keyrings.alt.file"))):
        found, _ = sources(chosen, environment)
        with pytest.raises(ProblemError) as caught:
            found.find("openai")
        assert caught.value.problem.kind is ProblemKind.KEY_MISSING


def test_a_keychain_in_trouble_is_named_when_nothing_else_has_a_key() -> None:
    found, session = sources(keychain(raising(error("KeyringLocked"))))
    with pytest.raises(ProblemError) as caught:
        found.find("openai")
    assert caught.value.problem.kind is ProblemKind.KEYCHAIN_LOCKED
    session.set("openai", KEY)
    assert found.find("openai").key == KEY


def test_a_keychain_in_trouble_does_not_hide_the_environment() -> None:
    found, _ = sources(keychain(raising(error("KeyringLocked"))), {VARIABLE: "sk-env"})
    assert found.find("openai").source is KeySource.ENVIRONMENT


def test_nonsense_in_the_environment_is_named() -> None:
    found, _ = sources(keychain(), {VARIABLE: "two words"})
    assert kind_of(lambda: found.find("openai")) is ProblemKind.BAD_ARGUMENT


def test_a_key_in_memory_shows_nowhere() -> None:
    session = SessionKeys()
    session.set("openai", KEY)
    assert KEY.reveal() not in repr(vars(session))
