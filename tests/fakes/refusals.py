"""How the service says no, and the errors of access, content, money, pace and its own health.

Source: facts of the wire, section 5 (shape in 5.1, catalogue in 5.2). Where the documentation gives
no text, the sentence is ours and no client may rely on it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

INVALID_REQUEST = "invalid_request_error"
USER_ERROR = "image_generation_user_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One error answer; `details` is the moderation part of section 5.1."""

    status: int
    message: str
    type: str | None = INVALID_REQUEST
    code: str | None = None
    param: str | None = None
    details: dict[str, Any] | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def error(self) -> dict[str, Any]:
        """The inner error object."""
        error: dict[str, Any] = {
            "message": self.message,
            "type": self.type,
            "param": self.param,
            "code": self.code,
        }
        if self.details is not None:
            error["moderation_details"] = self.details
        return error

    def body(self) -> bytes:
        return json.dumps({"error": self.error()}, indent=2).encode()

    def with_headers(self, *headers: tuple[str, str]) -> Refusal:
        """The same refusal with these headers on top."""
        return replace(self, headers=self.headers + headers)


class RefusedError(Exception):
    """Raised by a rule that a request breaks."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def listed(values: Sequence[str]) -> str:
    """`'low', 'medium', and 'auto'`: the form in which the service lists values."""
    quoted = [f"'{value}'" for value in values]
    if len(quoted) < 3:
        return " and ".join(quoted)
    return ", ".join(quoted[:-1]) + f", and {quoted[-1]}"


# --- access --------------------------------------------------------------------------------------


def not_verified(model: str) -> Refusal:
    return Refusal(
        status=403,
        message=f"Your organization must be verified to use the model `{model}`. Please go to: "
        "https://platform.openai.com/settings/organization/general and click on Verify "
        "Organization. If you just verified, it can take up to 15 minutes for access to propagate.",
    )


def country() -> Refusal:
    return Refusal(
        status=403,
        message="Country, region, or territory not supported",
        type="request_forbidden",
        code="unsupported_country_region_territory",
    )


# --- content, limits, money ----------------------------------------------------------------------


def moderation_blocked(stage: str, categories: Sequence[str]) -> Refusal:
    """`stage`: input, output or unknown."""
    return Refusal(
        status=400,
        message="Your request was rejected by the safety system. If you believe this is an error, "
        "contact us at help.openai.com and include the request ID.",
        type=USER_ERROR,
        code="moderation_blocked",
        details={"moderation_stage": stage, "categories": list(categories)},
    )


def billing_limit() -> Refusal:
    return Refusal(
        status=400,
        message="Billing hard limit has been reached.",
        type="billing_limit_user_error",
        code="billing_hard_limit_reached",
    )


def images_per_minute(wait: float) -> Refusal:
    """`wait` in seconds, as it stands in the text."""
    return Refusal(
        status=429,
        message="Rate limit reached for gpt-image-2 (for limit gpt-image) in organization "
        "org-test on input-images per min: Limit 5, Used 5, Requested 1. "
        f"Please try again in {wait:g}s.",
        type="input-images",
        code="rate_limit_exceeded",
    )


def tokens_per_minute(wait: float) -> Refusal:
    """`wait` in seconds, as it stands in the text."""
    return Refusal(
        status=429,
        message="Rate limit reached for gpt-image-2 in organization org-test on tokens per min "
        f"(TPM): Limit 100000, Used 99000, Requested 7024. Please try again in {wait:g}s.",
        type="tokens",
        code="rate_limit_exceeded",
    )


def spend_limit(code: str) -> Refusal:
    """A 429 that no waiting cures; `code` is one of the five names in section 5.2."""
    return Refusal(
        status=429,
        message="You exceeded your current quota, please check your plan and billing details.",
        type="insufficient_quota",
        code=code,
    )


def slow_down() -> Refusal:
    return Refusal(
        status=429,
        message="Your request rate has risen too fast. Reduce it, then raise it gradually.",
        type=None,
        code="slow_down",
    )


# --- the service itself --------------------------------------------------------------------------


def timed_out() -> Refusal:
    """The form of a gateway in front of the service (section 4.1)."""
    return Refusal(status=408, message="The operation was timeout.", type=None, code="Timeout")


def body_too_large() -> Refusal:
    return Refusal(status=413, message="Request body too large.", type=None)


def server_error(status: int = 500) -> Refusal:
    return Refusal(
        status=status,
        message="The server had an error while processing your request. Sorry about that!",
        type="server_error",
    )


def overloaded() -> Refusal:
    return Refusal(
        status=503,
        message="The engine is currently overloaded, please try again later.",
        type="service_unavailable_error",
        code="server_is_overloaded",
    )
