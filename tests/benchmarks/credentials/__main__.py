"""Whether Stet's words about Content Credentials are those of the C2PA project's own library.

`python -m tests.benchmarks.credentials [--some]` signs pictures of every format, exports them in
every way that the dialog offers (`--some`: in a few), reads all files back by that library and by
exiftool, and prints each sentence of the dialog that is not true. It ends with 1 if there is one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from io import BytesIO
from pathlib import Path

from PIL import Image

from desktop.imaging.codec import read_header
from desktop.imaging.credentials import has_credentials
from desktop.storage.library import Library
from tests.benchmarks.credentials.certified import certified, state_of
from tests.builders import photo
from tests.journeys import export_claims as claims

_FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "AVIF")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--some", action="store_true")
    options = parser.parse_args()
    missed = _missed()
    with tempfile.TemporaryDirectory() as place:
        found = _untrue(Path(place), is_short=options.some)
    print(f"manifests that Stet sees otherwise than the library: {missed}")
    print(f"sentences of the dialog that are not true: {len(found)}")
    for line in found[:50]:
        print(" ", line)
    return 1 if missed or found else 0


def _missed() -> int:
    """Files of every format with and without a manifest, looked at by both."""
    missed = 0
    for form in _FORMATS:
        plain, media = _picture(form), f"image/{form.lower()}"
        for data in (plain, certified(plain, media)):
            by_library = state_of(data, media)
            by_stet = has_credentials(data, read_header(data, "").kind)
            print(f"{form:5} library: {by_library or 'none':8} Stet: {by_stet}")
            missed += bool(by_library) is not by_stet
    return missed


def _picture(form: str) -> bytes:
    made = BytesIO()
    Image.fromarray(photo(claims.SIZE)).save(made, form)
    return made.getvalue()


def _untrue(place: Path, *, is_short: bool) -> list[str]:
    folder = place / "exported"
    folder.mkdir()
    ways = tuple(claims.some_ways() if is_short else claims.every_way())
    with Library.open(place / "library") as library:
        made = claims.write_all(library, tuple(claims.cases(library, certified)), ways, folder)
    tags = claims.tags_in(folder)
    states: Counter[str] = Counter()
    found: list[str] = []
    for one in made:
        media = claims.MEDIA.get(one.file.path.suffix)
        state = state_of(one.file.path.read_bytes(), media) if media else ""
        states[state or "none"] += 1
        untrue = claims.lies(one, tags[one.file.path.name], state)
        found += [f"{one.case.name}, {one.preset}: {lie}" for lie in untrue]
    print(f"{len(made)} exports; manifests in them by the library: {dict(states)}")
    return found


if __name__ == "__main__":
    sys.exit(main())
