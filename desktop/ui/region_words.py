"""How a region reads: what is sent, with how much detail, and for how much."""

from __future__ import annotations

from desktop.domain.region_offer import RegionOffer
from desktop.ui.controls.money import dollar_range


def detail_number(detail: float) -> str:
    """`1`, `1.6`, `0.3`, `0.06`."""
    shown = f"{detail:.1f}" if detail >= 0.1 else f"{detail:.2f}"
    return shown.removesuffix(".0")


def detail_words(detail: float) -> str:
    """`1.6 pixels per pixel`; `1 pixel per pixel` where nothing is scaled."""
    number = detail_number(detail)
    return f"{number} {'pixel' if number == '1' else 'pixels'} per pixel"


def price_words(offer: RegionOffer) -> str:
    """`$0.051`, or that the price is unknown."""
    total = offer.estimate.total_usd
    return "price unknown" if total is None else dollar_range(total)


def region_label(offer: RegionOffer) -> str:
    """The line at the frame: `1024×768 · 1.6 pixels per pixel · $0.051`."""
    return " · ".join((offer.sent.shown, detail_words(offer.detail), price_words(offer)))


def region_sentences(offer: RegionOffer) -> tuple[str, ...]:
    """The same in full, for a tooltip."""
    box, size = offer.box, offer.sent.shown
    words = f"{detail_words(offer.detail)} of the picture, {price_words(offer)}."
    return (f"{box.width}×{box.height} of the picture, sent as {size}: {words}", *offer.reasons)
