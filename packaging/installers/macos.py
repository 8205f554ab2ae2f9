"""Makes Stet.app and its disk image. Building runs on macOS; the checks run anywhere."""

from __future__ import annotations

import platform
import plistlib
import shutil
import subprocess
from pathlib import Path

from installers import additions, environment, frozen, parts
from installers.facts import PACKAGING, Facts

_MAGIC = {b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"}
OF_THE_SYSTEM = ("/usr/lib/", "/System/")


def make(stet: Facts) -> list[Path]:
    """The disk image. RuntimeError on another system, or where the bundle would not start."""
    if platform.system() != "Darwin":
        raise RuntimeError("A macOS bundle can only be made on macOS; here, run its tests.")
    environment.install_stet()
    target = environment.BUILD / "macos"
    frozen.freeze(target)
    app = target / f"{stet.name}.app"
    _add(app)
    problems = check(app)
    if problems:
        raise RuntimeError("; ".join(problems))
    subprocess.run(["bash", str(PACKAGING / "macos/sign.sh"), str(app)], check=True)
    subprocess.run([str(app / "Contents/MacOS" / stet.command), "--self-check"], check=True)
    image = _make_image(app, stet)
    subprocess.run(["bash", str(PACKAGING / "macos/notarise.sh"), str(image)], check=True)
    return [image]


def check(app: Path) -> list[str]:
    """What is wrong with a bundle: libraries that nothing brings, keys that are missing."""
    from macholib.MachO import MachO

    with (app / "Contents/Info.plist").open("rb") as file:
        told = plistlib.load(file)
    program = app / "Contents/MacOS" / str(told.get("CFBundleExecutable"))
    problems = [] if program.is_file() else [f"{program} is missing"]
    inside = {path.name for path in app.rglob("*")}
    for path in sorted(mach_files(app)):
        for header in MachO(str(path)).headers:
            for _, _, name in header.walkRelocatables():
                is_there = name.startswith(OF_THE_SYSTEM) or Path(name).name in inside
                if not is_there:
                    problems.append(f"{path.relative_to(app)} needs {name}")
    return problems


def mach_files(app: Path) -> list[Path]:
    """Programs and libraries, links aside."""
    found = []
    for path in app.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) in _MAGIC:
                    found.append(path)
    return found


def _add(app: Path) -> None:
    packages = parts.python_packages(environment.site_packages(), "darwin")
    qt = next(one.version for one in packages if one.name.lower().startswith("pyside6"))
    found = [*packages, parts.running_python(), parts.qt(qt), *parts.resources()]
    additions.write(app / "Contents/Resources/resources", found)


def _make_image(app: Path, stet: Facts) -> Path:
    image = environment.DIST / f"{stet.name}-{stet.version}-{platform.machine()}.dmg"
    environment.DIST.mkdir(exist_ok=True)
    image.unlink(missing_ok=True)
    settings = str(PACKAGING / "macos/dmg_settings.py")
    tool = shutil.which("dmgbuild") or environment.tool("dmgbuild")
    command = [tool, "-s", settings, "-D", f"app={app}", stet.name, str(image)]
    subprocess.run(command, check=True)
    return image
