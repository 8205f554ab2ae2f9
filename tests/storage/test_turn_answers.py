"""The answer to a turn of a conversation: its beginning is safe at once, the rest follows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.answer import AnswerHead
from desktop.domain.conversation import Conversation
from desktop.domain.intent import EntryState, Intent
from desktop.storage import answer_place
from desktop.storage.journal import Journal
from tests.storage.samples import an_intent

HEAD = AnswerHead(status=200, content_type="text/event-stream")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "journal")
    made.prepare()
    return made


def turn() -> Intent:
    made = an_intent()
    talking = Conversation(outer_model="gpt-6.1-terra")
    return replace(made, recipe=replace(made.recipe, conversation=talking))


@pytest.mark.parametrize("talks", [True, False])
def test_the_beginning_of_a_turn_is_synced_at_once(
    *, talks: bool, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(answer_place, "sync_file", synced.append)
    with journal.open_entry(turn() if talks else an_intent()) as entry:
        entry.mark_sent()
        entry.begin(HEAD)
        before = len(synced)
        entry.write(b"data: 1\n\n")
        after_first = len(synced) - before
        entry.write(b"data: 2\n\n")
        assert (after_first > 0) is talks
        assert len(synced) - before == after_first


def test_the_rest_is_written_behind_what_came(journal: Journal) -> None:
    intent = turn()
    with journal.open_entry(intent) as entry:
        entry.mark_sent()
        entry.begin(HEAD)
        entry.write(b"data: 1\n\n")
    (left,) = journal.unsettled()
    assert (left.state, left.can_be_picked_up) == (EntryState.PARTIAL, True)
    with journal.take_up(intent.edit) as entry:
        entry.go_on()
        entry.write(b"data: 2\n\n")
        entry.finish()
        assert entry.read_answer() == (HEAD, b"data: 1\n\ndata: 2\n\n")
        assert entry.state is EntryState.COMPLETE


def test_a_fetch_that_breaks_off_leaves_what_came(journal: Journal) -> None:
    intent = turn()
    with journal.open_entry(intent) as entry:
        entry.mark_sent()
        entry.begin(HEAD)
        entry.write(b"one")
    for piece in (b"two", b"three"):
        with journal.take_up(intent.edit) as entry:
            entry.go_on()
            entry.write(piece)
    with journal.take_up(intent.edit) as entry:
        assert entry.read_answer()[1] == b"onetwothree"
    (left,) = journal.unsettled()
    assert left.can_be_picked_up
