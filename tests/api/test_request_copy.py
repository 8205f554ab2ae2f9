"""The copied texts run, send what Stet sends, and hold no key."""

from __future__ import annotations

import ast
import json
import shlex

import pytest

from desktop.api.image_client import ImageRequest, UploadFile
from desktop.api.request_copy import as_curl, as_python
from desktop.api.request_fields import fields_of, parts_of, path_of
from desktop.domain.profile import Profile
from desktop.domain.recipe import Kind

PICTURE = UploadFile(name="picture-1.png", data=b"1", media_type="image/png")
SECOND = UploadFile(name="picture-2.jpg", data=b"2", media_type="image/jpeg")
MASK = UploadFile(name="mask.png", data=b"3", media_type="image/png")
PROMPT = '@it\'s "red"\n$HOME `x` — 漢字'

GENERATE = ImageRequest(
    kind=Kind.GENERATE, model="gpt-image-2", prompt=PROMPT, quality="low", size="auto"
)
EDIT = ImageRequest(
    kind=Kind.EDIT,
    model="gpt-image-2.5-flare",
    prompt=PROMPT,
    quality="high",
    size="1024x1536",
    background="opaque",
    output_format="webp",
    compression=80,
    moderation="low",
    partial_images=2,
    images=(PICTURE, SECOND),
    mask=MASK,
)
GATEWAY = Profile(base_url="https://gate.example/v1", organization="org-1", project="proj_1")


def test_only_what_is_set_is_sent() -> None:
    assert fields_of(GENERATE) == {
        "model": "gpt-image-2",
        "prompt": PROMPT,
        "n": 1,
        "size": "auto",
        "quality": "low",
    }
    assert path_of(GENERATE) == "/images/generations"
    assert parts_of(GENERATE) == ()


def test_pictures_are_a_list_in_order_and_stream_goes_with_previews() -> None:
    fields = fields_of(EDIT)
    assert (fields["stream"], fields["partial_images"]) == (True, 2)
    assert [name for name, _ in parts_of(EDIT)] == ["image[]", "image[]", "mask"]
    assert path_of(EDIT) == "/images/edits"


def call_in(text: str) -> tuple[str, dict[str, ast.expr]]:
    """The method that the program calls and its arguments."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    for call in calls:
        if ast.unparse(call.func).startswith("client.images."):
            return ast.unparse(call.func), {str(one.arg): one.value for one in call.keywords}
    raise AssertionError(text)


@pytest.mark.parametrize("request_", [GENERATE, EDIT], ids=["generate", "edit"])
def test_python_calls_the_sdk_with_the_same_values(request_: ImageRequest) -> None:
    method, arguments = call_in(as_python(request_, GATEWAY))
    assert method == f"client.images.{request_.kind.value}"
    sent = {
        name: ast.literal_eval(value)
        for name, value in arguments.items()
        if name not in {"image", "mask"}
    }
    sent |= sent.pop("extra_body", {})
    expected = fields_of(request_)
    for name in ("stream", "partial_images"):
        expected.pop(name, None)
    assert sent == expected


def test_python_takes_key_and_address_from_outside_and_never_repeats() -> None:
    text = as_python(EDIT, GATEWAY)
    assert 'os.environ["OPENAI_API_KEY"]' in text
    assert "max_retries=0" in text
    assert "base_url='https://gate.example/v1'" in text
    assert "base_url" not in as_python(EDIT, Profile())


def test_python_does_what_the_real_sdk_accepts() -> None:
    import inspect

    import openai

    for request in (GENERATE, EDIT):
        method, arguments = call_in(as_python(request, Profile()))
        known = inspect.signature(getattr(openai.OpenAI(api_key="x").images, method[14:]))
        assert set(arguments) <= set(known.parameters)


def test_curl_of_a_generation_sends_the_same_json() -> None:
    words = shlex.split(as_curl(GENERATE, GATEWAY))
    assert words[1] == "https://gate.example/v1/images/generations"
    assert json.loads(words[words.index("-d") + 1]) == fields_of(GENERATE)
    assert "OpenAI-Organization: org-1" in words


def test_curl_of_an_edit_attaches_the_files() -> None:
    words = shlex.split(as_curl(EDIT, Profile()))
    texts = [words[at + 1] for at, word in enumerate(words) if word == "--form-string"]
    files = [words[at + 1] for at, word in enumerate(words) if word == "-F"]
    assert f"prompt={PROMPT}" in texts
    assert "stream=true" in texts
    assert files == [
        "image[]=@picture-1.png;type=image/png;filename=picture-1.png",
        "image[]=@picture-2.jpg;type=image/jpeg;filename=picture-2.jpg",
        "mask=@mask.png;type=image/png;filename=mask.png",
    ]
    assert '"Authorization: Bearer $OPENAI_API_KEY"' in as_curl(EDIT, Profile())
