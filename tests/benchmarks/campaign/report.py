"""What a campaign left behind, in the numbers that must hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from desktop.domain.edit import Edit, Outcome
from desktop.domain.intent import EntryState, UnsettledEdit
from desktop.domain.ledger import LedgerEntry
from desktop.domain.problems import Billed, ProblemError
from desktop.jobs.run_edit import finish_saved
from desktop.storage.library import Library
from tests.builders import studio_for
from tests.fakes.image_service import KEY, ImageService
from tests.fakes.records import SeenRequest

_FREE = frozenset({429, 503})
"""Answers after which Stet may send again by itself."""

AT_ONCE = 3
"""Jobs that run at the same time, and may be in their upload when the program is killed."""

_UNCLEAR = frozenset({408, 500, 502, 504})
"""Answers that do not say whether anything was made."""


@dataclass(kw_only=True)
class Report:
    """`lost`, `twice`, `unaccounted` and `faults` must be empty; the rest says what happened."""

    jobs: int = 0
    requests: int = 0
    runs: int = 0
    kills: int = 0
    full_disks: int = 0
    jumps: int = 0
    kinds: int = 0
    struck: int = 0
    unstruck: list[str] = field(default_factory=list)
    left_whole: int = 0
    in_library: int = 0
    offered: int = 0
    on_the_line: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    billed: int = 0
    accounted: int = 0
    only_maybe: int = 0
    unexplained: list[str] = field(default_factory=list)
    never_came: int = 0
    broken_off: int = 0
    answers: dict[str, list[str]] = field(default_factory=dict, repr=False)
    unaccounted: list[str] = field(default_factory=list)
    wrongly_billed: list[str] = field(default_factory=list)
    finished_from_saved: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def wants_all(self) -> bool:
        """There are jobs enough for every kind of mishap to come, among all the kills."""
        return self.jobs >= 2 * self.kinds

    @property
    def holds(self) -> bool:
        money = (self.unaccounted, self.wrongly_billed, self.unexplained)
        if self.never_came > self.broken_off + AT_ONCE * self.kills:
            return False
        is_complete = not self.wants_all or not self.unstruck
        return is_complete and not any((self.lost, self.twice, *money, self.faults))

    @property
    def lines(self) -> tuple[str, ...]:
        whole = (
            f"{self.left_whole}; in the library {self.in_library}, offered from the saved answer "
            f"{self.offered}, on the line when the program was killed {self.on_the_line}, lost "
            f"{len(self.lost)} {self.lost}"
        )
        billed = (
            f"{self.billed}; of these in the ledger as billed or maybe {self.accounted}, "
            f"unaccounted {self.unaccounted}; in the ledger alone: as maybe {self.only_maybe}, "
            f"because nobody can know ({self.never_came} broke off in the upload, unexplained "
            f"{self.unexplained}), as certain {self.wrongly_billed}"
        )
        state = "intact" if not self.faults else f"{self.faults}"
        runs = (
            f"{self.runs} runs, {self.kills} killed, {self.full_disks} on a full disk, "
            f"{self.jumps} jumps of the clock, {self.struck} of {self.kinds} kinds of mishap "
            f"{self.unstruck or ''}"
        )
        return (
            f"{self.jobs} jobs, {self.requests} paid requests, {runs}",
            f"1. answers that left whole: {whole}",
            f"2. sent twice without consent: {len(self.twice)} {self.twice}",
            f"3. pictures billed by the service: {billed}",
            f"4. library: {state}; finished from saved answers: {self.finished_from_saved}",
        )


def examine(folder: Path, service: ImageService, cut_off: set[str], report: Report) -> Report:
    """`cut_off` are the prompts of requests in runs that were killed. An answer may have been on
    the line then; it is excused where the journal knows that it was sent."""
    requests = service.paid_requests
    report.requests = len(requests)
    report.twice = _sent_twice(requests)
    prompts = {request.number: str(request.fields.get("prompt", "")) for request in requests}
    with Library.open(folder) as library:
        found = library.check()
        report.faults = [*found.database_faults, *(() if found.is_clean else found.sentences)]
        edits = [library.history.get(edit) for edit, _ in library.history.records()]
        finished = {one.recipe.prompt for one in edits if one.outcome is Outcome.FINISHED}
        unsettled = library.journal.unsettled()
        saved = {
            one.intent.recipe.prompt
            for one in unsettled
            if one.intent is not None and one.state is EntryState.COMPLETE
        }
        interrupted = {one.intent.recipe.prompt for one in unsettled if one.intent is not None}
        for prompt in {prompts[one.request] for one in service.billed if one.has_left_whole}:
            report.left_whole += 1
            report.in_library += prompt in finished
            report.offered += prompt in saved - finished
            if prompt not in finished | saved:
                is_excused = prompt in cut_off & interrupted
                report.on_the_line += is_excused
                report.lost += [] if is_excused else [_story(prompt, edits, unsettled)]
        names = {edit.id: edit.recipe.prompt for edit in edits}
        names |= {one.edit: one.intent.recipe.prompt for one in unsettled if one.intent}
        entries = {names.get(one.edit, one.edit): one for one in library.ledger.entries()}
        unclear = _unclear(requests) | cut_off
        report.answers = _answers(requests)
        report.broken_off = sum("prompt" not in one.fields for one in requests)
        _compare(report, [prompts[one.request] for one in service.billed], entries, unclear)
        _finish_saved(library, service, report)
        report.faults += library.database.faults()
    return report


def _story(prompt: str, edits: list[Edit], unsettled: tuple[UnsettledEdit, ...]) -> str:
    """What the library knows of it."""
    kinds = [one.problem.kind.value for one in edits if one.recipe.prompt == prompt and one.problem]
    states = [
        f"{one.state}, {one.answer_bytes} bytes"
        for one in unsettled
        if one.intent is not None and one.intent.recipe.prompt == prompt
    ]
    return f"{prompt} (history: {kinds}, journal: {states})"


def _answers(requests: list[SeenRequest]) -> dict[str, list[str]]:
    """How each job's requests were answered, for the story of one that is not explained."""
    found: dict[str, list[str]] = {}
    for one in requests:
        said = "nothing" if one.answer is None else f"{one.answer.status} {one.answer.body[:80]!r}"
        found.setdefault(str(one.fields.get("prompt", "")), []).append(said)
    return found


