"""Desktop entry, AppStream metadata, copyright and changelog, filled in from the facts."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from string import Template
from textwrap import wrap
from xml.sax.saxutils import escape

from installers import changelog, notices
from installers.facts import PACKAGING, Facts


def desktop_entry(stet: Facts) -> str:
    return _filled(
        "stet.desktop.in",
        name=stet.name,
        summary=stet.summary.replace(";", ","),
        command=stet.command,
        types=";".join(stet.picture_types),
    )


def metainfo(stet: Facts, epoch: int) -> str:
    """What software centres show."""
    return _filled(
        "stet.metainfo.xml.in",
        identifier=stet.identifier,
        developer=stet.identifier.rpartition(".")[0],
        licence=stet.licence,
        name=stet.name,
        command=stet.command,
        publisher=escape(stet.publisher),
        summary=escape(stet.summary),
        paragraphs=_paragraphs(stet.description),
        links=_links(stet),
        types="\n".join(f"    <mediatype>{one}</mediatype>" for one in stet.picture_types),
        releases="\n".join(_release(one, epoch) for one in changelog.releases()),
    )


def debian_changelog(stet: Facts, epoch: int) -> str:
    """The releases so far, as `dpkg-parsechangelog` reads them."""
    return "\n".join(_debian_release(stet, one, epoch) for one in changelog.releases())


def copyright_file(stet: Facts) -> str:
    """Machine-readable, as Debian's policy describes it."""
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        f"Upstream-Name: {stet.name}\n"
        f"Upstream-Contact: {stet.publisher} <{stet.contact}>\n"
        "Comment:\n"
        " This package carries Python, Qt and other libraries. They are listed, with their\n"
        f" licences, in /usr/lib/{stet.command}/_internal/resources/{notices.FILE}.\n"
        "\n"
        "Files: *\n"
        f"Copyright: 2026 {stet.publisher}\n"
        f"License: {stet.licence}\n"
        "\n"
        f"License: {stet.licence}\n"
        " The full text is in /usr/share/common-licenses/Apache-2.0 on Debian systems.\n"
    )


def _filled(template: str, **values: str) -> str:
    return Template((PACKAGING / "linux" / template).read_text("utf-8")).substitute(values)


def _paragraphs(text: str) -> str:
    paragraphs = [one.strip() for one in text.strip().split("\n\n")]
    return "\n".join(f"    <p>{escape(one)}</p>" for one in paragraphs)


def _links(stet: Facts) -> str:
    return f'  <url type="homepage">{escape(stet.homepage)}</url>\n' if stet.homepage else ""


def _release(release: changelog.Release, epoch: int) -> str:
    points = "\n".join(f"          <li>{escape(one)}</li>" for one in release.points)
    day = changelog.day_of(release, epoch).isoformat()
    return (
        f'    <release version="{release.version}" date="{day}">\n'
        f"      <description>\n        <ul>\n{points}\n        </ul>\n      </description>\n"
        "    </release>"
    )


def _debian_release(stet: Facts, release: changelog.Release, epoch: int) -> str:
    points = [
        wrap(one, 76, initial_indent="  * ", subsequent_indent="    ") for one in release.points
    ]
    day = changelog.day_of(release, epoch)
    when = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    lines = "\n".join(line for point in points for line in point)
    version = stet.debian_version if release.version == stet.version else release.version
    return (
        f"{stet.command} ({version}) stable; urgency=medium\n\n{lines}\n\n"
        f" -- {stet.publisher} <{stet.contact}>  {format_datetime(when)}\n"
    )
