"""What the window says about a request before it is sent."""

from __future__ import annotations

from desktop.domain.envelope import Envelope, EnvelopePart, PartRole
from desktop.domain.profile import Trait
from desktop.ui.controls.key_value import Fact

_ROLES = {
    PartRole.PICTURE: "Picture",
    PartRole.REFERENCE: "Reference",
    PartRole.MASK: "Mask",
    PartRole.MARKUP: "Markup",
}
_TRAITS = {
    Trait.STREAM: "previews",
    Trait.COUNT: "several at once",
    Trait.QUALITY: "quality",
    Trait.BACKGROUND: "background",
    Trait.FORMAT: "format",
    Trait.WEBP: "WebP",
    Trait.COMPRESSION: "compression",
    Trait.MODERATION: "moderation",
    Trait.COMPLEXITY: "complexity",
    Trait.MASK: "masks",
    Trait.MARKUP: "markup",
}
_SETTINGS = {
    "model": "Model",
    "n": "Results",
    "size": "Size",
    "quality": "Quality",
    "background": "Background",
    "output_format": "Format",
    "output_compression": "Compression",
    "moderation": "Filter",
    "complexity": "Complexity",
    "stream": "Stream",
    "partial_images": "Previews",
    "frame_count": "Frames",
    "frame_duration_ms": "Milliseconds per frame",
}


def bytes_in_words(count: int) -> str:
    """`812 bytes`, `34 KB`, `1.8 MB`."""
    if count < 1000:
        return f"{count} bytes"
    if count < 1_000_000:
        return f"{round(count / 1000)} KB"
    return f"{count / 1_000_000:.1f} MB"


def part_title(part: EnvelopePart) -> str:
    return f"{_ROLES[part.role]}  {part.size.shown}"


def part_line(part: EnvelopePart) -> str:
    """Its kind and weight, and what it is called there."""
    kind = part.media_type.removeprefix("image/").upper()
    return f"{kind}, {bytes_in_words(len(part.data))}, sent as {part.name}"


def part_story(part: EnvelopePart) -> str:
    """What was taken out of it, what is still in it, and which name stays here."""
    said = []
    if part.stripped:
        said.append(f"Taken out: {', '.join(part.stripped)}.")
    if part.told:
        said.append(f"Still in it: {', '.join(part.told)}.")
    if not said:
        said.append("It holds pixels and nothing else.")
    if part.source:
        said.append(f"Its name “{part.source}” is not sent.")
    return " ".join(said)


def headline(envelope: Envelope) -> str:
    """How much goes where, in a sentence."""
    count = len(envelope.parts)
    files = {0: "No picture", 1: "1 file"}.get(count, f"{count} files")
    weight = f" of {bytes_in_words(envelope.upload_bytes)}" if count else ""
    host = envelope.address.partition("://")[2].partition("/")[0]
    letters = f"a prompt of {len(envelope.prompt):,} characters"
    return f"{files}{weight} and {letters} go to {host}."


def destination(envelope: Envelope) -> tuple[Fact, ...]:
    headers = "; ".join(f"{name}: {value}" for name, value in envelope.headers)
    rows = (
        ("Profile", envelope.profile),
        ("Address", envelope.address),
        ("Key", f"In the header {envelope.key_header}; it is not shown"),
        ("Headers", headers),
    )
    return tuple(Fact(name=name, value=value) for name, value in rows if value)


def settings(envelope: Envelope) -> tuple[Fact, ...]:
    return tuple(
        Fact(name=_SETTINGS.get(name, name), value=value) for name, value in envelope.settings
    )


def remarks(envelope: Envelope) -> str:
    """What was changed for sending, and what this service is not asked for."""
    said = list(envelope.notes)
    if envelope.left_out:
        gaps = ", ".join(_TRAITS[trait] for trait in envelope.left_out)
        said.append(f"{envelope.profile} does not take: {gaps}. That is not sent.")
    return "\n".join(said)
