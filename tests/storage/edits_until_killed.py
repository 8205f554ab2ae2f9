"""Stores one edit after the other in a library and says how far it is, until it is killed.

    python -m tests.storage.edits_until_killed FOLDER window|command

It waits for a line on its input, so that it can be started ahead of time.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from desktop.domain.edit import Edit
from desktop.domain.identity import EditId, new_edit_id
from desktop.domain.intent import Intent
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size
from desktop.storage.library import Library, LibraryUse
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


def main() -> None:
    sys.stdin.readline()
    with Library.open(Path(sys.argv[1]), LibraryUse(sys.argv[2])) as library:
        while True:
            make_edit(library, new_edit_id())


if __name__ == "__main__":
    main()
