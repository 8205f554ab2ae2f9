"""The catalogue: what a service says about an error, and the problem it is for the designer.

Codes decide, then types, then the HTTP status. A message is only looked at where the service
gives no code for the case at all (verification, an unreadable picture at older gateways).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.api.error_words import with_own_words
from desktop.api.retry_after import in_words, seconds_to_wait
from desktop.api.service_error import ServiceError, request_id_of, without_keys
from desktop.domain.problems import Billed, Problem, ProblemKind, ServiceWords, problem
from desktop.domain.recipe import PROMPT_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was sent, as far as a sentence about its failure needs it.

    `seconds` is how long the answer was waited for, `is_sent` whether the whole request had left
    this computer; `keys` are struck out of every text.
    """

    host: str = "the service"
    address: str = ""
    model: str = ""
    prompt_length: int = 0
    upload_bytes: int = 0
    seconds: float = 0.0
    is_sent: bool = True
    keys: tuple[str, ...] = ()


_CODES = {
    "moderation_blocked": ProblemKind.REFUSED,
    "content_policy_violation": ProblemKind.REFUSED,
    "image_content_policy_violation": ProblemKind.REFUSED,
    "responsibleaipolicyviolation": ProblemKind.REFUSED,
    "content_filter": ProblemKind.REFUSED,
    "contentfilter": ProblemKind.REFUSED,
    "invalid_api_key": ProblemKind.KEY_WRONG,
    "unsupported_country_region_territory": ProblemKind.COUNTRY,
    "model_not_found": ProblemKind.MODEL_NOT_FOUND,
    "previous_response_not_found": ProblemKind.CONVERSATION_GONE,
    "deploymentnotfound": ProblemKind.MODEL_NOT_FOUND,
    "rate_limit_exceeded": ProblemKind.RATE_LIMITED,
    "slow_down": ProblemKind.SLOW_DOWN,
    "insufficient_quota": ProblemKind.QUOTA,
    "credit_balance_exhausted": ProblemKind.QUOTA,
    "organization_spend_limit_exceeded": ProblemKind.SPEND_LIMIT,
    "project_spend_limit_exceeded": ProblemKind.SPEND_LIMIT,
    "organization_usage_limit_exceeded": ProblemKind.SPEND_LIMIT,
    "billing_hard_limit_reached": ProblemKind.BILLING_LIMIT,
    "server_is_overloaded": ProblemKind.OVERLOADED,
    "server_error": ProblemKind.SERVER_ERROR,
    "unsupported_file_mimetype": ProblemKind.BAD_UPLOAD,
    "missing_file_mimetype": ProblemKind.BAD_UPLOAD,
    "invalid_image_file": ProblemKind.BAD_UPLOAD,
    "invalid_image": ProblemKind.BAD_UPLOAD,
    "invalid_image_format": ProblemKind.BAD_UPLOAD,
    "invalid_base64_image": ProblemKind.BAD_UPLOAD,
    "image_parse_error": ProblemKind.BAD_UPLOAD,
    "image_too_large": ProblemKind.BAD_UPLOAD,
    "image_too_small": ProblemKind.BAD_UPLOAD,
    "image_file_too_large": ProblemKind.BAD_UPLOAD,
    "unsupported_image_media_type": ProblemKind.BAD_UPLOAD,
    "empty_image_file": ProblemKind.BAD_UPLOAD,
    "unknown_parameter": ProblemKind.UNKNOWN_OPTION,
    "unsupported_parameter": ProblemKind.UNKNOWN_OPTION,
    "invalid_value": ProblemKind.BAD_OPTION,
    "unsupported_value": ProblemKind.BAD_OPTION,
    "invalid_type": ProblemKind.BAD_OPTION,
    "integer_above_max_value": ProblemKind.BAD_OPTION,
    "integer_below_min_value": ProblemKind.BAD_OPTION,
    "string_above_max_length": ProblemKind.BAD_OPTION,
}

_TYPES = {
    "insufficient_quota": ProblemKind.QUOTA,
    "billing_limit_user_error": ProblemKind.BILLING_LIMIT,
    "service_unavailable_error": ProblemKind.OVERLOADED,
    "server_error": ProblemKind.SERVER_ERROR,
    "authentication_error": ProblemKind.KEY_WRONG,
}

_STATUSES = {
    400: ProblemKind.BAD_REQUEST,
    401: ProblemKind.KEY_WRONG,
    402: ProblemKind.QUOTA,
    403: ProblemKind.ACCESS_DENIED,
    407: ProblemKind.PROXY,
    408: ProblemKind.TIMEOUT,
    409: ProblemKind.BAD_REQUEST,
    413: ProblemKind.UPLOAD_TOO_LARGE,
    415: ProblemKind.BAD_UPLOAD,
    422: ProblemKind.BAD_REQUEST,
    429: ProblemKind.RATE_LIMITED,
}

_LIMITS = {
    "input-images": ("images", "pictures per minute"),
    "images": ("images", "pictures per minute"),
    "tokens": ("tokens", "tokens per minute"),
    "requests": ("requests", "requests per minute"),
}

_PACING = frozenset({ProblemKind.RATE_LIMITED, ProblemKind.SLOW_DOWN, ProblemKind.OVERLOADED})


