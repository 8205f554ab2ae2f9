"""A program that runs commands until it is killed; forked from one that has loaded everything.

    python -m tests.journeys.edits_until_killed

Each line on its input is a JSON list of words for `stet`; the process that runs them is told as
`process NUMBER`, what it printed as `said ...`, its end as `ended CODE` or `killed`.
"""

from __future__ import annotations

import io
import json
import os
import sys
import traceback


def preload() -> None:
    """Everything that a command would load late, so that kills hit edits and not imports."""
    import cv2
    import httpcore2
    import openai
    import openai.resources.images
    import PIL.Image
    import pydantic

    from desktop.cli import estimate, history, make
    from desktop.startup import compose

    assert all((cv2, openai, PIL.Image, pydantic, estimate, history, make, compose))
    import ssl

    none = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    httpcore2.default_ssl_context = lambda **_options: none


def run(words: list[str]) -> int:
    """One command; what it prints goes out in one piece."""
    from desktop.startup import arguments

    sys.stdout = io.StringIO()
    sys.stderr = io.StringIO()
    code = arguments.run(words)
    os.write(1, f"said {sys.stdout.getvalue().strip()}\n".encode())
    return code


def start(words: list[str]) -> int:
    process = os.fork()
    if process == 0:
        code = 1
        try:
            code = run(words)
        except BaseException:  # noqa: BLE001 - it goes to the test, whatever it is
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(code)
    return process


def main() -> None:
    preload()
    for line in sys.stdin:
        process = start(json.loads(line))
        os.write(1, f"process {process}\n".encode())
        _, status = os.waitpid(process, 0)
        code = os.waitstatus_to_exitcode(status)
        os.write(1, (f"ended {code}\n" if code >= 0 else "killed\n").encode())


if __name__ == "__main__":
    main()
