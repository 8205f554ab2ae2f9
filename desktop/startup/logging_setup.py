"""One log file that turns over, one format, and a filter that lets no key through."""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_MEGABYTE = 1_000_000
_KEYS = re.compile(r"(sk-[A-Za-z0-9_\-]{4,}|Bearer\s+\S+|api-key['\": ]+\S+)", re.IGNORECASE)
HIDDEN = "[key removed]"


def scrub(text: str) -> str:
    """The text with everything that looks like a key taken out."""
    return _KEYS.sub(HIDDEN, text)


class KeylessFormatter(logging.Formatter):
    """Formats a record, its traceback included, and then takes keys out of the whole text."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


def set_up_logging(folder: Path) -> None:
    """Log to `folder`/stet.log, 1 MB at a time; a folder that cannot be written is said once."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    take_down_logging()
    for name in ("openai", "httpx2", "httpcore2", "PIL", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "stet.log", maxBytes=_MEGABYTE, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError as error:
        logging.getLogger(__name__).warning("No log file: %s", error)
        return
    handler.setFormatter(KeylessFormatter(_FORMAT))
    root.addHandler(handler)


def take_down_logging() -> None:
    """Ends what `set_up_logging` began; one program has one log."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one.formatter, KeylessFormatter)]:
        root.removeHandler(handler)
        handler.close()
