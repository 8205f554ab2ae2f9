"""Which version comes after which, and when a question is due."""

from __future__ import annotations

from datetime import date

import pytest

from desktop import __version__
from desktop.domain.update import UpdateSettings, UpdateSource, is_newer

IN_ORDER = ("0.9.9", "0.10.0", "1.0.0a2", "1.0.0b1", "1.0.0rc1", "1.0.0rc2", "1.0.0", "1.0.1")


def test_versions_have_one_order() -> None:
    for place, version in enumerate(IN_ORDER):
        assert [is_newer(version, than=other) for other in IN_ORDER] == [
            other < place for other in range(len(IN_ORDER))
        ]


def test_this_version_is_one() -> None:
    assert not is_newer(__version__, than=__version__)


@pytest.mark.parametrize("bad", ["", "1", "1.2", "v1.2.3", "1.2.3.4", "1.2.3-x", "1.2.3\n"])
def test_other_words_are_no_version(bad: str) -> None:
    with pytest.raises(ValueError, match="is no version"):
        is_newer(bad, than="1.0.0")


def test_nobody_is_asked_without_agreement_or_twice_a_day() -> None:
    today = date(2026, 11, 21)
    assert not UpdateSettings().is_due(today)
    assert UpdateSettings(is_wanted=True).is_due(today)
    assert not UpdateSettings(is_wanted=True, asked="2026-11-21").is_due(today)
    assert UpdateSettings(is_wanted=True, asked="2026-11-20").is_due(today)


def test_a_source_is_known_by_its_host() -> None:
    assert UpdateSource(address="https://news.example:8443/a", key="").host == "news.example"
