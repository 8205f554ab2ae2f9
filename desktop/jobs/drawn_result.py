"""A result that is a drawing: kept as it came, made harmless, shown as pixels where it can be."""

from __future__ import annotations

from collections.abc import Callable

from desktop.domain.edit import Result, StoredPicture
from desktop.domain.identity import ContentHash
from desktop.domain.size import Size
from desktop.imaging.svg_file import clean_svg, svg_size
from desktop.storage.image_files import ImageFiles

DrawSvg = Callable[[bytes, Size], bytes]
"""Renders a harmless drawing at a size, as a PNG; on a worker's thread."""

SVG = "image/svg+xml"


def drawn_result(
    index: int, data: bytes, content: ContentHash, pictures: ImageFiles, draw: DrawSvg | None
) -> Result:
    """The result of one SVG of an answer. Without `draw` its picture is the cleaned drawing.

    ProblemError (ANSWER_NOT_PICTURE): it is no drawing that may be rendered; its bytes stay.
    """
    harmless = clean_svg(data)
    size = svg_size(harmless)
    original = StoredPicture(content=content, media_type=SVG, size=size)
    if draw is None:
        shown = StoredPicture(content=pictures.put(harmless, "svg"), media_type=SVG, size=size)
    else:
        kept = pictures.put(draw(harmless, size), "png")
        shown = StoredPicture(content=kept, media_type="image/png", size=size)
    return Result(index=index, original=original, picture=shown)
