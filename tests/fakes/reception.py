"""From a request to its answer: finds the route, checks the key, lets the endpoint work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tests.fakes import batches_api, files_api, images_api, other_apis, responses_api
from tests.fakes import broken_rules as no
from tests.fakes.answer import Answer, canned_answer, refusal_answer, refused_by
from tests.fakes.desk import Call, Desk, Route
from tests.fakes.effects import Canned, Line, Refuse
from tests.fakes.faults import Fault
from tests.fakes.records import SeenRequest
from tests.fakes.refusals import Refusal, RefusedError

ROUTES: Sequence[Route] = (
    *images_api.ROUTES,
    *other_apis.ROUTES,
    *files_api.ROUTES,
    *batches_api.ROUTES,
    *responses_api.ROUTES,
)


def find_route(method: str, path: str) -> tuple[Route, str] | None:
    """The route and the named part of the path; None when nothing answers there."""
    for route in ROUTES:
        found = re.fullmatch(route.pattern, path)
        if found is not None and route.method == method:
            return route, found.groupdict().get("argument") or ""
    return None


def is_paid(method: str, path: str) -> bool:
    """Requests that make pictures."""
    found = find_route(method, path)
    return found is not None and found[0].is_paid


def answer_request(request: SeenRequest, desk: Desk) -> Answer:
    """The answer to this request; a refusal is an answer too."""
    try:
        return _answer(request, desk)
    except RefusedError as refused:
        return refusal_answer(refused.refusal)


def _answer(request: SeenRequest, desk: Desk) -> Answer:
    found = find_route(request.method, request.path)
    if found is None:
        raise RefusedError(_nothing_there(request))
    route, argument = found
    if route.needs_key:
        _check_key(request, desk, is_azure=route.is_azure)
    if route.is_azure and "api-version=" not in request.query and "/v1/" not in request.path:
        raise RefusedError(Refusal(status=404, message="Resource not found", type=None, code="404"))
    call = Call(request=request, desk=desk, is_azure=route.is_azure, argument=argument)
    if route.is_paid:
        return route.answer(call)
    fault = desk.free_faults.take()
    return route.answer(call) if fault is None else _free_mishap(fault, route, call)


def _nothing_there(request: SeenRequest) -> Refusal:
    if any(find_route(method, request.path) for method in ("GET", "POST")):
        return no.method_not_allowed(request.method)
    return no.invalid_url(request.method, request.path)


def _check_key(request: SeenRequest, desk: Desk, *, is_azure: bool) -> None:
    """Bearer everywhere; Azure's own header only at Azure's addresses."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    given = bearer.strip() if scheme.lower() == "bearer" else ""
    if is_azure and "api-key" in request.headers:
        given = request.headers["api-key"]
    if not given:
        raise RefusedError(no.no_key())
    if given != desk.key:
        raise RefusedError(no.bad_key(given))


def _free_mishap(fault: Fault, route: Route, call: Call) -> Answer:
    """A fault of an endpoint that makes no pictures; spoiled pictures do not concern it."""
    effect = fault.effect
    if isinstance(effect, Refuse):
        return refused_by(effect)
    if isinstance(effect, Canned):
        return canned_answer(effect)
    answer = route.answer(call)
    return replace(answer, line=effect) if isinstance(effect, Line) else answer
