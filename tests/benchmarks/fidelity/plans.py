"""Random pictures and masks: is every planned region legal, and does it hold its mask?

python -m tests.benchmarks.fidelity.plans [COUNT]
"""

from __future__ import annotations

import sys

import numpy as np

from desktop.domain.recipe import RegionMode
from desktop.domain.size import Box, Size
from desktop.imaging.region import plan_region
from tests.builders import model_table

USUAL_COUNT = 200_000


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL_COUNT
    random = np.random.default_rng(2026)
    rules = [model.sizes for model in model_table().models]
    illegal = lost = exact = 0
    for number in range(count):
        width, height = (int(side) for side in np.exp(random.uniform(0, np.log(30_000), 2)))
        size = Size(width, height)
        mask = _box(random, size)
        rule = rules[number % len(rules)]
        mode = (RegionMode.AUTO, RegionMode.WHOLE, RegionMode.BOX)[int(random.integers(3))]
        drawn = _box(random, size) if mode is RegionMode.BOX else None
        plan = plan_region(picture=size, mask=mask, rule=rule, mode=mode, box=drawn)
        illegal += not rule.allows(plan.sent)
        lost += not plan.box.holds(mask)
        exact += plan.is_exact
    print(
        f"{count} plans: {illegal} illegal, {lost} without their mask, {exact} without resampling"
    )
    return int(bool(illegal or lost))


def _box(random: np.random.Generator, size: Size) -> Box:
    x, y = int(random.integers(size.width)), int(random.integers(size.height))
    wide, tall = (int(random.integers(1, side + 1)) for side in (size.width - x, size.height - y))
    return Box(x, y, wide, tall)


if __name__ == "__main__":
    raise SystemExit(main())
