"""Stars and labels in words."""

from __future__ import annotations

from desktop.domain.library_item import Label, Marks

LABEL_WORDS = {
    Label.NONE: "No label",
    Label.RED: "Red",
    Label.ORANGE: "Orange",
    Label.YELLOW: "Yellow",
    Label.GREEN: "Green",
    Label.BLUE: "Blue",
    Label.PURPLE: "Purple",
}


def mark_words(marks: Marks) -> tuple[str, ...]:
    """`3 stars`, `Red label`; only what there is."""
    stars = "" if not marks.rating else f"{marks.rating} star{'s' * (marks.rating > 1)}"
    label = f"{LABEL_WORDS[marks.label]} label" if marks.label else ""
    return tuple(words for words in (stars, label) if words)
