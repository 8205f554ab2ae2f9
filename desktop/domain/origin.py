"""What a service can tell of a picture's origin; that it finds nothing proves nothing."""

from __future__ import annotations

from dataclasses import dataclass

_NAMES = {"c2pa": "Content Credentials (C2PA)", "synthid": "An invisible watermark (SynthID)"}
_STATES = {
    "trusted": "signed by somebody it trusts",
    "valid": "soundly signed",
    "invalid": "no longer sound: the picture was changed, or the signature is bad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginMark:
    """One mark that was looked for; empty texts where the service said nothing."""

    kind: str
    is_found: bool
    state: str = ""
    issuer: str = ""
    model: str = ""
    made_at: str = ""

    @property
    def sentence(self) -> str:
        name = _NAMES.get(self.kind, self.kind)
        if not self.is_found:
            return f"{name}: not found."
        said = [_STATES.get(self.state, self.state)]
        said += [f"by {self.issuer}"] if self.issuer else []
        said += [f"made by {self.model}"] if self.model else []
        said += [f"on {self.made_at[:10]}"] if self.made_at else []
        return f"{name}: found; {', '.join(one for one in said if one) or 'nothing more is said'}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """All marks that a service looked for in one picture."""

    marks: tuple[OriginMark, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        if any(mark.is_found for mark in self.marks):
            return tuple(mark.sentence for mark in self.marks)
        nothing = "No mark was found. That proves nothing: marks can be lost on the way."
        return (*(mark.sentence for mark in self.marks), nothing)
