"""XMP packets: what a picture's own packet says stays, and what Stet has to say is put beside it.

Layout: ISO 16684-1; IPTC Photo Metadata Standard 2025.1 for the source type and the AI properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from desktop import __version__
from desktop.domain.provenance import Provenance

RECIPE_SPACE = "urn:app.stet.Stet:recipe:1.0#"
"""The namespace of Stet's own property, `recipe`: the recipe as JSON."""

_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_XMP = "http://ns.adobe.com/xap/1.0/"
_END = re.compile(rb"</\s*rdf:RDF\s*>")
_FIRST = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_LAST = b'\n<?xpacket end="w"?>'
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold at all."""


def xmp_with(
    own: bytes | None, provenance: Provenance | None, *, says_recipe: bool
) -> bytes | None:
    """The packet `own` with what is to be said about where the picture comes from.

    None when there is neither. A packet that cannot be added to, because it is none, gives way.
    """
    if provenance is None:
        return own
    said = "".join(_properties(provenance, says_recipe=says_recipe)).encode()
    plain = None if own is None else _without(own, says_recipe=says_recipe)
    ends = list(_END.finditer(plain)) if plain is not None else []
    if plain is None or not ends or not _is_utf8(plain):
        return _packet(said)
    place = ends[-1].start()
    return plain[:place] + said + plain[place:]


def has_recipe(own: bytes | None) -> bool:
    """Whether Stet has put a recipe into the packet before."""
    return own is not None and RECIPE_SPACE.encode() in own


def without_recipe(own: bytes | None) -> bytes | None:
    """The packet without a recipe that Stet put into it before."""
    return None if own is None else _without(own, says_recipe=False, keeps_source=True)


def _packet(said: bytes) -> bytes:
    return b"".join(
        (
            _FIRST,
            b'<x:xmpmeta xmlns:x="adobe:ns:meta/">',
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
            said,
            b"</rdf:RDF></x:xmpmeta>",
            _LAST,
        )
    )


def _properties(provenance: Provenance, *, says_recipe: bool) -> Iterator[str]:
    """One description of the picture, each property as an element, which every reader knows."""
    yield (
        '<rdf:Description rdf:about="" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:Iptc4xmpExt="{_IPTC}" xmlns:stet="{RECIPE_SPACE}">'
    )
    yield _element("Iptc4xmpExt:DigitalSourceType", provenance.source.address)
    if says_recipe:
        yield _element("Iptc4xmpExt:AISystemUsed", provenance.model)
        yield _element("Iptc4xmpExt:AIPromptInformation", provenance.prompt)
        yield _element("stet:program", f"Stet {__version__}")
        yield _element("stet:recipe", provenance.recipe)
    yield "</rdf:Description>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(_ILLEGAL.sub('�', text))}</{name}>"


_SAID = (b"Iptc4xmpExt:AISystemUsed", b"Iptc4xmpExt:AIPromptInformation", b"stet:program")
_RECIPE = (*_SAID, b"stet:recipe")


def _without(own: bytes, *, says_recipe: bool, keeps_source: bool = False) -> bytes:
    """Without what is said anew, which may stand there only once, and without an old recipe."""
    source = () if keeps_source else (b"Iptc4xmpExt:DigitalSourceType",)
    ours = RECIPE_SPACE.encode() in own
    gone = (*source, *(_RECIPE if ours or says_recipe else ()))
    for name in gone:
        own = re.sub(
            rb"<" + name + rb"\b[^>]*?(?:/>|>.*?</" + name + rb"\s*>)", b"", own, flags=re.DOTALL
        )
        own = re.sub(rb"\s" + name + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", own)
    return own


def _is_utf8(packet: bytes) -> bool:
    try:
        packet.decode()
    except UnicodeDecodeError:
        return False
    return True
