"""`stet history`: what was made, byte for byte, and a library that can be checked and repaired."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.edit import Edit, Result, StoredPicture
from desktop.domain.export_preset import ExportColours
from desktop.domain.intent import Intent
from desktop.domain.problems import ProblemKind, problem
from desktop.domain.size import Size
from desktop.imaging.codec import read_picture
from desktop.imaging.icc_writing import profile_of
from desktop.storage.library import Library
from tests.builders import jpeg, opened, photo, png
from tests.cli.conftest import Stet
from tests.storage.samples import RECIPE, an_edit

SIZE = Size(64, 48)
ORIGINAL = jpeg(photo(SIZE))
RESULT = png(photo(SIZE, seed=5))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


def store(library: Library, number: int, prompt: str = "a red fox", results: int = 1) -> Edit:
    """An edit whose results are real files."""
    original = library.pictures.put(ORIGINAL, ".jpg")
    picture = library.pictures.put(RESULT, ".png")
    made = tuple(
        Result(
            index=index,
            original=StoredPicture(content=original, media_type="image/jpeg", size=SIZE),
            picture=StoredPicture(content=picture, media_type="image/png", size=SIZE),
            outside_changed=0,
        )
        for index in range(results)
    )
    edit = an_edit(number, prompt, results=made)
    library.store_edit(edit)
    return edit


@pytest.fixture
def three(folder: Path) -> list[Edit]:
    with Library.open(folder) as library:
        return [store(library, 0x1000 * number, f"fox {number}") for number in (1, 2, 3)]


class TestList:
    def test_newest_first(self, stet: Stet, folder: Path, three: list[Edit]) -> None:
        value = stet("history", "list", "--library", folder, "--json").json
        assert [edit["prompt"] for edit in value["edits"]] == ["fox 3", "fox 2", "fox 1"]
        assert value["edits"][0].keys() >= {"id", "created", "outcome", "results", "cost_usd"}

    def test_for_people(self, stet: Stet, folder: Path, three: list[Edit]) -> None:
        lines = stet("history", "list", "--library", folder, "--limit", 2).out.splitlines()
        assert len(lines) == 2
        assert lines[0].startswith(three[2].id)
        assert lines[0].endswith("gpt-image-2  fox 3")
        assert "$0.2108" in lines[0]

    def test_words_are_found(self, stet: Stet, folder: Path, three: list[Edit]) -> None:
        words = ("history", "list", "--library", folder, "--json", "--search")
        assert [one["prompt"] for one in stet(*words, "fox 2").json["edits"]] == ["fox 2"]
        assert stet(*words, "cat").json["edits"] == []

    def test_nothing_yet(self, stet: Stet, folder: Path) -> None:
        said = stet("history", "list", "--library", folder)
        assert (said.code, said.out, said.err) == (0, "", "")


class TestShow:
    def test_everything_about_one(self, stet: Stet, folder: Path, three: list[Edit]) -> None:
        value = stet("history", "show", three[0].id, "--library", folder, "--json").json
        assert value["prompt"] == "fox 1"
        assert (value["quality"], value["size"], value["kind"]) == ("high", "auto", "generate")
        assert Path(value["outputs"][0]).read_bytes() == RESULT
        assert Path(value["originals"][0]).read_bytes() == ORIGINAL
        assert value["outside_changed_pixels"] == 0
        assert value["problem"] is None

    def test_the_beginning_of_an_id_is_enough_where_it_is_the_only_one(
        self, stet: Stet, folder: Path, three: list[Edit]
    ) -> None:
        unique = three[0].id.rstrip("0")
        assert stet("history", "show", unique, "--library", folder).code == 0
        for name in ("0", "", "fffff", "%", "zz"):
            said = stet("history", "show", name, "--library", folder, "--json")
            assert (said.code, said.json["error"]["kind"]) == (2, "edit_unknown")

    def test_what_went_wrong(self, stet: Stet, folder: Path) -> None:
        trouble = problem(ProblemKind.SERVER_ERROR, found=" (status 500)")
        with Library.open(folder) as library:
            library.store_edit(an_edit(1, problem=trouble))
        value = stet("history", "show", an_edit(1).id, "--library", folder, "--json").json
        assert value["problem"]["kind"] == "server_error"


class TestExport:
    def test_the_original_byte_for_byte(self, stet: Stet, folder: Path, three: list[Edit]) -> None:
        for name in ("out.jpg", "as it came.bin"):
            out = stet.folder / name
            words = ("history", "export", three[0].id, "-o", out, "--library", folder)
            said = stet(*words, "--original", "--json")
            assert said.code == 0, said.err
            assert out.read_bytes() == ORIGINAL
            assert said.json == {"id": three[0].id, "outputs": [str(out)]}

    def test_the_result_in_the_format_of_the_name(
        self, stet: Stet, folder: Path, three: list[Edit]
    ) -> None:
        for name, start in (("o.png", b"\x89PNG"), ("o.webp", b"RIFF"), ("o.jpg", b"\xff\xd8")):
            out = stet.folder / name
            said = stet("history", "export", three[0].id, "-o", out, "--library", folder)
            assert said.out == f"{out}\n"
            assert out.read_bytes().startswith(start)
        np.testing.assert_array_equal(
            opened((stet.folder / "o.png").read_bytes()), photo(SIZE, seed=5)
        )

    @pytest.mark.parametrize("colours", ["display-p3", "adobe-rgb"])
    def test_in_wide_colours(
        self, stet: Stet, folder: Path, three: list[Edit], colours: str
    ) -> None:
        out = stet.folder / "wide.png"
        words = ("history", "export", three[0].id, "-o", out, "--library", folder)
        assert stet(*words, "--colours", colours).code == 0
        shown = read_picture(out.read_bytes(), "")
        assert shown.facts.icc == profile_of(ExportColours(colours))
        assert (shown.pixels != photo(SIZE, seed=5)).any()

    def test_as_layers(self, stet: Stet, folder: Path, three: list[Edit]) -> None:
        for name, start in (("o.psd", b"8BPS"), ("o.ORA", b"PK")):
            out = stet.folder / name
            said = stet("history", "export", three[0].id, "-o", out, "--library", folder)
            assert (said.code, said.err) == (0, "")
            assert out.read_bytes().startswith(start)

    def test_one_of_several(self, stet: Stet, folder: Path) -> None:
        with Library.open(folder) as library:
            edit = store(library, 7, results=2)
        out = stet.folder / "out.png"
        words = ("-o", out, "--library", folder)
        assert stet("history", "export", f"{edit.id}.2", *words).code == 0
        for number in ("3", "0", "x", "-1"):
            assert stet("history", "export", f"{edit.id}.{number}", *words).code == 2

    def test_many_into_a_folder(self, stet: Stet, folder: Path, three: list[Edit]) -> None:
        words = ("history", "export", *(edit.id for edit in three), "--library", folder)
        chosen = ("--preset", "square post (1080×1080)", "--template", "{number}-{prompt}")
        said = stet(
            *words, "-o", stet.folder, *chosen, "--quality", 80, "--size", "20x20", "--json"
        )
        assert said.code == 0, said.err
        names = [Path(path).name for path in said.json["outputs"]]
        assert names == ["01-fox-1.jpg", "02-fox-2.jpg", "03-fox-3.jpg"]
        assert {opened((stet.folder / name).read_bytes()).shape for name in names} == {(15, 20, 3)}
        again = stet(*words, "-o", stet.folder, *chosen)
        assert again.code == 7
        assert "there is a file of that name already" in again.err

    def test_nothing_is_replaced_unless_it_is_said(
        self, stet: Stet, folder: Path, three: list[Edit]
    ) -> None:
        out = stet.folder / "work.png"
        out.write_bytes(b"somebody's work")
        words = ("history", "export", three[0].id, "-o", out, "--library", folder)
        said = stet(*words, "--json")
        assert (said.code, said.json["error"]["kind"]) == (7, "cannot_write")
        assert out.read_bytes() == b"somebody's work"
        assert stet(*words, "--replace").code == 0
        assert out.read_bytes().startswith(b"\x89PNG")

    def test_the_recipe_only_where_it_is_wanted(
        self, stet: Stet, folder: Path, three: list[Edit]
    ) -> None:
        for metadata, has_prompt, has_source in (
            ("recipe", True, True),
            ("picture", False, True),
            ("none", False, False),
        ):
            out = stet.folder / f"{metadata}.png"
            words = ("history", "export", three[1].id, "-o", out, "--library", folder)
            assert stet(*words, "--metadata", metadata).code == 0
            data = out.read_bytes()
            assert (b"fox 2" in data) == has_prompt
            assert (b"trainedAlgorithmicMedia" in data) == has_source

    @pytest.mark.parametrize(
        "wrong",
        [
            ("--preset", "nobody's"),
            ("--quality", "900"),
            ("--template", "{colour}"),
            ("--cut",),
            ("--dpi", "0"),
        ],
    )
    def test_choices_that_make_no_sense(
        self, stet: Stet, folder: Path, three: list[Edit], wrong: tuple[str, ...]
    ) -> None:
        words = ("history", "export", three[0].id, "-o", stet.folder, "--library", folder)
        said = stet(*words, *wrong)
        assert said.code == 2
        assert said.err
        assert not list(stet.folder.glob("*.png"))

    def test_a_file_that_is_gone(self, stet: Stet, folder: Path, three: list[Edit]) -> None:
        with Library.open(folder) as library:
            library.pictures.path(three[0].results[0].picture.content).unlink()
        out = stet.folder / "out.png"
        said = stet("history", "export", three[0].id, "-o", out, "--library", folder, "--json")
        assert (said.code, said.json["error"]["kind"]) == (7, "picture_gone")
        assert not out.exists()


class TestCheck:
    def test_a_sound_library(self, stet: Stet, folder: Path, three: list[Edit]) -> None:
        said = stet("history", "check", "--library", folder, "--json")
        assert said.code == 0
        assert said.json | {"bytes": 0} == {
            "clean": True,
            "edits": 3,
            "pictures": 2,
            "bytes": 0,
            "orphans": 0,
            "faults": [],
            "unsettled": [],
        }
        assert "Everything is whole." in stet("history", "check", "--library", folder).out

    def test_what_is_damaged_and_missing(self, stet: Stet, folder: Path, three: list[Edit]) -> None:
        with Library.open(folder) as library:
            result = three[0].results[0]
            library.pictures.path(result.original.content).write_bytes(b"bent")
            library.pictures.path(result.picture.content).unlink()
        said = stet("history", "check", "--library", folder, "--json")
        assert said.code == 7
        assert not said.json["clean"]
        assert any("is damaged" in fault for fault in said.json["faults"])
        assert sum("is gone" in fault for fault in said.json["faults"]) == 3
        assert "Not everything is whole:" in stet("history", "check", "--library", folder).out

    def test_what_waits_for_a_decision_is_no_fault(self, stet: Stet, folder: Path) -> None:
        edit = an_edit(5)
        with Library.open(folder) as library:
            intent = Intent(
                edit=edit.id, created=datetime.now(UTC), recipe=RECIPE, inputs=edit.inputs
            )
            with library.journal.open_entry(intent) as entry:
                entry.mark_sent()
        said = stet("history", "check", "--library", folder)
        assert said.code == 0
        assert f"Edit {edit.id} is not settled: sent, 0 bytes of answer." in said.out


class TestRepair:
    def damage(self, folder: Path) -> bytes:
        """The database is overwritten with something else."""
        path = folder / "library.sqlite3"
        for companion in ("-wal", "-shm"):
            path.with_name(path.name + companion).unlink(missing_ok=True)
        damaged = b"SQLite format 3\x00" + bytes(range(256)) * 40
        path.write_bytes(damaged)
        return damaged

    def test_a_damaged_database_is_built_anew_from_the_records(
        self, stet: Stet, folder: Path, three: list[Edit]
    ) -> None:
        damaged = self.damage(folder)
        assert stet("history", "list", "--library", folder).code == 7
        said = stet("history", "check", "--repair", "--library", folder, "--json")
        assert said.code == 0, said.err
        assert "Built anew from the records: 3 edits." in said.err
        (kept,) = folder.glob("library.sqlite3.damaged-*")
        assert str(kept) in said.err
        assert kept.read_bytes() == damaged
        assert said.json["clean"]
        with Library.open(folder) as library:
            assert library.history.page() == tuple(reversed(three))

    def test_a_sound_one_is_left_alone(self, stet: Stet, folder: Path, three: list[Edit]) -> None:
        before = sorted(path.name for path in folder.iterdir())
        said = stet("history", "check", "--repair", "--library", folder)
        assert said.code == 0
        assert "nothing was changed" in said.err
        assert sorted(path.name for path in folder.iterdir()) == before

    def test_not_while_a_window_has_it_open(
        self, stet: Stet, folder: Path, three: list[Edit]
    ) -> None:
        with Library.open(folder) as library:
            with library.database.writing() as connection:
                connection.execute(
                    "UPDATE edits SET record = json_remove(record, '$.outcome') WHERE id = ?",
                    (three[0].id,),
                )
            said = stet("history", "check", "--repair", "--library", folder, "--json")
        assert (said.code, said.json["error"]["kind"]) == (7, "library_busy")
        assert list(folder.glob("*.damaged-*")) == []
        again = stet("history", "check", "--repair", "--library", folder, "--json")
        assert (again.code, again.json["edits"]) == (0, 3)

    def test_missing_pictures_cannot_be_built_anew(
        self, stet: Stet, folder: Path, three: list[Edit]
    ) -> None:
        with Library.open(folder) as library:
            library.pictures.path(three[0].results[0].picture.content).unlink()
        said = stet("history", "check", "--repair", "--library", folder)
        assert said.code == 7
        assert "is gone" in said.out


def test_an_old_record_is_shown_as_it_is(stet: Stet, folder: Path) -> None:
    """Outcomes of every kind have their line."""
    with Library.open(folder) as library:
        for number, outcome in enumerate(("refused", "failed", "cancelled", "unknown"), 1):
            library.store_edit(replace(an_edit(number), outcome=outcome))  # type: ignore[arg-type]
    out = stet("history", "list", "--library", folder).out
    assert [line.split()[3] for line in out.splitlines()] == [
        "unknown",
        "cancelled",
        "failed",
        "refused",
    ]
    assert json.loads(stet("history", "list", "--library", folder, "--json").out)
