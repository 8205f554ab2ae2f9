"""Memory that collecting a batch's output adds, with the service in a process of its own.

    python -m tests.benchmarks.batch_output [--megabytes 200]

Every line of the output file holds one picture of noise, so the file is as large as it says. What
is told is the peak of resident memory above what it was right before, over fetching the file,
storing every line as an edit of its own, and closing the accounts. The bound is 100 MB.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from desktop.domain.batch import Batch, BatchPhase
from desktop.domain.draft import Draft
from desktop.domain.identity import new_edit_id
from desktop.domain.order import EditOrder
from desktop.domain.recipe import Inputs
from desktop.domain.size import Size
from desktop.jobs.batch_collect import collect_batch
from desktop.jobs.batch_submit import BatchOrder, keep_batch
from desktop.jobs.services import Services
from desktop.storage.library import Library
from tests.builders import png, studio_for

BOUND = 100
_SIDE = 1024
_DRAFT = Draft(prompt="noise", quality="low", size=Size(_SIDE, _SIDE), previews=0)


def main() -> int:
    """0 when the bound is kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--serve", type=Path)
    options = parser.parse_args()
    if options.serve is not None:
        return _serve(options.serve)
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder), options.megabytes)


def _measure(folder: Path, megabytes: int) -> int:
    output = folder / "output.jsonl"
    picture = base64.b64encode(_noise()).decode()
    count = megabytes * 1_000_000 // len(picture) + 1
    with _service(output) as url, Library.open(folder / "library") as library:
        services = studio_for(library, url, "sk-test").services
        batch = _ordered(count, services)
        _write(output, batch, picture, services)
        del picture
        asyncio.run(_warm(services))
        before, started = _resident(), time.process_time()
        with _peak() as peak:
            batch = asyncio.run(_collect(batch, services))
        added = (peak[0] - before) / 1e6
        size = output.stat().st_size / 1e6
        seconds = time.process_time() - started
        print(
            f"{count} lines, {size:.0f} MB: {added:.0f} MB more at most, {seconds:.1f} s of CPU, "
            f"collected: {batch.is_collected}"
        )
    return 0 if added < BOUND and batch.is_collected else 1


def _noise() -> bytes:
    pixels = np.random.default_rng(1).integers(0, 256, (_SIDE, _SIDE, 3), np.uint8)
    return png(pixels)


def _ordered(count: int, services: Services) -> Batch:
    orders = [
        BatchOrder(
            number=number,
            order=EditOrder(id=new_edit_id(), recipe=_DRAFT.recipe(), inputs=Inputs()),
        )
        for number in range(1, count + 1)
    ]
    batch = keep_batch(orders, "noise", services)
    batch = replace(batch, phase=BatchPhase.IN_PROGRESS, service_id="batch_1")
    services.library.batches.save(batch)
    return batch


def _write(output: Path, batch: Batch, picture: str, services: Services) -> None:
    usage = {"input_tokens": 7, "output_tokens": 196, "total_tokens": 203}
    body = {"created": 1, "data": [{"b64_json": picture}], "usage": usage}
    with output.open("w", encoding="utf-8") as file:
        for line in services.library.batches.lines(batch.id):
            response = {"status_code": 200, "request_id": "r", "body": body}
            value = {"id": "b", "custom_id": line.intent.edit, "response": response}
            file.write(json.dumps(value) + "\n")


async def _warm(services: Services) -> None:
    """What is loaded once is not counted: the way to the service and the decoders."""
    from desktop.imaging.codec import read_picture

    read_picture(png(np.zeros((_SIDE, _SIDE, 3), np.uint8)), "warm")
    await services.clients.get("openai")
    await services.clients.close()


async def _collect(batch: Batch, services: Services) -> Batch:
    try:
        return await collect_batch(batch, services)
    finally:
        await services.clients.close()


def _resident() -> int:
    """Bytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


@contextmanager
def _peak() -> Iterator[list[int]]:
    """The largest figure seen while it lasts, 200 looks a second."""
    seen, is_over = [_resident()], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.005):
            seen[0] = max(seen[0], _resident())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        thread.join()


@contextmanager
def _service(output: Path) -> Iterator[str]:
    words = [sys.executable, "-m", "tests.benchmarks.batch_output", "--serve", str(output)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        finally:
            process.terminate()


def _serve(output: Path) -> int:
    """One batch that is done, and its one file."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith("/content"):
                self._send(output)
            elif "/files/" in self.path:
                self._say({"id": "file_1", "bytes": output.stat().st_size})
            else:
                self._say({"id": "batch_1", "status": "completed", "output_file_id": "file_1"})

        def do_DELETE(self) -> None:
            self._say({"id": "file_1", "deleted": True})

        def _say(self, value: dict[str, object]) -> None:
            data = json.dumps(value).encode()
            self._head("application/json", len(data))
            self.wfile.write(data)

        def _send(self, path: Path) -> None:
            self._head("application/octet-stream", path.stat().st_size)
            with path.open("rb") as file:
                while chunk := file.read(1 << 20):
                    self.wfile.write(chunk)

        def _head(self, kind: str, length: int) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(length))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: what is printed is the figure."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    print(server.server_port, flush=True)  # read by the one who asked
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
