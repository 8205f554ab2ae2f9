"""How the disk image looks; read by dmgbuild, which defines `defines`."""

from pathlib import Path

application = defines["app"]  # noqa: F821
files = [application]
symlinks = {"Applications": "/Applications"}
format = "ULMO"  # noqa: A001
filesystem = "APFS"
window_rect = ((200, 200), (560, 380))
icon_size = 96
icon_locations = {Path(application).name: (140, 180), "Applications": (420, 180)}
background = "builtin-arrow"
