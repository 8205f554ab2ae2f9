"""What an edit will cost and what it did cost, in tokens and US dollars.

Formulas: output tokens from the calculator that OpenAI publishes, input pictures from the patch
rule of its vision guide; both are exact for the vectors in `tests/domain/test_cost.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal

from desktop.domain.conversation import SEARCH_USD, OuterPrices
from desktop.domain.size import Size

_MILLION = Decimal(1_000_000)
_PATCH = 32
_PATCH_BUDGET = 1536
_ENLARGE_TOWARDS = 1024
_WIDEST_BILLED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPrices:
    """US dollars per million tokens."""

    text_input: Decimal
    image_input: Decimal
    image_output: Decimal
    text_output: Decimal = Decimal(0)
    text_input_cached: Decimal = Decimal(0)
    image_input_cached: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, order=True)
class TokenRange:
    """From `low` to `high` tokens; both equal when the number is known."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"{self.low} to {self.high} is no range of tokens.")


@dataclass(frozen=True, slots=True, order=True)
class DollarRange:
    """From `low` to `high` US dollars; both equal when the price is known."""

    low: Decimal
    high: Decimal

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def plus(self, other: DollarRange) -> DollarRange:
        return DollarRange(self.low + other.low, self.high + other.high)

    def times(self, factor: Decimal) -> DollarRange:
        return DollarRange(self.low * factor, self.high * factor)


