"""Sets on disk: the matrix with the order of every cell, and how far it was decided."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.identity import ContentHash
from desktop.domain.problems import ProblemKind, fail
from desktop.domain.surface_set import SurfaceSet
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import make_folder, write_whole
from desktop.storage.records import contents_in, from_json, to_json


class SetFiles:
    """One file for each set. Writes are synced when they return and may raise ProblemError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, one: SurfaceSet) -> None:
        """As it stands now."""
        with writing(self._folder):
            make_folder(self._folder)
            write_whole(self._folder / f"{one.id}.json", to_json(one).encode())

    def all(self) -> tuple[SurfaceSet, ...]:
        """Newest first."""
        found = sorted(self._folder.glob("*.json"), reverse=True)
        return tuple(from_json(SurfaceSet, path.read_bytes()) for path in found)

    def get(self, beginning: str) -> SurfaceSet:
        """The one whose id begins so. ProblemError when there is none, or more than one."""
        found = [one for one in self.all() if beginning and one.id.startswith(beginning)]
        if len(found) == 1:
            return found[0]
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"{'More than one' if found else 'No'} set begins with “{beginning}”.",
            suggestion="`stet set list` shows them all.",
        )

    def contents_in_use(self) -> set[ContentHash]:
        """Every picture that a set names: its next cell may need it."""
        found: set[ContentHash] = set()
        for path in self._folder.glob("*.json"):
            found |= contents_in(path.read_text(encoding="utf-8"))
        return found
