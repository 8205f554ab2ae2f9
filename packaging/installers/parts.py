"""What a package is made of: every library inside, its version, its licence and the text of it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from installers.facts import ROOT

_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|copyright|authors)[^/]*$", re.IGNORECASE)
_CLASSIFIER = "License :: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`kind` is pypi, deb, generic or resource; `texts` are (name of the file, its text)."""

    name: str
    version: str
    licence: str
    kind: str
    texts: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        """The package URL by which scanners know the part."""
        kind = "deb/debian" if self.kind == "deb" else self.kind.replace("resource", "generic")
        name = self.name.lower().replace("_", "-").replace(" ", "-")
        return f"pkg:{kind}/{name}@{self.version.replace('+', '%2B').replace(':', '%3A')}"


def python_packages(folder: Path, platform: str) -> list[Part]:
    """The packages in `folder` that Stet needs on `platform` (as `sys.platform` names it)."""
    found = {
        _plain(one.metadata["Name"]): one for one in metadata.distributions(path=[str(folder)])
    }
    names = _closure(found, platform)
    return [_python_part(found[name]) for name in sorted(names)]


def python_itself(licence: Path, version: str) -> Part:
    """CPython with `licence`, the file that comes with it."""
    texts = ((licence.name, licence.read_text("utf-8")),)
    return Part(name="CPython", version=version, licence="PSF-2.0", kind="generic", texts=texts)


def running_python() -> Part:
    """The CPython that runs this, which is the one that PyInstaller packs."""
    folder = Path(sys.base_prefix) / f"lib/python3.{sys.version_info.minor}"
    return python_itself(folder / "LICENSE.txt", sys.version.split()[0])


def qt(version: str) -> Part:
    """Qt itself lies inside the wheel of PySide6, which names only its own licence."""
    licences = ROOT / "packaging/licences"
    texts = [
        (file.name, file.read_text("utf-8"))
        for file in (licences / "LGPL-3.0-only.txt", licences / "GPL-3.0-only.txt")
    ]
    text = (
        "Stet uses Qt, PySide6 and Shiboken under the GNU Lesser General Public License, version "
        "3. They lie in this package as separate shared libraries, which may be replaced by "
        "others of the same interface. Their source can be had at "
        "https://download.qt.io/official_releases/ ; Qt's own third-party parts and their "
        "licences are listed at https://doc.qt.io/qt-6/licenses-used-in-qt.html\n"
    )
    return Part(
        name="Qt",
        version=version,
        licence="LGPL-3.0-only",
        kind="generic",
        texts=(("Qt", text), *texts),
    )


def resources() -> list[Part]:
    """Fonts, icons and the vocabulary, which the table of `resources/LICENCES.md` describes."""
    folder = ROOT / "resources"
    rows = (
        ("Inter", "3.19", "OFL-1.1", folder / "fonts/LICENCE.txt"),
        ("Lucide", "1.62", "ISC", folder / "icons/LICENCE.txt"),
        ("o200k_base vocabulary", "0.14", "MIT", folder / "o200k_base.LICENCE.txt"),
    )
    return [
        Part(
            name=name,
            version=version,
            licence=licence,
            kind="resource",
            texts=((file.name, file.read_text("utf-8")),),
        )
        for name, version, licence, file in rows
    ]


def system_libraries(files: Iterable[Path]) -> list[Part]:
    """The Debian packages of which `files` (on this machine) are; none where there is no dpkg."""
    packages = sorted({package for file in files for package in _owners(file)})
    return [_debian_part(package) for package in packages]


def _closure(found: dict[str, metadata.Distribution], platform: str) -> set[str]:
    from packaging.markers import default_environment
    from packaging.requirements import Requirement

    os_name, system = {"win32": ("nt", "Windows"), "darwin": ("posix", "Darwin")}.get(
        platform, ("posix", "Linux")
    )
    where: dict[str, str] = {name: str(value) for name, value in default_environment().items()} | {
        "sys_platform": platform,
        "os_name": os_name,
        "platform_system": system,
        "extra": "",
    }
    names: set[str] = set()
    todo = [_plain(name) for name in _direct_requirements()]
    while todo:
        name = todo.pop()
        if name in names or name not in found:
            continue
        names.add(name)
        for line in found[name].requires or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate(where):
                todo.append(_plain(requirement.name))
    return names


def _direct_requirements() -> Iterator[str]:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for line in project["dependencies"]:
        found = re.match(r"[A-Za-z0-9._-]+", line)
        assert found is not None
        yield found.group()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _python_part(found: metadata.Distribution) -> Part:
    return Part(
        name=found.metadata["Name"],
        version=found.version,
        licence=_licence(found),
        kind="pypi",
        texts=tuple(_texts(found)),
    )


def _licence(found: metadata.Distribution) -> str:
    about = found.metadata
    plain, expression = about.get_all("License"), about.get_all("License-Expression")
    if expression:
        return str(expression[0])
    named = [
        one.rsplit(" :: ", 1)[-1]
        for one in about.get_all("Classifier") or []
        if one.startswith(_CLASSIFIER)
    ]
    lines = str(plain[0] if plain else "").strip().splitlines()
    return ", ".join(named) or (lines[0] if lines else "unnamed")


def _texts(found: metadata.Distribution) -> Iterator[tuple[str, str]]:
    for file in sorted(found.files or [], key=str):
        path = Path(str(found.locate_file(file)))
        is_code = path.suffix in {".py", ".pyc", ".pyi", ".so", ".h"}
        if _LICENCE_FILE.search(path.name) and path.is_file() and not is_code:
            yield file.as_posix(), path.read_text("utf-8", errors="replace")


def _owners(file: Path) -> Iterator[str]:
    """dpkg knows some files below /lib and some below /usr/lib, which are the same folder."""
    real = file.resolve()
    for name in {str(file), str(real), str(real).removeprefix("/usr"), f"/usr{real}"}:
        try:
            said = subprocess.run(
                ["dpkg-query", "-S", name], capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            return
        if said.returncode == 0:
            yield said.stdout.split(":")[0]
            return


def _debian_part(package: str) -> Part:
    asked = ["dpkg-query", "-W", "-f", "${Version}\n", package]
    version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()[0]
    file = Path(f"/usr/share/doc/{package}/copyright")
    text = file.read_text("utf-8", errors="replace") if file.is_file() else ""
    named = dict.fromkeys(re.findall(r"^License: *([A-Za-z][\w.+-]*)", text, re.MULTILINE))
    return Part(
        name=package,
        version=version,
        licence=", ".join(named) or "see its text",
        kind="deb",
        texts=((f"{package}/copyright", text),) if text else (),
    )
