"""Whom this build asks for new versions, as its makers have laid it beside the resources."""

from __future__ import annotations

import base64
import json
import logging
from pathlib import Path
from urllib.parse import urlsplit

from desktop.domain.update import UpdateSource

_log = logging.getLogger(__name__)

FILE = "update.json"


def load_update_source(resources: Path) -> UpdateSource | None:
    """None in a build that is not set up for it, such as one from source.

    A file that names no https address or no whole key counts as none, and the log says why.
    """
    try:
        text = (resources / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        told = json.loads(text)
        source = UpdateSource(address=str(told["address"]), key=str(told["key"]))
        _check(source)
    except (ValueError, KeyError, TypeError) as error:
        _log.error("%s cannot be used: %s", FILE, error)
        return None
    return source


def _check(source: UpdateSource) -> None:
    parts = urlsplit(source.address)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("the address is not https")
    if len(base64.b64decode(source.key, validate=True)) != 32:
        raise ValueError("the key has not 32 bytes")
