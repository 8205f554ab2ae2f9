"""What is stored at a service for batches, and taking away what no batch needs any more."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.batch import ServiceFile
from desktop.jobs.batch_submit import batch_client, upload_name
from desktop.jobs.services import Services
from desktop.jobs.to_the_end import to_the_end


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file at the service. `is_ours`: made for a batch; `is_needed`: for one still open here."""

    file: ServiceFile
    is_ours: bool
    is_needed: bool


async def files_at(profile: str, services: Services) -> tuple[StoredFile, ...]:
    """Everything that is stored with a profile's key. ProblemError."""
    needed = await to_the_end(_needed, services)
    client = await batch_client(profile, services)
    try:
        return tuple(_told(one, needed) for one in await client.files())
    finally:
        await client.close()


async def delete_left(profile: str, services: Services) -> tuple[StoredFile, ...]:
    """What is left after the files are gone that Stet made and that no open batch needs.

    Another library's batches cannot be seen from here: this is done only when somebody asks.
    """
    files = await files_at(profile, services)
    client = await batch_client(profile, services)
    try:
        for one in files:
            if one.is_ours and not one.is_needed:
                await client.delete(one.file.id)
    finally:
        await client.close()
    return tuple(one for one in files if one.is_needed or not one.is_ours)


def _needed(services: Services) -> frozenset[str]:
    found: set[str] = set()
    for batch in services.library.batches.all():
        if not batch.is_collected:
            found.update(file_id for _, file_id in batch.uploads)
            found.update(one for one in (batch.output_file, batch.error_file) if one)
    return frozenset(found)


def _told(file: ServiceFile, needed: frozenset[str]) -> StoredFile:
    is_needed = file.id in needed
    is_ours = is_needed or file.name.startswith(upload_name(""))
    return StoredFile(file=file, is_ours=is_ours, is_needed=is_needed)
