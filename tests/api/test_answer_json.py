"""Pictures in JSON are decoded in place; the rest is parsed as ever."""

from __future__ import annotations

import base64
import json
import mmap
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api.answer_json import decoded, read_json

LONG = base64.b64encode(bytes(range(256)) * 400).decode()

_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=8)
    | st.sampled_from([LONG, LONG + '"', "\\" + LONG, LONG + "\\", LONG + '\\"x', '\\\\"']),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=8,
)


def restored(json_value: object, body: bytes, places: object) -> object:
    """The parsed value with every stand-in replaced by the string it stands for."""
    if isinstance(json_value, dict):
        return {name: restored(value, body, places) for name, value in json_value.items()}
    if isinstance(json_value, list):
        return [restored(value, body, places) for value in json_value]
    if isinstance(json_value, str) and isinstance(places, dict) and json_value in places:
        start, end = places[json_value]
        return json.loads(b'"' + body[start:end] + b'"')
    return json_value


@settings(deadline=None)
@given(value=_values)
def test_any_json_is_read_as_json_reads_it(value: object) -> None:
    body = json.dumps(value).encode()
    found = read_json(body)
    assert restored(found.value, body, found.places) == value


@settings(deadline=None)
@given(value=_values, cut=st.integers(min_value=0, max_value=200_000))
def test_what_breaks_off_is_refused_or_read_in_part(value: object, cut: int) -> None:
    body = json.dumps({"data": value}).encode()[:cut]
    try:
        found = read_json(body, is_cut=True)
    except ValueError:
        return
    assert isinstance(found.value, dict)


def test_long_strings_are_decoded_from_the_body() -> None:
    body = json.dumps({"data": [{"b64_json": LONG}, {"b64_json": "aGk="}]}).encode()
    found = read_json(body)
    assert len(found.places) == 1
    first, second = (item["b64_json"] for item in found.value["data"])  # type: ignore[index]
    assert found.base64_bytes(first) == bytes(range(256)) * 400
    assert found.base64_bytes(second) == b"hi"
    assert found.base64_bytes(None) is None
    assert found.base64_bytes("") is None


def test_a_stand_in_cannot_be_forged() -> None:
    forged = [f"long-{'0' * 16}-0", "long-0", LONG]
    found = read_json(json.dumps(forged).encode())
    assert isinstance(found.value, list)
    assert found.value[:2] == forged[:2]


def test_a_mapped_file_is_read_like_bytes(tmp_path: Path) -> None:
    path = tmp_path / "answer"
    path.write_bytes(json.dumps({"b64_json": LONG}).encode())
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as body:
        found = read_json(body)
        assert isinstance(found.value, dict)
        assert found.base64_bytes(found.value["b64_json"]) == bytes(range(256)) * 400


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (b"aGVsbG8=", b"hello"),
        (b"aGVsbG8", b"hello"),
        (b"data:image/png;base64,aGVsbG8=", b"hello"),
        (b"aGVs\\nbG8=", b"hello"),
        (b"aGVs\nbG8=\n", b"hello"),
        (b"\\/\\/\\/\\/", b"\xff\xff\xff"),
        (b"", b""),
        (b"no base64!", None),
        (b"a", None),
        (b"<html>", None),
    ],
)
def test_base64_is_strict_but_forgives_gateways(text: bytes, data: bytes | None) -> None:
    assert decoded(text) == data
    assert decoded(memoryview(text)) == data


def test_a_large_answer_is_not_copied() -> None:
    picture = base64.b64encode(b"\0" * 12_000_000)
    body = b'{"data":[' + b",".join([b'{"b64_json":"' + picture + b'"}'] * 2) + b"]}"
    tracemalloc.start()
    try:
        found = read_json(body)
        parsed_peak = tracemalloc.get_traced_memory()[1]
        assert isinstance(found.value, dict)
        pictures = [found.base64_bytes(item["b64_json"]) for item in found.value["data"]]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [len(one or b"") for one in pictures] == [12_000_000] * 2
    assert parsed_peak < 1_000_000
    assert peak < 26_000_000
