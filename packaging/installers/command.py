from __future__ import annotations

from installers import frozen


def run(a):
    print(frozen.make())
    return 0
