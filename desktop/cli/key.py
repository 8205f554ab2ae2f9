"""`stet key`: puts the key into the keychain, says where it is, tests it, removes it."""

from __future__ import annotations

from argparse import Namespace

from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE
from desktop.cli.loop import run_to_end
from desktop.cli.report import print_json
from desktop.domain.problems import ProblemError
from desktop.domain.secret_key import FoundKey, key_from
from desktop.jobs.services import Clients


def manage_key(options: Namespace, context: Context) -> int:
    """ProblemError: no keychain, a locked one, no key, or one that the service refuses."""
    actions = {"set": _set, "status": _status, "test": _test, "remove": _remove}
    said, value = actions[options.action](context)
    if options.json:
        print_json(context, value)
    else:
        print(said, file=context.out)
    return DONE


def _set(context: Context) -> tuple[str, dict[str, object]]:
    key = key_from(context.typed(f"Key for {context.profile.name}: "))
    context.keychain.set(context.profile.id, key)
    place = context.keychain.name
    return f"The key is kept in {place}.", {"stored": True, "place": place}


def _status(context: Context) -> tuple[str, dict[str, object]]:
    """Never the key itself, only whether there is one and where."""
    status = context.keychain.status()
    found = _found(context)
    where = f"A key was found in {found.place}." if found else "There is no key yet."
    words = status.problem.text if status.problem else f"The keychain is {status.name}."
    value: dict[str, object] = {
        "keychain": status.name,
        "keychain_available": status.is_available,
        "has_key": found is not None,
        "source": str(found.source) if found else None,
        "place": found.place if found else None,
    }
    return f"{words} {where}", value


def _found(context: Context) -> FoundKey | None:
    try:
        return context.keys.find(context.profile.id)
    except ProblemError:
        return None


def _test(context: Context) -> tuple[str, dict[str, object]]:
    said = run_to_end(_check(context.clients(), context.profile.id))
    return said, {"works": True, "message": said}


async def _check(clients: Clients, profile: str) -> str:
    try:
        client = await clients.get(profile)
        return await client.check_access()
    finally:
        await clients.close()


def _remove(context: Context) -> tuple[str, dict[str, object]]:
    was_there = context.keychain.remove(context.profile.id)
    said = "The key was removed." if was_there else "There was no key to remove."
    return said, {"removed": was_there}
