"""Tooltips for text that came from outside: shown as it is, never read as markup."""

from __future__ import annotations

from html import escape


def plain_tooltip(text: str) -> str:
    """The tooltip that shows exactly `text`, line breaks included; empty for an empty text.

    Qt takes a tooltip that looks like markup for rich text, so everything is escaped.
    """
    return f"<p>{escape(text, quote=False)}</p>".replace("\n", "<br>") if text else ""
