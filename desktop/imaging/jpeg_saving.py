"""Saves an edited JPEG as a JPEG: what is not masked stands wherever JPEG can keep that promise.

Every block that did not change keeps its bits. Of the blocks that the mask's edge cuts through,
none is rewritten as long as the change is hardly smaller for it; else they are, and it is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.size import Box
from desktop.imaging.blend import depth_inside, ramp
from desktop.imaging.codec import read_picture
from desktop.imaging.composite import count_outside_changes
from desktop.imaging.exif import upright
from desktop.imaging.jpeg_patch import JpegPatch, open_scan, patch_jpeg
from desktop.imaging.jpeg_scan import Scan, UnsupportedJpegError
from desktop.imaging.jpeg_segments import read_jpeg_header
from desktop.imaging.mask_bounds import mask_bounds
from desktop.imaging.picture import Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]

MOST_LOST = 0.3
"""Share of the change that may be given up at the mask's edge for the promise to be kept."""

_CLEARLY = 6
"""Levels above which a pixel counts as changed for that."""

_RAMP = 6.0
"""Width of the ramp towards blocks that stand, in pixels."""

_TURNED_BACK = {6: 8, 8: 6}


@dataclass(frozen=True, slots=True, kw_only=True)
class JpegSave:
    """The file, and the truth about it, counted after opening it again.

    `outside_changed` pixels outside the mask differ, none of them farther than `farthest` pixels
    from it. `rewritten` of `blocks` blocks were written anew. `notes` say it in words.
    """

    data: bytes
    outside_changed: int
    farthest: int
    rewritten: int
    blocks: int
    notes: tuple[str, ...]


def save_into_jpeg(
    data: bytes, before: Picture, after: Picture, mask: NDArray[np.uint8]
) -> JpegSave:
    """`after` in the JPEG file `data`, which opens as `before`; `mask` (h, w) > 0 may change.

    Header, profile, EXIF and tables stay as they are. UnsupportedJpegError with the reason, as the
    end of a sentence, when the file cannot be changed in part; ProblemError when it is damaged.
    """
    if after.pixels.shape != before.pixels.shape or after.pixels.dtype != before.pixels.dtype:
        raise UnsupportedJpegError("the result has other channels or another depth")
    scan = open_scan(data)
    orientation = read_jpeg_header(data, "the picture").orientation
    back = _TURNED_BACK.get(orientation, orientation)
    marked = upright(mask[..., None], back)[..., 0] > 0
    stored, wanted = upright(before.pixels, back), upright(after.pixels, back)
    whole = _whole_units(scan, marked)
    keeps = _lost(stored, wanted, whole) <= MOST_LOST
    made = patch_jpeg(data, scan, stored, _within(stored, wanted, whole) if keeps else wanted)
    return _proved(made, before, mask)


def _whole_units(scan: Scan, marked: Bools) -> Bools:
    """Pixels (h, w) of units that lie in the mask with everything decoders blend them into."""
    import cv2

    wide, tall = scan.unit
    across, down = scan.units
    around = cv2.erode(
        marked.astype(np.uint8), np.ones((3, 3), np.uint8), borderType=cv2.BORDER_REPLICATE
    )
    height, width = marked.shape
    sides = ((0, down * tall - height), (0, across * wide - width))
    full = np.pad(around, sides, mode="edge").reshape(down, tall, across, wide).all(axis=(1, 3))
    return full.repeat(tall, axis=0).repeat(wide, axis=1)[:height, :width]


def _lost(stored: Any, wanted: Any, whole: Bools) -> float:
    """Which share of the clearly changed pixels lies where nothing would be rewritten."""
    lost = total = 0
    for top in range(0, len(stored), 512):
        rows = slice(top, top + 512)
        if np.array_equal(stored[rows], wanted[rows]):
            continue
        apart = np.abs(stored[rows].astype(np.int16) - wanted[rows]).max(axis=2) > _CLEARLY
        total += int(np.count_nonzero(apart))
        lost += int(np.count_nonzero(apart & ~whole[rows]))
    return lost / total if total else 0.0


def _within(stored: Any, wanted: Any, whole: Bools) -> Any:
    """The change faded out towards the units that stand, and gone in these."""
    made = stored.copy()
    bounds = mask_bounds(whole.view(np.uint8))
    if bounds is None:
        return made
    # One pixel more, so that what limits the bounds is seen; the picture's border is no limit.
    box = bounds.grown(1).clipped(Box(0, 0, whole.shape[1], whole.shape[0]))
    share = ramp(depth_inside(whole[box.slices]), _RAMP)
    for top in range(0, box.height, 512):
        part = Box(box.x, box.y + top, box.width, min(512, box.height - top)).slices
        old = stored[part].astype(np.float32)
        mixed = old + (wanted[part] - old) * share[top : top + 512, :, None]
        made[part] = np.rint(mixed).astype(np.uint8)
    return made


def _proved(made: JpegPatch, before: Picture, mask: NDArray[np.uint8]) -> JpegSave:
    reopened = read_picture(made.data, "the result").pixels
    changed, _ = count_outside_changes(before.pixels, reopened, mask)
    farthest = _farthest(before.pixels, reopened, mask) if changed else 0
    return JpegSave(
        data=made.data,
        outside_changed=changed,
        farthest=farthest,
        rewritten=made.rewritten,
        blocks=made.blocks,
        notes=(_words(made, changed, farthest),),
    )


def _farthest(before: Any, after: Any, mask: NDArray[np.uint8]) -> int:
    import cv2

    distance = cv2.distanceTransform((mask == 0).astype(np.uint8), cv2.DIST_C, 3)
    differs = (before != after).any(axis=2) & (mask == 0)
    return int(np.ceil(float(distance[differs].max())))


def _words(made: JpegPatch, changed: int, farthest: int) -> str:
    blocks = f"{made.rewritten:,} of the JPEG's {made.blocks:,} blocks were written anew"
    if not changed:
        return f"{blocks}; no pixel outside the mask changed, and no other block lost anything."
    return (
        f"{blocks}. JPEG cannot keep every pixel outside this mask, because blocks lie across "
        f"its edge: {changed:,} pixels changed there, none farther than {farthest} from the mask. "
        "PNG and TIFF keep them all."
    )
