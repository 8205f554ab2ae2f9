"""Orders that wait are on disk, in their order, until the moment they are set apart to be sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.domain.budget import Budgets
from desktop.domain.identity import hash_of
from desktop.domain.order import EditOrder
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size
from desktop.storage.library import Library
from tests.storage.samples import RECIPE, an_edit, an_intent, edit_id


def an_order(number: int, inputs: Inputs | None = None) -> EditOrder:
    return EditOrder(id=edit_id(number), recipe=RECIPE, inputs=inputs or Inputs(), project="Poster")


def ids(library: Library) -> list[int]:
    return [int(order.id, 16) for order in library.waiting.all()]


def test_they_survive_in_their_order(folder: Path) -> None:
    with Library.open(folder) as library:
        for number in (1, 2, 3):
            library.waiting.put(an_order(number))
        library.waiting.put(an_order(4), first=True)
        library.waiting.put(an_order(5))
        library.waiting.put(an_order(2), first=True)
    with Library.open(folder) as library:
        assert ids(library) == [4, 1, 2, 3, 5]
        assert library.waiting.all()[1] == an_order(1)
        library.waiting.arrange([edit_id(one) for one in (3, 9, 5, 4, 2, 1)])
        library.waiting.remove(edit_id(5))
        library.waiting.remove(edit_id(9))
        assert ids(library) == [3, 4, 2, 1]


def test_setting_apart_takes_an_order_out(library: Library) -> None:
    library.waiting.put(an_order(1))
    library.waiting.put(an_order(2))
    assert (
        library.ledger.set_apart(an_intent(1), "run", Budgets(day=an_intent(1).highest_usd)) is None
    )
    assert ids(library) == [2]
    assert library.ledger.set_apart(an_intent(2), "run", Budgets(day=an_intent(1).highest_usd))
    assert ids(library) == [2]


def test_their_pictures_are_kept(library: Library) -> None:
    content = library.pictures.put(b"a picture", ".png")
    file = InputFile(content=content, name="a.png", size=Size(8, 8))
    library.waiting.put(an_order(1, Inputs(picture=file)))
    assert hash_of(b"a picture") in library.contents_in_use()
    assert library.check().orphans == 0


@pytest.mark.logs
def test_one_of_a_later_version_stays_and_harms_nothing(library: Library) -> None:
    library.waiting.put(an_order(1))
    with library.database.writing() as connection:
        connection.execute(
            "INSERT INTO waiting VALUES ('later', 0, ?)", (json.dumps({"shape": "other"}),)
        )
    assert ids(library) == [1]
    with library.database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM waiting").fetchone()[0] == 2


class TestOpening:
    """After a kill an order waits or is under way, never both."""

    def test_one_that_was_only_prepared_waits_on(self, folder: Path) -> None:
        with Library.open(folder) as library:
            library.waiting.put(an_order(1))
            library.journal.open_entry(an_intent(1)).close()
        with Library.open(folder) as library:
            assert ids(library) == [1]
            assert library.journal.unsettled() == ()

    def test_one_that_was_sent_waits_no_more(self, folder: Path) -> None:
        with Library.open(folder) as library:
            library.waiting.put(an_order(1))
            with library.journal.open_entry(an_intent(1)) as entry:
                entry.mark_sent()
        with Library.open(folder) as library:
            assert ids(library) == []
            assert len(library.journal.unsettled()) == 1

    def test_one_that_stands_in_the_history_waits_no_more(self, folder: Path) -> None:
        with Library.open(folder) as library:
            library.waiting.put(an_order(1))
            library.store_edit(an_edit(1))
        with Library.open(folder) as library:
            assert ids(library) == []
