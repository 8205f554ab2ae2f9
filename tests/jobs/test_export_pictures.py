"""Taking results out: names, many at once, nothing replaced unasked, and what files then say."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop.domain.edit import Edit, Placement, Result, StoredPicture
from desktop.domain.export_preset import (
    ExportFormat,
    ExportMetadata,
    ExportPreset,
)
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.provenance import SourceType
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size, box_of
from desktop.jobs.export_pictures import (
    ExportedFile,
    ExportOrder,
    ExportSource,
    beside_existing,
    export_one,
    export_pictures,
    plan_targets,
    source_of,
)
from desktop.jobs.export_subjects import words_of
from desktop.storage.library import Library
from tests.builders import jpeg, opened, photo, png
from tests.fakes.encoding import sign_file
from tests.storage.samples import an_edit

SIZE = Size(256, 192)
CAMERA = "Leica of a test"
PNG = ExportPreset()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as library:
        yield library


def a_photo() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = CAMERA
    return jpeg(photo(SIZE), quality=95, exif=exif.tobytes())


def kept(library: Library, data: bytes, suffix: str = ".png") -> StoredPicture:
    content = library.pictures.put(data, suffix)
    return StoredPicture(content=content, media_type=f"image/{suffix[1:]}", size=SIZE)


def generated(library: Library, number: int = 1, results: int = 1, prompt: str = "a fox") -> Edit:
    """An edit whose results are as they came, with credentials."""
    made = tuple(
        kept(library, sign_file(png(photo(SIZE, seed=number * 10 + one)), "png"))
        for one in range(results)
    )
    edit = an_edit(
        number,
        prompt,
        results=tuple(Result(index=i, original=one, picture=one) for i, one in enumerate(made)),
    )
    library.store_edit(edit)
    return edit


def edited_jpeg(library: Library) -> Edit:
    """A JPEG of which one square was changed."""
    data = a_photo()
    before = opened(data)
    mask, after = np.zeros(before.shape[:2], np.uint8), before.copy()
    mask[64:128, 96:160] = 255
    after[64:128, 96:160] = 255 - after[64:128, 96:160]
    source = InputFile(content=kept(library, data, ".jpg").content, name="photo.jpg", size=SIZE)
    answer = kept(library, png(np.full((*after.shape[:2], 3), 9, np.uint8)))
    result = Result(
        index=0,
        original=answer,
        picture=kept(library, png(after)),
        outside_changed=0,
        placement=Placement(region=box_of(SIZE), sent_size=SIZE),
    )
    edit = an_edit(
        99,
        "a red sail",
        inputs=Inputs(picture=source, mask=library.pictures.put(png(mask), ".png")),
        results=(result,),
    )
    library.store_edit(edit)
    return edit


def export(
    library: Library, source: ExportSource, target: Path, preset: ExportPreset = PNG
) -> ExportedFile:
    order = ExportOrder(sources=(source,), targets=(target,), preset=preset)
    return export_one(source, target, order, library)


class TestOne:
    def test_a_jpeg_that_was_edited_is_changed_in_part(
        self, library: Library, tmp_path: Path
    ) -> None:
        edit = edited_jpeg(library)
        target = tmp_path / "saved.jpg"
        preset = ExportPreset(format=ExportFormat.JPEG)
        made = export(library, source_of(edit, edit.results[0]), target, preset)
        before = opened(a_photo())
        changed = (opened(target.read_bytes()) != before).any(axis=2)
        assert changed[64:128, 96:160].mean() > 0.5
        assert not changed[:48].any()
        assert not changed[:, 176:].any()
        assert any("block" in note for note in made.notes)
        with Image.open(target) as image:
            assert image.getexif()[0x0110] == CAMERA
        assert SourceType.COMPOSITE.address.encode() in target.read_bytes()

    def test_another_quality_is_written_anew(self, library: Library, tmp_path: Path) -> None:
        edit = edited_jpeg(library)
        preset = ExportPreset(format=ExportFormat.JPEG, quality=60)
        made = export(library, source_of(edit, edit.results[0]), tmp_path / "s.jpg", preset)
        assert made.outside_changed
        assert any("outside the mask" in note for note in made.notes)

    def test_as_it_came_it_is_the_very_file(self, library: Library, tmp_path: Path) -> None:
        edit = edited_jpeg(library)
        preset = ExportPreset(format=ExportFormat.ORIGINAL)
        export(library, source_of(edit, edit.results[0]), tmp_path / "o.png", preset)
        original = library.pictures.read(edit.results[0].original.content)
        assert (tmp_path / "o.png").read_bytes() == original

    def test_credentials_stay_in_a_copy(self, library: Library, tmp_path: Path) -> None:
        edit = generated(library)
        source = source_of(edit, edit.results[0])
        same = export(library, source, tmp_path / "same.png")
        assert same.keeps_credentials
        stored = library.pictures.read(edit.results[0].picture.content)
        assert (tmp_path / "same.png").read_bytes() == stored
        told = export(
            library, source, tmp_path / "told.png", ExportPreset(metadata=ExportMetadata.RECIPE)
        )
        assert not told.keeps_credentials
        assert any("Content Credentials" in note for note in told.notes)

    def test_a_file_of_that_name_stays(self, library: Library, tmp_path: Path) -> None:
        target = tmp_path / "saved.png"
        target.write_bytes(b"somebody's work")
        edit = generated(library)
        with pytest.raises(ProblemError) as caught:
            export(library, source_of(edit, edit.results[0]), target)
        assert caught.value.problem.kind is ProblemKind.CANNOT_WRITE
        assert "a file of that name already" in caught.value.problem.sentence
        assert target.read_bytes() == b"somebody's work"
        assert list(tmp_path.glob(".stet-*")) == []

    def test_a_picture_without_an_edit_has_no_layers(
        self, library: Library, tmp_path: Path
    ) -> None:
        file = InputFile(content=kept(library, a_photo(), ".jpg").content, name="p", size=SIZE)
        with pytest.raises(ProblemError, match="no layers"):
            export(
                library,
                ExportSource(file=file),
                tmp_path / "x.psd",
                ExportPreset(format=ExportFormat.PSD),
            )

    def test_the_designers_own_picture_is_copied_and_not_called_made_with_ai(
        self, library: Library, tmp_path: Path
    ) -> None:
        file = InputFile(content=kept(library, a_photo(), ".jpg").content, name="p", size=SIZE)
        preset = ExportPreset(format=ExportFormat.JPEG, metadata=ExportMetadata.RECIPE)
        export(library, ExportSource(file=file), tmp_path / "p.jpg", preset)
        assert (tmp_path / "p.jpg").read_bytes() == a_photo()

    @pytest.mark.parametrize("form", [one for one in ExportFormat if one.is_flat])
    def test_without_metadata_not_a_word_is_left(
        self, library: Library, tmp_path: Path, form: ExportFormat
    ) -> None:
        edit = edited_jpeg(library)
        preset = ExportPreset(format=form, metadata=ExportMetadata.NONE)
        target = tmp_path / f"bare{form.suffixes[0]}"
        export(library, source_of(edit, edit.results[0]), target, preset)
        data = target.read_bytes()
        for word in (b"Leica", b"red sail", b"gpt-image", b"AlgorithmicMedia", b"tet"):
            assert word not in data.replace(b"beta", b"")
        with Image.open(io.BytesIO(data)) as image:
            assert not image.getexif().get_ifd(0x8769)

    def test_what_a_bare_file_no_longer_says_is_told(
        self, library: Library, tmp_path: Path
    ) -> None:
        edit = replace(generated(library), simulated=True)
        library.store_edit(edit)
        source = source_of(edit, edit.results[0])
        bare = ExportPreset(metadata=ExportMetadata.NONE)
        told = export(library, source, tmp_path / "bare.png", bare)
        assert told.notes[0] == (
            "Left out as asked: the mark that it was simulated by the demo engine, and all other "
            "metadata."
        )
        assert b"algorithmicMedia" not in (tmp_path / "bare.png").read_bytes()
        marked = export(library, source, tmp_path / "marked.png")
        assert not any("Left out" in note for note in marked.notes)
        layers = ExportPreset(format=ExportFormat.PSD)
        told = export(library, source, tmp_path / "layers.psd", layers)
        assert told.notes[0] == (
            "Nothing in this file says that it was simulated by the demo engine."
        )


class TestMany:
    def test_names_come_from_the_template(self, library: Library, tmp_path: Path) -> None:
        one, two = generated(library, 1), generated(library, 2, results=2)
        sources = tuple(source_of(edit, r) for edit in (one, two) for r in edit.results)
        targets = plan_targets(sources, PNG, tmp_path, library)
        assert [path.name for path in targets] == [
            "a-fox-0001.png",
            "a-fox-0002-1.png",
            "a-fox-0002-2.png",
        ]
        plain = plan_targets(sources, replace(PNG, template="fox"), tmp_path, library)
        assert [path.name for path in plain] == ["fox.png", "fox-2.png", "fox-3.png"]
        (tmp_path / "fox-2.png").touch()
        assert [path.name for path in beside_existing(plain)] == [
            "fox.png",
            "fox-2-2.png",
            "fox-3.png",
        ]

    def test_one_that_fails_keeps_no_other_back(self, library: Library, tmp_path: Path) -> None:
        edits = [generated(library, number) for number in (1, 2, 3)]
        sources = tuple(source_of(edit, edit.results[0]) for edit in edits)
        library.pictures.path(sources[1].file.content).unlink()
        order = ExportOrder(
            sources=sources,
            targets=tuple(tmp_path / f"{number}.png" for number in range(3)),
            preset=PNG,
        )
        heard: list[tuple[int, int]] = []
        report = export_pictures(order, library, lambda *told: heard.append(told))
        assert [file.path.name for file in report.files] == ["0.png", "2.png"]
        assert [(name, one.kind) for name, one in report.failed] == [
            ("1.png", ProblemKind.PICTURE_GONE)
        ]
        assert heard == [(1, 3), (2, 3), (3, 3)]

    def test_a_stop_leaves_no_half_file(self, library: Library, tmp_path: Path) -> None:
        edits = [generated(library, number) for number in (1, 2, 3)]
        sources = tuple(source_of(edit, edit.results[0]) for edit in edits)
        order = ExportOrder(
            sources=sources,
            targets=plan_targets(sources, PNG, tmp_path, library),
            preset=PNG,
        )
        done: list[int] = []
        report = export_pictures(
            order, library, lambda count, _: done.append(count), lambda: bool(done)
        )
        assert report.was_stopped
        assert len(report.files) == 1
        assert len(list(tmp_path.glob("*.png"))) == 1


def test_what_is_said_beforehand(library: Library) -> None:
    edit = edited_jpeg(library)
    words = words_of(source_of(edit, edit.results[0]), library, total=3)
    assert words.source is SourceType.COMPOSITE
    assert words.format == "PNG"
    assert words.facts.total == 3
    assert words.facts.name == "photo"
    assert words.came_as_jpeg
    certified = generated(library)
    words = words_of(source_of(certified, certified.results[0]), library)
    assert words.has_credentials
    assert words.original_has_credentials
    assert words.source is SourceType.GENERATED
