"""`stet drafts` and `stet finish`: both prices first, then the chosen draft leads the high run."""

from __future__ import annotations

from decimal import Decimal

from tests.builders import opened
from tests.cli.conftest import Stet
from tests.fakes.image_service import ImageService

SIZE = ("--size", "1024x1024")


def test_drafts_are_cheap_and_fast_and_both_prices_are_said(
    stet: Stet, service: ImageService
) -> None:
    stet.use(service)
    said = stet("drafts", "a fox in snow", "-n", "3", *SIZE, "--model", "gpt-image-2", "--json")
    assert said.code == 0
    assert "3 drafts with gpt-image-2.5-flare (low), at most $" in said.err
    assert "later one of them with gpt-image-2 (high), at most $" in said.err
    (request,) = service.paid_requests
    assert request.fields["model"] == "gpt-image-2.5-flare"
    assert request.fields["n"] in {3, "3"}
    assert len(said.json["outputs"]) == 3


def test_the_chosen_draft_is_the_first_reference_of_the_high_run(
    stet: Stet, service: ImageService
) -> None:
    stet.use(service)
    made = stet("drafts", "a fox", "-n", "2", *SIZE, "--ref", stet.photo(), "--json").json
    done = stet("finish", f"{made['id']}.2", "--model", "gpt-image-2", "--json")
    assert done.code == 0
    assert "With gpt-image-2 (high), at most $" in done.err
    request = service.paid_requests[-1]
    assert request.fields["quality"] == "high"
    assert request.fields["prompt"].startswith("a fox")
    first, second = request.files
    with stet.library() as library:
        edit = library.history.get(made["id"])
        chosen = library.pictures.read(edit.results[1].original.content)
        high = library.history.get(done.json["id"])
    assert high.inputs.references[0].content == edit.results[1].original.content
    assert (opened(first.data) == opened(chosen)).all()
    assert second.data != first.data
    assert high.parent is not None
    assert (high.parent.edit, high.parent.index) == (edit.id, 1)
    assert Decimal(str(done.json["cost_usd"])) > Decimal(str(made["cost_usd"]))


def test_a_masked_draft_is_finished_in_its_place(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    picture, mask = stet.photo(), stet.mask()
    words = ("drafts", "a kite", "-n", "2", "--picture", picture, "--mask", mask)
    made = stet(*words, "--json").json
    done = stet("finish", f"{made['id']}.1", "--model", "gpt-image-2", "--json").json
    assert done["outside_changed_pixels"] == 0
    request = service.paid_requests[-1]
    assert len(request.files) == 3


def test_a_draft_that_is_not_there_is_told(stet: Stet, service: ImageService) -> None:
    stet.use(service)
    made = stet("drafts", "a fox", "-n", "1", *SIZE, "--json").json
    assert stet("finish", f"{made['id']}.2").code == 2
    assert stet("finish", "nothing").code == 2
    assert len(service.paid_requests) == 1
