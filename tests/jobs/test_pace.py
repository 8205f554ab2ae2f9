"""No more in any minute than the service takes, and everybody waits when it asks for a pause."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.budget import ProfileLimits, SpendingSettings
from desktop.domain.job_events import Waiting
from desktop.domain.problems import ProblemKind, problem
from desktop.domain.rate_limits import TIERS, RateLimits, limits_set
from desktop.jobs.pace import MINUTE, Load, Pace
from tests.builders import Studio
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService

FIVE = RateLimits(images=5, tokens=1000)


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_pictures_of_the_last_minute_are_counted(clock: Clock) -> None:
    pace = Pace(clock)
    for _ in range(2):
        assert pace.pause(Load(images=2), FIVE) is None
        pace.count(Load(images=2))
        clock.now += 10
    assert pace.pause(Load(images=1), FIVE) is None
    pause = pace.pause(Load(images=2), FIVE)
    assert pause is not None
    assert pause.seconds == pytest.approx(40)
    assert pause.problem.kind is ProblemKind.RATE_LIMITED
    assert "pictures per minute" in pause.problem.sentence
    clock.now += 40
    assert pace.pause(Load(images=2), FIVE) is None


def test_tokens_bind_as_well_and_the_longer_wait_counts(clock: Clock) -> None:
    pace = Pace(clock)
    pace.count(Load(images=1, tokens=900))
    clock.now += 15
    pause = pace.pause(Load(images=1, tokens=101), FIVE)
    assert pause is not None
    assert pause.seconds == pytest.approx(45)
    assert pause.problem.field == "tokens"


def test_what_is_above_the_limit_by_itself_goes_alone(clock: Clock) -> None:
    pace = Pace(clock)
    assert pace.pause(Load(images=9), FIVE) is None
    pace.count(Load(images=9))
    assert pace.pause(Load(images=9), FIVE) is not None
    clock.now += MINUTE
    assert pace.pause(Load(images=9), FIVE) is None


def test_without_limits_nothing_waits_until_the_service_tells(clock: Clock) -> None:
    pace = Pace(clock)
    for _ in range(100):
        pace.count(Load())
    assert pace.pause(Load(), RateLimits()) is None
    pace.learn(RateLimits(images=5))
    pace.learn(RateLimits(tokens=9))
    assert pace.pause(Load(), RateLimits()) is not None
    assert pace.pause(Load(), RateLimits(images=200, tokens=200)) is None


def test_a_pause_is_for_everybody_and_never_gets_shorter(clock: Clock) -> None:
    pace, reason = Pace(clock), problem(ProblemKind.SLOW_DOWN, wait="an hour")
    pace.hold(3600, reason)
    pace.hold(5, problem(ProblemKind.OVERLOADED, wait="a moment"))
    clock.now += 600
    pause = pace.pause(Load(), RateLimits())
    assert pause is not None
    assert (pause.seconds, pause.problem) == (3000, reason)
    clock.now += 3000
    assert pace.pause(Load(), RateLimits()) is None


@given(st.lists(st.tuples(st.integers(1, 6), st.floats(0, 30)), max_size=40))
def test_no_minute_ever_holds_more_than_the_limit(asked: list[tuple[int, float]]) -> None:
    clock, sent = Clock(), list[tuple[float, int]]()
    pace = Pace(clock)
    for images, gap in asked:
        clock.now += gap
        while (pause := pace.pause(Load(images=images), FIVE)) is not None:
            assert 0 < pause.seconds <= MINUTE + 1e-6
            clock.now += pause.seconds
        pace.count(Load(images=images))
        sent.append((clock.now, images))
    for at, images in sent:
        within = [count for when, count in sent if at - MINUTE + 1e-6 < when <= at]
        assert sum(within) <= 5 or within == [images]


def test_tiers_and_own_figures() -> None:
    assert limits_set(ProfileLimits(profile="x", tier=1)) == TIERS[1]
    assert limits_set(ProfileLimits(profile="x")) == RateLimits()
    own = ProfileLimits(profile="x", tier=2, images_per_minute=7)
    assert limits_set(own) == RateLimits(images=7, tokens=250_000)


class TestJobs:
    def test_the_tier_holds_a_job_back_with_a_reason(
        self, service: ImageService, studio: Studio
    ) -> None:
        limits = ProfileLimits(profile="openai", images_per_minute=2)
        studio.services.spending.take(SpendingSettings(limits=(limits,)))
        assert studio.run(studio.order()).edit is not None
        assert studio.run(studio.order()).edit is not None
        done = studio.run(studio.order())
        assert done.edit is not None
        assert done.names[:3] == ["Prepared", "Waiting", "Sent"]
        (wait,) = (event for event in done.events if isinstance(event, Waiting))
        assert wait.attempt == 0
        assert 0 < wait.seconds <= MINUTE
        assert studio.naps.taken == [wait.seconds]

    def test_a_refusal_teaches_the_limit_and_makes_the_others_wait(
        self, service: ImageService, studio: Studio
    ) -> None:
        service.next(Fault.rate_limited(7200))
        done = studio.run(studio.order())
        assert done.edit is not None
        assert studio.naps.taken == [7200]
        pace = studio.services.paces.of("openai")
        assert pace.pause(Load(images=5), RateLimits()) is not None
        assert pace.pause(Load(images=4), RateLimits()) is None

    @pytest.mark.parametrize(
        "fault",
        [
            Fault.QUOTA,
            Fault.QUOTA_NO_RETRY,
            Fault.CREDIT_EXHAUSTED,
            Fault.ORGANIZATION_SPEND_LIMIT,
            Fault.PROJECT_SPEND_LIMIT,
            Fault.ORGANIZATION_USAGE_LIMIT,
            Fault.BILLING_HARD_LIMIT,
        ],
        ids=str,
    )
    def test_money_is_no_matter_of_pace(
        self, service: ImageService, studio: Studio, fault: Fault
    ) -> None:
        service.next(fault)
        done = studio.run(studio.order())
        assert done.problem is not None
        assert done.problem.kind in {
            ProblemKind.QUOTA,
            ProblemKind.SPEND_LIMIT,
            ProblemKind.BILLING_LIMIT,
        }
        assert (len(service.paid_requests), studio.naps.taken) == (1, [])
