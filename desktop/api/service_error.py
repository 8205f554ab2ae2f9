"""What a service says about an error: read from any body, told in one shape, without the key."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop.api.answer_json import read_json

_LONGEST_DETAIL = 2000
_LONGEST_ERROR_BODY = 1 << 20
_KEY_SHAPES = (
    re.compile(r"\bsk-[\w*.…-]{3,}"),
    re.compile(r"(?i)\bbearer\s+[^\s\"',;]{6,}"),
    re.compile(r"[^\s\"'(:=]*\*{3,}[^\s\"',).;]*"),
)
_TAGS = re.compile(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>")
_SPACES = re.compile(r"\s+")
_REQUEST_ID = re.compile(r"\breq_[A-Za-z0-9]{6,}\b")
_REQUEST_ID_HEADERS = ("x-request-id", "apim-request-id", "request-id", "x-ms-request-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceError:
    """One error as a service told it; empty where it did not say.

    `status` is the HTTP status (200 for an error inside an answer), `param` the setting it
    objects to. `is_object` is False when the body was no error object, such as a web page.
    """

    status: int
    code: str = ""
    type: str = ""
    param: str = ""
    message: str = ""
    stage: str = ""
    categories: tuple[str, ...] = ()
    is_object: bool = True


def read_error(status: int, body: bytes) -> ServiceError:
    """The error in a body: an OpenAI error object, a gateway's own form, or a web page."""
    try:
        value = read_json(body[:_LONGEST_ERROR_BODY]).value
    except ValueError:
        return ServiceError(status=status, message=_plain_text(body), is_object=False)
    return error_from(status, value)


def error_from(status: int, value: object) -> ServiceError:
    """The error in parsed JSON; what a gateway passes on from further up wins."""
    error = _shallow(status, _error_object(value))
    if not error.is_object:
        return error
    upstream = _upstream(status, error.message)
    return error if upstream is None else _joined(error, upstream)


def has_error(value: object) -> bool:
    """Whether parsed JSON is an error object rather than an answer."""
    return isinstance(value, Mapping) and (
        bool(value.get("error")) or (value.get("type") == "error" and "data" not in value)
    )


def request_id_of(headers: Mapping[str, str], message: str = "") -> str | None:
    """The id to quote to the service's support; from the headers, else from the words."""
    for name in _REQUEST_ID_HEADERS:
        if headers.get(name):
            return headers[name]
    found = _REQUEST_ID.search(message)
    return found[0] if found else None


def without_keys(text: str, keys: tuple[str, ...] = ()) -> str:
    """The text with every key, and everything that looks like one, struck out."""
    for key in keys:
        if key:
            text = text.replace(key, "[key]")
    for shape in _KEY_SHAPES:
        text = shape.sub("[key]", text)
    return text[:_LONGEST_DETAIL]


def _error_object(value: object) -> object:
    if isinstance(value, list) and value:
        return _error_object(value[0])
    if not isinstance(value, Mapping):
        return value
    for name in ("error", "errors", "detail"):
        inner = value.get(name)
        if isinstance(inner, list) and inner:
            inner = inner[0]
        if isinstance(inner, Mapping) or (isinstance(inner, str) and inner):
            return inner
    return value


def _shallow(status: int, error: object) -> ServiceError:
    """The error's own fields, whatever their types."""
    if isinstance(error, str):
        return ServiceError(status=status, message=error)
    if not isinstance(error, Mapping):
        return ServiceError(status=status, message=_said(error), is_object=False)
    stage, categories = _moderation(error)
    return ServiceError(
        status=status,
        code=_word(error.get("code")) or _inner_code(error),
        type=_word(error.get("type")),
        param=_word(error.get("param")),
        message=next(
            (_said(error[name]) for name in ("message", "msg", "detail") if error.get(name)), ""
        ),
        stage=stage,
        categories=categories,
    )


def _moderation(error: Mapping[object, object]) -> tuple[str, tuple[str, ...]]:
    """Stage and categories of a refusal: OpenAI's details, or Azure's filter results."""
    details = error.get("moderation_details")
    if isinstance(details, Mapping):
        named = details.get("categories")
        listed = named if isinstance(named, list) else []
        return _word(details.get("moderation_stage")), tuple(_said(one) for one in listed if one)
    inner = _inner(error)
    results = inner.get("content_filter_results", inner.get("content_filter_result"))
    if not isinstance(results, Mapping):
        return "", ()
    return "", tuple(
        _said(name)
        for name, result in results.items()
        if isinstance(result, Mapping) and result.get("filtered") is True
    )


def _inner(error: Mapping[object, object]) -> Mapping[object, object]:
    for name in ("innererror", "inner_error"):
        inner = error.get(name)
        if isinstance(inner, Mapping):
            return inner
    return {}


def _inner_code(error: Mapping[object, object]) -> str:
    return _word(_inner(error).get("code"))


def _upstream(status: int, message: str) -> ServiceError | None:
    """An error object that a gateway has put into its message, as JSON or as Python shows it."""
    start, end = message.find("{"), message.rfind("}")
    if not 0 <= start < end:
        return None
    text = message[start : end + 1]
    try:
        value = read_json(text.encode()).value
    except ValueError:
        value = _python_literal(text)
    if not isinstance(value, Mapping):
        return None
    found = _shallow(status, _error_object(value))
    return found if found.code or found.type or found.categories else None


def _python_literal(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _joined(error: ServiceError, upstream: ServiceError) -> ServiceError:
    return replace(
        upstream,
        code=upstream.code or error.code,
        type=upstream.type or error.type,
        param=upstream.param or error.param,
        message=upstream.message or error.message,
        stage=upstream.stage or error.stage,
        categories=upstream.categories or error.categories,
    )


def _word(value: object) -> str:
    """A code as text; gateways also repeat the HTTP status there, which is no code."""
    text = value.strip() if isinstance(value, str) else ""
    return "" if text.isdigit() else text


def _said(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _plain_text(body: bytes) -> str:
    """A web page's words, without its markup."""
    text = body[:_LONGEST_ERROR_BODY].decode("utf-8", "replace")
    return _SPACES.sub(" ", _TAGS.sub(" ", text)).strip()[:_LONGEST_DETAIL]
