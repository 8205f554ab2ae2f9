"""Writes the list of exports of a stand-in: its own functions, and the rest handed on to Wine's.

exports.py WINE.DLL SOURCE.c NAME FORWARD > NAME.def
"""

import re
import sys
from pathlib import Path

import pefile

_PREFIX = "own_"


def main() -> None:
    """What the source has under `own_NAME` is exported as NAME; macros make three of one."""
    original, source, name, forward = sys.argv[1:]
    text = Path(source).read_text("utf-8")
    own = set(re.findall(rf"\b{_PREFIX}(\w+)\(", text))
    for macro in re.findall(r"TO_\w+\((\w+)\)", text):
        own |= {macro, f"{macro}f", f"{macro}l"}
    library = pefile.PE(original, fast_load=True)
    library.parse_data_directories([0])
    print(f"LIBRARY {name}.dll\nEXPORTS")
    for symbol in library.DIRECTORY_ENTRY_EXPORT.symbols:
        if symbol.name:
            known = symbol.name.decode()
            target = f"{_PREFIX}{known}" if known in own else f"{forward}.{known}"
            print(f"  {known}={target}")


if __name__ == "__main__":
    main()
