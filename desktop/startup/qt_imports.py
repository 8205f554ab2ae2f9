"""Keeps PySide6 from reading the source of every module that is imported after it."""

from __future__ import annotations

import sys

_LOOK = "_mod_uses_pyside"


def quicken() -> None:
    """Imports Qt, and tells it once and for all that no module here asks for `__feature__`.

    PySide6 looks into each imported module for its own name, to know whether snake_case or true
    properties may be switched on there; Stet uses neither. Where modules have no source, as in
    packages, each look takes milliseconds, and a start as much as two seconds more.
    """
    import PySide6.QtCore  # noqa: F401  # brings what is mended here

    # WORKAROUND https://bugreports.qt.io/browse/PYSIDE-2029
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, _LOOK):
        setattr(feature, _LOOK, _uses_no_feature)


def _uses_no_feature(_module: object) -> bool:
    return False
