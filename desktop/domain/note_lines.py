"""Notes of a markup and the prompt's lines that belong to them: “2. a red door” is note 2's."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LINE = re.compile(r"^\s*\(?(\d{1,3})[.:)]\s*(.*?)\s*$")


def linked_lines(prompt: str) -> dict[int, str]:
    """The words of each numbered line by its number; the first counts where two have the same."""
    found: dict[int, str] = {}
    for line in prompt.splitlines():
        match = _LINE.match(line)
        if match:
            found.setdefault(int(match[1]), match[2])
    return found


def number_of_line(line: str) -> int | None:
    """The note that a line of the prompt belongs to."""
    match = _LINE.match(line)
    return int(match[1]) if match else None


def with_lines(prompt: str, numbers: Iterable[int]) -> str:
    """The prompt with a line to fill in for each note that has none."""
    known = linked_lines(prompt)
    missing = [f"{number}. " for number in numbers if number not in known]
    if not missing:
        return prompt
    before = prompt.rstrip("\n")
    return "\n".join([before, *missing] if before.strip() else missing)


def without_empty_lines(prompt: str, numbers: Iterable[int]) -> str:
    """The prompt without the lines of these notes in which nothing was written."""
    gone = set(numbers)
    return "\n".join(line for line in prompt.split("\n") if not _is_empty_of(line, gone))


def _is_empty_of(line: str, numbers: set[int]) -> bool:
    match = _LINE.match(line)
    return match is not None and int(match[1]) in numbers and not match[2]
