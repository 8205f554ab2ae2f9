"""A draft: what is set up but not sent, the reasons why it cannot be sent yet, and its price."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from desktop.domain.conversation import Conversation, turn_problem
from desktop.domain.conversation_price import conversation_caveats, outer_estimate
from desktop.domain.cost import Estimate, TokenRange, input_image_tokens
from desktop.domain.image_models import USUAL_FRAMES, ImageModel
from desktop.domain.problems import Problem, ProblemKind, problem
from desktop.domain.recipe import (
    ANIMATED,
    DRAWN,
    FRAMES,
    PICTURE_LIMIT,
    PROMPT_LIMIT,
    Blend,
    Kind,
    Recipe,
    RegionMode,
)
from desktop.domain.reference import References, sent
from desktop.domain.size import Box, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything the designer has chosen so far.

    `picture` is the size of the picture on the canvas, `has_mask` whether any of it is marked,
    `has_markup` whether marks are laid over it. `keep_out` are the boxes around what is protected,
    which the request names unless `names_keep_out` is off; `notes` the numbers that the markup
    shows.
    """

    prompt: str = ""
    model: str = "gpt-image-2"
    quality: str = "medium"
    size: Size | None = None
    count: int = 1
    background: str = "auto"
    output_format: str = "png"
    compression: int | None = None
    moderation: str | None = None
    complexity: str | None = None
    previews: int = 2
    references: References = ()
    picture: Size | None = None
    has_mask: bool = False
    has_markup: bool = False
    frame_count: int | None = None
    frame_ms: int | None = None
    region_mode: RegionMode = RegionMode.AUTO
    region: Box | None = None
    blend: Blend = Blend()
    overview: bool = False
    keep_out: tuple[Box, ...] = ()
    names_keep_out: bool = True
    notes: tuple[int, ...] = ()
    conversation: Conversation | None = None

    @property
    def kind(self) -> Kind:
        """An edit as soon as any picture goes along."""
        has_input = self.picture is not None or bool(sent(self.references))
        return Kind.EDIT if has_input else Kind.GENERATE

    @property
    def sent_pictures(self) -> int:
        own = int(self.picture is not None) * (2 if self.overview else 1)
        return len(sent(self.references)) + own

    @property
    def partial_images(self) -> int:
        """Streamed previews: the service streams one result at a time, of stills in pixels."""
        can_stream = self.count == 1 and self.output_format not in {ANIMATED, DRAWN}
        return self.previews if can_stream else 0

    @property
    def direct(self) -> Draft:
        """The same without a conversation, such as for a batch."""
        return replace(self, conversation=None)

    def recipe(self) -> Recipe:
        """The request this draft describes; `problems` says whether it may be sent.

        An animation or a drawing is never laid into the picture: it stays as it comes.
        """
        is_still = self.output_format not in {ANIMATED, DRAWN}
        is_animated = self.output_format == ANIMATED
        return Recipe(
            kind=self.kind,
            prompt=self.prompt,
            model=self.model,
            quality=self.quality,
            size=self.size,
            count=self.count,
            background=self.background,
            output_format=self.output_format,
            compression=self.compression,
            moderation=self.moderation,
            complexity=self.complexity,
            partial_images=self.partial_images,
            region_mode=self.region_mode,
            region=self.region,
            blend=self.blend if is_still else replace(self.blend, composite=False),
            overview=self.overview,
            frame_count=self.frame_count if is_animated else None,
            frame_ms=self.frame_ms if is_animated else None,
            keep_out=self.keep_out if self.names_keep_out else (),
            notes=self.notes if self.has_markup else (),
            conversation=self.conversation,
        )

    def problems(self, model: ImageModel) -> tuple[Problem, ...]:
        """Why it cannot be sent; empty when it can. `model` is the table's row for this draft."""
        found = (
            _prompt_problem(self.prompt),
            _size_problem(self, model),
            _count_problem(self.count, model),
            _pictures_problem(self.sent_pictures, model),
            *_choice_problems(self, model),
            _alpha_problem(self, model),
            _mask_problem(self, model),
            _markup_problem(self, model),
            _turn_problem(self),
            *_format_problems(self),
        )
        return tuple(one for one in found if one is not None)


