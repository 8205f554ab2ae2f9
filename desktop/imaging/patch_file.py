"""A step of the mask as bytes and back, so that undo outlives the program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Box, Size
from desktop.imaging.mask_patch import MaskPatch, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.imaging.mask_patch import Content

_MAGIC = b"stet mask step 1\n"


def write_patch(patch: MaskPatch, parts: Mapping[Box, Content]) -> bytes:
    """`parts` are the patch's, as they were when they were looked at; may run on any thread."""
    rows: list[list[int]] = []
    contents: list[bytes] = []
    for box, content in parts.items():
        small = packed(content)
        is_plain = isinstance(small, int)
        data = b"" if isinstance(small, int) else bytes(small)
        value = small if isinstance(small, int) else 0
        rows.append([box.x, box.y, box.width, box.height, int(is_plain), value, len(data)])
        contents.append(data)
    head = {
        "name": patch.name,
        "size": [patch.size.width, patch.size.height],
        "inverts": patch.inverts,
        "protects": patch.protects,
        "parts": rows,
    }
    return b"".join([_MAGIC, json.dumps(head).encode(), b"\n", *contents])


def read_patch(data: bytes) -> MaskPatch:
    """ProblemError (FILE_DAMAGED) when it is cut off, or no step of a mask."""
    try:
        return _read(data)
    except (ValueError, KeyError, TypeError) as error:
        raise fail(ProblemKind.FILE_DAMAGED, name="a step") from error


def _read(data: bytes) -> MaskPatch:
    if not data.startswith(_MAGIC):
        raise ValueError("This is no step of a mask.")
    line, _, rest = data[len(_MAGIC) :].partition(b"\n")
    head = json.loads(line)
    size = Size(*head["size"])
    parts: dict[Box, Content] = {}
    for x, y, width, height, is_plain, value, length in head["parts"]:
        box, content = Box(x, y, width, height), rest[:length]
        rest = rest[length:]
        if len(content) != length:
            raise ValueError("The step is cut off.")
        parts[box] = int(value) if is_plain else content
        if not is_plain:
            # Whoever goes this step back must not find out then that it is damaged.
            unpacked(content, box)
    return MaskPatch(
        name=str(head["name"]),
        size=size,
        parts=parts,
        inverts=bool(head["inverts"]),
        protects=bool(head["protects"]),
    )
