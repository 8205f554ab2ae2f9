"""What the list of models says, in one sentence."""

from __future__ import annotations

import json

import pytest

from desktop.api.model_list import sentence_about
from desktop.domain.problems import ProblemError, ProblemKind


def listed(*models: object) -> bytes:
    return json.dumps({"object": "list", "data": list(models)}).encode()


def test_it_counts_names_and_does_not_promise() -> None:
    said = sentence_about(
        listed({"id": "gpt-image-2"}, {"id": "gpt-6"}, {"id": "gpt-image-2.5-flare"}), "host"
    )
    assert "host lists 3 models, 2 of them for pictures (gpt-image-2, gpt-image-2.5-flare)" in said
    assert "may work all the same" in said


@pytest.mark.parametrize("day", ["2026-12-01", "2026-12-01T00:00:00Z", 1_796_083_200])
def test_an_end_that_is_set_is_said(day: object) -> None:
    said = sentence_about(listed({"id": "gpt-image-1.5", "shutdown_date": day}), "host")
    assert "gpt-image-1.5 ends on 2026-12-01." in said


@pytest.mark.parametrize("row", [{}, {"id": None}, {"id": "x", "shutdown_date": []}, 7, None])
def test_odd_rows_do_no_harm(row: object) -> None:
    assert "The key works" in sentence_about(listed(row), "host")


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b'{"data":{}}'])
def test_something_else_than_a_list_is_a_problem(body: bytes) -> None:
    with pytest.raises(ProblemError) as caught:
        sentence_about(body, "host")
    assert caught.value.problem.kind is ProblemKind.ANSWER_NOT_JSON
