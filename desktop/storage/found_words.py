"""Words as the full-text index knows them, in any script, and searches made of them."""

from __future__ import annotations

import json
import re
import unicodedata

_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f])"
)
"""Thai, Lao, Burmese, Khmer, kana, Han and Hangul: there, a word is no run of letters between
spaces, so every character is a word of the index, and a search for several is one for a phrase."""

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


def spaced(text: str | None) -> str:
    """The text for the index: one form of every character, and room around those that need it."""
    plain = unicodedata.normalize("NFKC", text or "")
    return _UNSPACED.sub(_apart, plain)


def _apart(match: re.Match[str]) -> str:
    """A mark that belongs to the letter before it stays there."""
    letter = match.group()
    return letter if unicodedata.category(letter).startswith("M") else f" {letter}"


def spaced_prompt(record: str) -> str:
    """The same of the prompt in an edit's JSON. SQLite's own reading ends at the first NUL."""
    document = json.loads(record)
    recipe = document.get("recipe") if isinstance(document, dict) else None
    return spaced(str(recipe.get("prompt", "")) if isinstance(recipe, dict) else "")


def match_terms(text: str) -> tuple[list[str], list[str]]:
    """What must and what must not be found, each as a quoted phrase of the full-text search.

    Every word is quoted, so that nothing in it can be taken for an operator. The last word, and
    one with a star behind it, may be the beginning of a longer one.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(text.replace("\0", " ")):
        plain = spaced(phrase or word).replace('"', " ").strip()
        if not any(letter.isalnum() for letter in plain):
            continue
        is_last = not phrase and not minus and text.endswith(word)
        is_beginning = is_last or (not phrase and word.endswith("*"))
        (unwanted if minus else wanted).append(f'"{plain}"' + ("*" if is_beginning else ""))
    return wanted, unwanted


def match_expression(text: str) -> tuple[str, tuple[str, ...]]:
    """One expression for what is to be found ("" for everything).

    Words that must not be there are part of it, but where there is nothing else: those are apart.
    """
    wanted, unwanted = match_terms(text)
    if not (wanted and unwanted):
        return " AND ".join(wanted), tuple(unwanted)
    return f"({' AND '.join(wanted)}) NOT ({' OR '.join(unwanted)})", ()
