"""An edit in words: what stands on its tile, and what was asked beside what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from desktop.domain.conversation import SEARCH_USD
from desktop.domain.cost import Usage
from desktop.domain.edit import Edit, Outcome, Result
from desktop.domain.problems import Billed
from desktop.domain.recipe import RegionMode
from desktop.domain.size import Size
from desktop.ui.controls.key_value import Fact
from desktop.ui.wording import duration, exact_cost, first_line, moment, moment_in_full

NOT_SAID = "not said"

OUTCOME_ICONS = {
    Outcome.FINISHED: "image",
    Outcome.REFUSED: "ban",
    Outcome.FAILED: "circle-alert",
    Outcome.CANCELLED: "circle-x",
    Outcome.UNKNOWN: "circle-question-mark",
}

_OUTCOME_SENTENCES = {
    Outcome.FINISHED: "No picture is kept of it.",
    Outcome.REFUSED: "The service refused it.",
    Outcome.FAILED: "It failed.",
    Outcome.CANCELLED: "Cancelled.",
    Outcome.UNKNOWN: "It was sent, and no answer is known.",
}

_BILLED = {Billed.NO: "not billed", Billed.MAYBE: "may be billed", Billed.YES: "billed"}


def title(edit: Edit) -> str:
    return first_line(edit.recipe.prompt) or "Without a prompt"


def size_words(edit: Edit, result: Result | None) -> str:
    """The size that came, else the one that was asked for."""
    return _shown_size(edit.recipe.size) if result is None else result.picture.size.shown


def share_words(edit: Edit) -> str:
    """What one result did cost: its share, where an edit has several."""
    if edit.cost_usd is None or edit.simulated or not edit.results:
        return cost_words(edit)
    return exact_cost(edit.cost_usd / len(edit.results))


def cost_words(edit: Edit) -> str:
    """What an edit did cost in all, or what is known about that."""
    if edit.simulated:
        return "no cost"
    if edit.cost_usd is not None:
        several = f" for {len(edit.results)} results" if len(edit.results) > 1 else ""
        return exact_cost(edit.cost_usd) + several
    if edit.problem is not None:
        return _BILLED[edit.problem.billed]
    return "may be billed" if edit.outcome is Outcome.UNKNOWN else "cost not known"


def outcome_sentence(edit: Edit) -> str:
    """Why there is no picture."""
    return edit.problem.sentence if edit.problem else _OUTCOME_SENTENCES[edit.outcome]


def place_words(edit: Edit, result: Result | None) -> str:
    """`2/4` where an edit has several results."""
    several = result is not None and len(edit.results) > 1
    return f"{edit.results.index(result) + 1}/{len(edit.results)}" if several and result else ""


def spoken(edit: Edit, result: Result | None, now: datetime) -> str:
    """Everything on a tile as one line, for a screen reader."""
    number = place_words(edit, result).replace("/", " of ")
    parts = [
        title(edit),
        f"result {number}" if number else "",
        "simulated" if edit.simulated else "",
        "" if result else outcome_sentence(edit),
        *facts_in_lines(edit, result, now),
    ]
    return ", ".join(part for part in parts if part)


def facts_in_lines(edit: Edit, result: Result | None, now: datetime) -> tuple[str, ...]:
    """What a narrow tile has to shorten: what made it, when, and the whole cost."""
    made = f"{size_words(edit, result)}, {edit.recipe.model}"
    return (made, moment(edit.created, now), cost_words(edit))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One setting: what was asked, what the service says it did, and whether that differs."""

    name: str
    asked: str
    answered: str
    differs: bool = False


def comparisons(edit: Edit) -> tuple[Comparison, ...]:
    """Asked beside answered; `auto` leaves the choice to the service, so nothing differs there."""
    recipe, answered = edit.recipe, edit.answered
    rows = [
        _compared("Size", _shown_size(recipe.size), _spelled(answered.size)),
        _compared("Quality", recipe.quality, answered.quality),
        _compared("Background", recipe.background, answered.background),
        _compared("Format", recipe.output_format, answered.output_format),
    ]
    if edit.results:
        rows.append(_compared("Results", str(recipe.count), str(len(edit.results))))
    return tuple(rows)


