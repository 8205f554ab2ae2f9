"""Libraries of the macOS wheels are read without a Mac, and what could not run is told."""

from __future__ import annotations

import importlib
import plistlib
import struct
from pathlib import Path
from typing import Any

import pytest

ARM, INTEL = 0x0100000C, 0x01000007


def library(mac: Any, name: str, **told: object) -> Any:
    usual = {
        "processor": "arm64",
        "oldest": (11, 0),
        "needs": (),
        "search": (),
        "signature": "ad hoc",
    }
    return mac.Library(name=name, **usual | told)


def signature(flags: int, certificates: bytes | None = None) -> bytes:
    """A SuperBlob with a code directory and, where given, the slot of certificates."""
    directory = struct.pack(">4I", 0xFADE0C02, 16, 0x20400, flags)
    slots, blobs = [(0, directory)], []
    if certificates is not None:
        slots.append(
            (0x10000, struct.pack(">2I", 0xFADE0B01, 8 + len(certificates)) + certificates)
        )
    place, index = 12 + 8 * len(slots), b""
    for number, blob in slots:
        index += struct.pack(">2I", number, place)
        blobs.append(blob)
        place += len(blob)
    return struct.pack(">3I", 0xFADE0CC0, place, len(slots)) + index + b"".join(blobs)


def mach_file(path: Path, cpu: int, needed: str, signed: bytes) -> None:
    """A library with a build version, one library that it needs, and a signature at its end."""
    name = needed.encode() + b"\0" * (8 - len(needed) % 8)
    commands = struct.pack("<6I", 0x32, 24, 1, 0x000E0200, 0x000F0000, 0)
    commands += struct.pack("<6I", 0xC, 24 + len(name), 24, 0, 0, 0) + name
    end = 32 + len(commands) + 16
    commands += struct.pack("<4I", 0x1D, 16, end, len(signed))
    header = struct.pack("<8I", 0xFEEDFACF, cpu, 0, 6, 3, len(commands), 0, 0)
    path.write_bytes(header + commands + signed)


def test_what_could_not_run_is_told() -> None:
    mac = importlib.import_module("installers.mac_wheels")
    oldest = importlib.import_module("installers.macos_bundle").OLDEST_MACOS
    good = library(mac, "Qt/lib/QtCore.framework/Versions/A/QtCore", needs=("/usr/lib/libz.dylib",))
    user = library(mac, "PIL/_imaging.so", needs=("@rpath/libjpeg.dylib", "@rpath/QtCore"))
    newer = library(mac, "cv2/cv2.so", oldest=(int(oldest.split(".")[0]) + 1, 0))
    plain = library(mac, "tools/converter")
    assert list(mac.faults([good])) == []
    assert list(mac.faults([good, user, newer, plain])) == [
        "PIL/_imaging.so needs @rpath/libjpeg.dylib, which nothing brings",
        f"cv2/cv2.so needs macOS {newer.oldest[0]}.0; {oldest} is promised",
        "tools/converter would not be signed by sign.sh",
    ]
    told = mac.table("arm64", [good, user, newer])
    assert told[1].split() == ["1", "11.0", "PIL:", "1", "ad", "hoc"]
    assert len(told) == 4


def test_whose_a_signature_is() -> None:
    mac = importlib.import_module("installers.mac_wheels")
    assert mac.signature_kind(signature(2)) == "ad hoc"
    assert mac.signature_kind(signature(2, b"")) == "ad hoc"
    assert mac.signature_kind(signature(0x10000, b"certificate")) == "by a certificate"
    assert mac.signature_kind(bytes(12)) == "unreadable"


def test_a_library_is_read(tmp_path: Path) -> None:
    pytest.importorskip("macholib")
    mac = importlib.import_module("installers.mac_wheels")
    (tmp_path / "PIL").mkdir()
    mach_file(tmp_path / "PIL/one.so", ARM, "@rpath/libjpeg.dylib", signature(2))
    mach_file(tmp_path / "PIL/two.so", INTEL, "/opt/lib/libz.dylib", b"")
    (tmp_path / "PIL/three.so").write_bytes(b"no library")
    one, two = sorted(mac.libraries(tmp_path), key=lambda found: str(found.name))
    assert (one.name, one.package, one.processor) == ("PIL/one.so", "PIL", "arm64")
    assert (one.oldest, one.needs, one.signature) == ((14, 2), ("@rpath/libjpeg.dylib",), "ad hoc")
    assert (two.processor, two.needs) == ("x86_64", ("/opt/lib/libz.dylib",))


def test_the_property_list_is_complete() -> None:
    bundle = importlib.import_module("installers.macos_bundle")
    stet = importlib.import_module("installers.facts").read()
    told = plistlib.loads(plistlib.dumps(bundle.information(stet)))
    assert told["CFBundleIdentifier"] == stet.identifier
    assert told["CFBundleExecutable"] == stet.command
    assert told["LSMinimumSystemVersion"] == bundle.OLDEST_MACOS
    assert told["CFBundleShortVersionString"] == stet.version
    assert told["NSHighResolutionCapable"] is True
