"""Exit codes and sentences: every way in which a command can end badly, and what it leaves."""

from __future__ import annotations

import socket
import zipfile
from pathlib import Path

import pytest

from desktop.domain.size import Box, Size
from desktop.storage.library import Library
from tests.builders import marked, photo, png, white_mask
from tests.cli.conftest import Said, Stet
from tests.fakes.faults import Fault
from tests.fakes.image_service import KEY, ImageService

LOW = ("--quality", "low", "--format", "jpeg")


def check(said: Said, code: int, kind: str) -> None:
    """An exit code, one sentence on stderr, the same as an object on stdout, and no key."""
    assert said.code == code, said
    error = said.json["error"]
    assert error["kind"] == kind
    assert said.err.splitlines()[-1 if error["request_id"] is None else -2].startswith("stet: ")
    assert error["message"] in said.err
    assert error.keys() >= {"message", "remedy", "billed", "request_id", "categories", "detail"}
    assert KEY not in said.out + said.err
    assert "Traceback" not in said.err


SERVICE = {
    "MODERATION_BLOCKED": (3, "refused", "no"),
    "INVALID_KEY": (4, "key_wrong", "no"),
    "NOT_VERIFIED": (4, "not_verified", "no"),
    "MODEL_NOT_FOUND": (4, "model_not_found", "no"),
    "FORBIDDEN": (4, "access_denied", "no"),
    "QUOTA": (5, "quota", "no"),
    "BILLING_HARD_LIMIT": (5, "billing_limit", "no"),
    "ORGANIZATION_SPEND_LIMIT": (5, "spend_limit", "no"),
    "SERVER_ERROR": (6, "server_error", "maybe"),
    "HTML_200": (6, "answer_not_json", "maybe"),
    "EMPTY_DATA": (6, "answer_empty", "maybe"),
    "CUT_IN_BODY": (6, "answer_cut", "maybe"),
    "NOT_PICTURE": (6, "answer_not_picture", "yes"),
    "TOO_LARGE_413": (6, "upload_too_large", "no"),
}


class TestTheService:
    @pytest.fixture(autouse=True)
    def asked(self, stet: Stet, service: ImageService) -> None:
        stet.use(service)

    @pytest.mark.parametrize("name", SERVICE)
    def test_says_no(self, stet: Stet, service: ImageService, name: str) -> None:
        code, kind, billed = SERVICE[name]
        service.next(Fault.named(name))
        out = stet.folder / "out.png"
        said = stet("generate", "x", "-o", out, "--json", *LOW)
        check(said, code, kind)
        assert said.json["error"]["billed"] == billed
        assert len(service.paid_requests) == 1
        assert not out.exists()
        listed = stet("history", "list", "--json").json["edits"]
        assert [edit["results"] for edit in listed] == [0]

    def test_says_which_request_it_was(self, stet: Stet, service: ImageService) -> None:
        service.next(Fault.SERVER_ERROR)
        said = stet("generate", "x", *LOW)
        assert f"stet: request id {service.paid_requests[0].request_id}" in said.err
        assert "It may have been billed." in said.err

    def test_names_what_it_objects_to(self, stet: Stet, service: ImageService) -> None:
        service.next(Fault.moderation_blocked(["violence"], stage="input"))
        error = stet("generate", "x", "--json", *LOW).json["error"]
        assert (error["stage"], error["categories"]) == ("input", ["violence"])

    def test_an_answer_without_a_picture_waits_in_the_library(
        self, stet: Stet, service: ImageService
    ) -> None:
        service.next(Fault.EMPTY_DATA)
        stet("generate", "x", *LOW)
        said = stet("history", "check", "--json")
        assert said.code == 0
        assert [one["state"] for one in said.json["unsettled"]] == ["complete"]


