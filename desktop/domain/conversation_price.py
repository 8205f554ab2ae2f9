"""What a turn of a conversation is likely to cost besides its picture.

Nobody knows before how long a model thinks or how often it searches: these are wide bounds of our
own, and the answer's own count replaces them.
"""

from __future__ import annotations

from desktop.domain.conversation import Conversation, OuterModel
from desktop.domain.cost import OuterEstimate, TokenRange

_THOUGHT = {
    None: (200, 8_000),
    "low": (100, 2_000),
    "medium": (300, 8_000),
    "high": (1_000, 30_000),
}
"""Tokens written by effort, the rewritten prompt among them."""

_INSTRUCTIONS = TokenRange(300, 2_000)
"""What the service adds for its tools."""

_SEARCHES = TokenRange(0, 5)
_READ_FOR_A_SEARCH = 8_000

RANGE_CAVEAT = "How long the model thinks is not known before; it is a range."
SEARCH_CAVEAT = "How often it searches the web is its own choice."


def outer_estimate(
    conversation: Conversation, model: OuterModel, *, text_tokens: int, picture_tokens: int
) -> OuterEstimate:
    """`picture_tokens` are those of all input pictures, which the outer model sees as well."""
    least, most = _THOUGHT.get(conversation.effort, _THOUGHT[None])
    known = text_tokens + conversation.context_tokens
    searches = _SEARCHES if conversation.search else TokenRange(0, 0)
    read = searches.high * _READ_FOR_A_SEARCH
    return OuterEstimate(
        input_tokens=TokenRange(
            known + _INSTRUCTIONS.low, known + 2 * picture_tokens + _INSTRUCTIONS.high + read
        ),
        output_tokens=TokenRange(least, most),
        searches=searches,
        prices=model.prices,
    )


def conversation_caveats(conversation: Conversation, model: OuterModel) -> tuple[str, ...]:
    """What is to be said of the estimate."""
    said = [RANGE_CAVEAT]
    if conversation.search:
        said.append(SEARCH_CAVEAT)
    if model.prices is None:
        said.append(f"The price of {model.name} is not known.")
    return tuple(said)
