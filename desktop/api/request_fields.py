"""The parameters of a request by their names on the wire, in one place for all who need them."""

from __future__ import annotations

from desktop.api.image_client import ImageRequest, UploadFile
from desktop.domain.profile import Profile, Trait
from desktop.domain.recipe import Kind

Field = str | int | bool

_PATHS = {Kind.GENERATE: "/images/generations", Kind.EDIT: "/images/edits"}


def path_of(request: ImageRequest) -> str:
    """Where it is posted, below the service address."""
    return _PATHS[request.kind]


_PLAIN = Profile()

_TRAITS = {
    "n": Trait.COUNT,
    "quality": Trait.QUALITY,
    "background": Trait.BACKGROUND,
    "output_format": Trait.FORMAT,
    "output_compression": Trait.COMPRESSION,
    "moderation": Trait.MODERATION,
    "complexity": Trait.COMPLEXITY,
    "stream": Trait.STREAM,
    "partial_images": Trait.STREAM,
    "mask": Trait.MASK,
    "markup": Trait.MARKUP,
}


def fields_of(request: ImageRequest, profile: Profile = _PLAIN) -> dict[str, Field]:
    """Every parameter that is sent, apart from the pictures; nothing that is None.

    Model, quality, size and count are always said, so that no service falls back on a default
    of its own, except what the profile says its service lacks. `response_format` is never sent:
    the models refuse it.
    """
    fields: dict[str, Field | None] = {
        "model": profile.wire_name(request.model),
        "prompt": request.prompt.encode("utf-8", "replace").decode(),
        "n": request.count,
        "size": request.size,
        "quality": request.quality,
        "background": request.background,
        "output_format": request.output_format,
        "output_compression": request.compression,
        "moderation": request.moderation,
        "complexity": request.complexity,
        "stream": True if request.streams else None,
        "partial_images": request.partial_images if request.streams else None,
        "frame_count": request.frame_count,
        "frame_duration_ms": request.frame_ms,
    }
    return {
        name: value
        for name, value in fields.items()
        if value is not None and _TRAITS.get(name) not in profile.missing
    }


def overlays_of(
    request: ImageRequest, profile: Profile = _PLAIN
) -> tuple[tuple[str, UploadFile], ...]:
    """Markup and mask by their names, in the order sent, as far as there are any."""
    single = (("markup", request.markup), ("mask", request.mask))
    return tuple(
        (name, part)
        for name, part in single
        if part is not None and _TRAITS[name] not in profile.missing
    )


def parts_of(
    request: ImageRequest, profile: Profile = _PLAIN
) -> tuple[tuple[str, UploadFile], ...]:
    """The file parts in the order sent; pictures are `image[]`, even a single one."""
    pictures = (("image[]", picture) for picture in request.images)
    return (*pictures, *overlays_of(request, profile))
