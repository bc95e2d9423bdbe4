"""What follows from a session that could not work, for no fault of the work. Pure.

None of it uses up an attempt: a limit is waited out, an API that does not answer is asked again later,
and what only a person can mend blocks at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from orchestrator.model.session import Trouble, TroubleKind
from orchestrator.text import plural
from orchestrator.trouble.cures import cure


class Pace(NamedTuple):
    """How long is waited, in seconds; a pause that changes nothing is followed by one twice as long."""

    after_reset: float = 5.0  # clocks differ
    first_limit: float = 60.0  # when no reset was announced
    longest_limit: float = 3600.0
    first_api: float = 5.0
    longest_api: float = 600.0


class Tried(NamedTuple):
    """One earlier session of the same attempt, the oldest first."""

    trouble: Trouble | None
    did_something: bool  # it used tokens


class Wait(NamedTuple):
    """Try again, not before this moment."""

    until: float  # seconds since the epoch


class Block(NamedTuple):
    """Only a person can help."""

    reason: str


class Pause(NamedTuple):
    """The run is to end here, and can go on later."""

    reason: str
    until: float | None = None  # nothing is to be tried before that; seconds since the epoch


def advise(
    tried: Iterable[Tried], now: float, *, api_retries: int, wait: bool, pace: Pace
) -> Wait | Block | Pause:
    """What to do after the last of these sessions, which was in trouble.

    Args:
        tried: all sessions of the attempt.
        now: seconds since the epoch.
        api_retries: how many of them the API may fail.
        wait: whether a usage limit is waited out.
        pace: how long is waited.
    """
    known = tuple(tried)
    trouble = known[-1].trouble
    assert trouble is not None, "the last session was in trouble"
    if trouble.kind is TroubleKind.USAGE_LIMIT:
        until = _end_of_limit(trouble, _streak(known), now, pace)
        return Wait(until) if wait else Pause(f"usage limit: {trouble.said}", until)
    if trouble.kind is TroubleKind.API:
        failed = sum(each.trouble is not None and each.trouble.kind is TroubleKind.API for each in known)
        if failed > api_retries:
            failures = f"the API failed {plural(failed, 'session')} (api_retries)"
            return Block(f"{failures}: {trouble.said}; {cure(trouble)}")
        return Wait(now + _growing(pace.first_api, pace.longest_api, _streak(known)))
    if trouble.kind is TroubleKind.BUDGET:
        return Wait(now)  # whether there is any left is looked at before every session
    return Block(f"{trouble.kind.value}: {trouble.said}; {cure(trouble)}")


def _end_of_limit(trouble: Trouble, streak: int, now: float, pace: Pace) -> float:
    if trouble.resets_at is not None and (trouble.resets_at > now or streak == 1):
        return max(trouble.resets_at, now) + pace.after_reset
    # None was announced, or it did not come true.
    return now + _growing(pace.first_limit, pace.longest_limit, streak)


def _streak(tried: tuple[Tried, ...]) -> int:
    """How many sessions in a row, the last one counted, came to nothing; at least 1."""
    count = 0
    for each in reversed(tried):
        if each.trouble is None or (count and each.did_something):
            break
        count += 1
    return count


def _growing(first: float, longest: float, streak: int) -> float:
    return min(first * 2.0 ** min(streak - 1, 30), longest)