def _unclear(requests: list[SeenRequest]) -> set[str]:
    """Jobs whose request the service did not book, and whose sender could not know that: it was
    killed, the line broke, or the answer does not say whether work was done (as of a refused
    result, which was made first)."""
    return {
        str(one.fields.get("prompt", ""))
        for one in requests
        if one.answer is None
        or one.answer.status in _UNCLEAR
        or not one.answer.is_whole
        or b'"moderation_stage": "output"' in one.answer.body
    }


def _compare(
    report: Report, billed: list[str], entries: dict[str, LedgerEntry], unclear: set[str]
) -> None:
    """Picture by picture: what the service booked stands in the ledger, nothing as certain that it
    did not book, and as a maybe only what was `unclear`."""
    report.billed = len(billed)
    for prompt in billed:
        entry = entries.get(prompt)
        is_there = entry is not None and entry.billed is not Billed.NO
        report.accounted += is_there
        report.unaccounted += [] if is_there else [prompt]
    for prompt, entry in entries.items():
        if prompt not in billed:
            is_maybe = entry.billed is Billed.MAYBE
            report.only_maybe += is_maybe
            answers = report.answers.get(prompt)
            if is_maybe and answers is None:
                report.never_came += 1
            elif is_maybe and prompt not in unclear:
                report.unexplained.append(f"{prompt}: {answers}")
            report.wrongly_billed += [prompt] if entry.billed is Billed.YES else []


def _sent_twice(requests: list[SeenRequest]) -> list[str]:
    """Jobs with a request after one that was not certainly free."""
    found: set[str] = set()
    dangerous: set[str] = set()
    for request in requests:
        prompt = str(request.fields.get("prompt", ""))
        if prompt in dangerous:
            found.add(prompt)
        if request.answer is None or request.answer.status not in _FREE:
            dangerous.add(prompt)
    return sorted(found - {""})


def _finish_saved(library: Library, service: ImageService, report: Report) -> None:
    """Every saved answer is tried once; those that are no picture say so and stay."""
    studio = studio_for(library, service.url, KEY)
    for one in library.journal.unsettled():
        if one.state is EntryState.COMPLETE:
            try:
                studio.loop(finish_saved(one.edit, studio.services))
            except ProblemError:
                continue
            report.finished_from_saved += 1
