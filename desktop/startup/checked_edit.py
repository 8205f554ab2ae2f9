"""The self-check's whole edit: the demo engine, a scratch library, every pixel, and its layers."""

from __future__ import annotations

import io
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from desktop.startup.finding import Check, CheckFailedError, Finding
from desktop.startup.paths import Paths

_PROMPT = "a small blue teapot"


def _demo_edit(paths: Paths) -> Finding:
    """By the road of `stet edit`; what stands is counted here anew, in the file that was written.

    The picture is the sample, so that this takes a moment only.
    """
    pictures = paths.resources / "pictures"
    target = paths.logs / "edited.png"
    target.parent.mkdir(parents=True)
    _edit(paths, pictures / "sample.jpg", pictures / "sample-mask.png", target)
    outside, inside = changed_pixels(pictures / "sample.jpg", pictures / "sample-mask.png", target)
    if outside:
        raise CheckFailedError(f"{outside:,} pixels outside the mask have changed")
    if not inside:
        raise CheckFailedError("nothing has changed inside the mask")
    return Finding(words=f"{inside:,} pixels changed inside the mask, 0 outside; {_found(paths)}")


def _layers(paths: Paths) -> Finding:
    """The edit of the check before, as a file for Photoshop: the picture, and the edit above it."""
    from desktop.storage.library import Library, LibraryUse

    with Library.open(paths.library, LibraryUse.COMMAND) as library:
        newest = library.history.page(limit=1)
    if not newest:
        raise CheckFailedError("there is no edit to export, since the demo edit failed")
    target = paths.logs / "layers.psd"
    _run(paths, ["history", "export", newest[0].id, "-o", str(target)])
    return Finding(words=f"{_layer_count(target)} layers written as PSD and read again")


def _layer_count(target: Path) -> int:
    from psd_tools import PSDImage

    count = len(PSDImage.open(target))
    if count != 2:
        raise CheckFailedError(f"the PSD file has {count} layers, not the picture and its edit")
    return count


def _edit(paths: Paths, picture: Path, mask: Path, target: Path) -> None:
    _run(paths, ["edit", str(picture), _PROMPT, "--mask", str(mask), "--demo", "-o", str(target)])


def _run(paths: Paths, command: list[str]) -> None:
    """A command on the scratch library, by the road of the command line."""
    from desktop.cli.context import Context
    from desktop.cli.main import run_command
    from desktop.startup.compose import command_context

    said = io.StringIO()

    def make_context(options: Namespace) -> Context:
        return replace(command_context(paths, options), out=said, err=said)

    code = run_command([*command, "--library", str(paths.library)], make_context)
    if code:
        raise CheckFailedError(f"`{command[0]}` ended with {code}: {said.getvalue()}")


def changed_pixels(picture: Path, mask: Path, target: Path) -> tuple[int, int]:
    """Pixels that differ outside the mask, and inside it."""
    from desktop.imaging.codec import read_picture
    from desktop.imaging.mask_file import read_mask

    before = read_picture(picture.read_bytes(), picture.name)
    after = read_picture(target.read_bytes(), target.name)
    marked = read_mask(mask.read_bytes(), mask.name, before.size) > 0
    if before.pixels.shape != after.pixels.shape:
        raise CheckFailedError(f"{before.size.shown} became {after.size.shown}")
    differs = np.any(before.pixels != after.pixels, axis=2)
    return int((differs & ~marked).sum()), int((differs & marked).sum())


def _found(paths: Paths) -> str:
    """The history finds the edit by its words."""
    from desktop.storage.library import Library, LibraryUse

    with Library.open(paths.library, LibraryUse.COMMAND) as library:
        if not library.history.search("teapot"):
            raise CheckFailedError("the history does not find the edit by its prompt")
    return "found again by its prompt"


CHECKS: Mapping[str, Check] = MappingProxyType({"demo edit": _demo_edit, "layers": _layers})
