"""SVG drawings that a model wrote: made harmless before anybody renders them, and measured.

What stays is a list of what is known to be plain drawing; everything else is taken out, so that
nothing runs, nothing is fetched, and nothing grows without bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from desktop.domain.problems import ProblemError, ProblemKind, ServiceWords, fail
from desktop.domain.size import Size

LARGEST = 20_000_000
"""Bytes of a drawing that are read at all."""

MOST_ELEMENTS = 100_000
DEEPEST = 100
LONGEST_SIDE = 4096
USUAL_SIDE = 1024

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_HREFS = frozenset({"href", f"{{{_XLINK}}}href"})
_SHAPES = (
    "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath "
    "linearGradient radialGradient stop clipPath mask pattern marker title desc switch image "
    "style filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix "
    "feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB "
    "feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight "
    "feSpecularLighting feSpotLight feTile feTurbulence"
)
_KNOWN = frozenset(_SHAPES.split())
_OWN_ADDRESS = re.compile(r"^\s*#[\w.:-]+\s*$")
_INLINE_PICTURE = re.compile(r"^\s*data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/=\s]*$")
_FOREIGN_URL = re.compile(r"url\(\s*['\"]?\s*(?!#)", re.IGNORECASE)
_UNSAFE_STYLE = re.compile(r"@|\\|expression|javascript:|behaviou?r\s*:", re.IGNORECASE)
_LENGTH = re.compile(r"^\s*([0-9]*\.?[0-9]+)\s*(px|pt|pc|mm|cm|in)?\s*$")
_PIXELS = {"px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


def clean_svg(data: bytes) -> bytes:
    """The same drawing without scripts, events, outside references, animations and entities.

    ProblemError (ANSWER_NOT_PICTURE): no SVG, or larger or deeper than a drawing should be.
    """
    root = _parsed(data)
    _clean(root)
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    written: bytes = ET.tostring(root, encoding="utf-8")
    return written


def svg_size(data: bytes) -> Size:
    """Width and height to render it at: as the drawing says, at most 4096 on its long side."""
    root = _parsed(data)
    width, height = _length(root.get("width")), _length(root.get("height"))
    box = _view_box(root.get("viewBox"))
    if box is not None:
        width = width or (height * box[0] / box[1] if height else box[0])
        height = height or width * box[1] / box[0]
    width, height = width or USUAL_SIDE, height or USUAL_SIDE
    shrink = min(1.0, LONGEST_SIDE / max(width, height))
    return Size(max(1, round(width * shrink)), max(1, round(height * shrink)))


def _parsed(data: bytes) -> ET.Element:
    if len(data) > LARGEST:
        raise _refused(f"The drawing has {len(data):,} bytes.")
    if re.search(rb"<!(DOCTYPE|ENTITY)", data[:LARGEST], re.IGNORECASE) or b"\x00" in data[:64]:
        raise _refused("The drawing defines entities of its own.")
    try:
        root = ET.fromstring(data)  # noqa: S314  # entities are refused above
    except (ET.ParseError, ValueError, LookupError) as error:
        raise _refused(f"The drawing is no XML: {error}") from error
    if root.tag != f"{{{_SVG}}}svg":
        raise _refused("The drawing is no SVG.")
    _check_extent(root)
    return root


def _check_extent(root: ET.Element) -> None:
    level, count = [root], 0
    for _ in range(DEEPEST):
        count += len(level)
        if count > MOST_ELEMENTS:
            raise _refused(f"The drawing has more than {MOST_ELEMENTS:,} parts.")
        level = [child for element in level for child in element]
        if not level:
            return
    raise _refused("The drawing is nested too deeply.")


def _clean(element: ET.Element) -> None:
    for name in list(element.attrib):
        if not _is_harmless(element, name, element.attrib[name]):
            del element.attrib[name]
    for child in list(element):
        if _is_known(child):
            _clean(child)
        else:
            element.remove(child)


def _is_known(element: ET.Element) -> bool:
    space, _, name = str(element.tag).rpartition("}")
    if space != f"{{{_SVG}" or name not in _KNOWN:
        return False
    if name == "style":
        text = element.text or ""
        return not (_UNSAFE_STYLE.search(text) or _FOREIGN_URL.search(text))
    return name != "image" or any(_INLINE_PICTURE.match(element.get(href, "")) for href in _HREFS)


def _is_harmless(element: ET.Element, name: str, value: str) -> bool:
    if name in _HREFS:
        is_picture = element.tag == f"{{{_SVG}}}image" and _INLINE_PICTURE.match(value)
        return bool(is_picture or _OWN_ADDRESS.match(value))
    if name.startswith("{") or name.lower().startswith("on"):
        return False
    return not (_FOREIGN_URL.search(value) or _UNSAFE_STYLE.search(value))


def _length(text: str | None) -> float:
    found = _LENGTH.match(text or "")
    return float(found[1]) * _PIXELS[found[2] or "px"] if found else 0.0


def _view_box(text: str | None) -> tuple[float, float] | None:
    try:
        numbers = list(_numbers(text or ""))
    except ValueError:
        return None
    return (numbers[2], numbers[3]) if len(numbers) == 4 and min(numbers[2:]) > 0 else None


def _numbers(text: str) -> Iterator[float]:
    return (float(one) for one in re.split(r"[\s,]+", text.strip()) if one)


def _refused(reason: str) -> ProblemError:
    return fail(ProblemKind.ANSWER_NOT_PICTURE, ServiceWords(detail=reason))
