"""Processes that store one edit after the other and say how far they are, until they are killed.

    python -m tests.storage.edits_until_killed

Each line on its input, `FOLDER<tab>window` or `FOLDER<tab>command`, starts one process; its number
is told, then its steps, and, when it is gone, `killed`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from desktop.domain.edit import Edit
from desktop.domain.identity import EditId, new_edit_id
from desktop.domain.intent import Intent
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size
from desktop.storage.library import Library, LibraryUse
from desktop.storage.records import edit_from_json, edit_to_json
from tests.storage.samples import ANSWER, HEAD, a_result, an_edit, an_intent


def say(step: str, edit: EditId) -> None:
    """In one piece and at once: what was said is done, even if we are killed right after."""
    os.write(1, f"{step} {edit}\n".encode())


def make_edit(library: Library, edit: EditId) -> Edit:
    source = library.pictures.put(b"input of " + edit.encode() + ANSWER, ".png")
    inputs = Inputs(picture=InputFile(content=source, name="in.png", size=Size(8, 8)))
    intent: Intent = replace(an_intent(), edit=edit, inputs=inputs, created=datetime.now(UTC))
    with library.journal.open_entry(intent) as entry:
        entry.mark_sent()
        say("sent", edit)
        entry.begin(HEAD)
        entry.keep_preview(0, b"preview" * 1000)
        for start in range(0, len(ANSWER), 4096):
            entry.write(ANSWER[start : start + 4096])
        entry.finish()
        say("whole", edit)
        data = b"result of " + edit.encode() + ANSWER
        library.pictures.put(data, ".png")
        made = an_edit(id=edit, created=intent.created, inputs=inputs, results=(a_result(data),))
        library.store_edit(made)
        say("stored", edit)
        entry.settle()
    return made


def work(folder: Path, use: LibraryUse) -> None:
    with Library.open(folder, use) as library:
        while True:
            make_edit(library, new_edit_id())


def start(folder: str, use: str) -> int:
    """A process that works until it is killed; forked where that can be, which saves its start."""
    if not hasattr(os, "fork"):
        return subprocess.Popen([sys.executable, "-m", __spec__.name, folder, use]).pid
    process = os.fork()
    if process == 0:
        try:
            work(Path(folder), LibraryUse(use))
        finally:
            traceback.print_exc()
            os._exit(1)
    return process


def main() -> None:
    if len(sys.argv) > 1:
        work(Path(sys.argv[1]), LibraryUse(sys.argv[2]))
    edit_from_json(edit_to_json(an_edit()))  # whatever is loaded late is loaded now
    for line in sys.stdin:
        process = start(*line.strip().split("\t"))
        os.write(1, f"process {process}\n".encode())
        os.waitpid(process, 0)
        os.write(1, b"killed\n")


if __name__ == "__main__":
    main()
