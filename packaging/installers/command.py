"""The targets of `make.py`: what each makes, and in which order."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from installers import facts
from installers.facts import PACKAGING


def run(arguments: Sequence[str]) -> int:
    """Makes the wanted targets one after the other and prints each file with its size."""
    options = _parser().parse_args(arguments)
    for target in options.targets:
        for made in TARGETS[target](_Wish(is_quick=options.quick)):
            _say(made)
    return 0


class _Wish:
    """How packages are to be compressed."""

    def __init__(self, *, is_quick: bool) -> None:
        self.is_quick = is_quick
        self.debian = "zstd" if is_quick else "xz"
        self.appimage = 3 if is_quick else 19
        self.windows = "zlib" if is_quick else "lzma"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make.py",
        description="Makes Stet's packages in dist/.",
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("targets", nargs="+", choices=list(TARGETS), metavar="TARGET", help=_HELP)
    parser.add_argument(
        "--quick", action="store_true", help="larger files in a fraction of the time, for trials"
    )
    return parser


def _say(made: Path) -> None:
    size = f"{made.stat().st_size / 1e6:.1f} MB" if made.is_file() else "folder"
    print(f"{size:>10}  {made}", flush=True)


# targets --------------------------------------------------------------------------------------


def _folder(_: _Wish) -> list[Path]:
    from installers import frozen, sizes

    made = frozen.make()
    sizes.hold("linux folder", made)
    return [made]


@cache
def _linux_root() -> Path:
    from installers import frozen, linux_tree

    return linux_tree.lay_out(frozen.make(), facts.read())


def _deb(wish: _Wish) -> list[Path]:
    from installers import deb, frozen, sizes

    root = _linux_root()
    made = deb.make(root, frozen.debian_depends(frozen.FOLDER), facts.read(), wish.debian)
    if wish.debian == "xz":
        sizes.hold("deb", made)
    return [made]


def _rpm(_: _Wish) -> list[Path]:
    from installers import rpm

    return [rpm.make(_linux_root(), facts.read())]


def _appimage(wish: _Wish) -> list[Path]:
    from installers import appimage, sizes

    made = appimage.make(_linux_root(), facts.read(), wish.appimage)
    if wish.appimage > 3:
        sizes.hold("AppImage", made)
    return [made]


def _linux(wish: _Wish) -> list[Path]:
    from installers import frozen, records, sizes

    made = [*_deb(wish), *_rpm(wish), *_appimage(wish)]
    sizes.hold("linux folder", frozen.FOLDER)
    found = frozen.read_inventory()
    return [*made, records.write_bill("linux", found), records.write_sizes("linux", frozen.FOLDER)]


def _windows(wish: _Wish) -> list[Path]:
    from installers import records, sizes, windows

    stet = facts.read()
    tree = windows.make_tree(stet)
    sizes.hold("windows tree", tree)
    setup = windows.make_setup(stet, wish.windows)
    if wish.windows == "lzma":
        sizes.hold("setup", setup)
    bill = records.write_bill("windows", windows.inventory(windows.python()))
    return [setup, windows.make_portable(stet), bill, records.write_sizes("windows", tree)]


def _macos(_: _Wish) -> list[Path]:
    from installers import macos

    return macos.make(facts.read())


def _sums(_: _Wish) -> list[Path]:
    from installers import records

    return [records.write_sums()]


def _announce(_: _Wish) -> list[Path]:
    from installers import announcement

    return [announcement.write()]


def _repeat(wish: _Wish) -> list[Path]:
    """Of the systems whose packages lie in dist/."""
    from installers import environment, repetition

    made = {"linux": "*.deb", "windows": "*-setup.exe"}
    targets = [name for name, pattern in made.items() if any(environment.DIST.glob(pattern))]
    repetition.run([*targets, *(["--quick"] if wish.is_quick else [])])
    return []


def _measure(_: _Wish) -> list[Path]:
    from installers import frozen, speed

    speed.hold(frozen.FOLDER / "stet")
    return []


def _check_mac(_: _Wish) -> list[Path]:
    from installers import mac_wheels

    mac_wheels.check()
    return []


def _lint(_: _Wish) -> list[Path]:
    from installers import lint

    lint.run()
    return []


def _try_script(script: str, pattern: str) -> Callable[[_Wish], list[Path]]:
    def run_it(_: _Wish) -> list[Path]:
        from installers import environment

        (made,) = environment.DIST.glob(pattern)
        here = Path(sys.executable).parent
        command = ["sh", str(PACKAGING / script), str(made)]
        known = os.environ | {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(command, check=True, env=known)
        return []

    return run_it


TARGETS: dict[str, Callable[[_Wish], list[Path]]] = {
    "folder": _folder,
    "deb": _deb,
    "rpm": _rpm,
    "appimage": _appimage,
    "linux": _linux,
    "windows": _windows,
    "macos": _macos,
    "sums": _sums,
    "announce": _announce,
    "measure": _measure,
    "repeat": _repeat,
    "check-mac": _check_mac,
    "lint": _lint,
    "try-deb": _try_script("linux/try_deb.sh", "*.deb"),
    "try-rpm": _try_script("linux/try_rpm.sh", "*.rpm"),
    "try-appimage": _try_script("linux/try_appimage.sh", "*.AppImage"),
    "try-windows": _try_script("windows/try_setup.sh", "*-setup.exe"),
}
_HELP = "one or more of:\n" + textwrap.fill(", ".join(TARGETS), 70, break_on_hyphens=False)
