"""`stet edit` and `stet generate` against a strict service: what is written, printed and kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from desktop.api.demo_client import DemoClient
from desktop.domain.recipe import Blend
from desktop.domain.size import Box, Size
from desktop.startup import compose
from tests.builders import (
    HOLE,
    clear_mask,
    jpeg,
    marked,
    opened,
    opened_by_cv2,
    photo,
    png,
    white_mask,
)
from tests.cli.conftest import Stet
from tests.fakes.conformance import all_faults
from tests.fakes.image_service import KEY, ImageService

KEYS = {
    "id",
    "outputs",
    "model",
    "usage",
    "estimate_usd",
    "cost_usd",
    "outside_changed_pixels",
    "region",
    "registration",
    "seconds",
}
"""What the contract names; more may stand beside it."""


@pytest.fixture(autouse=True)
def asked(stet: Stet, service: ImageService) -> ImageService:
    stet.use(service)
    return service


LOW = ("--quality", "low", "--format", "jpeg")


class TestEdit:
    def test_a_result_that_is_damaged_later_is_made_again(self, stet: Stet) -> None:
        library = stet.folder / "library"
        here = ("--library", library)
        said = stet("edit", stet.photo(), "a kite", "--mask", stet.mask(), *LOW, *here, "--json")
        (kept,) = stet("history", "show", said.json["id"], *here, "--json").json["outputs"]
        sound = Path(kept).read_bytes()
        Path(kept).write_bytes(sound[:1000])
        assert stet("history", "check", *here).code == 7
        done = stet("history", "check", "--repair", *here, "--json")
        assert (done.code, done.json["clean"]) == (0, True)
        (sentence,) = done.json["made_again"]
        assert "bit for bit as it was" in sentence
        assert sentence in done.err
        assert Path(kept).read_bytes() == sound
        (aside,) = (library / "pictures" / "damaged").iterdir()
        assert aside.read_bytes() == sound[:1000]

    def test_the_whole_road(self, stet: Stet, service: ImageService) -> None:
        out = stet.folder / "out.png"
        picture, mask = stet.photo(), stet.mask()
        said = stet("edit", picture, "a kite", "--mask", mask, "-o", out, "--json", *LOW)
        assert said.code == 0, said.err
        value = said.json
        assert value.keys() >= KEYS
        assert value["outputs"] == [str(out)]
        assert value["outside_changed_pixels"] == 0
        assert value["model"] == "gpt-image-2"
        assert value["region"] == {
            "x": 0, "y": 0, "width": 1024, "height": 640, "sent": "1024x640", "scale": 1.0,
        }  # fmt: skip
        assert value["usage"]["image_output_tokens"] > 0
        assert 0 < value["cost_usd"] <= value["estimate_usd"] * 1.01
        assert value["seconds"] > 0
        assert not value["simulated"]
        outside = marked() == 0
        for read in (opened, opened_by_cv2):
            after = read(out.read_bytes())
            np.testing.assert_array_equal(after[outside], photo()[outside])
            assert (after[~outside] != photo()[~outside]).any()
        assert all_faults(service.paid_requests) == []

    def test_the_raw_bytes_are_in_the_library(self, stet: Stet, service: ImageService) -> None:
        value = stet("edit", stet.photo(), "x", "--mask", stet.mask(), "--json", *LOW).json
        with stet.library() as library:
            edit = library.history.get(value["id"])
            assert library.pictures.read(edit.results[0].original.content) == service.returned[0]
            assert value["outputs"] == [str(library.pictures.path(edit.results[0].picture.content))]
            assert library.check().is_clean

    def test_both_conventions_of_masks_mean_the_same(
        self, stet: Stet, service: ImageService
    ) -> None:
        picture = stet.photo()
        sent = []
        for name, data in (("white", white_mask(marked())), ("clear", clear_mask(marked()))):
            mask = stet.file(f"{name}.png", data)
            assert stet("edit", picture, "x", "--mask", mask, *LOW).code == 0
            file = service.paid_requests[-1].file("mask")
            assert file is not None
            sent.append(file.data)
        assert sent[0] == sent[1]

    def test_references_go_in_the_order_in_which_they_were_named(
        self, stet: Stet, service: ImageService
    ) -> None:
        sides = (90, 70, 80)
        files = [stet.file(f"{side}.png", png(photo(Size(side, side)))) for side in sides]
        refs = [word for file in files for word in ("--ref", file)]
        assert stet("edit", stet.photo(), "x", *refs, *LOW).code == 0
        sizes = [file.size for file in service.paid_requests[0].images]
        assert sizes == [(1024, 640), (90, 90), (70, 70), (80, 80)]

    def test_a_region_of_one_s_own(self, stet: Stet, service: ImageService) -> None:
        size = Size(2400, 1600)
        picture = stet.file("large.png", png(photo(size)))
        said = stet("edit", picture, "x", "--region", "800,400,1024,640", "--json", *LOW)
        assert said.code == 0, said.err
        region = said.json["region"]
        assert (region["x"], region["y"]) == (800, 400)
        assert region["sent"] == "1024x640"
        assert said.json["outside_changed_pixels"] == 0
        after = opened(Path(said.json["outputs"][0]).read_bytes())
        changed = (after != photo(size)).any(axis=2)
        drawn = marked(size, Box(800, 400, 1024, 640)) > 0
        assert changed[drawn].any()
        assert not changed[~drawn].any()

    def test_the_whole_picture(self, stet: Stet, service: ImageService) -> None:
        size = Size(2400, 1600)
        picture = stet.file("large.png", png(photo(size)))
        mask = stet.file("mask.png", white_mask(marked(size, HOLE)))
        words = ("edit", picture, "x", "--mask", mask, "--json", *LOW)
        whole, auto = stet(*words, "--region", "whole").json, stet(*words).json
        assert whole["region"]["width"] >= 2400
        assert auto["region"]["width"] < 2400
        assert whole["outside_changed_pixels"] == auto["outside_changed_pixels"] == 0

    def test_grow_and_feather(self, stet: Stet, service: ImageService) -> None:
        out = stet.folder / "out.png"
        words = ("edit", stet.photo(), "x", "--mask", stet.mask(), "-o", out, *LOW)
        assert stet(*words, "--grow", 10, "--feather", 0).code == 0
        changed = (opened(out.read_bytes()) != photo()).any(axis=2)
        assert not changed[marked(box=HOLE.grown(10)) == 0].any()
        assert changed[HOLE.y - 9, HOLE.x + 40]
        value = stet(*words, "--feather", 7, "--json").json
        with stet.library() as library:
            assert library.history.get(value["id"]).recipe.blend == Blend(feather=7)

    def test_no_composite_gives_the_answer_as_it_came(
        self, stet: Stet, service: ImageService
    ) -> None:
        out = stet.folder / "out.jpg"
        said = stet(
            "edit", stet.photo(), "x", "--mask", stet.mask(), "--no-composite", "-o", out,
            "--json", *LOW,
        )  # fmt: skip
        assert out.read_bytes() == service.returned[0]
        assert said.json["outside_changed_pixels"] is None

    @pytest.mark.parametrize(
        ("name", "start"),
        [
            ("out.png", b"\x89PNG"),
            ("out.jpg", b"\xff\xd8\xff"),
            ("out.webp", b"RIFF"),
            ("out.tif", b"II"),
        ],
    )
    def test_the_name_says_the_format(self, stet: Stet, name: str, start: bytes) -> None:
        out = stet.folder / name
        assert stet("edit", stet.photo(), "x", "--mask", stet.mask(), "-o", out, *LOW).code == 0
        assert out.read_bytes().startswith(start)

    def test_several_are_numbered(self, stet: Stet) -> None:
        out = stet.folder / "out.png"
        said = stet("edit", stet.photo(), "x", "-n", 3, "-o", out, "--json", *LOW)
        names = [str(stet.folder / f"out-{number}.png") for number in (1, 2, 3)]
        assert said.json["outputs"] == names
        assert len({Path(name).read_bytes() for name in names}) == 3
        assert not out.exists()

    def test_a_jpeg_with_its_profile_and_orientation(
        self, stet: Stet, service: ImageService
    ) -> None:
        from PIL import Image

        exif = Image.Exif()
        exif[0x0112] = 6
        picture = stet.file("turned.jpg", jpeg(photo(Size(640, 1024)), exif=exif))
        mask = stet.file("m.png", white_mask(marked(Size(1024, 640))))
        out = stet.folder / "out.png"
        said = stet("edit", picture, "x", "--mask", mask, "-o", out, "--json", *LOW)
        assert said.code == 0, said.err
        assert said.json["outside_changed_pixels"] == 0
        assert opened(out.read_bytes()).shape == (640, 1024, 3)


class TestGenerate:
    def test_a_picture_from_words(self, stet: Stet, service: ImageService) -> None:
        out = stet.folder / "fox.jpg"
        said = stet("generate", "a red fox", "--size", "1024x640", "-o", out, "--json", *LOW)
        assert said.code == 0, said.err
        assert said.json.keys() >= KEYS
        assert out.read_bytes() == service.returned[0]
        assert said.json["region"] is None
        fields = service.paid_requests[0].fields
        assert (fields["prompt"], fields["size"]) == ("a red fox", "1024x640")

    def test_the_format_follows_the_name(self, stet: Stet, service: ImageService) -> None:
        stet("generate", "x", "--quality", "low", "-o", stet.folder / "x.webp")
        stet("generate", "x", "--quality", "low", "-o", stet.folder / "x.tif")
        formats = [request.fields.get("output_format") for request in service.paid_requests]
        assert formats == ["webp", "png"]

    def test_every_option_arrives(self, stet: Stet, service: ImageService) -> None:
        said = stet(
            "generate", "x", "--model", "gpt-image-2.6-flare", "--quality", "high", "--size",
            "1280x640", "-n", 2, "--background", "opaque", "--format", "webp", "--compression",
            60, "--moderation", "low", "--complexity", "low", "--json",
        )  # fmt: skip
        assert said.code == 0, said.err
        fields = {name: f"{value}" for name, value in service.paid_requests[0].fields.items()}
        assert fields == {
            "model": "gpt-image-2.6-flare",
            "prompt": "x",
            "quality": "high",
            "size": "1280x640",
            "n": "2",
            "background": "opaque",
            "output_format": "webp",
            "output_compression": "60",
            "moderation": "low",
            "complexity": "low",
        }

    @pytest.mark.parametrize("piped", ["a red fox\n", "a red fox\r\n", "a red fox"])
    def test_a_prompt_can_be_piped(self, stet: Stet, service: ImageService, piped: str) -> None:
        assert stet("generate", "-", *LOW, piped=piped).code == 0
        assert service.paid_requests[0].fields["prompt"] == "a red fox"

    def test_a_piped_prompt_keeps_its_lines(self, stet: Stet, service: ImageService) -> None:
        assert stet("generate", "-", *LOW, piped="  one\n\ntwo 漢字\n").code == 0
        assert service.paid_requests[0].fields["prompt"] == "  one\n\ntwo 漢字"

    def test_a_model_that_the_table_does_not_know(self, stet: Stet, service: ImageService) -> None:
        said = stet("generate", "x", "--model", "gpt-image-9", "--unknown-price", "--json")
        assert said.code == 4
        assert said.json["error"]["kind"] == "model_not_found"
        assert service.paid_requests[0].fields["model"] == "gpt-image-9"


class TestSpeaking:
    def test_results_on_stdout_and_the_rest_on_stderr(self, stet: Stet) -> None:
        out = stet.folder / "out.png"
        said = stet("generate", "x", "-o", out, *LOW)
        assert said.out == f"{out}\n"
        assert said.err.splitlines()[:2] == [
            "The pictures are ready.",
            "Sent; waiting for the answer.",
        ]

    def test_quiet_says_nothing(self, stet: Stet) -> None:
        said = stet("generate", "x", "--quiet", *LOW)
        assert said.err == ""
        assert Path(said.out.strip()).is_file()

    def test_json_is_one_line_of_ascii(self, stet: Stet) -> None:
        picture = stet.file("Straße 漢字.png", png(photo()))
        said = stet("edit", picture, "über", "--json", *LOW)
        assert said.out.isascii()
        assert said.out.count("\n") == 1

    def test_the_key_is_nowhere(self, stet: Stet, tmp_path: Path) -> None:
        said = stet("edit", stet.photo(), "x", "--mask", stet.mask(), "--json", *LOW)
        listed = stet("history", "show", said.json["id"])
        assert KEY not in said.out + said.err + listed.out
        for path in tmp_path.rglob("*"):
            if path.is_file():
                assert KEY.encode() not in path.read_bytes(), path

    def test_a_library_of_one_s_own(self, stet: Stet, tmp_path: Path) -> None:
        folder = tmp_path / "elsewhere" / "library"
        said = stet("generate", "x", "--library", folder, "--json", *LOW)
        assert Path(said.json["outputs"][0]).is_relative_to(folder)
        listed = stet("history", "list", "--library", folder, "--json").json
        assert [edit["id"] for edit in listed["edits"]] == [said.json["id"]]


class TestDemo:
    def test_it_needs_no_key_and_no_network(
        self, stet: Stet, service: ImageService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("OPENAI_API_KEY")
        monkeypatch.setattr(compose, "DemoClient", partial(DemoClient, pace=0))
        stet.url = None
        out = stet.folder / "out.png"
        said = stet(
            "edit", stet.photo(), "a teapot", "--mask", stet.mask(), "--demo", "-o", out, "--json"
        )
        assert said.code == 0, said.err
        assert said.json["simulated"]
        assert said.json["cost_usd"] == 0
        assert said.json["outside_changed_pixels"] == 0
        assert any("imulated" in note for note in said.json["notes"])
        outside = marked() == 0
        np.testing.assert_array_equal(opened(out.read_bytes())[outside], photo()[outside])
        assert service.requests == []
