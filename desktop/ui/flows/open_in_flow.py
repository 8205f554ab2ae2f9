"""Opening a picture in another program, and taking back what is saved there."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QProcess, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QCursor, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu

from desktop.domain.edit import Edit, ResultRef
from desktop.domain.outside_file import OutsideFile
from desktop.domain.problems import Problem, ProblemKind, problem
from desktop.domain.recipe import InputFile
from desktop.storage.library import Library
from desktop.storage.outside_files import OutsideFiles
from desktop.ui.errands import Errands
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.flows.watched_menu import WatchedLine, WatchedMenu
from desktop.ui.main_window import MainWindow

_SETTLED_AFTER_MS = 700
"""Programs write in several steps; what has rested so long is taken to be whole."""

_MOST_PROGRAMS = 8

_MOST_MISSES = 8
"""Some programs remove the file before they write it anew; gone so many times it is gone."""


@dataclass(slots=True)
class _Outside:
    """A file that another program has: what it is, and what was last seen of it."""

    path: Path
    file: InputFile
    ref: ResultRef | None
    program: str
    digest: str
    misses: int = 0

    @property
    def name(self) -> str:
        return self.path.name


class OpenInFlow(QObject):
    """Signals: `problem_found(Problem)`, `note_made(str)`, `version_made(Edit)` when a change has
    come back, `picture_changed(bytes, name)` for a picture that no edit made."""

    problem_found = Signal(object)
    note_made = Signal(str)
    version_made = Signal(object)
    picture_changed = Signal(object, str)

    def __init__(
        self, library: Library, keeper: SettingsKeeper, errands: Errands, window: MainWindow
    ) -> None:
        super().__init__(window)
        self._library = library
        self._keeper = keeper
        self._errands = errands
        self._window = window
        self._outside: dict[str, _Outside] = {}
        self._ended: tuple[OutsideFile, ...] = ()
        self._kept: tuple[OutsideFile, ...] = ()
        self._files = OutsideFiles(library.folder / "open-in")
        self._menu = WatchedMenu(window.actions_by_id["watched"], window)
        self._menu.stop_requested.connect(self.stop)
        self._menu.folder_requested.connect(self._show_folder)
        self._changed: set[str] = set()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._notice)
        self._watcher.directoryChanged.connect(self._notice_folder)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLED_AFTER_MS)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Goes on watching what was watched before, and takes in what was saved since."""
        self._errands.run(self._files.resume, self._resume, self.problem_found.emit)

    def stop(self, path: str) -> None:
        """Watches that file no more, or none when `path` is empty; the copies stay."""
        ended = [one for one in self._outside.values() if path in {"", str(one.path)}]
        for one in ended:
            self._end(one)
        self._keep()
        if len(ended) == 1:
            self.note_made.emit(f"{ended[0].name} is no longer watched.")
        elif ended:
            self.note_made.emit(f"{len(ended)} files are no longer watched.")

    def ask_result(self, ref: ResultRef) -> None:
        """Asks in which program; then opens the result there."""
        self._errands.run(
            partial(_file_of, ref, self._library),
            lambda file: self._ask(file, ref),
            self.problem_found.emit,
        )

    def ask_picture(self, file: InputFile, ref: ResultRef | None) -> None:
        """The same for the picture on the canvas."""
        self._ask(file, ref)

    def open_in(self, program: str, file: InputFile, ref: ResultRef | None) -> None:
        """`program` is a path; empty means whatever the system opens such files with."""
        work = partial(_put_outside, file, ref, program, self._library)
        self._errands.run(work, self._start, self.problem_found.emit)

    def shut_down(self) -> None:
        """The files stay, and are watched again at the next start: they may still be open there."""
        self._timer.stop()
        for path in (*self._watcher.files(), *self._watcher.directories()):
            self._watcher.removePath(path)

    # asking -------------------------------------------------------------------------------

    def _ask(self, file: InputFile, ref: ResultRef | None) -> None:
        menu = QMenu(self._window)
        usual = menu.addAction("The system's usual program")
        usual.setData("")
        known = [one for one in self._keeper.value.programs if Path(one).exists()]
        if known:
            menu.addSeparator()
        for path in known:
            menu.addAction(_name_of(path)).setData(path)
        menu.addSeparator()
        choose = menu.addAction("Choose a program…")

        def decide(action: QAction) -> None:
            if action is choose:
                self._choose(file, ref)
            else:
                self.open_in(str(action.data()), file, ref)

        menu.triggered.connect(decide)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QCursor.pos())

    def _choose(self, file: InputFile, ref: ResultRef | None) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Choose a program", _programs_at())
        if chosen:
            value = self._keeper.value
            others = tuple(one for one in value.programs if one != chosen)
            programs = (chosen, *others)[:_MOST_PROGRAMS]
            self._keeper.change(replace(value, programs=programs))
            self.open_in(chosen, file, ref)

    # watching -----------------------------------------------------------------------------

    def _start(self, outside: _Outside) -> None:
        if _is_started(outside):
            self._watch(outside)
            self._keep()
            name = _name_of(outside.program)
            self.note_made.emit(f"Opened in {name}. What you save there comes back by itself.")
        else:
            reason = "the program could not be started"
            self.problem_found.emit(
                problem(
                    ProblemKind.BAD_ARGUMENT,
                    reason=f"For {outside.path.name} {reason}.",
                    suggestion="Choose another one.",
                )
            )

    def _watch(self, outside: _Outside) -> None:
        self._outside[str(outside.path)] = outside
        self._watcher.addPath(str(outside.path))
        self._watcher.addPath(str(outside.path.parent))

    def _resume(self, found: tuple[OutsideFile, ...]) -> None:
        """Each is looked at once: it may have been changed while nobody watched."""
        self._ended = tuple(one for one in found if not one.is_watched)
        watched = [one for one in found if one.is_watched]
        for one in watched:
            path = self._files.path(one)
            self._watch(_Outside(path, one.file, one.ref, one.program, one.digest))
            self._notice(str(path))
        self._keep()
        if watched:
            number = len(watched)
            said = "1 picture is" if number == 1 else f"{number} pictures are"
            self.note_made.emit(f"{said} still watched in other programs (File menu).")

    def _end(self, outside: _Outside) -> None:
        path = str(outside.path)
        del self._outside[path]
        self._changed.discard(path)
        self._watcher.removePath(path)
        self._watcher.removePath(str(outside.path.parent))
        self._ended = (*self._ended, replace(_listed(outside), is_watched=False))

    def _keep(self) -> None:
        """Shows and saves what is watched now."""
        watched = tuple(self._outside.values())
        self._menu.show_lines(
            tuple(
                WatchedLine(path=str(one.path), name=one.name, program=_name_of(one.program))
                for one in watched
            )
        )
        kept = (*map(_listed, watched), *self._ended)
        if kept != self._kept:
            self._kept = kept
            self._errands.run(
                partial(self._files.save, self._now_kept), _do_nothing, self.problem_found.emit
            )

    def _now_kept(self) -> tuple[OutsideFile, ...]:
        """Asked on a worker's thread; the tuple is only ever replaced whole."""
        return self._kept

    def _show_folder(self, path: str) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(path).parent)))

    def _notice(self, path: str) -> None:
        self._changed.add(path)
        self._timer.start()

    def _notice_folder(self, folder: str) -> None:
        """Many programs write a new file in place of the old one, which ends watching it."""
        for path in self._outside:
            if str(Path(path).parent) == folder:
                self._notice(path)

    def _look(self) -> None:
        changed, self._changed = self._changed, set()
        for path in changed:
            outside = self._outside.get(path)
            if outside is None:
                continue
            if not outside.path.exists():
                self._miss(outside)
                continue
            outside.misses = 0
            if path not in self._watcher.files():
                self._watcher.addPath(path)
            work = partial(_news_of, replace(outside), self._library)
            self._errands.run(work, partial(self._take, outside), self._say_trouble)

    def _miss(self, outside: _Outside) -> None:
        outside.misses += 1
        if outside.misses < _MOST_MISSES:
            self._notice(str(outside.path))
            return
        self._end(outside)
        self._ended = self._ended[:-1]
        self._keep()
        self.note_made.emit(f"{outside.name} is gone, and is no longer watched.")

    def _take(self, outside: _Outside, news: _News | None) -> None:
        """None: it was touched, and is as it was."""
        if news is None or news.digest == outside.digest:
            return
        outside.digest = news.digest
        name = _name_of(outside.program)
        if news.edit is None:
            self._keep()
            self.picture_changed.emit(news.data, outside.file.name)
            return
        outside.ref = ResultRef(edit=news.edit.id, index=0)
        self._keep()
        self.note_made.emit(f"The change from {name} is here, as a new version.")
        self.version_made.emit(news.edit)

    def _say_trouble(self, trouble: Problem) -> None:
        """A file that is still being written is looked at again when it changes next."""
        self.note_made.emit(f"What was saved there cannot be taken in yet: {trouble.sentence}")


