"""`--dry-run`: shows exactly what would leave this machine; sends nothing and keeps nothing."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from desktop.cli.context import Context
from desktop.cli.inputs import NamedFiles
from desktop.cli.report import print_json
from desktop.domain.draft import Draft
from desktop.domain.envelope import Envelope, EnvelopePart
from desktop.domain.identity import hash_of
from desktop.jobs.dry_run import dry_run
from desktop.jobs.edit_order import Capture
from desktop.jobs.picture_source import WithUnkept


def dry_envelope(draft: Draft, files: NamedFiles, context: Context, *, is_demo: bool) -> Envelope:
    """The request for `draft`, made from the files as they were read. ProblemError."""
    named = (*((files.picture,) if files.picture else ()), *files.references)
    source = WithUnkept({one.file.content: one.data for one in named}, None)
    picture = files.picture.file if files.picture else None
    capture = Capture(draft=draft, picture=picture, mask=files.mask, markup=files.markup)
    model = context.models.get(draft.model)
    return dry_run(capture, source, model, context.profile, is_simulated=is_demo)


def show_envelope(envelope: Envelope, options: Namespace, context: Context) -> None:
    """For people, or as one object with `--json`."""
    if options.json:
        print_json(context, _value(envelope))
        return
    for line in _lines(envelope):
        print(line, file=context.out)


def _lines(envelope: Envelope) -> list[str]:
    lines = [f"POST {envelope.address}", f"{envelope.key_header}: (the key)"]
    lines += [f"{name}: {value}" for name, value in envelope.headers]
    lines += ["", *(f"{name} = {value}" for name, value in envelope.fields)]
    for part in envelope.parts:
        lines += ["", _title(part)]
        lines += [f"  taken out: {words}" for words in part.stripped]
        lines += [f"  still in it: {words}" for words in part.told]
    lines += ["", *envelope.notes] if envelope.notes else []
    if envelope.left_out:
        lines += ["", f"Not sent to this service: {', '.join(envelope.left_out)}"]
    return [*lines, "", f"{envelope.upload_bytes} bytes of files. Nothing was sent."]


def _title(part: EnvelopePart) -> str:
    kept = f"; its name “{part.source}” is not sent" if part.source else ""
    size, weight = part.size.shown, len(part.data)
    return f"{part.role} {part.name}: {part.media_type}, {size}, {weight} bytes{kept}"


def _value(envelope: Envelope) -> dict[str, Any]:
    return {
        "sent": False,
        "simulated": envelope.is_simulated,
        "profile": envelope.profile,
        "address": envelope.address,
        "key_header": envelope.key_header,
        "headers": dict(envelope.headers),
        "fields": dict(envelope.fields),
        "files": [_part_value(part) for part in envelope.parts],
        "upload_bytes": envelope.upload_bytes,
        "left_out": [str(trait) for trait in envelope.left_out],
        "notes": list(envelope.notes),
        "python": envelope.python,
        "curl": envelope.curl,
    }


def _part_value(part: EnvelopePart) -> dict[str, Any]:
    return {
        "role": str(part.role),
        "name": part.name,
        "media_type": part.media_type,
        "size": str(part.size),
        "bytes": len(part.data),
        "sha256": hash_of(part.data),
        "source": part.source or None,
        "stripped": list(part.stripped),
        "told": list(part.told),
    }
