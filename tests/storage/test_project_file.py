"""Projects travel whole, keep nothing secret, and are believed only where their hashes hold."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.edit import Edit, Result, ResultRef, StoredPicture
from desktop.domain.library_item import Label, MarksChange
from desktop.domain.library_query import LibraryQuery, SavedSearch
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size
from desktop.storage import edit_log
from desktop.storage.library import Library
from desktop.storage.library_move import move_library
from desktop.storage.project_file import edits_of, with_ancestors, write_library, write_project
from desktop.storage.project_import import import_project
from desktop.storage.records import edit_to_json
from tests.storage.samples import an_edit

SIZE = Size(64, 48)


def kept(library: Library, data: bytes, suffix: str = ".png") -> StoredPicture:
    content = library.pictures.put(data, suffix)
    return StoredPicture(content=content, media_type="image/png", size=SIZE)


def stored(library: Library, number: int, parent: Edit | None = None, project: str = "") -> Edit:
    """An edit with an original, a result, a mask and a reference of its own."""
    answer, picture = (kept(library, f"{word} {number}".encode()) for word in ("answer", "made"))
    source = InputFile(
        content=kept(library, f"source {number}".encode(), ".jpg").content, name="p", size=SIZE
    )
    guide = InputFile(content=kept(library, b"guide").content, name="guide.png", size=SIZE)
    edit = an_edit(
        number,
        f"fox {number}",
        inputs=Inputs(picture=source, mask=kept(library, b"mask").content, references=(guide,)),
        results=(Result(index=0, original=answer, picture=picture),),
        parent=ResultRef(edit=parent.id, index=0) if parent else None,
        project=project,
    )
    library.store_edit(edit)
    return edit


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Library, list[Edit]]]:
    library = Library.open(tmp_path / "one")
    first = stored(library, 1, project="Winter")
    second = stored(library, 2, parent=first)
    third = stored(library, 3)
    library.catalogue.change(
        [item.number for item in library.catalogue.items_of(first.id)],
        MarksChange(rating=4, label=Label.GREEN, note="the best", with_tags=("sea",)),
    )
    yield library, [first, second, third]
    library.close()


def everything(library: Library) -> tuple[Edit, ...]:
    return with_ancestors(edits_of(LibraryQuery(), library), library)


def test_a_project_comes_back_whole(three: tuple[Library, list[Edit]], tmp_path: Path) -> None:
    library, edits = three
    heard: list[tuple[int, int]] = []
    made = write_project(
        tmp_path / "all.stet", everything(library), library, lambda *told: heard.append(told)
    )
    assert (made.edits, made.pictures, made.missing) == (3, 11, ())
    assert heard[-1] == (11, 11)
    assert not list(tmp_path.glob("*.part"))
    with Library.open(tmp_path / "two") as other:
        came = import_project(tmp_path / "all.stet", other)
        assert (list(came.edits), came.pictures) == ([edit.id for edit in edits], 11)
        for edit in edits:
            assert other.history.record_of(edit.id) == edit_to_json(edit)
        (item,) = other.catalogue.items_of(edits[0].id)
        assert (item.marks.rating, item.marks.label, item.marks.tags) == (4, Label.GREEN, ("sea",))
        assert other.check().is_clean
        again = import_project(tmp_path / "all.stet", other)
        assert (again.edits, again.pictures, again.known, again.other) == ((), 0, 3, 0)


def test_a_part_brings_what_it_went_on_from(
    three: tuple[Library, list[Edit]], tmp_path: Path
) -> None:
    library, (first, second, _) = three
    chosen = with_ancestors([second.id], library)
    assert [edit.id for edit in chosen] == [first.id, second.id]
    write_project(tmp_path / "part.stet", chosen, library)
    with Library.open(tmp_path / "two") as other:
        assert import_project(tmp_path / "part.stet", other).edits == (first.id, second.id)
        assert other.history.get(second.id).parent == ResultRef(edit=first.id, index=0)
    winter = with_ancestors(edits_of(LibraryQuery(projects=("Winter",)), library), library)
    assert [edit.id for edit in winter] == [first.id]


def test_it_is_an_ordinary_documented_zip(
    three: tuple[Library, list[Edit]], tmp_path: Path
) -> None:
    library, _ = three
    write_project(tmp_path / "all.stet", everything(library), library)
    with zipfile.ZipFile(tmp_path / "all.stet") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[0] == "mimetype"
        assert archive.read("mimetype") == b"application/vnd.stet.project+zip"
        assert b"SHA-256" in archive.read("README.txt")
        listed = json.loads(archive.read("project.json"))
        for one in listed["files"]:
            data = archive.read(one["name"])
            assert hashlib.sha256(data).hexdigest() == one["sha256"]
            assert len(data) == one["bytes"]


def test_another_form_of_an_edit_does_not_replace_the_own_one(
    three: tuple[Library, list[Edit]], tmp_path: Path
) -> None:
    library, (first, *_) = three
    write_project(tmp_path / "all.stet", everything(library), library)
    changed = replace(first, project="Summer")
    library.store_edit(changed)
    came = import_project(tmp_path / "all.stet", library)
    assert (came.known, came.other) == (3, 1)
    assert library.history.get(first.id).project == "Summer"


def test_what_is_gone_from_the_library_is_said(
    three: tuple[Library, list[Edit]], tmp_path: Path
) -> None:
    library, (first, second, third) = three
    library.pictures.path(third.results[0].picture.content).unlink()
    library.pictures.path(second.results[0].original.content).write_bytes(b"bent")
    made = write_project(tmp_path / "all.stet", everything(library), library)
    assert len(made.missing) == 2
    with Library.open(tmp_path / "two") as other:
        came = import_project(tmp_path / "all.stet", other)
        assert came.edits == (first.id,)
        assert came.incomplete == 2


def test_a_stop_leaves_what_was_there(three: tuple[Library, list[Edit]], tmp_path: Path) -> None:
    library, _ = three
    path = tmp_path / "all.stet"
    path.write_bytes(b"before")
    made = write_project(path, everything(library), library, is_stopped=lambda: True)
    assert made.was_stopped
    assert path.read_bytes() == b"before"
    assert not list(tmp_path.glob("*.part"))


# --- files that nobody should believe ---------------------------------------------------------

Change = Callable[[dict[str, bytes]], None]


def rewritten(source: Path, target: Path, change: Change) -> Path:
    """The same project with other files in it, and a list that agrees with them."""
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target


def relisted(files: dict[str, bytes], **changes: Any) -> None:
    listed = json.loads(files["project.json"])
    for one in listed["files"]:
        if one["name"] in files:
            one["sha256"] = hashlib.sha256(files[one["name"]]).hexdigest()
            one["bytes"] = len(files[one["name"]])
    files["project.json"] = json.dumps(listed | changes).encode()


def a_picture(files: dict[str, bytes]) -> str:
    return next(name for name in files if name.startswith("pictures/"))


def bend_a_picture(files: dict[str, bytes]) -> None:
    files[a_picture(files)] = b"bent"


def bend_and_relist(files: dict[str, bytes]) -> None:
    bend_a_picture(files)
    relisted(files)


def bend_edits(files: dict[str, bytes]) -> None:
    files["edits.jsonl"] = files["edits.jsonl"].replace(b"fox 1", b"cat 1")


def nonsense_for_edits(files: dict[str, bytes]) -> None:
    files["edits.jsonl"] = b"{}\n"
    relisted(files)


def lead_out_by_an_id(files: dict[str, bytes]) -> None:
    own = json.loads(files["edits.jsonl"].splitlines()[0])
    files["edits.jsonl"] = json.dumps(own | {"id": "../../../outside"}).encode() + b"\n"
    relisted(files)


def lead_out_by_a_content(files: dict[str, bytes]) -> None:
    own = json.loads(files["edits.jsonl"].splitlines()[0])
    own["results"][0]["picture"]["content"] = "../../outside"
    files["edits.jsonl"] = json.dumps(own).encode() + b"\n"
    relisted(files)


def a_price_below_nothing(files: dict[str, bytes]) -> None:
    own = json.loads(files["edits.jsonl"].splitlines()[0])
    files["edits.jsonl"] = json.dumps(own | {"cost_usd": "-1000000"}).encode() + b"\n"
    relisted(files)


def without_list(files: dict[str, bytes]) -> None:
    del files["project.json"]


def a_later_version(files: dict[str, bytes]) -> None:
    relisted(files, version=99)


def another_format(files: dict[str, bytes]) -> None:
    relisted(files, format="something else")


def a_bomb(files: dict[str, bytes]) -> None:
    """Says that it is small, and unpacks to very much."""
    name = a_picture(files)
    listed = json.loads(files["project.json"])
    next(one for one in listed["files"] if one["name"] == name)["bytes"] = 10
    files["project.json"] = json.dumps(listed).encode()
    files[name] = bytes(50_000_000)


@pytest.mark.parametrize(
    "change",
    [
        bend_a_picture,
        bend_and_relist,
        bend_edits,
        nonsense_for_edits,
        lead_out_by_an_id,
        lead_out_by_a_content,
        a_price_below_nothing,
        without_list,
        a_later_version,
        another_format,
        a_bomb,
    ],
)
def test_what_does_not_hold_is_refused(
    three: tuple[Library, list[Edit]], tmp_path: Path, change: Change
) -> None:
    library, _ = three
    good = tmp_path / "all.stet"
    write_project(good, everything(library), library)
    bad = rewritten(good, tmp_path / "bad.stet", change)
    with Library.open(tmp_path / "two") as other:
        with pytest.raises(ProblemError) as caught:
            import_project(bad, other)
        assert caught.value.problem.kind is ProblemKind.PROJECT_DAMAGED
        assert other.history.count() == 0
        assert other.check().is_clean
    assert not (tmp_path / "outside").exists()


def test_a_length_below_nothing_unpacks_nothing(
    three: tuple[Library, list[Edit]], tmp_path: Path
) -> None:
    library, _ = three

    def change(files: dict[str, bytes]) -> None:
        a_bomb(files)
        files["project.json"] = files["project.json"].replace(b'"bytes": 10,', b'"bytes": -2,')

    good = tmp_path / "all.stet"
    write_project(good, everything(library), library)
    bad = rewritten(good, tmp_path / "bad.stet", change)
    with Library.open(tmp_path / "two") as other:
        tracemalloc.start()
        try:
            with pytest.raises(ProblemError):
                import_project(bad, other)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert most < 10_000_000


@pytest.mark.parametrize(
    "name", ["../outside.png", "/tmp/outside.png", "pictures/../../x.png", "pictures\\x.png"]
)
def test_a_name_that_leads_elsewhere_leads_nowhere(
    three: tuple[Library, list[Edit]], tmp_path: Path, name: str
) -> None:
    """Only places that are made of a hash are ever read."""
    library, _ = three
    good = tmp_path / "all.stet"
    write_project(good, everything(library), library)

    def slip(files: dict[str, bytes]) -> None:
        files[name] = b"out"
        listed = json.loads(files["project.json"])
        digest = hashlib.sha256(b"out").hexdigest()
        listed["files"].append({"name": name, "bytes": 3, "sha256": digest})
        files["project.json"] = json.dumps(listed).encode()

    bad = rewritten(good, tmp_path / "bad.stet", slip)
    before = {path for path in tmp_path.rglob("*") if "two" not in path.parts}
    with Library.open(tmp_path / "two") as other:
        assert len(import_project(bad, other).edits) == 3
    assert {path for path in tmp_path.rglob("*") if "two" not in path.parts} == before


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_what_is_no_zip_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.stet"
    path.write_bytes(data)
    with Library.open(tmp_path / "two") as library, pytest.raises(ProblemError) as caught:
        import_project(path, library)
    assert caught.value.problem.kind is ProblemKind.PROJECT_DAMAGED


# --- moving ---------------------------------------------------------------------------------------


def test_a_library_moves_whole(three: tuple[Library, list[Edit]], tmp_path: Path) -> None:
    library, edits = three
    library.close()
    (library.folder / "note of mine.txt").write_text("stays with it")
    target = tmp_path / "elsewhere" / "library"
    move_library(library.folder, target)
    assert not library.folder.exists()
    assert (target / "note of mine.txt").read_text() == "stays with it"
    with Library.open(target) as moved:
        assert moved.history.count() == len(edits)
        assert moved.check().is_clean


def test_an_open_library_is_not_moved(three: tuple[Library, list[Edit]], tmp_path: Path) -> None:
    library, _ = three
    with pytest.raises(ProblemError) as caught:
        move_library(library.folder, tmp_path / "elsewhere")
    assert caught.value.problem.kind is ProblemKind.LIBRARY_BUSY
    assert library.check().is_clean


def test_where_a_library_cannot_go(three: tuple[Library, list[Edit]], tmp_path: Path) -> None:
    library, _ = three
    library.close()
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "work.txt").write_text("somebody's")
    for target in (taken, library.folder, library.folder / "pictures" / "deep"):
        with pytest.raises(ProblemError) as caught:
            move_library(library.folder, target)
        assert caught.value.problem.kind is ProblemKind.BAD_ARGUMENT
    assert (taken / "work.txt").read_text() == "somebody's"
    with pytest.raises(ProblemError, match="no library"):
        move_library(tmp_path / "nowhere", tmp_path / "new")


def test_a_fault_leaves_it_where_it_was(
    three: tuple[Library, list[Edit]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    library, _ = three
    library.close()
    copy, calls = shutil.copy2, []

    def torn(source: Path, target: Path) -> None:
        calls.append(source)
        copy(source, target)
        if len(calls) == 4:
            target.write_bytes(b"another disk wrote this")

    monkeypatch.setattr(shutil, "copy2", torn)
    with pytest.raises(ProblemError):
        move_library(library.folder, tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()
    assert not list(tmp_path.glob("*.moving"))
    with Library.open(library.folder) as still:
        assert still.check().is_clean


# --- many at once ---------------------------------------------------------------------------------


def plain_edits(library: Library, count: int) -> list[Edit]:
    """Edits that share their pictures."""
    made = kept(library, b"made")
    results = (Result(index=0, original=made, picture=made),)
    return [an_edit(number, "fox", inputs=Inputs(), results=results) for number in range(count)]


def test_hundreds_of_edits_cost_one_sync(
    three: tuple[Library, list[Edit]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, _ = three
    edits = plain_edits(library, 900)
    write_project(tmp_path / "many.stet", tuple(edits), library)
    syncs: list[int] = []
    monkeypatch.setattr(edit_log, "sync_file", syncs.append)
    heard: list[tuple[int, int]] = []
    with Library.open(tmp_path / "two") as other:
        came = import_project(tmp_path / "many.stet", other, lambda *told: heard.append(told))
        assert len(came.edits) == 900
        assert len(syncs) == 3
        assert heard == [(1, 901), (401, 901), (801, 901), (901, 901)]
        assert other.check().is_clean


def test_a_stop_between_keeps_what_is_whole(
    three: tuple[Library, list[Edit]], tmp_path: Path
) -> None:
    library, _ = three
    write_project(tmp_path / "many.stet", tuple(plain_edits(library, 900)), library)
    heard: list[int] = []
    with Library.open(tmp_path / "two") as other:
        path = tmp_path / "many.stet"
        told, is_stopped = (lambda done, _: heard.append(done)), (lambda: 401 in heard)
        came = import_project(path, other, told, is_stopped)
        assert (came.was_stopped, len(came.edits), other.history.count()) == (True, 400, 400)
        rest = import_project(path, other)
        assert (len(rest.edits), rest.known) == (500, 400)
        assert other.check().is_clean


def test_a_kill_between_log_and_database_loses_neither_edits_nor_marks(
    three: tuple[Library, list[Edit]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, edits = three
    write_project(tmp_path / "all.stet", everything(library), library)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with Library.open(tmp_path / "two") as other:
        monkeypatch.setattr(other.history, "put_records", killed)
        with pytest.raises(KeyboardInterrupt):
            import_project(tmp_path / "all.stet", other)
        monkeypatch.undo()
        assert other.history.count() == 0
        other.database.close()
        other._is_ready = False
    with Library.open(tmp_path / "two") as again:
        assert again.history.count() == 3
        (item,) = again.catalogue.items_of(edits[0].id)
        assert (item.marks.rating, item.marks.note) == (4, "the best")
        assert again.check().is_clean


@pytest.mark.parametrize("cut", range(5, 2000, 191))
def test_no_edit_is_there_without_its_marks(
    three: tuple[Library, list[Edit]], tmp_path: Path, cut: int
) -> None:
    """Wherever a kill cuts the one write short, importing again brings everything."""
    library, edits = three
    write_project(tmp_path / "all.stet", everything(library), library)
    with Library.open(tmp_path / "two") as other:
        import_project(tmp_path / "all.stet", other)
    whole = (tmp_path / "two" / "edits.jsonl").read_bytes()
    for path in (tmp_path / "two").glob("library.sqlite3*"):
        path.unlink()
    (tmp_path / "two" / "edits.jsonl").write_bytes(whole[: len(whole) * cut // 2000])
    with Library.open(tmp_path / "two") as again:
        import_project(tmp_path / "all.stet", again)
        assert again.history.count() == 3
        (item,) = again.catalogue.items_of(edits[0].id)
        assert item.marks.rating == 4


# --- the trash and the saved searches -------------------------------------------------------------


def test_the_whole_library_takes_its_searches_and_leaves_its_trash(
    three: tuple[Library, list[Edit]], tmp_path: Path
) -> None:
    library, (first, _, third) = three
    for one in (first, third):
        library.catalogue.trash([item.number for item in library.catalogue.items_of(one.id)])
    search = SavedSearch(name="Foxes", query=LibraryQuery(text="fox"))
    library.catalogue.keep_search(search)
    made = write_library(tmp_path / "all.stet", library)
    assert (made.edits, made.searches, made.left_in_trash) == (2, 1, 1)
    with Library.open(tmp_path / "two") as other:
        other.catalogue.keep_search(replace(search, query=LibraryQuery(text="own")))
        assert import_project(tmp_path / "all.stet", other).searches == 0
        assert other.catalogue.searches()[0].query.text == "own"
    with Library.open(tmp_path / "three") as other:
        assert import_project(tmp_path / "all.stet", other).searches == 1
        assert other.catalogue.searches() == (search,)
        assert [item.edit for item in other.catalogue.trashed()] == [first.id]
