"""Options for asking by way of a conversation: a model that thinks, web search, going on."""

from __future__ import annotations

import argparse
from argparse import Namespace

from desktop.domain.conversation import EFFORTS, Conversation
from desktop.domain.image_models import ImageModel


def add_conversation_options(parser: argparse.ArgumentParser) -> None:
    """Every one of them means a conversation."""
    group = parser.add_argument_group("conversation")
    group.add_argument(
        "--conversation",
        action="store_true",
        help="ask by way of a model that thinks before it draws",
    )
    group.add_argument("--outer-model", metavar="M", help="the model that thinks")
    group.add_argument("--think", choices=EFFORTS, help="how long it may think")
    group.add_argument("--search", action="store_true", help="it may search the web first")
    group.add_argument(
        "--continue-from",
        metavar="EDIT[.RESULT]",
        help="go on from this result; what the service has of it is not sent again",
    )
    group.add_argument(
        "--send-picture",
        action="store_true",
        help="with --continue-from: send the picture again, in a conversation of its own",
    )


def wished_conversation(options: Namespace, model: ImageModel) -> Conversation:
    """What the options ask for; the model that thinks is the usual one unless it is named."""
    usual = model.outer_models[0].id if model.outer_models else ""
    return Conversation(
        outer_model=options.outer_model or usual, effort=options.think, search=options.search
    )


def is_conversation(options: Namespace) -> bool:
    named = (options.outer_model, options.think, options.continue_from)
    return bool(options.conversation or options.search or any(named))
