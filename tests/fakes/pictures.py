"""Makes what an order asks for, books it, and spoils it where a fault says so."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from tests.fakes.desk import Call
from tests.fakes.drawing import Motif, draw_edit, draw_generation, draw_partial, find_motif
from tests.fakes.drift import DriftLevel
from tests.fakes.effects import PictureChange, Spoil, StreamChange
from tests.fakes.encoding import FileForm, sign_file, write_picture
from tests.fakes.parameters import Endpoint, ImageOrder
from tests.fakes.records import BilledPicture, SeenFile
from tests.fakes.size_rule import Dimensions
from tests.fakes.usage import PARTIAL_TOKENS, Usage, input_tokens, output_tokens, prompt_tokens

if TYPE_CHECKING:
    from PIL import Image

_GIF_SIZE = Dimensions(640, 640)
_AUTO_SIZES = (Dimensions(1024, 1024), Dimensions(1536, 1024), Dimensions(1024, 1536))


@dataclass(frozen=True, kw_only=True)
class Made:
    """The finished files of one order with all that `auto` became."""

    order: ImageOrder
    size: Dimensions
    quality: str
    background: str
    pictures: tuple[bytes, ...]
    partials: tuple[bytes, ...]
    usage: Usage


def make_pictures(order: ImageOrder, files: Sequence[SeenFile], call: Call) -> Made:
    """Draws and encodes every picture of the order; nothing is booked yet."""
    change = call.fault.effect if call.fault and isinstance(call.fault.effect, Spoil) else Spoil()
    size = order.size or _auto_size(order, files, call.desk.auto_size)
    quality = order.quality
    if quality == "auto":
        quality = "high" if call.is_azure else "low"
    scenes = [_scene(order, files, size, call, index) for index in range(order.n)]
    partials = 0 if change.stream is StreamChange.FEWER_PARTIALS else order.partials
    form = _file_form(order)
    return Made(
        order=order,
        size=size,
        quality=quality,
        background="transparent" if order.background == "transparent" else "opaque",
        pictures=tuple(
            _picture(scene, form, change.picture, index) for index, scene in enumerate(scenes)
        ),
        partials=tuple(
            sign_file(_partial_file(scenes[0], form, index), form.output_format)
            for index in range(partials)
        ),
        usage=_usage(order, files, size, quality, partials),
    )


def book_pictures(made: Made, call: Call) -> None:
    """One record for every picture; the tokens are shared out equally."""
    count = len(made.pictures)
    share = Usage(
        text_tokens=made.usage.text_tokens // count,
        image_tokens=made.usage.image_tokens // count,
        output_tokens=made.usage.output_tokens // count,
    )
    call.desk.ledger.add_billed(
        [
            BilledPicture(
                request=call.request.number,
                model=made.order.model,
                size=made.size,
                quality=made.quality,
                picture=picture,
                usage=share,
            )
            for picture in made.pictures
        ]
    )


def _usage(
    order: ImageOrder, files: Sequence[SeenFile], size: Dimensions, quality: str, partials: int
) -> Usage:
    """Section 6.4: inputs are billed for every picture; masks and markups are not known to be."""
    images = [file.decoded for file in files if file.name not in {"mask", "markup"}]
    one = output_tokens(order.abilities, size, quality)
    if order.output_format == "gif":
        one *= next(step for step, most in enumerate((8, 9, 12, 16), 1) if order.frames <= most)
    return Usage(
        text_tokens=order.n * prompt_tokens(order.prompt),
        image_tokens=order.n * sum(input_tokens(image.size) for image in images if image),
        output_tokens=order.n * one + partials * PARTIAL_TOKENS,
    )


def _auto_size(
    order: ImageOrder, files: Sequence[SeenFile], wanted: Dimensions | None
) -> Dimensions:
    """What the service picks: the usual size of the first input's shape, or what a test set."""
    if order.output_format == "gif":
        return _GIF_SIZE
    if wanted is not None and not order.abilities.fixed_sizes:
        return wanted
    first = files[0].decoded if files else None
    ratio = first.size.width / first.size.height if first else 1.0
    return min(_AUTO_SIZES, key=lambda size: abs(size.width / size.height - ratio))


@dataclass(frozen=True, kw_only=True)
class _Scene:
    """Everything that decides on the pixels of one picture."""

    endpoint: Endpoint
    is_transparent: bool
    size: Dimensions
    motif: Motif
    files: tuple[SeenFile, ...]
    drift: DriftLevel | None


def _scene(
    order: ImageOrder, files: Sequence[SeenFile], size: Dimensions, call: Call, index: int
) -> _Scene:
    return _Scene(
        endpoint=order.endpoint,
        is_transparent=order.background == "transparent",
        size=size,
        motif=find_motif(order.prompt, call.desk.seed, index),
        files=tuple(files),
        drift=call.desk.drift,
    )


@lru_cache(maxsize=8)
def _drawn(scene: _Scene) -> Image.Image:
    """Drawn once for all requests that ask for the same; nobody may write into it."""
    if scene.endpoint == "generations":
        return draw_generation(scene.size, scene.motif, is_transparent=scene.is_transparent)
    return draw_edit(
        scene.files,
        scene.size,
        scene.motif,
        drift=scene.drift,
        is_transparent=scene.is_transparent,
    )


@lru_cache(maxsize=32)
def _file(scene: _Scene, form: FileForm, change: PictureChange | None, index: int) -> bytes:
    """One finished picture as a file without its manifest, spoiled where that was planned."""
    return write_picture(_spoiled_image(_drawn(scene), change, index), form)


@lru_cache(maxsize=32)
def _partial_file(scene: _Scene, form: FileForm, index: int) -> bytes:
    return write_picture(draw_partial(_drawn(scene), index), form)


def _file_form(order: ImageOrder) -> FileForm:
    return FileForm(
        output_format=order.output_format,
        compression=order.compression,
        frames=order.frames,
        frame_ms=order.frame_ms,
    )


# --- pictures as they should not be -----------------------------------------------------------


def _picture(scene: _Scene, form: FileForm, change: PictureChange | None, index: int) -> bytes:
    """A signed file, with the fault in it that was planned (broken base64 comes later)."""
    if change is PictureChange.NOT_PICTURE:
        return b"This is no picture, although the answer says so."
    if change is PictureChange.OTHER_FORMAT:
        form = replace(form, output_format="png" if form.output_format == "jpeg" else "jpeg")
    data = sign_file(_file(scene, form, change, index), form.output_format)
    return data[: len(data) // 2] if change is PictureChange.TRUNCATED else data


def _spoiled_image(image: Image.Image, change: PictureChange | None, index: int) -> Image.Image:
    if change is PictureChange.OTHER_SIZE:
        return image.resize((image.width + 6, image.height - 10))
    if change is PictureChange.SIZES_DIFFER:
        return image.resize((image.width + 2 * index, image.height - index))
    if change is PictureChange.WITH_ALPHA:
        image = image.convert("RGBA")
        image.putalpha(200)
    return image


def size_of(picture: bytes) -> tuple[int, int] | None:
    """Width and height of a file; None when Pillow cannot read it (svg, spoiled ones)."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture)) as image:
            return image.size
    except OSError:
        return None
