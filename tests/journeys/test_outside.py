"""In and out: drops by zones, another program's change, many files at once, and a project."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QMessageBox

from desktop.domain.edit import ResultRef
from desktop.domain.export_preset import ExportPreset
from desktop.domain.provenance import SourceType, provenance_of
from desktop.domain.recipe import InputFile
from desktop.domain.size import Size
from desktop.storage.library import Library, LibraryUse
from desktop.ui.canvas.drops import CanvasDrop, DropZone
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.flows.outside_flows import OutsideFlows
from desktop.ui.flows.watched_menu import WatchedMenu
from desktop.ui.history.details_dialog import EditDetailsDialog
from tests.builders import opened, photo, png
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer


def outside_of(stet: Designer) -> OutsideFlows:
    return stet.program.window_flow._outside


def test_a_drop_becomes_what_its_zone_says(
    sit: Sit, photograph: Path, guides: tuple[Path, Path], tmp_path: Path
) -> None:
    stet = sit(photograph)
    drop = stet.panels.canvas.drop_received.emit
    drop(CanvasDrop(files=guides[:1], zone=DropZone.REFERENCE))
    stet.wait(lambda: len(stet.workspace.draft.references) == 1)
    document = stet.workspace.open_document
    assert document is not None
    mask = np.zeros((document.file.size.height, document.file.size.width), np.uint8)
    mask[20:60, 30:90] = 255
    drop(CanvasDrop(bitmap=png(mask), zone=DropZone.MASK))
    stet.wait(lambda: stet.workspace.document is not None and stet.workspace.document.has_mask)
    folder = tmp_path / "a folder"
    folder.mkdir()
    for name in ("b.png", "a.png", "c.txt"):
        (folder / name).write_bytes(png(photo(Size(40, 30), seed=len(name))))
    drop(CanvasDrop(files=(folder,)))
    stet.wait(lambda: _open_name(stet) == "a.png")
    stet.wait(lambda: len(stet.workspace.draft.references) == 2)
    drop(CanvasDrop(addresses=("https://pictures.example/a.png",)))
    question = stet.dialog(QMessageBox)
    assert "pictures.example" in question.text()
    question.reject()
    drop(CanvasDrop(addresses=("http://pictures.example/a.png",)))
    stet.wait(stet.panels.message.isVisible)


def _open_name(stet: Designer) -> str:
    opened = stet.workspace.open_document
    return opened.file.name if opened else ""


def _open_result(stet: Designer) -> ResultRef | None:
    opened = stet.workspace.open_document
    return opened.parent if opened else None


@pytest.fixture
def made(sit: Sit, photograph: Path) -> Designer:
    """The program after one edit, whose result is on the canvas."""
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    stet.type_prompt("a red sail")
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    stet.press("Keep original")
    return stet


def test_what_is_on_the_canvas_is_exported_where_nothing_else_is_chosen(
    sit: Sit, photograph: Path
) -> None:
    stet = sit(photograph)
    stet.act("export_chosen")
    stet.sees("Choose results in the history first.")
    stet.paint((480, 280), (560, 300))
    stet.type_prompt("a red sail")
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    stet.press("Use this")
    stet.wait(lambda: _open_result(stet) is not None)
    assert not stet.panels.history.chosen_results()
    stet.act("export_chosen")
    stet.dialog(ExportDialog).reject()


def test_what_another_program_saves_comes_back(made: Designer, service: ImageService) -> None:
    stet = made
    first = stet.newest()
    ref = ResultRef(edit=first.id, index=0)
    programs = outside_of(stet).programs
    file = first.results[0].picture
    stet.panels.history.canvas_requested.emit(ref)
    stet.wait(lambda: stet.content == file.content)
    document = stet.workspace.open_document
    assert document is not None
    programs.open_in("/bin/true", document.file, ref)
    stet.sees("Opened in true. What you save there comes back by itself.")
    (path,) = (stet.library.folder / "open-in").rglob("*.png")
    assert path.read_bytes() == stet.library.pictures.read(file.content)
    changed = opened(path.read_bytes()).copy()
    changed[:30, :40] = (1, 2, 3)
    path.write_bytes(png(changed))
    stet.wait(lambda: stet.newest().id != first.id)
    version = stet.newest()
    assert version.parent == ref
    assert version.cost_usd == 0
    assert version.notes == ("Changed in true; nothing was sent, and it cost nothing.",)
    stet.wait(lambda: stet.content == version.results[0].picture.content)
    kept = opened(stet.library.pictures.read(version.results[0].picture.content))
    assert (kept == changed).all()
    said = provenance_of(version, version.results[0])
    assert said is not None
    assert said.source is SourceType.COMPOSITE
    path.write_bytes(b"half a fi")
    stet.wait(lambda: not programs._timer.isActive())
    again = changed.copy()
    again[40:50] = 9
    path.write_bytes(png(again))
    stet.wait(lambda: stet.newest().id != version.id)
    assert stet.newest().parent == ResultRef(edit=version.id, index=0)
    assert len(service.paid_requests) == 1


def watched_in(stet: Designer) -> QAction:
    return stet.window.actions_by_id["watched"]


def test_it_is_watched_after_a_restart_too(made: Designer, sit: Sit) -> None:
    first = made.newest()
    ref = ResultRef(edit=first.id, index=0)
    assert not watched_in(made).isEnabled()
    picture = first.results[0].picture
    file = InputFile(content=picture.content, name="a red sail", size=picture.size)
    outside_of(made).programs.open_in("/bin/true", file, ref)
    made.wait(lambda: watched_in(made).text() == "Watched in other programs (1)")
    folder = made.library.folder / "open-in"
    (path,) = folder.rglob("*.png")
    made.wait((folder / "watched.json").exists)
    made.leave()
    changed = opened(path.read_bytes()).copy()
    changed[:30, :40] = (1, 2, 3)
    path.write_bytes(png(changed))

    stet = sit()
    stet.wait(lambda: stet.newest().id != first.id)
    version = stet.newest()
    assert version.parent == ref
    kept = opened(stet.library.pictures.read(version.results[0].picture.content))
    assert (kept == changed).all()
    again = changed.copy()
    again[40:50] = 9
    path.write_bytes(png(again))
    stet.wait(lambda: stet.newest().id != version.id)
    assert stet.newest().parent == ResultRef(edit=version.id, index=0)
    count = stet.history_size

    menu = watched_in(stet).menu()
    assert isinstance(menu, WatchedMenu)
    (of_file,) = menu.actions()
    assert of_file.text() == f"{path.name}, in true"
    lines = of_file.menu()
    assert isinstance(lines, QMenu)
    lines.actions()[0].trigger()
    assert not watched_in(stet).isEnabled()
    assert path.exists()
    path.write_bytes(png(changed))
    stet.leave()
    later = sit()
    later.wait(lambda: later.history_size == count)
    assert not watched_in(later).isEnabled()


def test_a_file_that_is_gone_is_watched_no_more(made: Designer) -> None:
    first = made.newest()
    picture = first.results[0].picture
    file = InputFile(content=picture.content, name="a red sail", size=picture.size)
    programs = outside_of(made).programs
    programs._timer.setInterval(20)
    programs.open_in("/bin/true", file, ResultRef(edit=first.id, index=0))
    made.wait(watched_in(made).isEnabled)
    (path,) = (made.library.folder / "open-in").rglob("*.png")
    path.unlink()
    made.wait(lambda: not watched_in(made).isEnabled())
    made.sees(f"{path.name} is gone, and is no longer watched.")


def test_the_details_say_what_became_of_the_credentials(made: Designer) -> None:
    made.panels.history.show_details(made.newest())
    dialog = made.dialog(EditDetailsDialog)
    labels = partial(dialog.findChildren, QLabel)
    made.wait(lambda: any("no longer does" in one.text() and one.isVisible() for one in labels()))
    dialog.resize(420, 700)
    assert not dialog.grab().isNull()
    dialog.close()


def test_many_are_exported_and_the_library_travels(made: Designer, tmp_path: Path) -> None:
    stet = made
    first = ResultRef(edit=stet.newest().id, index=0)
    target = tmp_path / "out"
    target.mkdir()
    (target / "a-red-sail.png").write_bytes(b"somebody's work")
    outside_of(stet).export.export_results((first, first))
    dialog = stet.dialog(ExportDialog)
    dialog.show_preset(ExportPreset(template="{prompt}"))
    stet.press("Export 2…", dialog)
    files = stet.dialog(QFileDialog)
    files.setDirectory(str(target))
    files.selectFile(str(target))
    files.accept()
    question = stet.dialog(QMessageBox)
    assert "1 of the 2 files are there already" in question.text()
    stet.press("Keep both", question)
    stet.sees("Saved 2 of 2 pictures in out.")
    assert (target / "a-red-sail.png").read_bytes() == b"somebody's work"
    assert len(list(target.glob("*.png"))) == 3
    project = tmp_path / "all.stet"
    outside_of(stet).projects.write(project, ())
    stet.sees("Saved all.stet: 1 edits with")
    stet.leave()
    with Library.open(tmp_path / "elsewhere", LibraryUse.COMMAND) as other:
        from desktop.storage.project_import import import_project

        assert import_project(project, other).edits == (first.edit,)
