"""Tables and folders for a batch: every kind of bad input has its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.draft import Draft
from desktop.domain.problems import ProblemError
from desktop.domain.size import Size
from desktop.jobs.batch_plan import BatchPlan, plan_batch
from desktop.jobs.batch_table import expanded, read_rows
from tests.builders import model_table, photo, png

BASE = Draft(model="gpt-image-2", quality="low", previews=0)


def _table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def _plan(path: Path, prompt: str = "") -> BatchPlan:
    return plan_batch(read_rows(path, prompt), BASE, model_table().get(BASE.model), len)


def _refusal(path: Path, prompt: str = "") -> str:
    with pytest.raises(ProblemError) as caught:
        read_rows(path, prompt)
    return caught.value.problem.sentence


def test_variables_are_filled_from_the_columns(tmp_path: Path) -> None:
    path = _table(tmp_path, "product;colour;output\nMug;Grün;mug\nCup;blue;cup\n")
    rows = read_rows(path, "A {product} in {colour}")
    assert [row.prompt for row in rows] == ["A Mug in Grün", "A Cup in blue"]
    assert [row.output for row in rows] == ["mug", "cup"]


def test_a_spreadsheets_byte_order_mark_and_quotes_are_taken(tmp_path: Path) -> None:
    path = _table(tmp_path, 'prompt,size\n"a fox, red",1024x1024\n', "utf-8-sig")
    assert _plan(path).lines[0].draft.prompt == "a fox, red"


def test_a_line_break_inside_quotes_belongs_to_the_prompt(tmp_path: Path) -> None:
    (row,) = read_rows(_table(tmp_path, 'prompt,output\n"a fox\nin snow",fox\n'))
    assert row.prompt == "a fox\nin snow"


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = _table(tmp_path, "prompt\nGrün\n", "latin-1")
    assert "not text in UTF-8" in _refusal(path)


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    path = _table(tmp_path, "product\nMug\n")
    assert "no column “prompt”" in _refusal(path)
    assert "no column “colour”" in _refusal(path, "A {colour} mug")


def test_too_many_lines_are_told(tmp_path: Path) -> None:
    path = _table(tmp_path, "prompt\n" + "a fox\n" * 60_000)
    assert "60,000 lines" in _refusal(path)


def test_an_empty_table_is_told(tmp_path: Path) -> None:
    assert "is empty" in _refusal(_table(tmp_path, ""))
    assert "no line" in _refusal(_table(tmp_path, "prompt\n"))


def test_every_bad_line_is_listed_with_its_number(tmp_path: Path) -> None:
    long = "a" * 32_001
    path = _table(
        tmp_path,
        "prompt,picture,size,output\n"
        "a fox,,,fox\n"
        "a hen,,,FOX\n"
        "a cow,nowhere.png,,cow\n"
        "a pig,,99x99,pig\n"
        "a dog,,tall,dog\n"
        f"{long},,,long\n"
        "a cat,,,../cat\n",
    )
    plan = _plan(path)
    assert [line.row.number for line in plan.lines] == [1]
    said = {one.number: one.problem.sentence for one in plan.troubles}
    assert sorted(said) == [2, 3, 4, 5, 6, 7]
    assert "output name" in said[2]
    assert "nowhere.png" in said[3]
    assert "99×99" in said[4]
    assert "no size" in said[5]
    assert "32" in said[6]
    assert "no name for a file" in said[7]


def test_the_price_is_half_of_a_single_request(tmp_path: Path) -> None:
    plan = _plan(_table(tmp_path, "prompt,size\na fox,1024x1024\na fox,1024x1024\n"))
    assert plan.highest_usd is not None
    alone = 196 * 30 + (len("a fox") + 6) * 5
    assert plan.highest_usd * 1_000_000 == alone


def test_a_folder_is_a_line_for_each_picture(tmp_path: Path) -> None:
    for name in ("b.png", "a.png"):
        (tmp_path / name).write_bytes(png(photo()))
    (tmp_path / "notes.txt").write_text("no picture")
    plan = _plan(tmp_path, "Make {name} blue")
    assert [line.draft.prompt for line in plan.lines] == ["Make a blue", "Make b blue"]
    assert all(line.picture for line in plan.lines)


def test_a_variable_that_is_empty_stays_empty() -> None:
    assert expanded("A {x}mug", {"x": ""}) == "A mug"


def test_pictures_and_none_cannot_share_a_batch(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(photo(Size(64, 48))))
    (tmp_path / "table.csv").write_text("prompt,picture\na fox,a.png\na hen,\n", encoding="utf-8")
    planned = plan_batch(
        read_rows(tmp_path / "table.csv", ""), BASE, model_table().get(BASE.model), len
    )
    (trouble,) = planned.troubles
    assert trouble.number == 2
    assert "one of those that generate" in trouble.problem.text
