"""What the service answers to a request that breaks a rule: status, type, code, param, text.

Source: the facts, sections 5.1 and 5.2. Where the documentation gives no text, the sentence is ours
and no client may rely on it.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.fakes.refusals import USER_ERROR, Refusal, listed

# --- the request itself -----------------------------------------------------------------------


def invalid_url(method: str, path: str) -> Refusal:
    return Refusal(status=404, message=f"Invalid URL ({method} {path})")


def method_not_allowed(method: str) -> Refusal:
    return Refusal(
        status=405, message=f"Not allowed to {method} here.", code="method_not_supported"
    )


def unreadable_body(why: str) -> Refusal:
    return Refusal(status=400, message=f"We could not parse the body of your request. ({why})")


def wrong_content_type(given: str, wanted: str) -> Refusal:
    return Refusal(
        status=400,
        message=f"Unsupported content type: '{given}'. This API method accepts {wanted}.",
        code="unsupported_content_type",
    )


# --- parameters ------------------------------------------------------------------------------


def unknown_parameter(name: str) -> Refusal:
    return Refusal(
        status=400, message=f"Unknown parameter: '{name}'.", code="unknown_parameter", param=name
    )


def missing_parameter(name: str) -> Refusal:
    return Refusal(
        status=400,
        message=f"Missing required parameter: '{name}'.",
        code="missing_required_parameter",
        param=name,
    )


def duplicate_parameter(name: str) -> Refusal:
    return Refusal(
        status=400,
        message=f"Duplicate parameter: '{name}'. Only one value is allowed; "
        f"for a list of values use '{name}[]'.",
        code="duplicate_parameter",
        param=name,
    )


def wrong_type(name: str, wanted: str, given: str) -> Refusal:
    return Refusal(
        status=400,
        message=f"Invalid type for '{name}': expected {wanted}, but got {given} instead.",
        code="invalid_type",
        param=name,
    )


def out_of_range(name: str, given: int, low: int, high: int) -> Refusal:
    is_below = given < low
    return Refusal(
        status=400,
        message=f"Invalid '{name}': integer {'below minimum' if is_below else 'above maximum'} "
        f"value. Expected a value {'>=' if is_below else '<='} {low if is_below else high}, "
        f"but got {given} instead.",
        code="integer_below_min_value" if is_below else "integer_above_max_value",
        param=name,
    )


def too_long(name: str, length: int, limit: int) -> Refusal:
    return Refusal(
        status=400,
        message=f"Invalid '{name}': string too long. Expected a string with maximum length "
        f"{limit}, but got a string with length {length} instead.",
        code="string_above_max_length",
        param=name,
    )


def empty_string(name: str) -> Refusal:
    return Refusal(
        status=400,
        message=f"Invalid '{name}': empty string. Expected a string with minimum length 1.",
        code="empty_string",
        param=name,
    )


def too_many_items(name: str, given: int, limit: int) -> Refusal:
    return Refusal(
        status=400,
        message=f"Invalid '{name}': array too long. Expected an array with maximum length "
        f"{limit}, but got an array with length {given} instead.",
        code="array_above_max_length",
        param=name,
    )


def invalid_value(name: str, given: object, choices: Sequence[str]) -> Refusal:
    return Refusal(
        status=400,
        message=f"Invalid value: '{given}'. Supported values are: {listed(choices)}.",
        type=USER_ERROR,
        code="invalid_value",
        param=name,
    )


def bad_size(given: str, why: str) -> Refusal:
    return Refusal(
        status=400,
        message=f"Invalid size '{given}'. {why}",
        type=USER_ERROR,
        code="invalid_value",
        param="size",
    )


def bad_combination(name: str, why: str) -> Refusal:
    """A value that is legal alone but not with the rest of the request."""
    return Refusal(status=400, message=why, type=USER_ERROR, code="invalid_value", param=name)


def not_taken_by_model(name: str, model: str) -> Refusal:
    code = "invalid_input_fidelity_model" if name == "input_fidelity" else "unsupported_parameter"
    return Refusal(
        status=400,
        message=f"The model '{model}' does not support the '{name}' parameter.",
        type=USER_ERROR,
        code=code,
        param=name,
    )


def stream_of_several() -> Refusal:
    return Refusal(status=400, message="Streaming is only supported with n=1.")


# --- files -----------------------------------------------------------------------------------


def octet_stream(name: str, media_type: str) -> Refusal:
    return Refusal(
        status=400,
        message=f"Invalid file '{name}': unsupported mimetype ('{media_type}'). Supported file "
        "formats are 'image/jpeg', 'image/png', and 'image/webp'.",
        code="unsupported_file_mimetype",
        param=name,
    )


def untyped_file(name: str) -> Refusal:
    return Refusal(
        status=400,
        message=f"Invalid file '{name}': missing mimetype.",
        code="missing_file_mimetype",
        param=name,
    )


def bad_image(number: int) -> Refusal:
    """`number` counts from 1."""
    return Refusal(
        status=400,
        message=f"Invalid image file or mode for image {number}, please check your image file.",
        type=USER_ERROR,
        code="invalid_image_file",
    )


def image_too_large(name: str, limit: int) -> Refusal:
    return Refusal(
        status=400,
        message=f"Invalid file '{name}': it must be smaller than {limit // 1_000_000} MB.",
        code="image_too_large",
        param=name,
    )


def bad_overlay(name: str, why: str) -> Refusal:
    """A mask or a markup that does not fit: `mask size does not match image size` and so on."""
    return Refusal(
        status=400,
        message=f"Invalid {name} image format - {why}",
        type=USER_ERROR,
        code=f"invalid_{name}_image_format",
        param=name,
    )


def no_such_file(name: str, file_id: str) -> Refusal:
    return Refusal(status=404, message=f"No such File object: {file_id}", param=name)


def bad_download(name: str) -> Refusal:
    return Refusal(
        status=400,
        message=f"Failed to download the image of '{name}'.",
        code="invalid_image_url",
        param=name,
    )


# --- who asks ----------------------------------------------------------------------------------


def no_key() -> Refusal:
    return Refusal(
        status=401,
        message="You didn't provide an API key. You need to provide your API key in an "
        "Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    )


def bad_key(given: str) -> Refusal:
    """The service shows the first and last letters of the key, as the real one does."""
    shown = given if len(given) < 8 else f"{given[:3]}{'*' * (len(given) - 7)}{given[-4:]}"
    return Refusal(
        status=401,
        message=f"Incorrect API key provided: {shown}. You can find your API key at "
        "https://platform.openai.com/account/api-keys.",
        code="invalid_api_key",
    )


def model_not_found(model: str) -> Refusal:
    return Refusal(
        status=404,
        message=f"The model '{model}' does not exist or you do not have access to it.",
        code="model_not_found",
    )


def no_deployment() -> Refusal:
    return Refusal(
        status=404,
        message="The API deployment for this resource does not exist.",
        type=None,
        code="DeploymentNotFound",
    )