def level_tokens(size: Size, level: int) -> int:
    """Output tokens of one picture at a quality level (facts: OpenAI's calculator).

    `level` is the number of patches along the long side, 16 to 96. Integers only, so that every
    machine agrees: short = level·short/long rounded half up, then the area term rounded up.
    """
    long, short = size.longest, size.shortest
    across = (2 * level * short + long) // (2 * long)
    return -(-(level * across * (2_000_000 + size.pixels)) // 4_000_000)


def input_image_tokens(size: Size) -> int:
    """Tokens of one input picture: 32-pixel patches, at most 1536 (facts: VISION, INCALC)."""
    width, height = _billed_canvas(size)
    across, down = math.ceil(width / _PATCH), math.ceil(height / _PATCH)
    if across * down <= _PATCH_BUDGET:
        return across * down
    shrink = math.sqrt(_PATCH * _PATCH * _PATCH_BUDGET / (width * height))
    wide, tall = width * shrink / _PATCH, height * shrink / _PATCH
    shrink *= min(math.floor(wide) / wide, math.floor(tall) / tall)
    return math.ceil(round(width * shrink) / _PATCH) * math.ceil(round(height * shrink) / _PATCH)


def _billed_canvas(size: Size) -> tuple[float, float]:
    """The picture as it is billed: enlarged at most twice towards 1024, no flatter than 3:1."""
    grow = min(2.0, max(1.0, _ENLARGE_TOWARDS / size.longest))
    width, height = size.width * grow, size.height * grow
    return max(width, height / _WIDEST_BILLED), max(height, width / _WIDEST_BILLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateParts:
    """What an estimate is made of, as it is kept with a request: US dollars for one result.

    `pictures` has one amount for each input picture, `previews` is for all streamed ones.
    `factor` is 0.5 for a batch, 1.1 for data residency. `thinking` and `searches` are for the whole
    request.
    """

    text: Decimal
    pictures: tuple[Decimal, ...] = ()
    output: DollarRange
    previews: Decimal = Decimal(0)
    count: int = 1
    factor: Decimal = Decimal(1)
    thinking: DollarRange = DollarRange(Decimal(0), Decimal(0))
    searches: DollarRange = DollarRange(Decimal(0), Decimal(0))

    @property
    def total(self) -> DollarRange:
        """The whole request: `count` results, inputs included each time."""
        fixed = self.text + sum(self.pictures, Decimal(0)) + self.previews
        each = self.output.plus(DollarRange(fixed, fixed)).times(self.count * self.factor)
        return each.plus(self.thinking.times(self.factor)).plus(self.searches)


@dataclass(frozen=True, slots=True, kw_only=True)
class OuterEstimate:
    """What a model that thinks before another draws is likely to use; `prices` None: not known."""

    input_tokens: TokenRange
    output_tokens: TokenRange
    searches: TokenRange = TokenRange(0, 0)
    prices: OuterPrices | None

    @property
    def tokens_usd(self) -> DollarRange | None:
        if self.prices is None:
            return None
        price = self.prices
        low = self.input_tokens.low * price.cached + self.output_tokens.low * price.output
        dearest = max(price.input, price.cache_write or price.input)
        high = self.input_tokens.high * dearest + self.output_tokens.high * price.output
        return DollarRange(low / _MILLION, high / _MILLION)

    @property
    def searches_usd(self) -> DollarRange:
        return DollarRange(self.searches.low * SEARCH_USD, self.searches.high * SEARCH_USD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The price of a recipe before it is sent; `prices` None means unknown, never free.

    Every figure is for one result; `count` results cost that many times as much, inputs included.
    """

    text_tokens: int
    picture_tokens: tuple[int, ...] = ()
    output_tokens: TokenRange
    partial_tokens: int = 0
    count: int = 1
    prices: TokenPrices | None
    factor: Decimal = Decimal(1)
    caveats: tuple[str, ...] = ()
    outer: OuterEstimate | None = None

    @property
    def is_known(self) -> bool:
        return self.total_usd is not None

    @property
    def outer_usd(self) -> DollarRange | None:
        """What thinking and searching cost for the whole request; None when it is not known."""
        if self.outer is None:
            return DollarRange(Decimal(0), Decimal(0))
        tokens = self.outer.tokens_usd
        return None if tokens is None else tokens.times(self.factor).plus(self.outer.searches_usd)

    @property
    def text_usd(self) -> DollarRange | None:
        return self._exact(self.text_tokens, "text_input")

    @property
    def pictures_usd(self) -> DollarRange | None:
        return self._exact(sum(self.picture_tokens), "image_input")

    @property
    def output_usd(self) -> DollarRange | None:
        """The results and their streamed previews."""
        if self.prices is None:
            return None
        low = self._dollars(self.output_tokens.low + self.partial_tokens, self.prices.image_output)
        high = self._dollars(
            self.output_tokens.high + self.partial_tokens, self.prices.image_output
        )
        return DollarRange(low, high)

    @property
    def total_usd(self) -> DollarRange | None:
        text, pictures, output = self.text_usd, self.pictures_usd, self.output_usd
        outer = self.outer_usd
        if text is None or pictures is None or output is None or outer is None:
            return None
        return text.plus(pictures).plus(output).plus(outer)

    @property
    def parts(self) -> EstimateParts | None:
        """The same in parts, to be kept; None when a price is not known."""
        if self.prices is None or self.total_usd is None:
            return None
        prices, outer = self.prices, self.outer
        nothing = DollarRange(Decimal(0), Decimal(0))
        return EstimateParts(
            thinking=(outer.tokens_usd if outer is not None else None) or nothing,
            searches=outer.searches_usd if outer is not None else nothing,
            text=self.text_tokens * prices.text_input / _MILLION,
            pictures=tuple(one * prices.image_input / _MILLION for one in self.picture_tokens),
            output=DollarRange(
                self.output_tokens.low * prices.image_output / _MILLION,
                self.output_tokens.high * prices.image_output / _MILLION,
            ),
            previews=self.partial_tokens * prices.image_output / _MILLION,
            count=self.count,
            factor=self.factor,
        )

    @property
    def total_tokens(self) -> TokenRange:
        once = self.text_tokens + sum(self.picture_tokens) + self.partial_tokens
        least = self.count * (once + self.output_tokens.low)
        most = self.count * (once + self.output_tokens.high)
        if self.outer is not None:
            least += self.outer.input_tokens.low + self.outer.output_tokens.low
            most += self.outer.input_tokens.high + self.outer.output_tokens.high
        return TokenRange(least, most)

    def _exact(self, tokens: int, price: str) -> DollarRange | None:
        if self.prices is None:
            return None
        dollars = self._dollars(tokens, getattr(self.prices, price))
        return DollarRange(dollars, dollars)

    def _dollars(self, tokens: int, per_million: Decimal) -> Decimal:
        return self.count * tokens * per_million * self.factor / _MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as the service counted them; None where it did not say.

    `cached_text` and `cached_images` are parts of the input that were billed at their lower rates.
    """

    text_input: int = 0
    image_input: int = 0
    image_output: int = 0
    text_output: int = 0
    cached_input: int = 0
    cached_text: int = 0
    cached_images: int = 0
    extra: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.text_input + self.image_input + self.image_output + self.text_output


def cost_of(usage: Usage, prices: TokenPrices, factor: Decimal = Decimal(1)) -> Decimal:
    """US dollars for what was used; `factor` is 0.5 for a batch, 1.1 for data residency."""
    dollars = (
        usage.text_input * prices.text_input
        + usage.image_input * prices.image_input
        + usage.image_output * prices.image_output
        + usage.text_output * prices.text_output
        - usage.cached_text * (prices.text_input - prices.text_input_cached)
        - usage.cached_images * (prices.image_input - prices.image_input_cached)
    )
    return dollars * factor / _MILLION
