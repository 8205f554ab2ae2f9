"""What each model can do and costs, as data; the table itself is `resources/models.json`.

Nothing in Stet asks which model it is: it asks the model what it takes. An id that the table does
not know gets `unknown_model`, which offers everything the family is known for and no price.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from desktop.domain.conversation import OuterModel
from desktop.domain.cost import TokenPrices, TokenRange, level_tokens
from desktop.domain.profile import Profile, Trait
from desktop.domain.recipe import ANIMATED, FRAMES
from desktop.domain.size import Size, SizeRule

AUTO = "auto"

USUAL_FRAMES = 9
"""What the service makes when nobody says how many."""

_FRAME_SIDES = ((9, 960), (12, 816), (16, 720))
"""Most frames, and the side of the largest square that each of so many may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTokens:
    """Output tokens of one picture: by quality level, or fixed per size for older models.

    `levels` maps a quality to the patches along the long side; `fixed` maps (size, quality) to
    tokens. `is_measured` False marks figures taken over from another model.
    """

    levels: Mapping[str, int] = field(default_factory=dict)
    fixed: Mapping[tuple[Size, str], int] = field(default_factory=dict)
    is_measured: bool = True

    def tokens(self, size: Size, quality: str) -> int | None:
        """None where the table has no figure."""
        if quality in self.levels:
            return level_tokens(size, self.levels[quality])
        return self.fixed.get((size, quality))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageModel:
    """One model's abilities. A setting whose choices are empty is not offered and not sent.

    `prices` hold at the service's usual address; at one that keeps data in a region everything
    costs `residency_factor` times as much. `price_factor` is what counts at the service in use.
    `outer_models` can think for it in a conversation, the usual one first.
    """

    id: str
    name: str
    snapshots: tuple[str, ...] = ()
    sizes: SizeRule = SizeRule()
    presets: tuple[Size, ...] = ()
    qualities: tuple[str, ...] = ("low", "medium", "high", AUTO)
    default_quality: str = "medium"
    backgrounds: tuple[str, ...] = (AUTO, "opaque")
    formats: tuple[str, ...] = ("png", "jpeg", "webp")
    compressible: tuple[str, ...] = ("jpeg", "webp")
    with_alpha: tuple[str, ...] = ("png", "webp")
    moderations: tuple[str, ...] = (AUTO, "low")
    complexities: tuple[str, ...] = ()
    max_count: int = 10
    max_pictures: int = 16
    max_partials: int = 3
    takes_mask: bool = True
    takes_markup: bool = False
    is_fast: bool = False
    prices: TokenPrices | None = None
    output: OutputTokens = OutputTokens()
    residency_factor: Decimal = Decimal(1)
    partial_tokens: int = 100
    prompt_extra_tokens: int = 6
    ends: date | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    outer_models: tuple[OuterModel, ...] = ()
    is_known: bool = True
    price_factor: Decimal = Decimal(1)

    def without(self, missing: frozenset[Trait]) -> ImageModel:
        """This model at a service that lacks so much: what it lacks is not offered."""
        if not missing:
            return self
        formats = tuple(one for one in self.formats if not _is_lacking(one, missing))
        only_auto = (AUTO,)
        changes: dict[Trait, dict[str, object]] = {
            Trait.STREAM: {"max_partials": 0},
            Trait.COUNT: {"max_count": 1},
            Trait.QUALITY: {"qualities": only_auto, "default_quality": AUTO},
            Trait.BACKGROUND: {"backgrounds": only_auto},
            Trait.FORMAT: {"formats": formats},
            Trait.WEBP: {"formats": formats},
            Trait.COMPRESSION: {"compressible": ()},
            Trait.MODERATION: {"moderations": ()},
            Trait.COMPLEXITY: {"complexities": ()},
            Trait.MASK: {"takes_mask": False},
            Trait.MARKUP: {"takes_markup": False},
        }
        found = {name: value for one in missing for name, value in changes[one].items()}
        return replace(self, **found)  # type: ignore[arg-type]  # names are the model's own

    def outer_model(self, model_id: str) -> OuterModel:
        """The one of that id, or one whose price nobody knows."""
        found = (one for one in self.outer_models if one.id == model_id)
        return next(found, OuterModel(id=model_id, name=model_id))

    def output_tokens(self, size: Size | None, quality: str) -> TokenRange | None:
        """Tokens of one result; a range where size or quality is left to the service."""
        sizes = (size,) if size is not None else self.usual_sizes
        qualities = (quality,) if quality != AUTO else tuple(q for q in self.qualities if q != AUTO)
        found = [self.output.tokens(s, q) for s in sizes for q in qualities]
        known = [tokens for tokens in found if tokens is not None]
        return TokenRange(min(known), max(known)) if known else None

    @property
    def usual_sizes(self) -> tuple[Size, ...]:
        """What the service is known to choose from when the size is auto."""
        return self.sizes.fixed or (Size(1024, 1024), Size(1536, 1024), Size(1024, 1536))

    def sizes_for(self, output_format: str, frames: int | None = None) -> SizeRule:
        """The rule for results in that format; the frames of an animation share the pixels.

        The bounds of an animation are those that a reseller measured (the service names none).
        """
        if output_format != ANIMATED or self.sizes.fixed:
            return self.sizes
        count = min(max(frames or USUAL_FRAMES, FRAMES[0]), FRAMES[-1])
        side = next(side for most, side in _FRAME_SIDES if count <= most)
        return replace(
            self.sizes,
            min_pixels=-(-self.sizes.min_pixels // count),
            max_pixels=min(side * side, self.sizes.max_pixels // count),
        )

    def note(self, setting: str, value: str = "") -> str:
        """A word of warning about a setting, such as `background:transparent`; often empty."""
        return self.notes.get(f"{setting}:{value}" if value else setting, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTable:
    """All models that are known, with the day and the source of the figures."""

    models: tuple[ImageModel, ...]
    updated: date
    source: str
    default: str

    def __post_init__(self) -> None:
        if self.find(self.default) is None:
            raise ValueError(f"The default model {self.default!r} is not in the table.")

    def find(self, model_id: str) -> ImageModel | None:
        """The model of that id or snapshot; None when the table does not know it."""
        for model in self.models:
            if model_id == model.id or model_id in model.snapshots:
                return model
        return None

    def get(self, model_id: str) -> ImageModel:
        """The model of that id, or one that offers everything and knows no price."""
        return self.find(model_id) or self.unknown_model(model_id)

    def unknown_model(self, model_id: str) -> ImageModel:
        """Everything that any model of the table takes; the service's own 400 then decides."""
        return ImageModel(
            id=model_id,
            name=model_id,
            sizes=SizeRule(),
            presets=self.get(self.default).presets,
            qualities=self._all("qualities"),
            backgrounds=self._all("backgrounds"),
            formats=self._all("formats"),
            moderations=self._all("moderations"),
            complexities=self._all("complexities"),
            takes_markup=True,
            outer_models=self.get(self.default).outer_models,
            prices=None,
            is_known=False,
        )

    def current(self, today: date) -> tuple[ImageModel, ...]:
        """The models that have not been shut down by that day."""
        return tuple(model for model in self.models if model.ends is None or today < model.ends)

    def extended(self, models: tuple[ImageModel, ...]) -> ModelTable:
        """This table with `models` added or, where an id is the same, put in its place."""
        ids = {model.id for model in models}
        kept = tuple(model for model in self.models if model.id not in ids)
        return replace(self, models=kept + models)

    def seen_through(self, profile: Profile) -> ModelTable:
        """What of this table a service offers: the models it names, without what it lacks."""
        named = tuple(dict.fromkeys(one.model for one in profile.deployments))
        offered = tuple(self.get(name) for name in named) or self.models
        models = tuple(model.without(profile.missing) for model in offered)
        if profile.is_regional:
            models = tuple(replace(one, price_factor=one.residency_factor) for one in models)
        default = self.default if self.default in {one.id for one in models} else models[0].id
        return replace(self, models=models, default=default)

    def _all(self, name: str) -> tuple[str, ...]:
        """Every choice that occurs, in the order in which the table first names it."""
        return tuple(
            dict.fromkeys(choice for model in self.models for choice in getattr(model, name))
        )


def _is_lacking(output_format: str, missing: frozenset[Trait]) -> bool:
    """A service that takes no format at all makes its own default, which is PNG."""
    if Trait.FORMAT in missing:
        return output_format != "png"
    return output_format == "webp" and Trait.WEBP in missing
