"""Fetches a picture from the web for the canvas, the tray or the mask; on a worker's thread."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from desktop.api.web_picture import fetch_web_picture, host_of, name_of
from desktop.imaging.codec import read_header
from desktop.imaging.layered_document import is_document

__all__ = ["FetchedPicture", "fetch_picture", "host_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPicture:
    """The bytes, and what the picture is called."""

    data: bytes
    name: str


def fetch_picture(address: str) -> FetchedPicture:
    """ProblemError: it is not fetched, or what came is no picture."""
    data, name = asyncio.run(fetch_web_picture(address)), name_of(address)
    if not is_document(data):
        read_header(data, name)
    return FetchedPicture(data=data, name=name)
