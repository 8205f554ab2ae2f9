"""Services other than OpenAI: Azure in both forms, and gateways with habits of their own."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace

import pytest

from desktop.api.answer import Answer
from desktop.api.image_client import ImageRequest
from desktop.api.openai_client import OpenAIClient
from desktop.api.request_fields import fields_of, parts_of
from desktop.domain.problems import Billed, ProblemError, ProblemKind
from desktop.domain.profile import Deployment, Header, Profile, ServiceForm, Trait
from tests.api.exchange import EDIT, GENERATE, KEY, QUICK, Exchange
from tests.fakes.conformance import all_faults
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService

_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

VERSION = "2025-04-01-preview"
PICTURES = Deployment(name="studio pictures", model="gpt-image-2")


@pytest.fixture(autouse=True)
def quick_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is asked over TLS, and loading all certificates takes a second."""
    import httpcore2

    monkeypatch.setattr(httpcore2, "default_ssl_context", lambda **_options: _NO_CERTIFICATES)


def asked(profile: Profile, request: ImageRequest = GENERATE) -> Exchange:
    async def main() -> Exchange:
        client = OpenAIClient(profile, KEY, timeouts=QUICK)
        try:
            return await Exchange().run(client, request)
        finally:
            await client.close()

    return asyncio.run(main())


def checked(profile: Profile) -> str:
    async def main() -> str:
        client = OpenAIClient(profile, KEY, timeouts=QUICK)
        try:
            return await client.check_access()
        finally:
            await client.close()

    return asyncio.run(main())


def answer_of(done: Exchange) -> Answer:
    assert done.answer is not None, done.problem
    return done.answer


def azure(service: ImageService, form: ServiceForm, **options: object) -> Profile:
    version = VERSION if form is ServiceForm.AZURE_DEPLOYMENT else ""
    plain = Profile(
        id="azure", name="Azure", base_url=service.azure_url, form=form, api_version=version
    )
    return replace(plain, **options)  # type: ignore[arg-type]  # names are Profile's own


@pytest.mark.parametrize("request_", [GENERATE, EDIT, replace(EDIT, partial_images=1)])
@pytest.mark.parametrize("form", [ServiceForm.AZURE, ServiceForm.AZURE_DEPLOYMENT])
def test_azure_in_both_forms(form: ServiceForm, request_: ImageRequest) -> None:
    with ImageService(key=KEY, deployments={PICTURES.name: PICTURES.model}) as service:
        done = asked(azure(service, form, deployments=(PICTURES,)), request_)
        assert answer_of(done).pictures == tuple(service.returned)
        (seen,) = service.paid_requests
        assert seen.headers["api-key"] == KEY
        assert "authorization" not in seen.headers
        assert seen.fields["model"] == PICTURES.name
        assert all_faults([seen]) == []
        if form is ServiceForm.AZURE_DEPLOYMENT:
            assert seen.path.startswith("/openai/deployments/studio pictures/images/")
            assert seen.query == f"api-version={VERSION}"
        else:
            assert seen.path.startswith("/openai/v1/images/")
            assert seen.query == ""


@pytest.mark.parametrize("form", [ServiceForm.AZURE, ServiceForm.AZURE_DEPLOYMENT])
def test_a_key_for_azure_is_tested_without_making_anything(
    service: ImageService, form: ServiceForm
) -> None:
    assert checked(azure(service, form)).startswith("The key works")
    assert service.requests[0].path in {"/openai/v1/models", "/openai/models"}
    assert service.billed == []


def test_a_deployment_that_is_not_there_is_a_model_that_is_not_there(
    service: ImageService,
) -> None:
    gone = (Deployment(name="gone", model="gpt-image-2"),)
    done = asked(azure(service, ServiceForm.AZURE_DEPLOYMENT, deployments=gone))
    assert done.problem is not None
    assert done.problem.kind is ProblemKind.MODEL_NOT_FOUND
    assert done.problem.billed is Billed.NO


def test_a_deployment_without_a_version_is_not_even_asked(service: ImageService) -> None:
    done = asked(azure(service, ServiceForm.AZURE_DEPLOYMENT, api_version=""))
    assert done.problem is not None
    assert "API version" in done.problem.sentence
    assert service.requests == []


