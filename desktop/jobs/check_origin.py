"""Asks a service where a picture comes from; only ever because somebody asked for it."""

from __future__ import annotations

from desktop.api.image_client import UploadFile
from desktop.api.origin_check import CHECKED_TYPES, LARGEST, OriginChecker
from desktop.domain.origin import Origin
from desktop.domain.problems import ProblemKind, fail
from desktop.jobs.picture_kind import suffix_of
from desktop.jobs.services import Clients


async def check_origin(data: bytes, profile: str, clients: Clients) -> Origin:
    """What the profile's service finds in the picture. The file goes as it is, under no name of
    its own, because any change would lose the marks. ProblemError."""
    media_type, suffix = suffix_of(data)
    if media_type not in CHECKED_TYPES or len(data) > LARGEST:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="The origin of this file cannot be checked.",
            suggestion="The service checks PNG, JPEG, WebP and GIF files up to 50 MB.",
        )
    client = await clients.get(profile)
    if not isinstance(client, OriginChecker):
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="This service checks no origins.",
            suggestion="Choose another profile.",
        )
    file = UploadFile(name=f"picture.{suffix}", data=data, media_type=media_type)
    return await client.check_origin(file)
