"""Works on a small disk until it is full, and prints as JSON what came of each step.

python -m tests.storage.on_a_full_disk FOLDER ELSEWHERE
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from desktop.domain.problems import ProblemError
from desktop.domain.settings import Settings
from desktop.storage.library import Library
from desktop.storage.settings_file import SettingsFile
from tests.storage.samples import ANSWER, HEAD, a_result, an_edit, an_intent

LARGE = b"0123456789abcdef" * 65_536


def fill(folder: Path) -> Path:
    """Take all the room there is, to the last byte."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return path


def outcome(work: Callable[[], object]) -> str:
    try:
        work()
    except ProblemError as error:
        return error.problem.kind.value
    return "done"


def main(folder: Path) -> dict[str, object]:
    said: dict[str, object] = {}
    settings = SettingsFile(folder / "settings.json")
    settings.save(Settings(model="before"))
    with Library.open(folder / "library") as library:
        picture = library.pictures.put(b"small", ".png")
        library.store_edit(an_edit(1, results=(a_result(b"small"),)))
        too_much = an_intent(2, expected_bytes=50_000_000)
        said["too much expected"] = outcome(lambda: library.journal.open_entry(too_much))
        said["entries left"] = len(list(library.journal.folder.iterdir()))
        first = library.journal.open_entry(an_intent(3, expected_bytes=len(LARGE)))
        second = library.journal.open_entry(an_intent(4, expected_bytes=1000))
        unsent = library.journal.open_entry(an_intent(5, expected_bytes=1000))
        first.mark_sent()
        second.mark_sent()
        filler = fill(folder)

        said["mark on a full disk"] = outcome(unsent.mark_sent)
        for entry, body in ((first, LARGE), (second, LARGE + ANSWER)):
            entry.begin(HEAD)
            for start in range(0, len(body), 65_536):
                entry.write(body[start : start + 65_536])
        said["expected answer"] = outcome(first.finish)
        said["expected answer is whole"] = first.read_answer() == (HEAD, LARGE)
        said["expected answer is in its place"] = not (first.folder / "elsewhere").exists()
        said["longer answer"] = outcome(second.finish)
        said["longer answer is whole"] = second.read_answer() == (HEAD, LARGE + ANSWER)
        said["longer answer is elsewhere"] = (second.folder / "elsewhere").exists()

        said["picture"] = outcome(lambda: library.pictures.put(LARGE, ".png"))
        said["edit"] = outcome(lambda: library.store_edit(an_edit(6, "x" * 30_000)))
        said["settings"] = outcome(lambda: settings.save(Settings(model="after " * 5000)))
        said["settings that stand"] = settings.load()[0].model
        said["history that stands"] = library.history.count()
        said["old picture"] = library.pictures.verify(picture)
        said["old edit"] = library.history.page()[0] == an_edit(1, results=(a_result(b"small"),))
        for entry in (first, second, unsent):
            entry.close()
    said["opening"] = outcome(lambda: Library.open(folder / "library").close())
    filler.unlink()
    with Library.open(folder / "library") as library:
        said["states"] = [entry.state.value for entry in library.journal.unsettled()]
        library.store_edit(an_edit(7))
        said["faults afterwards"] = library.check().sentences
        for told in library.journal.unsettled():
            library.journal.take_up(told.edit).settle()
    said["litter"] = [path.name for path in folder.rglob("*.tmp")]
    return said


if __name__ == "__main__":
    tempfile.tempdir = sys.argv[2]
    print(json.dumps(main(Path(sys.argv[1]))))
