"""How closely pointers are followed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt


def take_every_move() -> None:
    """Every move of mouse and pen is heard, also those that came while the window was painting.

    Qt would keep only the last of them, and a quick stroke would cut its corners; painting waits
    for all of them anyway, so that they cost no frames.
    """
    for kind in (
        Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents,
        Qt.ApplicationAttribute.AA_CompressTabletEvents,
    ):
        QCoreApplication.setAttribute(kind, False)  # noqa: FBT003  # Qt takes it so
