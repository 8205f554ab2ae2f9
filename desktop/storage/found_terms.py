"""Beginnings of words in a search, spelt out as the whole words of the index that begin so.

Beginnings of up to three letters have an index of their own. For longer ones SQLite gathers every
place of every word that begins so before it gives the first row: 5 ms for a common word in 100,000
rows. Whole words give their rows one by one, as they are wanted, which takes a thirtieth of that.
"""

from __future__ import annotations

import re
import sqlite3

TERMS = "CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'finds', 'instance')"
"""All words of the index, for a connection that reads."""

_BEGINNING = re.compile(r'"([a-zA-Z]{4,})"\*')
"""Of plain letters only: what the index makes of others is its own affair."""

_MOST = 12
_JUST_BEHIND = "\x01"


def spelt_out(connection: sqlite3.Connection, expression: str) -> str:
    """The same full-text search without beginnings; one that has too many ends stays."""

    def words(match: re.Match[str]) -> str:
        found = _words(connection, match[1].lower())
        if not 0 < len(found) <= _MOST:
            return match[0]
        return found[0] if len(found) == 1 else f"({' OR '.join(found)})"

    return _BEGINNING.sub(words, expression)


def _words(connection: sqlite3.Connection, beginning: str) -> list[str]:
    """Quoted; one more than _MOST where there are many. Each is looked up behind the one before,
    because reading on would pass every place of a word."""
    found: list[str] = []
    least = beginning
    while len(found) <= _MOST:
        row = connection.execute("SELECT term FROM temp.terms WHERE term >= ? LIMIT 1", (least,))
        term = next((str(one[0]) for one in row), "")
        if not term.startswith(beginning):
            break
        found.append(f'"{term}"')
        least = term + _JUST_BEHIND
    return found
