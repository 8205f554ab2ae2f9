"""A key shows nowhere by accident."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from dataclasses import dataclass

import pytest

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.secret_key import FoundKey, KeySource, SecretKey, key_from

TEXT = "sk-proj-0123456789abcdef"
KEY = SecretKey(TEXT)


@dataclass
class Holder:
    key: SecretKey


def test_only_asking_for_it_gives_it() -> None:
    assert KEY.reveal() == TEXT


def test_no_way_of_showing_gives_it(caplog: pytest.LogCaptureFixture) -> None:
    found = FoundKey(key=KEY, source=KeySource.KEYCHAIN, place="here")
    shown = [repr(KEY), str(KEY), f"{KEY} {KEY!r} {KEY:>40}", "%s" % KEY, repr(found)]  # noqa: UP031
    shown += [repr(Holder(KEY)), repr([KEY]), str({"key": KEY})]
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("somewhere").info("with %s and %r", KEY, found)
    shown.append(caplog.text)
    assert all(TEXT not in text and "0123" not in text for text in shown)


def test_it_cannot_be_written_anywhere() -> None:
    with pytest.raises(TypeError, match="not written"):
        pickle.dumps(KEY)
    with pytest.raises(TypeError):
        json.dumps(KEY)
    with pytest.raises(TypeError):
        hash(KEY)
    assert copy.deepcopy([KEY])[0] is copy.copy(KEY)


def test_comparing() -> None:
    assert SecretKey(TEXT) == KEY
    assert SecretKey("sk-other") != KEY
    assert KEY != TEXT


def test_it_can_be_blotted_out() -> None:
    assert TEXT not in KEY.removed_from(f"Bearer {TEXT}, again {TEXT}")


@pytest.mark.parametrize("typed", [TEXT, f"  {TEXT}\n", f"\t{TEXT}\r\n"])
def test_blanks_around_a_typed_key_do_not_matter(typed: str) -> None:
    assert key_from(typed) == KEY


@pytest.mark.parametrize("typed", ["", "  \n", "sk one", "sk-\nX-Evil: 1", "sk-é", "sk-\x00"])
def test_what_is_no_key_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(ProblemError) as caught:
        key_from(typed)
    assert caught.value.problem.kind is ProblemKind.BAD_ARGUMENT
    assert "sk" not in caught.value.problem.text
