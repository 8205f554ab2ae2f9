"""What differs between two edits, in words and as marked text."""

from __future__ import annotations

from html import escape

from desktop.domain.edit import Edit
from desktop.domain.word_changes import Change, word_changes
from desktop.ui.controls.key_value import Fact
from desktop.ui.icons import Icons


def marked_prompt(before: str, after: str, icons: Icons) -> str:
    """The prompt as it is now, with what was added and what was removed; rich text, escaped.

    Colour is not all that tells them apart: what was removed is struck through, what was added
    underlined.
    """
    colours = {Change.REMOVED: "danger", Change.ADDED: "good"}
    tags = {Change.REMOVED: "s", Change.ADDED: "u"}
    parts: list[str] = []
    for piece in word_changes(before, after):
        text = escape(piece.text, quote=False).replace("\n", "<br>")
        if piece.change is Change.KEPT:
            parts.append(text)
        else:
            colour, tag = icons.value(colours[piece.change]), tags[piece.change]
            parts.append(f'<{tag} style="color: {colour}">{text}</{tag}>')
            parts.append("" if text[-1:].isspace() or piece.change is Change.ADDED else " ")
    return "".join(parts)


def spoken_changes(before: str, after: str) -> str:
    """The same for a screen reader."""
    said = {Change.REMOVED: "removed", Change.ADDED: "added"}
    pieces = [one for one in word_changes(before, after) if one.change is not Change.KEPT]
    words = [f"{said[one.change]}: {one.text.strip()}" for one in pieces if one.text.strip()]
    return "; ".join(words) or "The prompt is the same."


def recipe_changes(before: Edit, after: Edit) -> tuple[Fact, ...]:
    """Settings and inputs that are not the same, as `before → after`; empty when all are."""
    old, new = _settings(before), _settings(after)
    return tuple(
        Fact(name=name, value=f"{old[name]} → {new[name]}")
        for name in new
        if old[name] != new[name]
    )


def _settings(edit: Edit) -> dict[str, str]:
    recipe, inputs = edit.recipe, edit.inputs
    return {
        "Kind": str(recipe.kind),
        "Model": recipe.model,
        "Size": recipe.size_text,
        "Quality": recipe.quality,
        "Background": recipe.background,
        "Format": recipe.output_format,
        "Region": str(recipe.region_mode),
        "Mask": "none" if inputs.mask is None else f"mask {inputs.mask[:6]}",
        "References": ", ".join(file.name for file in inputs.references) or "none",
    }
