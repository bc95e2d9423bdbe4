from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.session import Trouble, TroubleKind
from orchestrator.patience import Block, Pace, Pause, Tried, Wait, advise

NOW = 1_795_000_000.0
PACE = Pace()
LIMIT = Tried(Trouble(TroubleKind.USAGE_LIMIT, "You've hit your limit"), False)
API = Tried(Trouble(TroubleKind.API, "Overloaded"), False)
FINE = Tried(None, True)


def reset(at: float, *, did_something: bool = False) -> Tried:
    return Tried(Trouble(TroubleKind.USAGE_LIMIT, "You've hit your limit", at), did_something)


def after(*tried: Tried, retries: int = 10, wait: bool = True) -> Wait | Block | Pause:
    return advise(tried, NOW, api_retries=retries, wait=wait, pace=PACE)


def pause(advice: Wait | Block | Pause) -> float:
    """Seconds from now."""
    assert isinstance(advice, Wait)
    return advice.until - NOW


def test_an_announced_reset_is_waited_for_and_a_little_longer() -> None:
    assert pause(after(reset(NOW + 7200))) == 7200 + PACE.after_reset


def test_a_reset_that_came_and_changed_nothing_is_followed_by_growing_pauses() -> None:
    past = reset(NOW - 60)
    assert [pause(after(*[past] * n)) for n in (1, 2, 3)] == [PACE.after_reset, 120, 240]


def test_without_an_announcement_the_pauses_grow_up_to_an_hour() -> None:
    assert [pause(after(*[LIMIT] * n)) for n in (1, 2, 3, 20)] == [60, 120, 240, 3600]


def test_a_limit_is_waited_out_however_often_it_comes() -> None:
    assert pause(after(*[LIMIT] * 5000)) == 3600


def test_work_between_two_troubles_starts_the_pauses_anew() -> None:
    worked = Tried(API.trouble, did_something=True)
    assert pause(after(API, API, API)) == 20
    assert pause(after(API, API, worked)) == 20  # the last one counts whatever it did
    assert pause(after(API, API, worked, API)) == 5
    assert pause(after(API, FINE, API)) == 5


def test_whoever_does_not_wait_for_limits_is_told_until_when_they_last() -> None:
    advice = after(reset(NOW + 7200), wait=False)
    assert advice == Pause("usage limit: You've hit your limit", NOW + 7205)


def test_an_api_that_does_not_answer_is_asked_again_without_the_option_to_wait_for_limits() -> None:
    assert pause(after(API, wait=False)) == 5


def test_an_api_that_never_answers_blocks_when_its_sessions_are_used_up() -> None:
    assert isinstance(after(API, API, retries=2), Wait)
    advice = after(API, API, API, retries=2)
    assert isinstance(advice, Block)
    assert advice.reason.startswith("the API failed 3 sessions (api_retries): Overloaded; ")


def test_limits_do_not_use_up_what_the_api_may_fail() -> None:
    assert isinstance(after(LIMIT, LIMIT, API, retries=1), Wait)


@pytest.mark.parametrize(
    "kind",
    [
        TroubleKind.AUTHENTICATION,
        TroubleKind.BILLING,
        TroubleKind.MODEL,
        TroubleKind.ROOT,
        TroubleKind.OLD_CLI,
        TroubleKind.NO_CLI,
    ],
)
def test_what_only_a_person_can_mend_blocks_at_once_with_its_cure(kind: TroubleKind) -> None:
    advice = after(Tried(Trouble(kind, "what it said"), False))
    assert isinstance(advice, Block)
    head, _, cure = advice.reason.partition("; ")
    assert head == f"{kind.value}: what it said"
    assert len(cure) > 20


def test_after_a_budget_that_the_cli_held_the_budgets_decide_at_once() -> None:
    assert after(Tried(Trouble(TroubleKind.BUDGET, "Reached maximum budget ($0.05)"), True)) == Wait(NOW)


@given(
    st.lists(st.sampled_from([API, LIMIT, FINE, reset(NOW - 5), reset(NOW + 5)]), max_size=40),
    st.sampled_from([API, LIMIT, reset(NOW + 5)]),
)
def test_a_wait_is_never_in_the_past_and_never_longer_than_an_hour_unless_announced(
    before: list[Tried], last: Tried
) -> None:
    advice = after(*before, last, retries=1000)
    assert 0 < pause(advice) <= 3600
