"""Every kind of problem has its sentence, its remedy, its area and a word about money."""

from __future__ import annotations

import string
from typing import Any

import pytest

from desktop.domain.problem_texts import TEXTS
from desktop.domain.problems import (
    Area,
    Billed,
    Problem,
    ProblemKind,
    ServiceWords,
    fail,
    problem,
)


def filled(kind: ProblemKind) -> Problem:
    blanks: dict[str, Any] = {
        name: 1234
        for text in TEXTS[kind.value]
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }
    return problem(kind, **blanks)


def test_texts_and_kinds_are_the_same_set() -> None:
    assert set(TEXTS) == {kind.value for kind in ProblemKind}


@pytest.mark.parametrize("kind", ProblemKind)
def test_every_problem_speaks_in_whole_sentences(kind: ProblemKind) -> None:
    found = filled(kind)
    assert found.sentence
    assert found.remedy
    assert "{" not in found.text


@pytest.mark.parametrize(
    ("kind", "area"),
    [
        (ProblemKind.FILE_MISSING, Area.INPUT),
        (ProblemKind.EDIT_UNKNOWN, Area.INPUT),
        (ProblemKind.REFUSED, Area.POLICY),
        (ProblemKind.KEY_WRONG, Area.ACCESS),
        (ProblemKind.NOT_VERIFIED, Area.ACCESS),
        (ProblemKind.QUOTA, Area.LIMIT),
        (ProblemKind.TIMEOUT, Area.SERVICE),
        (ProblemKind.DISK_FULL, Area.DISK),
        (ProblemKind.CANCELLED, Area.CANCELLED),
        (ProblemKind.ANSWER_UNKNOWN, Area.SERVICE),
        (ProblemKind.BUG, Area.PROGRAM),
    ],
)
def test_areas(kind: ProblemKind, area: Area) -> None:
    assert filled(kind).area is area


def test_only_what_was_certainly_not_billed_is_sent_again_alone() -> None:
    alone = {kind for kind in ProblemKind if filled(kind).may_be_sent_again_alone}
    assert alone == {
        ProblemKind.RATE_LIMITED,
        ProblemKind.SLOW_DOWN,
        ProblemKind.OVERLOADED,
        ProblemKind.CONNECTION_REFUSED,
    }
    assert all(filled(kind).billed is Billed.NO for kind in alone)


def test_the_words_about_money() -> None:
    assert "may have been billed" in filled(ProblemKind.TIMEOUT).text
    assert "Nothing was billed." in filled(ProblemKind.QUOTA).text
    assert "billed" not in filled(ProblemKind.FILE_MISSING).text
    assert "It was billed." in filled(ProblemKind.ANSWER_NOT_PICTURE).text


def test_a_problem_keeps_the_words_of_the_service() -> None:
    words = ServiceWords(request_id="req_1", categories=("violence",), stage="output")
    error = fail(ProblemKind.REFUSED, words, what="picture", categories=" (violence)")
    assert error.problem.request_id == "req_1"
    assert "(violence)" in str(error)
