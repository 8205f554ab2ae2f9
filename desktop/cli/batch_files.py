"""`stet batch files`: what lies at the service, what of it Stet put there, and removing that."""

from __future__ import annotations

from argparse import Namespace

from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE
from desktop.cli.report import print_json
from desktop.cli.running import run_once
from desktop.jobs.batch_storage import StoredFile, delete_left, files_at


def show_files(options: Namespace, context: Context) -> int:
    """Lists them; with `--delete` first removes Stet's own that no open batch needs."""
    services = context.open_services(options)
    with services.library:
        work = delete_left if options.delete else files_at
        files = run_once(work(context.profile.id, services), services)
    if options.json:
        print_json(context, {"files": [_value(one) for one in files]})
        return DONE
    for one in files:
        print(_line(one), file=context.out)
    print(f"{_count(len(files))} at {context.profile.host}", file=context.err)
    return DONE


def _value(one: StoredFile) -> dict[str, object]:
    return {
        "id": one.file.id,
        "name": one.file.name,
        "bytes": one.file.size,
        "purpose": one.file.purpose,
        "created": one.file.created.isoformat(),
        "is_ours": one.is_ours,
        "is_needed": one.is_needed,
    }


def _line(one: StoredFile) -> str:
    said = "needed by a batch" if one.is_needed else "no longer needed" if one.is_ours else "other"
    size = f"{one.file.size / 1_000_000:,.1f} MB"
    when = f"{one.file.created:%Y-%m-%d}"
    return f"{one.file.id}  {size:>10}  {when}  {one.file.purpose:<12}  {said:<17}  {one.file.name}"


def _count(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"
