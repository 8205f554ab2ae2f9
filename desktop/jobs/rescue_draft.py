"""Makes a draft of what came of an answer that broke off: its whole pictures, or the last preview.

Free of charge, and never taken for a finished result: every picture of it is marked as rescued, and
the edit keeps its outcome and the word on whether it was billed.
"""

from __future__ import annotations

from dataclasses import replace

from desktop.api.answer import Answer, read_rescued
from desktop.domain.edit import Edit, Outcome
from desktop.domain.identity import EditId
from desktop.domain.intent import Intent
from desktop.domain.problems import ProblemError, ProblemKind, fail, problem
from desktop.jobs.finish_edit import Timing, make_edit
from desktop.jobs.run_edit import with_accounts
from desktop.jobs.services import Services
from desktop.jobs.to_the_end import finish, to_the_end
from desktop.storage.journal_entry import JournalEntry

_PREVIEW_NOTE = "A rescued draft: the last preview that came, not the finished picture."
_WHOLE_NOTE = "Rescued from an answer that broke off; what followed never came."


async def rescue_draft(job: EditId, services: Services) -> Edit:
    """The edit with its rescued draft, stored; its journal entry is settled.

    ProblemError: EDIT_UNKNOWN or LIBRARY_BUSY; ANSWER_UNKNOWN when nothing whole has come; what
    storing may raise. Then the entry stays as it was.
    """
    entry = await to_the_end(services.library.journal.take_up, job)
    with entry:
        return await finish(to_the_end(_rescue, entry, services))


def _rescue(entry: JournalEntry, services: Services) -> Edit:
    library, intent = services.library, entry.intent
    if intent is None:
        raise fail(ProblemKind.ANSWER_UNKNOWN)
    answer, note = _what_came(entry)
    made = make_edit(intent, answer, library.pictures, services.models, Timing())
    edit = _marked(made, library.history.find(entry.edit), intent, note)
    library.store_edit(edit)
    entry.settle()
    return edit


def _what_came(entry: JournalEntry) -> tuple[Answer, str]:
    """The whole pictures of a broken answer, else its last preview. ProblemError when neither."""
    try:
        came = read_rescued(*entry.read_answer())
    except ProblemError as error:
        if error.problem.kind is not ProblemKind.ANSWER_UNKNOWN:
            raise
        came = Answer()
    if came.pictures:
        return came, _WHOLE_NOTE
    previews = entry.previews() or tuple(data for _, data in came.previews)
    if not previews:
        raise fail(ProblemKind.ANSWER_UNKNOWN)
    return replace(came, pictures=previews[-1:], usage=None), _PREVIEW_NOTE


def _marked(made: Edit, row: Edit | None, intent: Intent, note: str) -> Edit:
    """As the history keeps it: how it ended stays what it was."""
    trouble = row.problem if row is not None else None
    edit = replace(
        made,
        outcome=row.outcome if row is not None else Outcome.UNKNOWN,
        problem=trouble or problem(ProblemKind.ANSWER_UNKNOWN),
        results=tuple(replace(one, rescued=True) for one in made.results),
        cost_usd=None,
        seconds=row.seconds if row is not None else 0.0,
        request_id=made.request_id or (row.request_id if row is not None else None),
        notes=(note, *made.notes),
    )
    return with_accounts(edit, intent)
