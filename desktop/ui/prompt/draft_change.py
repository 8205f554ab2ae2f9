"""What the designer changed in the draft: fields of the draft with their new values."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from desktop.domain.draft import Draft

_FIELDS = frozenset(field.name for field in fields(Draft))


@dataclass(frozen=True, slots=True)
class DraftChange:
    """One gesture; several fields where they only make sense together."""

    values: tuple[tuple[str, object], ...]

    def __post_init__(self) -> None:
        unknown = [name for name, _ in self.values if name not in _FIELDS]
        if unknown:
            raise ValueError(f"A draft has no field {unknown[0]!r}.")

    def applied_to(self, draft: Draft) -> Draft:
        return replace(draft, **dict(self.values))  # type: ignore[arg-type]  # names are checked


def changed(**values: object) -> DraftChange:
    """`changed(quality="high")`; ValueError for a name that a draft does not have."""
    return DraftChange(tuple(values.items()))