def fitted(draft: Draft, model: ImageModel) -> tuple[Draft, tuple[str, ...]]:
    """The draft with every choice that `model` does not offer set to one it does, and which."""
    changes: dict[str, object] = {}
    said: list[str] = []
    for name, choices, fallback in _choices(model):
        value = getattr(draft, name)
        if value is not None and value not in choices:
            changes[name] = fallback
            said.append(f"{model.name} has no {_SPOKEN[name]} “{value}”.")
    if draft.size is not None and not model.sizes.allows(draft.size):
        snapped = model.sizes.snap(draft.size)
        changes["size"] = snapped.size
        said.append(
            f"{model.name} does not make {draft.size.shown}; {snapped.size.shown} is nearest."
        )
    if draft.count > model.max_count:
        changes["count"] = model.max_count
        said.append(f"{model.name} makes at most {model.max_count} at once.")
    return replace(draft, **changes), tuple(said)  # type: ignore[arg-type]  # names are Draft's own


def estimate(
    draft: Draft,
    model: ImageModel,
    *,
    text_tokens: int,
    sent_sizes: tuple[Size, ...],
    output_size: Size | None,
    factor: Decimal = Decimal(1),
) -> Estimate:
    """The price of a draft before it is sent.

    `text_tokens` are the prompt's own tokens (the fixed extra is added here), `sent_sizes` the
    pictures as they will be uploaded, `output_size` what will be asked for (None: auto).
    """
    output = _output_tokens(draft, model, output_size)
    caveats = [*_caveats(model, output_size, output), *_format_caveats(draft)]
    pictures = tuple(input_image_tokens(size) for size in sent_sizes)
    outer = None
    if (turn := draft.conversation) is not None:
        thinker = model.outer_model(turn.outer_model)
        caveats += conversation_caveats(turn, thinker)
        outer = outer_estimate(turn, thinker, text_tokens=text_tokens, picture_tokens=sum(pictures))
    return Estimate(
        text_tokens=text_tokens + model.prompt_extra_tokens,
        picture_tokens=pictures,
        output_tokens=output or TokenRange(0, 0),
        partial_tokens=model.partial_tokens * min(draft.partial_images, model.max_partials),
        count=draft.count,
        prices=model.prices if output is not None else None,
        factor=factor,
        caveats=tuple(caveats),
        outer=outer,
    )


def _output_tokens(draft: Draft, model: ImageModel, size: Size | None) -> TokenRange | None:
    """None where nobody knows: a drawing is written by a model whose rates are not published.

    An animation is said to be billed in steps by its frames (a reseller's measurement).
    """
    if draft.output_format == DRAWN:
        return None
    found = model.output_tokens(size, draft.quality)
    if draft.output_format != ANIMATED or found is None:
        return found
    frames = draft.frame_count or USUAL_FRAMES
    steps = next(step for step, most in enumerate(_FRAME_STEPS, 1) if frames <= most)
    return TokenRange(found.low, found.high * steps)


_FRAME_STEPS = (8, 9, 12, 10**9)


def _format_caveats(draft: Draft) -> list[str]:
    said = {
        ANIMATED: "OpenAI has published no figures for animations; this is an estimate.",
        DRAWN: "A second model writes the drawing; what it bills is not known before.",
    }.get(draft.output_format)
    return [] if said is None else [said]


def _caveats(model: ImageModel, size: Size | None, output: TokenRange | None) -> list[str]:
    said: list[str] = []
    if model.prices is None or output is None:
        said.append(f"The price of {model.name} is not known.")
    if not model.output.is_measured:
        said.append(f"OpenAI has published no token figures for {model.name}; this is an estimate.")
    if size is None and output is not None and output.low != output.high:
        said.append("The service chooses; the price depends on what it takes.")
    return said


_SPOKEN = {
    "quality": "quality",
    "background": "background",
    "output_format": "format",
    "moderation": "moderation",
    "complexity": "complexity",
}


def _choices(model: ImageModel) -> list[tuple[str, tuple[str, ...], str | None]]:
    """Setting, what the model offers, and what to fall back to."""
    return [
        ("quality", model.qualities, model.default_quality),
        ("background", model.backgrounds, "auto"),
        ("output_format", model.formats, "png"),
        ("moderation", model.moderations, None),
        ("complexity", model.complexities, None),
    ]


def _prompt_problem(prompt: str) -> Problem | None:
    if not prompt.strip():
        return problem(ProblemKind.PROMPT_EMPTY)
    count = len(prompt)
    if count <= PROMPT_LIMIT:
        return None
    return problem(
        ProblemKind.PROMPT_TOO_LONG, count=count, limit=PROMPT_LIMIT, over=count - PROMPT_LIMIT
    )


