#!/usr/bin/env python3
"""Makes Stet's packages: `make.py deb`, `make.py linux`, `make.py windows`, `make.py --help`.

What it makes lies in `dist/`, what it needs on the way in `build/`.
"""

from __future__ import annotations

import sys

from installers import environment

if __name__ == "__main__":
    environment.enter([__file__, *sys.argv[1:]])
    from installers import command

    sys.exit(command.run(sys.argv[1:]))
