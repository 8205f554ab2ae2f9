"""Taking pictures out as files: the dialog, the writing beside the window, and what came of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox

from desktop.domain.edit import ResultRef
from desktop.domain.export_preset import ExportFormat, ExportPreset, ExportSettings
from desktop.domain.problems import Problem
from desktop.domain.recipe import InputFile
from desktop.storage.library import Library
from desktop.ui.dialogs.export_choice import ExportChoice, ExportSubject
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.errands import Errands
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.icons import Icons
from desktop.ui.main_window import MainWindow

if TYPE_CHECKING:
    from desktop.jobs.export_pictures import ExportOrder, ExportReport, ExportSource
    from desktop.jobs.export_subjects import PictureWords

_KINDS = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp", "TIFF": "tiff"}


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What the dialog is about."""

    sources: tuple[ExportSource, ...]
    words: PictureWords


@dataclass(frozen=True, slots=True)
class _Planned:
    """The targets, and how many of them exist."""

    targets: tuple[Path, ...]
    taken: int


class ExportFlow(QObject):
    """Signals: `problem_found(Problem)`; `note_made(str)` for the status line."""

    problem_found = Signal(object)
    note_made = Signal(str)
    _progressed = Signal(int, int)

    def __init__(
        self,
        library: Library,
        keeper: SettingsKeeper,
        errands: Errands,
        icons: Icons,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._library = library
        self._keeper = keeper
        self._errands = errands
        self._icons = icons
        self._window = window
        self._stop = threading.Event()
        self._dialog: ExportDialog | None = None
        self._progressed.connect(self._show_progress)

    def export_results(self, refs: tuple[ResultRef, ...], form: str = "") -> None:
        """Asks how and where; `form` is the format that a menu named."""
        if refs:
            work = partial(_gathered_results, refs, self._library)
            self._errands.run(work, partial(self._ask, form), self.problem_found.emit)

    def export_one(self, ref: ResultRef, form: str) -> None:
        self.export_results((ref,), form)

    def export_picture(self, file: InputFile, ref: ResultRef | None) -> None:
        """The picture on the canvas; `ref` when it is a result."""
        work = partial(_gathered_picture, file, ref, self._library)
        self._errands.run(work, partial(self._ask, ""), self.problem_found.emit)

    def shut_down(self) -> None:
        """What is being written is finished, the rest is not begun."""
        self._stop.set()

    # asking -------------------------------------------------------------------------------

    def _ask(self, form: str, gathered: _Gathered) -> None:
        settings = self._keeper.value
        subject = _subject(gathered, settings.export_folder or "")
        dialog = ExportDialog(subject, settings.exporting, self._icons, self._window)
        if form:
            dialog.choose_format(ExportFormat(form))
        dialog.export_requested.connect(partial(self._plan, gathered.sources))
        dialog.settings_changed.connect(self._keep_presets)
        dialog.stop_requested.connect(self._stop.set)
        dialog.finished.connect(self._forget_dialog)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _keep_presets(self, settings: ExportSettings) -> None:
        self._keeper.change(replace(self._keeper.value, exporting=settings))

    def _keep_choice(self, preset: ExportPreset, folder: Path) -> None:
        value = self._keeper.value
        exporting = replace(value.exporting, last=preset)
        self._keeper.change(replace(value, exporting=exporting, export_folder=str(folder)))

    def _plan(self, sources: tuple[ExportSource, ...], choice: ExportChoice) -> None:
        """One file goes where it was said; many get names, and what is there is asked about."""
        is_folder = len(sources) > 1
        self._keep_choice(choice.preset, choice.target if is_folder else choice.target.parent)
        work = partial(_planned, sources, choice, self._library)
        self._errands.run(work, partial(self._check, sources, choice), self._fail)

    def _check(
        self, sources: tuple[ExportSource, ...], choice: ExportChoice, planned: _Planned
    ) -> None:
        if planned.taken and not choice.may_replace:
            self._ask_about_taken(sources, choice, planned)
        else:
            self._run(sources, choice, planned.targets)

    def _ask_about_taken(
        self, sources: tuple[ExportSource, ...], choice: ExportChoice, planned: _Planned
    ) -> None:
        """Files that are there stay, unless the designer says otherwise."""
        count, total = planned.taken, len(planned.targets)
        question = QMessageBox(self._dialog or self._window)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle("Export")
        question.setText(
            f"“{planned.targets[0].name}” is there already."
            if total == 1
            else f"{count:,} of the {total:,} files are there already."
        )
        question.setInformativeText("Keep both gives the new ones a number.")
        roles = QMessageBox.ButtonRole
        keep = question.addButton("Keep both", roles.AcceptRole)
        replace_them = question.addButton("Replace", roles.DestructiveRole)
        question.addButton("Cancel", roles.RejectRole)
        question.setDefaultButton(keep)

        def decide() -> None:
            clicked = question.clickedButton()
            question.deleteLater()
            if clicked is replace_them:
                self._run(sources, replace(choice, may_replace=True), planned.targets)
            elif clicked is keep:
                self._run_beside(sources, choice, planned.targets)
            else:
                self._end()

        question.finished.connect(decide)
        question.open()

    # writing ------------------------------------------------------------------------------

    def _run_beside(
        self, sources: tuple[ExportSource, ...], choice: ExportChoice, targets: tuple[Path, ...]
    ) -> None:
        from desktop.jobs.export_pictures import beside_existing

        self._run(sources, choice, beside_existing(targets))

    def _run(
        self, sources: tuple[ExportSource, ...], choice: ExportChoice, targets: tuple[Path, ...]
    ) -> None:
        from desktop.jobs.export_pictures import ExportOrder, export_one, export_pictures

        self._stop.clear()
        order = ExportOrder(
            sources=sources, targets=targets, preset=choice.preset, may_replace=choice.may_replace
        )
        if len(sources) == 1:
            one = partial(export_one, sources[0], targets[0], order, self._library)
            self._errands.run(lambda: _as_report(one()), partial(self._tell, order), self._fail)
            return
        many = partial(
            export_pictures, order, self._library, self._progressed.emit, self._stop.is_set
        )
        self._errands.run(many, partial(self._tell, order), self._fail)

    def _show_progress(self, done: int, total: int) -> None:
        if self._dialog is not None:
            self._dialog.show_progress(done, total)

    def _fail(self, problem: Problem) -> None:
        self._end()
        self.problem_found.emit(problem)

    def _end(self) -> None:
        if self._dialog is not None:
            self._dialog.end()

    def _tell(self, order: ExportOrder, report: ExportReport) -> None:
        if self._dialog is not None:
            dialog, self._dialog = self._dialog, None
            dialog.end()
            dialog.accept()
        self.note_made.emit(" ".join(_sentences(order, report)))
        if report.failed:
            self.problem_found.emit(report.failed[0][1])


def _as_report(file: object) -> ExportReport:
    from desktop.jobs.export_pictures import ExportedFile, ExportReport

    assert isinstance(file, ExportedFile)
    return ExportReport(files=(file,))


def _gathered_results(refs: tuple[ResultRef, ...], library: Library) -> _Gathered:
    """On a worker's thread."""
    from desktop.jobs.export_pictures import source_of

    sources = []
    for ref in refs:
        edit = library.history.get(ref.edit)
        sources.append(source_of(edit, edit.result(ref.index)))
    return _with_words(tuple(sources), library)


def _gathered_picture(file: InputFile, ref: ResultRef | None, library: Library) -> _Gathered:
    """On a worker's thread. What was turned or cut since is no longer its result's picture."""
    from desktop.jobs.export_pictures import ExportSource

    result = library.history.find_result(ref) if ref is not None else None
    is_same = result is not None and result.picture.content == file.content
    return _with_words((ExportSource(file=file, ref=ref if is_same else None),), library)


def _with_words(sources: tuple[ExportSource, ...], library: Library) -> _Gathered:
    from desktop.jobs.export_subjects import words_of

    return _Gathered(sources, words_of(sources[0], library, total=len(sources)))


def _subject(gathered: _Gathered, folder: str) -> ExportSubject:
    first, words = gathered.sources[0], gathered.words
    kind = _KINDS.get(words.format)
    return ExportSubject(
        name=first.file.name,
        size=first.file.size,
        facts=words.facts,
        folder=folder,
        count=len(gathered.sources),
        format=ExportFormat(kind) if kind else None,
        colours=words.colours,
        tells=words.tells,
        source=words.source,
        has_alpha=words.has_alpha,
        has_credentials=words.has_credentials,
        original_has_credentials=words.original_has_credentials,
        original_suffix=words.original_suffix,
        is_result=first.ref is not None,
        came_as_jpeg=words.came_as_jpeg,
        pages=words.pages,
    )


def _planned(sources: tuple[ExportSource, ...], choice: ExportChoice, library: Library) -> _Planned:
    """On a worker's thread."""
    from desktop.jobs.export_pictures import plan_targets

    if len(sources) == 1:
        targets: tuple[Path, ...] = (choice.target,)
    else:
        targets = plan_targets(sources, choice.preset, choice.target, library)
    return _Planned(targets, sum(one.exists() for one in targets))


def _sentences(order: ExportOrder, report: ExportReport) -> list[str]:
    """What came of it, for the status line."""
    if len(order.targets) == 1 and report.files:
        file = report.files[0]
        layers = {0: (), 1: ("It has 1 layer.",)}.get(
            file.layers, (f"It has {file.layers} layers.",)
        )
        return [f"Saved {file.path.name}.", *layers, *file.notes]
    folder = order.targets[0].parent.name
    said = [f"Saved {len(report.files):,} of {len(order.targets):,} pictures in {folder}."]
    if report.was_stopped:
        said.append("You stopped it.")
    if report.failed:
        said.append(f"{len(report.failed):,} could not be written.")
    # With its credentials a file is a copy, and holds everything.
    changed = sum(bool(file.notes) and not file.keeps_credentials for file in report.files)
    if changed:
        said.append(f"{changed:,} of them do not hold everything the pictures have.")
    return said
