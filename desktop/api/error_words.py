"""Words for single rows of the catalogue, where the sentence of their kind would say too little."""

from __future__ import annotations

import re
from dataclasses import replace

from desktop.api.service_error import ServiceError
from desktop.domain.problems import Problem, ProblemKind
from desktop.domain.refusal_advice import advice

_REPORT = "Stet or something between it and the service spoilt it; please report this."
_NUMBER = re.compile(r"\bfor image (\d{1,2})\b")

_BY_CODE = {
    "insufficient_quota": ("The account has no quota left, or no plan that includes it.", ""),
    "credit_balance_exhausted": ("The account's prepaid credit is used up.", ""),
    "organization_usage_limit_exceeded": (
        "The usage limit that the service has set for this organisation is reached.",
        "Ask for a higher one on the service's limits page, or wait for the next period.",
    ),
    "unsupported_file_mimetype": ("The service does not take files of that type.", _REPORT),
    "missing_file_mimetype": ("A file reached the service without its type.", _REPORT),
}

_BY_STATUS = {
    409: ("The service was busy with another change of the same thing.", "Try again in a moment."),
}

_OTHER_SIZE = "Choose another one; Stet's own list holds those that work."

_SIZES = (
    ("divisible by", "both sides must be multiples of 16"),
    ("less than or equal to", "its long side is too long"),
    ("minimum pixel budget", "it has too few pixels"),
    ("exceeds the current pixel budget", "it has too many pixels"),
    ("aspect ratio", "one side is more than three times the other"),
)


def with_own_words(problem: Problem, error: ServiceError) -> Problem:
    """The problem with the sentence and remedy of its own row, where it has any."""
    sentence, remedy = _words(problem, error)
    return replace(problem, sentence=sentence or problem.sentence, remedy=remedy or problem.remedy)


def _words(problem: Problem, error: ServiceError) -> tuple[str, str]:
    code = error.code.lower()
    by_kind = {
        ProblemKind.REFUSED: ("", advice(error.stage, error.categories)),
        ProblemKind.BAD_SIZE: (_size(error.message), _OTHER_SIZE),
    }
    found = by_kind.get(problem.kind) or _BY_CODE.get(code) or _by_setting(problem, error)
    return found or (("", "") if code else _BY_STATUS.get(error.status, ("", "")))


def _by_setting(problem: Problem, error: ServiceError) -> tuple[str, str] | None:
    if problem.kind is ProblemKind.BAD_OPTION and error.param == "background":
        return _TRANSPARENT
    if error.code.lower() == "string_above_max_length" and error.param == "prompt":
        return "The service finds the prompt too long.", ""
    if problem.kind is ProblemKind.BAD_UPLOAD and (found := _NUMBER.search(error.message)):
        return f"The service could not read picture {found[1]} of those that were sent.", ""
    return None


_TRANSPARENT = (
    "The service does not make this background with this model and format.",
    "Take PNG or WebP and a 2.5 or 2.6 model, or set the background to Auto.",
)


def _size(message: str) -> str:
    why = next((reason for words, reason in _SIZES if words in message), "")
    return f"The service does not make this size: {why}." if why else ""
