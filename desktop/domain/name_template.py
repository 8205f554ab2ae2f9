"""Names for exported files from a template such as `{prompt}-{date}`, legal on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.problems import Problem, ProblemKind, problem

LONGEST_NAME = 120
"""Bytes in UTF-8 without the ending: file systems end at 255, and numbers may follow."""

_PROMPT_LENGTH = 48
_FIELD = re.compile(r"\{([^{}]*)\}")
_REFUSED = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
"""What Windows, the strictest of the systems, refuses in a name."""

_GAPS = re.compile(r"([-_ .])[-_ .]*(?=[-_ .])")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFacts:
    """What a name can be made of; empty where it is not known.

    `result` is the result's number from 1, 0 where its edit has but one. `number` counts what is
    exported together, from 1; `total` is how many those are. Width and height are those of the
    exported file.
    """

    prompt: str = ""
    name: str = ""
    id: str = ""
    created: datetime | None = None
    model: str = ""
    quality: str = ""
    project: str = ""
    preset: str = ""
    result: int = 0
    number: int = 1
    total: int = 1
    width: int = 0
    height: int = 0


_FIELDS: dict[str, Callable[[NameFacts], str]] = {
    "prompt": lambda facts: slug(facts.prompt) or "picture",
    "name": lambda facts: facts.name,
    "id": lambda facts: facts.id[-4:],
    "edit": lambda facts: facts.id,
    "result": lambda facts: str(facts.result) if facts.result else "",
    "number": lambda facts: str(facts.number).zfill(max(2, len(str(facts.total)))),
    "date": lambda facts: _time(facts, "%Y-%m-%d"),
    "time": lambda facts: _time(facts, "%H-%M-%S"),
    "model": lambda facts: facts.model,
    "quality": lambda facts: facts.quality,
    "project": lambda facts: facts.project,
    "preset": lambda facts: facts.preset,
    "width": lambda facts: str(facts.width) if facts.width else "",
    "height": lambda facts: str(facts.height) if facts.height else "",
}

FIELDS = tuple(_FIELDS)
"""The words that may stand in braces."""


def template_problem(template: str) -> Problem | None:
    """Why the template cannot be used; None when it can."""
    unknown = [name for name in _FIELD.findall(template) if name.strip().lower() not in _FIELDS]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        return _refused(f"“{{{unknown[0]}}}” is no part of a name.", f"There is {known}.")
    rest = _FIELD.sub("", template)
    if "{" in rest or "}" in rest:
        return _refused("A brace in the name has no partner.", "Write fields as {prompt}.")
    if not template.strip():
        return _refused("The name is empty.", "Write one such as {prompt}-{date}.")
    if "/" in rest or "\\" in rest:
        return _refused("A name has no folders in it.", "Choose the folder beside it.")
    return None


def expand_name(template: str, facts: NameFacts) -> str:
    """The name without an ending: never empty, never a path, legal on Linux, Windows and macOS.

    Fields that are not known come to nothing, and what stood between two of them stands once.
    ValueError where `template_problem` has something to say.
    """
    trouble = template_problem(template)
    if trouble is not None:
        raise ValueError(trouble.text)

    def value(found: re.Match[str]) -> str:
        return _FIELDS[found[1].strip().lower()](facts)

    return legal_name(_FIELD.sub(value, template))


def legal_name(text: str) -> str:
    """`text` as the name of a file, without its ending."""
    plain = _REFUSED.sub("-", unicodedata.normalize("NFC", text.replace("\n", " ")))
    plain = "".join(one for one in plain if not _is_hidden(one))
    plain = _cut(_GAPS.sub(r"\1", plain).strip("-_ ."))
    plain = plain.strip("-_ .") or "picture"
    return f"{plain}-" if _RESERVED.match(plain) else plain


def slug(text: str) -> str:
    """The beginning of a prompt as it stands in names: `a-red-fox`."""
    words = re.sub(r"[^\w]+", "-", text.strip().lower()).strip("-_")
    return words[:_PROMPT_LENGTH].rstrip("-_")


def numbered(name: str, number: int) -> str:
    """Another name where one is taken: `fox-2`."""
    return f"{name}-{number}"


def _cut(text: str) -> str:
    """At most so many bytes, and no half of a character."""
    return text.encode("utf-8", "replace")[:LONGEST_NAME].decode("utf-8", "ignore")


def _is_hidden(letter: str) -> bool:
    """Control and direction marks, with which a name could show another ending than it has."""
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs"}


def _time(facts: NameFacts, form: str) -> str:
    return facts.created.astimezone().strftime(form) if facts.created else ""


def _refused(reason: str, suggestion: str) -> Problem:
    return problem(ProblemKind.BAD_ARGUMENT, reason=reason, suggestion=suggestion)
