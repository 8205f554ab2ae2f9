"""A step of the mask that can be undone: the parts it changed, as they were before.

At rest a step is packed: the difference between rows, deflated by ISA-L, which gives a soft
stroke back within milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.size import Box, Size, box_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Content = int | bytes | NDArray[np.uint8]
    """What a part holds: one value for all of it, packed bytes, or its pixels (h, w)."""

_NOTHING = Box(0, 0, 0, 0)
_PACKED_AT_ONCE = 4 << 20


@dataclass(slots=True, kw_only=True, eq=False)
class MaskPatch:
    """What it takes to go back: `parts` as they were, or `inverts` when that is all.

    Every part lies in one square of the grid of `tiles`. `size` is the picture's: a patch is never
    applied to a mask of another size.
    """

    name: str
    size: Size
    parts: dict[Box, Content] = field(default_factory=dict)
    inverts: bool = False
    protects: bool = False
    """It belongs to what is protected, not to what will change."""

    @property
    def is_empty(self) -> bool:
        """Nothing changed: there is no step to undo."""
        return not self.inverts and not self.parts

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The pixels that may change when it is applied."""
        return (box_of(self.size),) if self.inverts else tuple(self.parts)

    @property
    def box(self) -> Box:
        """The smallest box around `boxes`."""
        around = _NOTHING
        for box in self.boxes:
            around = around.united(box)
        return around

    @property
    def bytes_held(self) -> int:
        """Memory the pixels take now."""
        return sum(_weight(content) for content in self.parts.values())

    def pack_if_quick(self) -> None:
        """Makes it small where that takes milliseconds; a larger one is for whoever keeps it."""
        if self.bytes_held <= _PACKED_AT_ONCE:
            self.pack()

    def pack(self) -> None:
        """Makes it small; may run on any thread while the patch lies unused on the undo stack.

        The packed parts take the place of the others at once, so that whoever applies the patch
        meanwhile finds it whole.
        """
        self.parts = {box: packed(content) for box, content in self.parts.items()}


def packed(content: Content) -> Content:
    """The same content in the least room."""
    if isinstance(content, int | bytes):
        return content
    first = int(content[0, 0])
    if not (content != first).any():
        return first
    from isal import isal_zlib

    rows = content.copy()
    rows[1:] -= content[:-1]
    return bytes(isal_zlib.compress(rows.data, 1))


def unpacked(content: Content, box: Box) -> NDArray[np.uint8] | int:
    """The opposite of `packed`: the pixels of `box`, or the one value that all of them have."""
    if not isinstance(content, bytes):
        return content
    from isal import isal_zlib

    rows = np.frombuffer(isal_zlib.decompress(content), np.uint8).reshape(box.height, box.width)
    return np.add.accumulate(rows, axis=0, dtype=np.uint8)


def _weight(content: Content) -> int:
    if isinstance(content, int):
        return 8
    return len(content) if isinstance(content, bytes) else content.nbytes
