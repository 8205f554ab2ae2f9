"""How the values of the service read in the panel; a value without a word reads as it is sent."""

from __future__ import annotations

from desktop.domain.image_models import ImageModel
from desktop.ui.controls.segmented import Choice

_WORDS = {
    "auto": "Auto",
    "low": "Low",
    "medium": "Medium",
    "high": "High",
    "xhigh": "Extra high",
    "max": "Maximum",
    "opaque": "Opaque",
    "transparent": "Transparent",
    "png": "PNG",
    "jpeg": "JPEG",
    "webp": "WebP",
    "gif": "GIF",
    "svg": "SVG",
}

_HINTS = {
    "quality:auto": "The service chooses the quality; the price depends on what it takes",
    "background:auto": "The service chooses whether the background is opaque",
    "background:opaque": "The result has no transparent parts",
    "background:transparent": "The result has a transparent background (PNG or WebP)",
    "output_format:png": "Lossless; with transparency",
    "output_format:jpeg": "Small files; no transparency",
    "output_format:webp": "Small files; with transparency",
    "moderation:low": "The service's own filter is less strict",
}


def choices_of(setting: str, values: tuple[str, ...], model: ImageModel) -> tuple[Choice, ...]:
    """The values that `model` offers for `setting`, in the table's order, as words."""
    return tuple(
        Choice(value=value, text=word(value), hint=_hint(setting, value, model)) for value in values
    )


def word(value: str) -> str:
    return _WORDS.get(value, value)


def _hint(setting: str, value: str, model: ImageModel) -> str:
    return model.note(setting, value) or _HINTS.get(f"{setting}:{value}", word(value))
