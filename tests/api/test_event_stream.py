"""Server-sent events: any cut into chunks gives the same events, and nothing crashes the reader."""

from __future__ import annotations

import itertools
import mmap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api.event_stream import EventStreamReader, StreamEvent, events_of


def read(*chunks: bytes) -> list[StreamEvent]:
    reader = EventStreamReader()
    events = [event for chunk in chunks for event in reader.feed(chunk)]
    return events + reader.finish()


def event(data: bytes, name: str = "") -> StreamEvent:
    return StreamEvent(name=name, data=data)


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"", []),
        (b"data: one\n\n", [event(b"one")]),
        (b"event: a.b\ndata: {}\n\ndata: two\n\n", [event(b"{}", "a.b"), event(b"two")]),
        (b"data:tight\n\n", [event(b"tight")]),
        (b"data:  two spaces\n\n", [event(b" two spaces")]),
        (b"data: a\ndata: b\n\n", [event(b"a\nb")]),
        (b"data: crlf\r\n\r\n", [event(b"crlf")]),
        (b"data: cr\r\rdata: x\r\r", [event(b"cr"), event(b"x")]),
        (b": comment\n\n:\n\ndata: x\n\n", [event(b"x")]),
        (b"event: lonely\n\ndata: x\n\n", [event(b"x")]),
        (b"id: 7\nretry: 10\nunknown: 1\nnothing\ndata: x\n\n", [event(b"x")]),
        (b"\xef\xbb\xbfdata: marked\n\n", [event(b"marked")]),
        (b"data: no blank line", [event(b"no blank line")]),
        (b"data: one line end\n", [event(b"one line end")]),
        (b"data\n\n", [event(b"")]),
        (b"database: no field of ours\n\n", []),
        (b"event: \xff\ndata: x\n\n", [event(b"x", "\ufffd")]),
    ],
)
def test_forms(stream: bytes, events: list[StreamEvent]) -> None:
    assert read(stream) == events
    assert read(*(stream[at : at + 1] for at in range(len(stream)))) == events


_LINES = st.sampled_from(
    [
        b"data: {}",
        b"data",
        b"data:x",
        b"event: a",
        b":c",
        b"id: 1",
        b"",
        b"",
        b"\xef\xbb\xbf",
        b"junk",
    ]
)
_ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])


@settings(deadline=None)
@given(
    stream=st.lists(st.tuples(_LINES, _ENDS)).map(lambda rows: b"".join(map(b"".join, rows))),
    cuts=st.lists(st.integers(min_value=0, max_value=80)),
)
def test_any_cut_gives_the_same_events(stream: bytes, cuts: list[int]) -> None:
    places = sorted({0, len(stream), *(min(cut, len(stream)) for cut in cuts)})
    chunks = [stream[a:b] for a, b in itertools.pairwise(places)]
    assert read(*chunks) == read(stream) == list(events_of(stream))


@settings(deadline=None)
@given(lines=st.lists(_LINES), cut=st.integers(min_value=0, max_value=80))
def test_the_three_line_ends_mean_the_same(lines: list[bytes], cut: int) -> None:
    streams = [b"".join(line + end for line in lines) for end in (b"\n", b"\r\n", b"\r")]
    first, *others = [read(stream[:cut], stream[cut:]) for stream in streams]
    assert others == [first, first]


@settings(deadline=None)
@given(chunks=st.lists(st.binary(max_size=60)))
def test_arbitrary_bytes_are_read_without_a_complaint(chunks: list[bytes]) -> None:
    for found in read(*chunks):
        assert b"\r" not in found.data


def test_a_long_line_is_read_in_linear_time() -> None:
    reader = EventStreamReader()
    picture = b"A" * 65_536
    reader.feed(b"data: ")
    for _ in range(400):
        assert reader.feed(picture) == []
    (found,) = reader.feed(b"\n\n")
    assert len(found.data) == 400 * 65_536


def test_a_mapped_file_is_read_like_bytes(tmp_path: Path) -> None:
    path = tmp_path / "answer"
    path.write_bytes((b"data: " + b"x" * 500 + b"\n\n") * 5000)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as body:
        assert sum(1 for _ in events_of(body)) == 5000