def _size_problem(draft: Draft, model: ImageModel) -> Problem | None:
    size, rule = draft.size, model.sizes_for(draft.output_format, draft.frame_count)
    if size is None:
        return None
    faults = rule.faults(size)
    if not faults:
        return None
    return problem(
        ProblemKind.SIZE_ILLEGAL,
        size=size.shown,
        model=model.name,
        reason=faults[0],
        suggestion=f"The nearest that works is {rule.snap(size).size.shown}.",
    )


def _count_problem(count: int, model: ImageModel) -> Problem | None:
    if 1 <= count <= model.max_count:
        return None
    return problem(
        ProblemKind.OPTION_NOT_TAKEN,
        model=model.name,
        option="count",
        value=count,
        choices=f"1 to {model.max_count}",
    )


def _pictures_problem(count: int, model: ImageModel) -> Problem | None:
    limit = min(model.max_pictures, PICTURE_LIMIT)
    if count <= limit:
        return None
    return problem(ProblemKind.TOO_MANY_PICTURES, limit=limit, left_out=count - limit)


def _choice_problems(draft: Draft, model: ImageModel) -> list[Problem]:
    return [
        problem(
            ProblemKind.OPTION_NOT_TAKEN,
            model=model.name,
            option=_SPOKEN[name],
            value=getattr(draft, name),
            choices=", ".join(choices) or "none (leave it unset)",
        )
        for name, choices, _ in _choices(model)
        if getattr(draft, name) is not None and getattr(draft, name) not in choices
    ]


def _alpha_problem(draft: Draft, model: ImageModel) -> Problem | None:
    if draft.background != "transparent" or draft.output_format in model.with_alpha:
        return None
    return problem(
        ProblemKind.OPTION_NOT_TAKEN,
        model="A transparent background",
        option="format",
        value=draft.output_format,
        choices=", ".join(model.with_alpha),
    )


def _mask_problem(draft: Draft, model: ImageModel) -> Problem | None:
    if not draft.has_mask or model.takes_mask:
        return None
    return problem(
        ProblemKind.PART_NOT_TAKEN, model=model.name, part="a mask", others="another model"
    )


def _markup_problem(draft: Draft, model: ImageModel) -> Problem | None:
    if not draft.has_markup:
        return None
    if draft.has_mask:
        return problem(
            ProblemKind.BAD_ARGUMENT,
            reason="A mask and a markup exclude each other.",
            suggestion="Take one of them away.",
        )
    if model.takes_markup:
        return None
    return problem(
        ProblemKind.PART_NOT_TAKEN, model=model.name, part="markup", others="another model"
    )


def _turn_problem(draft: Draft) -> Problem | None:
    if draft.conversation is None:
        return None
    return turn_problem(count=draft.count, has_markup=draft.has_markup)


def _format_problems(draft: Draft) -> list[Problem]:
    """What an animation or a drawing does not go with, whatever the model."""
    name = draft.output_format.upper()
    found: list[tuple[str, object, str]] = []
    if draft.output_format == DRAWN and draft.count != 1:
        found.append(("count", draft.count, "1"))
    if draft.output_format == ANIMATED and draft.frame_count not in {None, *FRAMES}:
        found.append(("number of frames", draft.frame_count, f"{FRAMES[0]} to {FRAMES[-1]}"))
    if draft.output_format == ANIMATED and draft.frame_ms is not None and draft.frame_ms < 20:
        found.append(("time for each frame", draft.frame_ms, "20 milliseconds or more"))
    problems = [
        problem(
            ProblemKind.OPTION_NOT_TAKEN, model=name, option=option, value=value, choices=choices
        )
        for option, value, choices in found
    ]
    if draft.output_format == ANIMATED and draft.has_mask:
        problems.append(
            problem(ProblemKind.PART_NOT_TAKEN, model=name, part="a mask", others="another format")
        )
    return problems


def reused(draft: Draft, recipe: Recipe, references: References) -> Draft:
    """`draft` with everything that `recipe` asks for; the picture on the canvas stays."""
    return replace(
        draft,
        prompt=recipe.prompt,
        model=recipe.model,
        quality=recipe.quality,
        size=recipe.size,
        count=recipe.count,
        background=recipe.background,
        output_format=recipe.output_format,
        compression=recipe.compression,
        moderation=recipe.moderation,
        complexity=recipe.complexity,
        references=references,
        blend=recipe.blend,
        overview=recipe.overview,
        frame_count=recipe.frame_count,
        frame_ms=recipe.frame_ms,
    )
