"""The Responses API of the stand-in, as the official SDK takes it (facts, section 2)."""

from __future__ import annotations

import base64
from typing import Any

import openai
import pytest

from tests.builders import photo, png
from tests.fakes.faults import Fault
from tests.fakes.image_service import KEY, ImageService
from tests.fakes.kept_responses import TurnChange

TOOL = {"type": "image_generation", "model": "gpt-image-2", "quality": "low", "size": "1024x640"}


def client(service: ImageService) -> openai.OpenAI:
    return openai.OpenAI(api_key=KEY, base_url=service.url, max_retries=0)


def asked(text: str = "a kite", *pictures: bytes) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = [{"type": "input_text", "text": text}]
    for picture in pictures:
        url = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
        content.append({"type": "input_image", "image_url": url, "detail": "auto"})
    return [{"role": "user", "content": content}]


def body(**values: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"model": "gpt-6.1-terra", "input": asked(), "tools": [TOOL]}
    return usual | values


def create(service: ImageService, **values: Any) -> Any:
    with client(service) as sdk:
        made: Any = sdk.responses.create(**body(**values))
        return list(made) if values.get("stream") else made


def test_the_events_come_in_their_order_with_numbers(service: ImageService) -> None:
    tools = [{**TOOL, "partial_images": 2}, {"type": "web_search"}]
    events = create(service, tools=tools, stream=True, background=True)
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = [event.type for event in events]
    assert kinds[:2] == ["response.created", "response.in_progress"]
    assert kinds.count("response.image_generation_call.partial_image") == 2
    assert kinds[-1] == "response.completed"
    final = events[-1].response
    (call,) = [item for item in final.output if item.type == "image_generation_call"]
    assert base64.b64decode(call.result) == service.returned[0]
    assert final.tool_usage.image_gen.output_tokens == service.billed[0].usage.output_tokens
    assert final.tool_usage.web_search.num_requests == 2
    assert final.usage.input_tokens == service.billed_turns[0].input_tokens


def test_a_stream_resumes_after_an_event(service: ImageService) -> None:
    whole = create(service, stream=True, background=True)
    name = whole[0].response.id
    with client(service) as sdk:
        rest = list(sdk.responses.retrieve(name, stream=True, starting_after=3))
    assert [event.sequence_number for event in rest] == list(range(4, len(whole)))
    assert len(service.billed) == 1


@pytest.mark.parametrize(
    ("change", "status", "has_result"),
    [
        (TurnChange.STUCK_GENERATING, "generating", True),
        (TurnChange.NULL_ON_RETRIEVE, "completed", False),
        (TurnChange.BLOCKED_INSIDE, "failed", False),
    ],
)
def test_a_retrieval_may_be_odd(
    change: TurnChange, status: str, *, has_result: bool, service: ImageService
) -> None:
    service.next_turn(change)
    made = create(service)
    with client(service) as sdk:
        again = sdk.responses.retrieve(made.id)
    (call,) = [item for item in again.output if item.type == "image_generation_call"]
    assert (call.status, bool(call.result)) == (status, has_result)
    assert (call.error is not None) is (change is TurnChange.BLOCKED_INSIDE)


def test_a_slow_one_is_in_progress_for_a_while(service: ImageService) -> None:
    service.next_turn(TurnChange.SLOW)
    made = create(service)
    with client(service) as sdk:
        statuses = [sdk.responses.retrieve(made.id).status for _ in range(4)]
    assert statuses == ["in_progress"] * 3 + ["completed"]


def test_the_next_turn_goes_on_from_the_picture_before(service: ImageService) -> None:
    first = create(service, input=asked("a kite", png(photo())))
    tools = [{**TOOL, "action": "edit"}]
    second = create(service, input=asked("redder"), tools=tools, previous_response_id=first.id)
    assert second.previous_response_id == first.id
    assert service.requests[-1].images[0].data == service.returned[0]
    assert service.billed_turns[1].cached_tokens > 0
    service.forget_responses()
    with pytest.raises(openai.BadRequestError) as gone:
        create(service, input=asked("redder"), previous_response_id=first.id)
    assert gone.value.code == "previous_response_not_found"
    assert len(service.billed) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": "gpt-image-2"},
        {"model": "gpt-1"},
        {"n": 2},
        {"tools": [{**TOOL, "n": 2}]},
        {"tools": [{**TOOL, "markup": "x"}]},
        {"tools": [{**TOOL, "action": "edit"}]},
        {"tools": []},
        {"input": asked(" ")},
        {"reasoning": {"effort": "enormous"}},
        {"include": ["everything"]},
        {"background": True, "store": False},
        {"tools": [{**TOOL, "partial_images": 2}]},
    ],
)
def test_what_breaks_a_rule_is_refused_and_not_billed(
    wrong: dict[str, Any], service: ImageService
) -> None:
    extra = {name: wrong[name] for name in {"n"} & wrong.keys()}
    known = {name: value for name, value in wrong.items() if name not in extra}
    with pytest.raises(openai.APIStatusError), client(service) as sdk:
        sdk.responses.create(**body(**known), extra_body=extra)
    assert service.billed == []
    assert service.billed_turns == []


def test_a_cut_line_leaves_the_response_there(service: ImageService) -> None:
    service.next(Fault.cut(0.5))
    with pytest.raises(openai.APIError):
        create(service, stream=True, background=True)
    (name,) = service.desk.responses.kept
    with client(service) as sdk:
        assert sdk.responses.cancel(name).status == "cancelled"
    assert len(service.billed) == 1
