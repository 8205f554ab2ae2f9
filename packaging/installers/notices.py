"""The page of third parties: who made what is inside a package, and under which licence."""

from __future__ import annotations

from collections.abc import Iterable

from installers.facts import Facts
from installers.parts import Part

FILE = "THIRD-PARTY.txt"
_RULE = "=" * 78


def page(stet: Facts, parts: Iterable[Part]) -> str:
    """One list of all parts, then each licence text once, with the parts that it is for."""
    parts = sorted(parts, key=lambda one: (one.name.lower(), one.version))
    rows = [f"{one.name:34} {one.version:24} {one.licence}" for one in parts]
    blocks = [_block(names, text) for text, names in _texts(parts).items()]
    return "\n".join([*_headline(stet), *rows, "", *blocks])


def without_text(parts: Iterable[Part]) -> list[str]:
    """Parts that bring no licence text; the list's own line has to do for them."""
    return sorted(one.name for one in parts if not one.texts)


def _headline(stet: Facts) -> list[str]:
    return [
        f"What {stet.name} {stet.version} is made with",
        "",
        f"{stet.name} itself is under the {stet.licence} licence. This package also holds the",
        "parts listed here, under their own licences, whose texts follow.",
        "",
    ]


def _texts(parts: Iterable[Part]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in parts:
        for _, text in part.texts:
            names = found.setdefault(text.replace("\r\n", "\n").strip(), [])
            if part.name not in names:
                names.append(part.name)
    return found


def _block(names: list[str], text: str) -> str:
    return f"{_RULE}\n{', '.join(names)}\n{_RULE}\n\n{text}\n"
