"""`stet origin`: asks the service where a picture comes from; uploads it only with --upload."""

from __future__ import annotations

from argparse import Namespace

from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE
from desktop.cli.loop import run_to_end
from desktop.cli.report import print_json
from desktop.domain.origin import Origin
from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.codec import read_bytes
from desktop.jobs.check_origin import check_origin
from desktop.jobs.services import Clients


def show_origin(options: Namespace, context: Context) -> int:
    """ProblemError: no consent, no such file, or the service does not check it."""
    data = read_bytes(options.picture)
    if not options.upload:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"This sends {options.picture.name} as it is to {context.profile.host}.",
            suggestion="Add --upload if that is what you want.",
        )
    origin = run_to_end(_check(data, context.clients(), context.profile.id))
    if options.json:
        print_json(context, _value(origin))
    else:
        for sentence in origin.sentences:
            print(sentence, file=context.out)
    return DONE


async def _check(data: bytes, clients: Clients, profile: str) -> Origin:
    try:
        return await check_origin(data, profile, clients)
    finally:
        await clients.close()


def _value(origin: Origin) -> dict[str, object]:
    return {
        "marks": [
            {
                "kind": mark.kind,
                "found": mark.is_found,
                "state": mark.state or None,
                "issuer": mark.issuer or None,
                "model": mark.model or None,
                "made_at": mark.made_at or None,
            }
            for mark in origin.marks
        ]
    }