def problem_of(error: ServiceError, headers: Mapping[str, str], asked: Asked) -> Problem:
    """The problem for an error a service told; header names are lower case."""
    kind = _kind(error, asked)
    limit, _ = _LIMITS.get(error.type, ("", ""))
    wait = seconds_to_wait(headers, error.message, limit=limit)
    words = ServiceWords(
        request_id=request_id_of(headers, error.message),
        retry_after=wait if kind in _PACING or "retry-after" in headers else None,
        stage=error.stage,
        categories=error.categories,
        detail=without_keys(error.message, asked.keys),
        field=limit if kind is ProblemKind.RATE_LIMITED else error.param,
    )
    blanks = _blanks(kind, error, asked, wait)
    found = problem(kind, words, billed=_billed(kind, error), **blanks)
    return with_own_words(found, error)


def moved(target: str, asked: Asked) -> Problem:
    """The problem for a redirect, which is never followed."""
    return problem(
        ProblemKind.ADDRESS_MOVED,
        ServiceWords(detail=without_keys(target, asked.keys)),
        address=asked.address or asked.host,
        target=without_keys(target, asked.keys) or "another address",
    )


def _kind(error: ServiceError, asked: Asked) -> ProblemKind:
    by_code = _CODES.get(error.code.lower())
    if by_code is ProblemKind.BAD_OPTION:
        return _kind_of_option(error, asked)
    if by_code is not None:
        return by_code
    if not error.code and (by_words := _kind_by_words(error)) is not None:
        return by_words
    return _TYPES.get(error.type.lower()) or _kind_of_status(error)


def _kind_of_option(error: ServiceError, asked: Asked) -> ProblemKind:
    name = error.param.partition("[")[0]
    if name == "prompt":
        too_long = asked.prompt_length > PROMPT_LIMIT
        return ProblemKind.PROMPT_TOO_LONG if too_long else ProblemKind.BAD_REQUEST
    by_name = {
        "": ProblemKind.BAD_REQUEST,
        "size": ProblemKind.BAD_SIZE,
        "model": ProblemKind.MODEL_NOT_FOUND,
        "image": ProblemKind.BAD_UPLOAD,
        "images": ProblemKind.BAD_UPLOAD,
        "mask": ProblemKind.BAD_UPLOAD,
        "markup": ProblemKind.BAD_UPLOAD,
    }
    return by_name.get(name, ProblemKind.BAD_OPTION)


def _kind_by_words(error: ServiceError) -> ProblemKind | None:
    """The two cases for which services give no code."""
    if error.status == 403 and "must be verified" in error.message:
        return ProblemKind.NOT_VERIFIED
    if error.status == 400 and error.message.startswith("Invalid image file or mode"):
        return ProblemKind.BAD_UPLOAD
    return None


def _kind_of_status(error: ServiceError) -> ProblemKind:
    if error.status in _STATUSES:
        return _STATUSES[error.status]
    if error.status >= 500:
        return ProblemKind.SERVER_ERROR
    if error.status >= 400 and not error.is_object:
        return ProblemKind.ANSWER_NOT_JSON
    return ProblemKind.SERVICE_SAID


def _billed(kind: ProblemKind, error: ServiceError) -> Billed | None:
    """None leaves it to the kind.

    A request refused with 4xx made nothing (facts: failed validation is not billed); a refused
    result was made first, so it may be billed, and so may one whose stage nobody names.
    """
    if kind is ProblemKind.REFUSED:
        return Billed.NO if error.stage == "input" else Billed.MAYBE
    if 400 <= error.status < 500 and kind not in {ProblemKind.TIMEOUT, ProblemKind.SERVER_ERROR}:
        return Billed.NO
    return None


def _blanks(
    kind: ProblemKind, error: ServiceError, asked: Asked, wait: float | None
) -> dict[str, object]:
    """Everything that a sentence of any kind may want to say."""
    message = without_keys(error.message, asked.keys)
    return {
        "what": _what(error, asked),
        "categories": f" ({', '.join(error.categories)})" if error.categories else "",
        "scope": "project" if error.code.startswith("project") else "organisation",
        "suggestion": _suggestion(kind, error, message),
        "found": f" (status {error.status})" if error.status >= 400 else "",
        "reason": "it wants a name and a password",
        "wait": in_words(wait),
        "model": asked.model or "this model",
        "host": asked.host,
        "time": in_words(round(asked.seconds)),
        "megabytes": f"{math.ceil(asked.upload_bytes / 100_000) / 10:.1f}",
        "option": error.param or "setting",
        "message": message or error.code or error.type or "it did not say which.",
        "count": asked.prompt_length,
        "limit": PROMPT_LIMIT,
        "over": asked.prompt_length - PROMPT_LIMIT,
    }


def _what(error: ServiceError, asked: Asked) -> str:
    """What was refused, or which limit is reached."""
    if error.type in _LIMITS:
        return _LIMITS[error.type][1]
    if error.status == 429 or error.code == "rate_limit_exceeded":
        return "requests"
    if error.stage == "input":
        return "prompt, or a picture sent with it," if asked.upload_bytes else "prompt"
    return "result" if error.stage == "output" else "request"


def _suggestion(kind: ProblemKind, error: ServiceError, message: str) -> str:
    if kind is ProblemKind.SERVICE_SAID:
        return "Ask again only if you accept that it may be billed twice."
    if error.param == "prompt" and error.code == "string_above_max_length":
        return "Shorten the prompt."
    return f"Its own words: “{message}”" if message else "It did not say why."
