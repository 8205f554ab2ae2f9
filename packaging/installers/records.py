"""The records that go with a release: bill of materials, sums, and the list of sizes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from installers import environment, facts, repetition, savings, sizes
from installers.parts import Part

_SPACE = uuid.UUID("5f0c9d3e-9f4f-5d0b-8a38-1f4b8f3c7a10")
"""The name space of the serial numbers, which are the same for the same contents."""


def write_bill(system: str, found: Iterable[Part]) -> Path:
    """The CycloneDX bill of one system's packages, checked against its schema."""
    stet = facts.read()
    text = (
        json.dumps(bill(stet, system, found), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    )
    _validate(text)
    target = environment.DIST / f"{stet.command}-{stet.version}-{system}.cdx.json"
    return _write(target, text)


def bill(stet: facts.Facts, system: str, found: Iterable[Part]) -> dict[str, object]:
    """CycloneDX 1.6 as JSON has it."""
    components = sorted((_component(one) for one in found), key=lambda one: str(one["bom-ref"]))
    itself = f"pkg:generic/{stet.command}@{stet.version}?os={system}"
    contents = json.dumps([itself, components], sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, contents)}",
        "metadata": {
            "timestamp": datetime.fromtimestamp(environment.epoch(), UTC).isoformat(),
            "component": {
                "type": "application",
                "bom-ref": itself,
                "name": stet.name,
                "version": stet.version,
                "licenses": [{"license": {"id": stet.licence}}],
            },
        },
        "components": components,
        "dependencies": [{"ref": itself, "dependsOn": [one["bom-ref"] for one in components]}],
    }


def write_sizes(system: str, folder: Path) -> Path:
    """What is inside, and what would be saved by leaving it out."""
    stet = facts.read()
    target = environment.DIST / f"{stet.command}-{stet.version}-{system}-sizes.txt"
    saved = savings.listed(sizes.inside(folder), savings.read())
    return _write(target, f"{sizes.listed(folder)}\n{saved}")


def write_sums() -> Path:
    """SHA256SUMS over everything in dist/, as `sha256sum --check` reads it."""
    target = environment.DIST / "SHA256SUMS"
    files = sorted(one for one in environment.DIST.iterdir() if one.is_file() and one != target)
    return _write(target, "".join(f"{repetition.digest(one)}  {one.name}\n" for one in files))


def _component(part: Part) -> dict[str, object]:
    return {
        "type": "data" if part.kind == "resource" else "library",
        "bom-ref": part.address,
        "name": part.name,
        "version": part.version,
        "purl": part.address,
        "licenses": [{"license": {"name": part.licence}}],
    }


def _validate(text: str) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if problem is not None:
        raise ValueError(f"the bill of materials is no CycloneDX 1.6: {problem}")


def _write(target: Path, text: str) -> Path:
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, "utf-8")
    return target
