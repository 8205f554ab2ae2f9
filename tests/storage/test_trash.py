"""Emptying the trash deletes what nothing uses, and never a file that anything else still uses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.edit import ResultRef
from desktop.domain.identity import ContentHash, hash_of
from desktop.domain.library_query import LibraryQuery
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size
from desktop.storage.library import Library
from desktop.storage.rescue import rescue_library
from desktop.storage.trash import empty_trash, trash_size
from tests.storage.samples import a_result, an_edit, edit_id


def store(library: Library, number: int, *pictures: bytes, made_from: bytes = b"") -> None:
    for data in (*pictures, *([made_from] if made_from else [])):
        library.pictures.put(data, ".png")
    results = tuple(a_result(data, index) for index, data in enumerate(pictures))
    source = InputFile(content=hash_of(made_from), name="source.png", size=Size(1, 1))
    inputs = Inputs(picture=source) if made_from else Inputs()
    library.store_edit(an_edit(number, f"edit {number}", results=results, inputs=inputs))


def trash(library: Library, *refs: tuple[int, int]) -> None:
    places = [ResultRef(edit=edit_id(number), index=index) for number, index in refs]
    items = [library.catalogue.item_at(place) for place in places]
    library.catalogue.trash([item.number for item in items if item is not None])


def kept(library: Library) -> set[ContentHash]:
    return set(library.pictures.contents())


def test_a_whole_edit_goes_with_its_files(library: Library) -> None:
    store(library, 1, b"one")
    store(library, 2, b"two", b"three")
    library.thumbnails.put(hash_of(b"one"), 64, b"small")
    trash(library, (1, 0))
    assert (trash_size(library).tiles, trash_size(library).bytes) == (1, 3)
    done = empty_trash(library)
    assert (done.tiles, done.files, done.bytes, done.still_used) == (1, 1, 3, 0)
    assert kept(library) == {hash_of(b"two"), hash_of(b"three")}
    assert library.thumbnails.get(hash_of(b"one"), 64) is None
    assert library.history.find(edit_id(1)) is None
    assert library.check().is_clean
    assert empty_trash(library).tiles == 0


def test_one_result_goes_and_the_others_stay(library: Library) -> None:
    store(library, 1, b"one", b"two")
    trash(library, (1, 0))
    empty_trash(library)
    assert [result.index for result in library.history.get(edit_id(1)).results] == [1]
    assert kept(library) == {hash_of(b"two")}
    assert [item.index for item in library.catalogue.page(LibraryQuery())] == [1]
    assert library.check().is_clean


def test_what_another_edit_was_made_from_stays(library: Library) -> None:
    store(library, 1, b"one")
    store(library, 2, b"two", made_from=b"one")
    trash(library, (1, 0))
    done = empty_trash(library)
    assert (done.tiles, done.files, done.still_used) == (1, 0, 1)
    assert library.pictures.verify(hash_of(b"one"))
    trash(library, (2, 0))
    assert empty_trash(library).files == 2
    assert kept(library) == set()


def test_what_is_open_or_named_by_the_window_stays(library: Library) -> None:
    store(library, 1, b"one")
    store(library, 2, b"two")
    open_work = library.folder / "open" / "now"
    open_work.mkdir(parents=True)
    (open_work / "work.json").write_text(f'{{"content":"{hash_of(b"one")}"}}')
    trash(library, (1, 0), (2, 0))
    done = empty_trash(library, also_used={hash_of(b"two")})
    assert (done.tiles, done.files, done.still_used) == (2, 0, 2)
    assert kept(library) == {hash_of(b"one"), hash_of(b"two")}


def test_only_some_of_it_can_be_emptied(library: Library) -> None:
    store(library, 1, b"one")
    store(library, 2, b"two")
    trash(library, (1, 0), (2, 0))
    newest, _ = library.catalogue.trashed()
    assert empty_trash(library, only={newest.number}).tiles == 1
    assert [item.edit for item in library.catalogue.trashed()] == [edit_id(1)]


def test_what_was_thrown_away_stays_away_when_the_database_is_lost(
    library: Library, folder: Path
) -> None:
    store(library, 1, b"one")
    store(library, 2, b"two", b"three")
    trash(library, (1, 0), (2, 1))
    empty_trash(library)
    library.close()
    (folder / "library.sqlite3").write_bytes(b"lost")
    assert rescue_library(folder).edits == 1
    with Library.open(folder) as again:
        assert [result.index for result in again.history.get(edit_id(2)).results] == [0]
        assert again.check().is_clean


def test_a_kill_between_log_and_database_is_made_good(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(library, 1, b"one")
    store(library, 2, b"two")
    trash(library, (1, 0))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(library.history, "remove_records", killed)
        with pytest.raises(KeyboardInterrupt):
            empty_trash(library)
    library.close()
    with Library.open(folder) as again:
        assert again.history.find(edit_id(1)) is None
        assert again.check().is_clean


EDITS = st.lists(
    st.tuples(
        st.lists(st.sampled_from([b"a", b"b", b"c", b"d"]), min_size=1, max_size=3),
        st.sampled_from([b"", b"a", b"c", b"e"]),
        st.sets(st.integers(0, 2)),
    ),
    min_size=1,
    max_size=5,
)


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(EDITS)
def test_no_file_that_is_named_is_ever_deleted(
    library: Library, edits: list[tuple[list[bytes], bytes, set[int]]]
) -> None:
    library.history.remove_records([edit for edit, _ in library.history.records()])
    for number, (pictures, source, gone) in enumerate(edits):
        store(library, number, *pictures, made_from=source)
        trash(library, *((number, index) for index in gone))
    empty_trash(library)
    assert library.catalogue.trashed() == ()
    for content in library.contents_in_use():
        assert library.pictures.verify(content)
    left = {
        hash_of(one)
        for pictures, source, gone in edits
        for at, one in enumerate((*pictures, source))
        if (at not in gone if at < len(pictures) else set(range(len(pictures))) - gone)
    }
    named = {hash_of(one) for pictures, _, _ in edits for one in pictures}
    assert kept(library) & named == left & named
