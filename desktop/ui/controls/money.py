"""US dollars as text: few digits, never rounded to nothing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from desktop.domain.cost import DollarRange

_SMALLEST = Decimal("0.0001")


def dollars(amount: Decimal) -> str:
    """`$1.20`, `$0.069`, `$0.0059`; an amount that rounds to nothing reads “under $0.0001”."""
    if amount == 0:
        return "$0"
    if abs(amount) < _SMALLEST:
        return f"under ${_SMALLEST}"
    return _shown(amount, _decimals(amount))


def dollar_range(span: DollarRange) -> str:
    """`$0.04 – $0.05`, or one amount when both ends read the same.

    Both have the same decimals, unless the low end would lose its only digits by that.
    """
    high = dollars(span.high)
    if 0 < span.low < _SMALLEST:
        return f"up to {high}"
    is_far_below = span.low * 10 < span.high
    low = dollars(span.low) if is_far_below else _shown(span.low, _decimals(span.high))
    return high if low == high or span.is_exact else f"{low} – {high}"


def _decimals(amount: Decimal) -> int:
    """Two digits that say something, and cents from ten cents on."""
    if abs(amount) >= Decimal("0.1"):
        return 2
    return 3 if abs(amount) >= Decimal("0.01") else 4


def _shown(amount: Decimal, places: int) -> str:
    rounded = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    return f"{sign}${abs(rounded):,}"
