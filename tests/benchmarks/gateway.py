"""A second opinion on the wire: OpenAI's own SDK and Stet's client, both through a real gateway.

`python -m tests.benchmarks.gateway LITELLM`, where LITELLM is the program of a LiteLLM proxy in an
environment of its own. The image service on loopback stands behind it and counts what it was
asked for; nothing else is reached. Not part of the tests: the gateway takes 700 MB.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from socket import socket

import openai

from desktop.api.image_client import ImageRequest
from desktop.api.openai_client import OpenAIClient
from desktop.domain.profile import Deployment, Profile, Trait
from tests.api.exchange import EDIT, GENERATE, QUICK, Exchange
from tests.fakes.faults import Fault
from tests.fakes.image_service import KEY, ImageService

GATEWAY_KEY = "sk-gateway-0123456789"
PATIENCE = 90.0
"""Seconds in which the gateway has to come up."""

_CONFIG = """\
model_list:
  - model_name: studio-pictures
    litellm_params: {{model: openai/gpt-image-2, api_base: {url}, api_key: {key}}}
router_settings: {{num_retries: 0, disable_cooldowns: true}}
litellm_settings: {{num_retries: 0, request_timeout: 30}}
general_settings: {{master_key: {gateway_key}}}
"""


@contextmanager
def gateway(program: str, service: ImageService) -> Iterator[str]:
    """Its address while it runs before the service."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        config = Path(home) / "gateway.yaml"
        config.write_text(_CONFIG.format(url=service.url, key=KEY, gateway_key=GATEWAY_KEY))
        quiet = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"}
        command = [program, "--config", str(config), "--host", "127.0.0.1", "--port", str(port)]
        environment = {**os.environ, **quiet, "HOME": home}
        with Path(home, "log").open("wb") as log:
            running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            try:
                _await(f"http://127.0.0.1:{port}/health/liveliness", running)
                yield f"http://127.0.0.1:{port}/v1"
            finally:
                running.terminate()
                running.wait(20)


def _await(address: str, running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if running.poll() is not None:
            raise SystemExit("The gateway ended by itself.")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise SystemExit("The gateway did not come up.")


async def by_sdk(url: str) -> tuple[bytes, ...]:
    """The same generation and edit by OpenAI's own library, as anybody would write them."""
    async with openai.AsyncOpenAI(base_url=url, api_key=GATEWAY_KEY, max_retries=0) as client:
        answer = await client.images.generate(
            model="studio-pictures", prompt=GENERATE.prompt, size="1024x640", quality="low"
        )
        assert answer.data
        mask = EDIT.mask
        assert mask is not None
        edited = await client.images.edit(
            model="studio-pictures",
            prompt=EDIT.prompt,
            image=[(one.name, one.data, one.media_type) for one in EDIT.images],
            mask=(mask.name, mask.data, mask.media_type),
            size="1024x640",
            quality="low",
        )
        assert edited.data
        return tuple(b64decode(str(one.data[0].b64_json)) for one in (answer, edited) if one.data)


async def by_stet(url: str, request: ImageRequest, *lacks: Trait) -> Exchange:
    named = (Deployment(name="studio-pictures", model="gpt-image-2"),)
    profile = Profile(base_url=url, deployments=named, lacks=lacks)
    client = OpenAIClient(profile, GATEWAY_KEY, timeouts=replace(QUICK, read=60.0))
    try:
        return await Exchange().run(client, request)
    finally:
        await client.close()


def _has_come(request: ImageRequest, service: ImageService) -> str:
    """Whether the files of a request reached the service byte for byte."""
    seen = service.paid_requests[-1]
    mask = seen.file("mask")
    sent = (*(one.data for one in request.images), request.mask.data if request.mask else None)
    came = (*(one.data for one in seen.images), mask.data if mask else None)
    return "upload intact" if sent == came else "UPLOAD CHANGED"


def _story(
    name: str, request: ImageRequest, done: Exchange, service: ImageService, before: int
) -> str:
    asked = len(service.paid_requests) - before
    if done.problem is not None:
        return f"{name:<28} {asked} request(s)  {done.problem.kind}: {done.problem.sentence}"
    assert done.answer is not None
    is_whole = done.answer.pictures == tuple(service.returned[-len(done.answer.pictures) :])
    state = "bytes intact" if is_whole else "BYTES CHANGED"
    state += f", {_has_come(request, service)}"
    return f"{name:<28} {asked} request(s)  {len(done.answer.pictures)} picture(s), {state}"


def main() -> None:
    """Prints one line for each way; a second request for one order would be a second bill."""
    with ImageService(key=KEY) as service, gateway(sys.argv[1], service) as url:
        pictures = asyncio.run(by_sdk(url))
        state = "bytes intact" if pictures == tuple(service.returned) else "BYTES CHANGED"
        count = len(service.paid_requests)
        both = f"{state}, {_has_come(EDIT, service)}"
        print(f"{'SDK, generation and edit':<28} {count} request(s)  2 picture(s), {both}")
        rows: tuple[tuple[str, ImageRequest, tuple[Trait, ...], Fault | None], ...] = (
            ("generation", GENERATE, (), None),
            ("edit with a mask", EDIT, (), None),
            ("three results", replace(GENERATE, count=3), (), None),
            ("streamed", replace(GENERATE, partial_images=1), (), None),
            ("streamed, said to lack it", replace(GENERATE, partial_images=1),
             (Trait.STREAM,), None),
            ("refused", GENERATE, (), Fault.moderation_blocked()),
            ("refused edit", EDIT, (), Fault.moderation_blocked()),
            ("images per minute", GENERATE, (), Fault.rate_limited(2)),
        )  # fmt: skip
        for name, request, lacks, fault in rows:
            before = len(service.paid_requests)
            if fault is not None:
                service.next(fault)
            done = asyncio.run(by_stet(url, request, *lacks))
            print(_story(name, request, done, service, before), flush=True)


if __name__ == "__main__":
    main()