@dataclass(frozen=True, slots=True)
class _News:
    digest: str
    data: bytes
    edit: Edit | None


def _file_of(ref: ResultRef, library: Library) -> InputFile:
    edit = library.history.get(ref.edit)
    picture = edit.result(ref.index).picture
    name = edit.result_name
    return InputFile(content=picture.content, name=name, size=picture.size)


def _put_outside(
    file: InputFile, ref: ResultRef | None, program: str, library: Library
) -> _Outside:
    """A copy of its own in the library's folder: the kept file itself is never given away."""
    from desktop.domain.identity import new_edit_id
    from desktop.jobs.drag_file import DragForm, file_of_picture, file_of_result
    from desktop.storage.disk_faults import writing

    result = library.history.find_result(ref) if ref is not None else None
    if result is None or result.picture.content != file.content:
        ref = None  # turned or cut since: no longer the result itself
    folder = library.folder / "open-in" / new_edit_id()
    with writing(folder):
        folder.mkdir(parents=True)
        if ref is None:
            path = file_of_picture(file.content, file.name, folder, library)
        else:
            path = file_of_result(ref, DragForm.PICTURE, folder, library)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return _Outside(path, file, ref, program, digest)


def _news_of(outside: _Outside, library: Library) -> _News | None:
    """On a worker's thread. ProblemError: what is there is no whole picture."""
    from desktop.imaging.codec import read_bytes, read_picture
    from desktop.imaging.layered_document import flat
    from desktop.jobs.outside_version import take_version

    data = read_bytes(outside.path)
    digest = hashlib.sha256(data).hexdigest()
    if digest == outside.digest:
        return None
    if outside.ref is None:
        read_picture(flat(data, outside.path.name), outside.path.name)
        return _News(digest, data, None)
    program = _name_of(outside.program)
    for item in library.catalogue.made_from(outside.ref):
        # Taken in already, by a run that ended before it could note that.
        if item.content == digest:
            return _News(digest, data, library.history.get(item.edit))
    return _News(digest, data, take_version(outside.ref, data, program, library))


def _is_started(outside: _Outside) -> bool:
    file = str(outside.path)
    if not outside.program:
        return QDesktopServices.openUrl(QUrl.fromLocalFile(file))
    if outside.program.endswith(".app"):
        return _has_started("open", ["-a", outside.program, file])
    return _has_started(outside.program, [file])


def _has_started(program: str, words: list[str]) -> bool:
    """PySide gives the process's number along with the answer."""
    started: object = QProcess.startDetached(program, words)
    return bool(started[0]) if isinstance(started, tuple) else bool(started)


def _name_of(program: str) -> str:
    """The file's own name without its ending."""
    return Path(program).name.removesuffix(".exe").removesuffix(".app") or "another program"


def _programs_at() -> str:
    return {"win32": "C:/Program Files", "darwin": "/Applications"}.get(sys.platform, "/usr/bin")


def _listed(outside: _Outside) -> OutsideFile:
    return OutsideFile(
        place=f"{outside.path.parent.name}/{outside.path.name}",
        file=outside.file,
        ref=outside.ref,
        program=outside.program,
        digest=outside.digest,
    )


def _do_nothing(_done: None) -> None:
    """What was saved needs no further word."""
