"""The official SDK, set up for the loopback service."""

from __future__ import annotations

from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from tests.fakes.image_service import ImageService


def sdk(service: ImageService) -> AsyncOpenAI:
    """A client that sends once; no certificates are loaded, which would take longer than a test."""
    return AsyncOpenAI(
        api_key=service.desk.key,
        base_url=service.url,
        max_retries=0,
        http_client=DefaultAsyncHttpxClient(verify=False),
    )
