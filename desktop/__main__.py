"""`python -m desktop` and the command `stet`: hands over to start-up."""

from __future__ import annotations

import sys

from desktop.startup import arguments


def main() -> int:
    """Runs Stet with the process's arguments and returns its exit code."""
    return arguments.run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
