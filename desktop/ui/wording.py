"""How amounts, times and prompts are written in the window, in one place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from desktop.domain.edit import Result
from desktop.ui.verdict_words import JUDGEMENTS, Judgement

_SHOWN_OF_A_PROMPT = 240
_CENT_HUNDREDTH = Decimal("0.0001")


def exact_cost(amount: Decimal) -> str:
    """What something did cost, to a hundredth of a cent below a dollar: `$0.0527`, `$1.27`."""
    if amount == 0:
        return "$0.00"
    if 0 < amount < _CENT_HUNDREDTH:
        return f"under ${_CENT_HUNDREDTH}"
    return f"${amount:,.2f}" if amount >= 1 else f"${amount:.4f}"


def stopwatch(seconds: float) -> str:
    """`0:34`, `12:05`, `1:00:07`; whole seconds that have passed."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def duration(seconds: float) -> str:
    """How long something took: `8.4 s`, `41 s`, `2 min 5 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def moment(when: datetime, now: datetime) -> str:
    """`Today 14:05`, `Yesterday 14:05`, `12 Nov 14:05`, `12 Nov 2025`, in the zone of `now`."""
    local = when.astimezone(now.tzinfo)
    clock = f"{local:%H:%M}"
    if local.date() == now.date():
        return f"Today {clock}"
    if local.date() == now.date() - timedelta(days=1):
        return f"Yesterday {clock}"
    day = f"{local.day} {local:%b}"
    return f"{day} {clock}" if local.year == now.year else f"{day} {local.year}"


def short_moment(when: datetime, now: datetime) -> str:
    """For narrow places: `14:05` today, `12 Nov` this year, `Nov 2025` before."""
    local = when.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b}" if local.year == now.year else f"{local:%b %Y}"


def moment_in_full(when: datetime) -> str:
    """`12 Nov 2026, 14:05:09`, in this computer's zone."""
    local = when.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M:%S}"


def megabytes(count: int) -> str:
    """A number of bytes for people: 340 kB, 4.2 MB, 1.30 GB."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB" if count else "0 kB"
    if count < 1_000_000_000:
        return f"{count / 1_000_000:.1f} MB"
    return f"{count / 1_000_000_000:.2f} GB"


def as_tooltip(*lines: str) -> str:
    """Lines as a tooltip; Qt would read a name that looks like markup as rich text."""
    escaped = (line.replace("&", "&amp;").replace("<", "&lt;") for line in lines if line)
    return f"<p>{'<br>'.join(escaped)}</p>"


def first_line(prompt: str) -> str:
    """The first line that says something, its white space made single, cut where nobody reads."""
    for line in prompt[: 4 * _SHOWN_OF_A_PROMPT].splitlines():
        words = " ".join(line.split())
        if words:
            return words[:_SHOWN_OF_A_PROMPT]
    return ""


def verdict_words(result: Result) -> str:
    """What was found when the answer was laid in; empty where nothing was judged."""
    judgement = judgement_of(result)
    return judgement.title if judgement is not None else ""


def judgement_of(result: Result) -> Judgement | None:
    """The verdict on an answer; None where nothing was laid in or judged."""
    if result.placement is None or result.placement.verdict == "none":
        return None
    return JUDGEMENTS.get(result.placement.verdict)


def outside_words(result: Result) -> str:
    """`0 px changed outside` and the like; empty where nothing was composited."""
    if result.outside_changed is None:
        return ""
    return f"{result.outside_changed:,} px changed outside"


def outside_sentence(result: Result) -> str:
    """The proof in full: `0 of 47,312,204 pixels changed outside the mask`; empty without one."""
    if result.outside_changed is None:
        return ""
    of = "" if result.outside_total is None else f" of {result.outside_total:,}"
    return f"{result.outside_changed:,}{of} pixels changed outside the mask"


def badge(name: str, result: Result) -> str:
    """`Result · 0 pixels changed outside the mask`, and before it the verdict if it is not good."""
    judgement = judgement_of(result)
    verdict = "" if judgement is None or judgement.role == "good" else judgement.title
    proof = outside_sentence(replace(result, outside_total=None))
    return " · ".join(part for part in (name, verdict, proof) if part)
