"""On whose account a command asks: the profile, the project and what was agreed to."""

from __future__ import annotations

from argparse import Namespace

from desktop.cli.context import Context
from desktop.domain.order import Account


def account_of(options: Namespace, context: Context) -> Account:
    """The project is the one that is named, else the one that the window is set to."""
    named: str | None = options.project
    return Account(
        profile=context.profile.id,
        project=context.settings.spending.project if named is None else named,
        accepts_unknown_price=options.unknown_price,
    )
