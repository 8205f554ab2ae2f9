"""How a change of the draft is called in the list of steps."""

from __future__ import annotations

from desktop.domain.draft import Draft
from desktop.domain.image_models import ModelTable

_NAMES = {
    "prompt": "Prompt",
    "model": "Model",
    "quality": "Quality",
    "size": "Size",
    "count": "Variations",
    "background": "Background",
    "output_format": "Format",
    "compression": "Compression",
    "moderation": "Moderation",
    "complexity": "Complexity",
    "previews": "Previews",
    "references": "References",
    "frame_count": "Frames",
    "frame_ms": "Time per frame",
    "region_mode": "Part that is sent",
    "region": "Part that is sent",
    "blend": "Blend",
    "overview": "Overview",
    "names_keep_out": "Naming of protected areas",
}
_WITHOUT_VALUE = {"prompt", "references", "region_mode", "region", "blend"}
_SHORT = {"png": "PNG", "jpeg": "JPEG", "webp": "WebP", "gif": "GIF", "svg": "SVG"}


def change_name(changed: tuple[str, ...], after: Draft, models: ModelTable) -> str:
    """Such as “Quality: high”; “Prompt and settings” where several were changed at once."""
    names = {_NAMES[one] for one in changed}
    if len(names) != 1:
        return "Prompt and settings" if "prompt" in changed else "Settings"
    (name,) = names
    if changed[0] in _WITHOUT_VALUE or len(changed) > 1:
        return name
    return f"{name}: {_shown(changed[0], after, models)}"


def _shown(field: str, after: Draft, models: ModelTable) -> str:
    value = getattr(after, field)
    if field == "model":
        return models.get(after.model).name
    if field == "size":
        return "automatic" if after.size is None else after.size.shown
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None:
        return "as usual"
    return _SHORT.get(str(value), str(value))