def _compared(name: str, asked: str, answered: str) -> Comparison:
    differs = bool(answered) and asked not in {"auto", answered}
    return Comparison(name=name, asked=asked, answered=answered or NOT_SAID, differs=differs)


def rewritten_prompt(edit: Edit) -> str:
    """The prompt as the service changed it; empty when it did not, or did not say."""
    revised = edit.answered.revised_prompt.strip()
    return "" if revised == edit.recipe.prompt.strip() else revised


def making_facts(edit: Edit) -> tuple[Fact, ...]:
    """How, where and when it was made."""
    facts = [
        Fact(name="Model", value=edit.recipe.model),
        Fact(name="Service", value="Demo engine (simulated)" if edit.simulated else edit.profile),
        Fact(name="Made", value=moment_in_full(edit.created)),
    ]
    if edit.seconds:
        facts.append(Fact(name="Took", value=duration(edit.seconds)))
    facts.extend(_region_facts(edit))
    return tuple(facts)


def _region_facts(edit: Edit) -> list[Fact]:
    placement = next((result.placement for result in edit.results if result.placement), None)
    if placement is None or edit.recipe.region_mode is RegionMode.WHOLE:
        return []
    box = placement.region
    place = f"{box.size.shown} at {box.x}, {box.y}, sent as {placement.sent_size.shown}"
    return [Fact(name="Region", value=place)]


def cost_facts(edit: Edit) -> tuple[Fact, ...]:
    """Cost beside the estimate, then the tokens it is made of."""
    facts = [Fact(name="Cost in all", value=_cost_beside_estimate(edit), is_strong=True)]
    if edit.estimate_usd is not None:
        facts.append(Fact(name="Estimated", value=exact_cost(edit.estimate_usd)))
    if edit.usage is not None:
        facts.extend(_token_facts(edit.usage))
    facts.extend(_thinking_facts(edit))
    return tuple(facts)


def _cost_beside_estimate(edit: Edit) -> str:
    words = cost_words(edit)
    cost, estimate = edit.cost_usd, edit.estimate_usd
    if cost is None or not estimate or edit.simulated:
        return words
    percent = round((cost / estimate - 1) * Decimal(100))
    if percent == 0:
        return f"{words}, as estimated"
    return f"{words}, {abs(percent)} % {'more' if percent > 0 else 'less'} than estimated"


def _token_facts(usage: Usage) -> list[Fact]:
    counted = {
        "Prompt": usage.text_input,
        "Pictures sent": usage.image_input,
        "of these from the cache": usage.cached_input,
        "Pictures made": usage.image_output,
        "Text made": usage.text_output,
        **usage.extra,
    }
    facts = [Fact(name=name, value=_tokens(count)) for name, count in counted.items() if count]
    return [*facts, Fact(name="Tokens in all", value=_tokens(usage.total))]


def _thinking_facts(edit: Edit) -> list[Fact]:
    """What the model that thought used; empty for an edit that was asked for directly."""
    turn = edit.turn
    if turn is None:
        return []
    counted: list[tuple[str, str]] = []
    if turn.usage is not None:
        cached = f", {turn.usage.cached:,} from the cache" if turn.usage.cached else ""
        counted.append(("Thinking: read", _tokens(turn.usage.input) + cached))
        counted.append(("Thinking: written", _tokens(turn.usage.output)))
    if turn.searches:
        price = exact_cost(turn.searches * SEARCH_USD)
        counted.append(("Web searches", f"{turn.searches} · {price}"))
    return [Fact(name=name, value=value) for name, value in counted]


def talking_facts(edit: Edit) -> tuple[Fact, ...]:
    """How a turn of a conversation was asked; empty for an edit that was asked for directly."""
    asked = edit.recipe.conversation
    if asked is None:
        return ()
    facts = [Fact(name="Model that thought", value=asked.outer_model)]
    facts.append(Fact(name="Effort", value=asked.effort or "auto"))
    facts.append(Fact(name="Web search", value="allowed" if asked.search else "off"))
    if edit.inputs.picture is not None:
        there = asked.carried is not None
        facts.append(Fact(name="Picture", value="already there" if there else "sent"))
    return tuple(facts)


def _tokens(count: int) -> str:
    return f"{count:,} tokens"


def _shown_size(size: Size | None) -> str:
    return "auto" if size is None else size.shown


def _spelled(size: str) -> str:
    return size.replace("x", "×")
