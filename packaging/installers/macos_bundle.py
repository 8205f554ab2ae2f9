"""What a macOS bundle says about itself: its property list, and how PyInstaller is told it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from installers import environment, facts, icons

OLDEST_MACOS = "15.0"
"""What PySide6's own libraries say that they need, whatever the name of their wheel says (13), and
OpenCV's wheel for Intel (14); `make.py check-mac` holds it against every library."""


def information(stet: facts.Facts) -> dict[str, object]:
    """Info.plist. Stet offers itself for pictures, but never as the one that opens them."""
    return {
        "CFBundleName": stet.name,
        "CFBundleDisplayName": stet.name,
        "CFBundleIdentifier": stet.identifier,
        "CFBundleExecutable": stet.command,
        "CFBundleIconFile": "stet.icns",
        "CFBundlePackageType": "APPL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleShortVersionString": stet.version,
        "CFBundleVersion": stet.windows_version,
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "LSApplicationCategoryType": "public.app-category.graphics-design",
        "NSHighResolutionCapable": True,
        "NSSupportsAutomaticGraphicsSwitching": True,
        "NSHumanReadableCopyright": f"{stet.publisher}. {stet.licence}.",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Picture",
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": [uniform_type(one) for one in stet.picture_types],
            }
        ],
    }


def uniform_type(media_type: str) -> str:
    """Apple's name for a kind of picture."""
    known = {
        "image/gif": "com.compuserve.gif",
        "image/bmp": "com.microsoft.bmp",
        "image/webp": "org.webmproject.webp",
    }
    return known.get(media_type, "public." + media_type.removeprefix("image/"))


def make(bundle: Callable[..., object], folder: object) -> None:
    """Called from the PyInstaller spec with its BUNDLE."""
    stet = facts.read()
    work = environment.BUILD / "macos-icons"
    icons.write_icns(work / "stet.icns", work)
    bundle(
        folder,
        name=f"{stet.name}.app",
        icon=str(Path(work / "stet.icns")),
        bundle_identifier=stet.identifier,
        version=stet.version,
        info_plist=information(stet),
    )