class TestAccess:
    def test_no_key(self, stet: Stet, service: ImageService) -> None:
        stet.url = service.url
        check(stet("generate", "x", "--json", *LOW), 4, "key_missing")
        assert service.requests == []

    def test_an_address_that_is_not_safe(self, stet: Stet, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        for address in ("http://example.com/v1", "nonsense", "http://127.0.0.1:99999/v1"):
            said = stet("generate", "x", "--json", "--base-url", address, *LOW)
            check(said, 4, "address_refused")

    def test_a_key_that_is_none(self, stet: Stet, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk with blanks")
        said = stet("generate", "x", "--json", *LOW)
        check(said, 2, "bad_argument")
        assert "sk with blanks" not in said.out + said.err


def test_nothing_listens(stet: Stet, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.jobs import retry

    monkeypatch.setattr(retry, "_FIRST_WAIT", 0.0)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{bound.getsockname()[1]}/v1"
        said = stet("generate", "x", "--json", "--base-url", address, *LOW)
    check(said, 6, "connection_refused")
    assert "Nothing was billed." in said.err


class TestBadInput:
    """All of it before anything is opened, kept or sent."""

    @pytest.fixture(autouse=True)
    def nothing_happens(self, stet: Stet, service: ImageService) -> object:
        stet.use(service)
        yield
        assert service.requests == []
        listed = stet("history", "list", "--json").json
        assert listed == {"edits": []}

    def test_pictures(self, stet: Stet) -> None:
        whole = png(photo())
        empty, half = stet.file("e.png", b""), stet.file("h.png", whole[: len(whole) // 2])
        archive = stet.folder / "zip.png"
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("x", "x")
        expected = {
            stet.folder / "none.png": "file_missing",
            stet.folder: "file_is_folder",
            empty: "file_empty",
            half: "file_truncated",
            archive: "file_not_picture",
        }
        good = stet.photo()
        for path, kind in expected.items():
            check(stet("edit", path, "x", "--json"), 2, kind)
            check(stet("edit", good, "x", "--ref", path, "--json"), 2, kind)
            check(stet("edit", good, "x", "--mask", path, "--json"), 2, kind)

    def test_masks(self, stet: Stet) -> None:
        small = stet.file("small.png", white_mask(marked(Size(64, 48), Box(1, 1, 9, 9))))
        blank = stet.file("blank.png", white_mask(marked(box=Box(0, 0, 0, 0))))
        picture = stet.photo()
        check(stet("edit", picture, "x", "--mask", small, "--json"), 2, "mask_size_differs")
        check(stet("edit", picture, "x", "--mask", blank, "--json"), 2, "mask_empty")

    def test_too_many_references(self, stet: Stet) -> None:
        file = stet.file("r.png", png(photo(Size(8, 8))))
        refs = ["--ref", file] * 16
        check(stet("edit", stet.photo(), "x", *refs, "--json"), 2, "too_many_pictures")

    @pytest.mark.parametrize("prompt", ["", "  \n "])
    def test_no_prompt(self, stet: Stet, prompt: str) -> None:
        check(stet("generate", prompt, "--json"), 2, "prompt_empty")

    def test_a_prompt_that_is_too_long(self, stet: Stet) -> None:
        check(stet("generate", "x" * 32_001, "--json"), 2, "prompt_too_long")

    def test_a_piped_prompt_that_is_no_text(self, stet: Stet) -> None:
        check(stet("generate", "-", "--json", piped=b"\xff\xfe\x00x"), 2, "bad_argument")

    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            (("--size", "1000x1000"), "size_illegal"),
            (("--size", "4096x4096"), "size_illegal"),
            (("--quality", "ultra"), "option_not_taken"),
            (("--background", "blue"), "option_not_taken"),
            (("--format", "bmp"), "option_not_taken"),
            (("--moderation", "none"), "option_not_taken"),
            (("--complexity", "high"), "option_not_taken"),
            (("--compression", "101"), "option_not_taken"),
            (("-n", "0"), "option_not_taken"),
            (("-n", "11"), "option_not_taken"),
            (("--background", "transparent", "--format", "jpeg"), "option_not_taken"),
        ],
    )
    def test_options(self, stet: Stet, words: tuple[str, ...], kind: str) -> None:
        check(stet("generate", "x", *words, "--json"), 2, kind)

    @pytest.mark.parametrize(
        "words",
        [
            ("generate",),
            ("edit", "photo.png", "x", "--region", "1,2,3"),
            ("edit", "photo.png", "x", "--region", "0,0,0,5"),
            ("edit", "photo.png", "x", "--grow", "-1"),
            ("edit", "photo.png", "x", "--feather", "soft"),
            ("generate", "x", "--size", "large"),
            ("generate", "x", "-n", "many"),
            ("history",),
            ("history", "list", "--limit", "-1"),
            ("key", "show"),
            ("estimate",),
            ("generate", "x", "--key", "sk-secret"),
        ],
    )
    def test_words_that_make_no_command(self, stet: Stet, words: tuple[str, ...]) -> None:
        said = stet(*words)
        assert said.code == 2
        assert "usage: stet" in said.err

    def test_an_edit_needs_a_picture_and_a_prompt(self, stet: Stet) -> None:
        said = stet("edit", "photo.png")
        assert said.code == 2
        assert "both are needed" in said.err
        assert "--continue-from" in said.err

    @pytest.mark.parametrize("region", ["900,0,300,640", "0,600,100,41", "5000,5000,10,10"])
    def test_a_region_beyond_the_picture(self, stet: Stet, region: str) -> None:
        check(stet("edit", stet.photo(), "x", "--region", region, "--json"), 2, "bad_argument")


class TestOutputs:
    """Where a result cannot go is said before it is paid for."""

    @pytest.fixture(autouse=True)
    def nothing_is_sent(self, stet: Stet, service: ImageService) -> object:
        stet.use(service)
        yield
        assert service.requests == []

    def test_over_an_input(self, stet: Stet) -> None:
        picture, mask, ref = stet.photo(), stet.mask(), stet.photo("ref.png")
        for out in (picture, mask, ref, stet.folder / "." / picture.name):
            before = out.read_bytes()
            said = stet("edit", picture, "x", "--mask", mask, "--ref", ref, "-o", out, "--json")
            check(said, 7, "cannot_write")
            assert out.read_bytes() == before

    def test_over_an_input_by_its_number(self, stet: Stet) -> None:
        picture = stet.photo("out-2.png")
        said = stet("edit", picture, "x", "-n", 3, "-o", stet.folder / "out.png", "--json")
        check(said, 7, "cannot_write")

    def test_where_nothing_can_be_written(
        self, stet: Stet, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for out in (stet.folder / "none" / "x.png", stet.folder):
            path = out if out.suffix else out / "folder.png"
            if not out.suffix:
                path.mkdir()
            check(stet("generate", "x", "-o", path, "--json"), 7, "cannot_write")
        monkeypatch.setattr("os.access", lambda *_: False)
        said = stet("generate", "x", "-o", stet.folder / "x.png", "--json")
        check(said, 7, "cannot_write")

    @pytest.mark.parametrize("name", ["out", "out.txt", "out.heic"])
    def test_in_a_format_that_is_none(self, stet: Stet, name: str) -> None:
        check(stet("generate", "x", "-o", stet.folder / name, "--json"), 2, "bad_argument")


class TestTheDisk:
    def test_a_result_that_cannot_be_written_is_still_in_the_library(
        self, stet: Stet, service: ImageService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_arguments: object) -> int:
            raise OSError(28, "No space left on device")

        stet.use(service)
        monkeypatch.setattr(Path, "write_bytes", full)
        said = stet("generate", "x", "-o", stet.folder / "x.png", "--json", *LOW)
        check(said, 7, "cannot_write")
        (edit,) = stet("history", "list", "--json").json["edits"]
        assert f"in the library as edit {edit['id']}" in said.err

    def test_a_library_that_cannot_be_made(self, stet: Stet, service: ImageService) -> None:
        stet.use(service)
        blocked = stet.file("file", b"")
        said = stet("generate", "x", "--library", blocked / "library", "--json", *LOW)
        assert said.code == 7
        assert service.requests == []

    def test_a_damaged_library(self, stet: Stet, service: ImageService, tmp_path: Path) -> None:
        stet.use(service)
        folder = tmp_path / "library"
        Library.open(folder).close()
        (folder / "library.sqlite3").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
        said = stet("generate", "x", "--library", folder, "--json", *LOW)
        check(said, 7, "library_damaged")
        assert "--repair" in said.err
        assert service.requests == []

    def test_a_table_of_models_that_cannot_be_read(
        self, stet: Stet, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import os

        config = Path(os.environ["XDG_CONFIG_HOME"]) / "stet"
        config.mkdir(parents=True)
        (config / "models.json").write_text("{torn", "utf-8")
        said = stet("estimate", "generate", "x")
        assert said.code == 2
        assert said.err.startswith("stet: ")
        assert "models.json" in said.err
