"""Which certificates requests trust on this computer, for the self-check; asks no network."""

from __future__ import annotations

import os
import re
import ssl
from dataclasses import dataclass
from pathlib import Path

_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")
"""How OpenSSL names the files of a folder of certificates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Where trust comes from, in words; `certificates` is None where only the system can say."""

    source: str
    certificates: int | None

    @property
    def is_empty(self) -> bool:
        """No server at all can prove who it is."""
        return self.certificates == 0


def trust() -> Trust:
    """What a request made now would trust. Loads the HTTP library: not for the window's thread."""
    import httpx2

    context = httpx2.create_ssl_context()
    if type(context).__module__.startswith("truststore"):
        return Trust(source="the operating system's own verification", certificates=_enumerated())
    held = context.cert_store_stats()["x509_ca"]
    folder = os.environ.get("SSL_CERT_DIR") or ssl.get_default_verify_paths().openssl_capath
    source = os.environ.get("SSL_CERT_FILE") or ("a file of the system" if held else folder)
    return Trust(source=source, certificates=held or _hashed_files(Path(folder)))


def _hashed_files(folder: Path) -> int:
    if not folder.is_dir():
        return 0
    return sum(1 for file in folder.iterdir() if _HASHED.fullmatch(file.name))


def _enumerated() -> int | None:
    """Windows tells how many roots it has; more are fetched when they are first needed."""
    enumerate_roots = getattr(ssl, "enum_certificates", None)
    return None if enumerate_roots is None else len(enumerate_roots("ROOT"))
