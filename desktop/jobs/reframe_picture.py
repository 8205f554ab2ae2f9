"""Takes a picture in another frame into the library, written without loss."""

from __future__ import annotations

from desktop.domain.recipe import InputFile
from desktop.imaging.codec import read_picture
from desktop.imaging.export import write_lossless
from desktop.imaging.picture import Picture
from desktop.imaging.reframing import Reframing
from desktop.storage.image_files import ImageFiles


def reframe_picture(file: InputFile, reframing: Reframing, pictures: ImageFiles) -> InputFile:
    """The picture cropped, let out, turned, mirrored or resized, in the library.

    Takes seconds on a large picture: not for the window's thread. ProblemError: the picture is
    gone, the new one would hold nothing or be too large, or the disk's.
    """
    picture = read_picture(pictures.read(file.content), file.name)
    size = reframing.new_size(picture.size)
    made = Picture(pixels=reframing.pixels(picture.pixels), facts=picture.facts)
    written = write_lossless(made)
    return InputFile(content=pictures.put(written.data, written.suffix), name=file.name, size=size)
