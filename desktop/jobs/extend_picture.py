"""Takes a picture with a larger canvas into the library; the new area is what will be painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.domain.recipe import InputFile
from desktop.imaging.codec import read_picture
from desktop.imaging.export import write_lossless
from desktop.imaging.extension import extend
from desktop.imaging.region import Borders
from desktop.storage.image_files import ImageFiles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExtendedPicture:
    """The larger picture in the library, and the mask (h, w; 255 is new) that goes with it."""

    file: InputFile
    mask: NDArray[np.uint8]


def extend_picture(file: InputFile, borders: Borders, pictures: ImageFiles) -> ExtendedPicture:
    """The picture with `borders` around it, written without loss: the old pixels stand.

    Takes seconds on a large picture: not for the window's thread. ProblemError: the picture is
    gone, nothing is added, it becomes too large, or the disk's.
    """
    made = extend(read_picture(pictures.read(file.content), file.name), borders)
    written = write_lossless(made.picture)
    content = pictures.put(written.data, written.suffix)
    larger = InputFile(content=content, name=file.name, size=made.picture.size)
    return ExtendedPicture(file=larger, mask=made.mask)
