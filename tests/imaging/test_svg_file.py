"""A drawing that a model wrote runs nothing, fetches nothing and has bounds."""

from __future__ import annotations

import pytest

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.size import Size
from desktop.imaging.svg_file import DEEPEST, MOST_ELEMENTS, clean_svg, svg_size

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
DOT = "data:image/png;base64,iVBORw0KGgo="


def svg(inside: str, attributes: str = 'width="40" height="30"') -> bytes:
    return f"<svg {NS} {attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)" width="1" height="1"/>',
        '<a xlink:href="https://evil.example"><rect/></a>',
        '<image href="https://evil.example/a.png"/>',
        '<image href="file:///etc/passwd"/>',
        '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
        '<use href="https://evil.example/a.svg#x"/>',
        "<foreignObject><p>evil</p></foreignObject>",
        '<animate attributeName="href" to="https://evil.example"/>',
        '<set attributeName="href" to="evil.example"/>',
        "<style>@import url(https://evil.example/a.css);</style>",
        "<style>rect { fill: url(https://evil.example/a.svg#b) }</style>",
        '<rect style="fill: url(//evil.example/a)"/>',
        "<rect fill=\"url( 'https://evil.example/a' )\"/>",
        '<rect style="background: javascript:alert(1)"/>',
        '<html:iframe xmlns:html="http://www.w3.org/1999/xhtml" src="evil.example"/>',
        '<rect xml:base="https://evil.example/"/>',
    ],
)
def test_nothing_runs_and_nothing_is_fetched(evil: str) -> None:
    kept = clean_svg(svg(f'{evil}<circle r="3"/>')).decode()
    assert "evil" not in kept
    assert "alert" not in kept
    assert "passwd" not in kept
    assert 'r="3"' in kept


def test_a_plain_drawing_keeps_everything() -> None:
    inside = (
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#123456"/></linearGradient>'
        '<clipPath id="c"><rect width="9" height="9"/></clipPath></defs>'
        '<g clip-path="url(#c)"><path d="M0 0L9 9" fill="url(#g)" style="stroke:red"/></g>'
        f'<use xlink:href="#c"/><image href="{DOT}" width="4" height="4"/>'
        "<style>path { opacity: .5 }</style><text>漢字</text>"
    )
    kept = clean_svg(svg(inside)).decode()
    for words in ("url(#c)", "url(#g)", "stroke:red", "#c", DOT, "opacity: .5", "漢字"):
        assert words in kept


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no drawing",
        b"<html><body/></html>",
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        svg("<g>" * (DEEPEST + 5) + "</g>" * (DEEPEST + 5)),
        svg("<rect/>" * (MOST_ELEMENTS + 1)),
        svg("")[:20],
    ],
)
def test_what_is_no_bounded_drawing_is_refused(data: bytes) -> None:
    with pytest.raises(ProblemError) as caught:
        clean_svg(data)
    assert caught.value.problem.kind is ProblemKind.ANSWER_NOT_PICTURE
    assert caught.value.problem.detail


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="40" height="30"', Size(40, 30)),
        ('width="1in" height="2in"', Size(96, 192)),
        ('viewBox="0 0 300 150"', Size(300, 150)),
        ('width="600" viewBox="0 0 300 150"', Size(600, 300)),
        ('width="100%" viewBox="0 0 300 150"', Size(300, 150)),
        ("", Size(1024, 1024)),
        ('width="1e9" height="5"', Size(1024, 5)),
        ('width="999999999" height="999999"', Size(4096, 4)),
        ('viewBox="0 0 nonsense"', Size(1024, 1024)),
    ],
)
def test_the_size_is_what_it_says_within_bounds(attributes: str, size: Size) -> None:
    assert svg_size(svg("", attributes)) == size