def test_a_gateway_gets_its_headers_and_the_key_where_it_wants_it(service: ImageService) -> None:
    profile = Profile(
        base_url=service.url + "?tenant=studio",
        headers=(Header(name="X-Team", value="posters"),),
    )
    answer_of(asked(profile))
    (seen,) = service.paid_requests
    assert seen.headers["x-team"] == "posters"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.query == "tenant=studio"
    asked(replace(profile, key_header="X-Gateway-Key"))
    elsewhere = service.paid_requests[-1]
    assert elsewhere.headers["x-gateway-key"] == KEY
    assert "authorization" not in elsewhere.headers


@pytest.mark.parametrize(
    "header",
    [
        Header(name="Authorization", value="Bearer other"),
        Header(name="api-key", value="other"),
        Header(name="bad name", value="x"),
        Header(name="x-team", value="two\r\nx-evil: 1"),
    ],
)
def test_headers_that_must_not_go_out_stop_everything(
    service: ImageService, header: Header
) -> None:
    done = asked(Profile(base_url=service.url, headers=(header,)))
    assert done.problem is not None
    assert done.problem.kind is ProblemKind.BAD_ARGUMENT
    assert service.requests == []


def test_what_a_service_lacks_is_not_sent() -> None:
    lacking = Profile(
        lacks=(Trait.STREAM, Trait.COUNT, Trait.QUALITY, Trait.MODERATION, Trait.MASK),
        deployments=(Deployment(name="openai/gpt-image-2", model="gpt-image-2"),),
    )
    request = replace(EDIT, partial_images=2, moderation="low", background="opaque")
    assert fields_of(request, lacking) == {
        "model": "openai/gpt-image-2",
        "prompt": EDIT.prompt,
        "size": "1024x640",
        "background": "opaque",
    }
    assert [name for name, _ in parts_of(request, lacking)] == ["image[]"]


def test_a_gateway_that_answers_with_an_address(service: ImageService) -> None:
    """The picture is fetched from the service's own address, without the key."""
    service.always(Fault.URL)
    profile = Profile(base_url=service.url)

    async def main() -> bytes:
        client = OpenAIClient(profile, KEY, timeouts=QUICK)
        try:
            done = await Exchange().run(client, GENERATE)
            (url,) = answer_of(done).urls
            return await client.fetch_picture(url)
        finally:
            await client.close()

    assert asyncio.run(main()) == service.returned[0]
    fetched = service.requests[-1]
    assert fetched.path.startswith("/pictures/")
    assert KEY not in str(fetched.headers)


def test_a_gateway_that_hands_nothing_out_is_said_to_have_been_paid(service: ImageService) -> None:
    service.always(Fault.URL_GONE)

    async def main() -> None:
        client = OpenAIClient(Profile(base_url=service.url), KEY, timeouts=QUICK)
        try:
            done = await Exchange().run(client, GENERATE)
            await client.fetch_picture(answer_of(done).urls[0])
        finally:
            await client.close()

    with pytest.raises(ProblemError) as caught:
        asyncio.run(main())
    assert caught.value.problem.kind is ProblemKind.PICTURE_NOT_FETCHED
    assert caught.value.problem.billed is Billed.YES


def test_a_gateway_that_ignores_stream_still_brings_the_picture() -> None:
    ignored = frozenset({"stream", "partial_images"})
    with ImageService(key=KEY, ignores=ignored) as service:
        done = asked(Profile(base_url=service.url), replace(GENERATE, partial_images=2))
        assert answer_of(done).pictures == tuple(service.returned)
        assert done.previews == []
        assert len(service.billed) == 1


def test_a_gateway_that_answers_with_a_web_page(service: ImageService) -> None:
    """Nobody knows whether it made something; what came is kept."""
    service.always(Fault.HTML_200)
    done = asked(Profile(base_url=service.url))
    assert done.problem is not None
    assert done.problem.kind is ProblemKind.ANSWER_NOT_JSON
    assert done.problem.billed is Billed.MAYBE
    assert "web page" in done.problem.sentence
    assert b"Sign in" in done.sink.body
