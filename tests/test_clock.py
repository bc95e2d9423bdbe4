from __future__ import annotations

import re
import time

import pytest

from orchestrator.clock import at, duration, moment, now, seconds_of, stopwatch


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.004, "0.0 s"),
        (6.44, "6.4 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (119.4, "119 s"),
        (120, "2 min"),
        (7140, "119 min"),
        (7199, "2 h"),
        (7790, "2 h 10 min"),
        (47 * 3600 + 29 * 60, "47 h 29 min"),
        (47 * 3600 + 59 * 60, "2 d"),
        (2 * 86400 + 3600, "2 d 1 h"),
        (183_600, "2 d 3 h"),
    ],
)
def test_a_duration_is_told_in_the_units_people_use(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0:00"), (0.9, "0:00"), (59, "0:59"), (754, "12:34"), (3600, "1:00:00"), (360_001, "100:00:01")],
)
def test_what_goes_on_reads_like_a_stopwatch(seconds: float, text: str) -> None:
    assert stopwatch(seconds) == text


def test_a_time_that_was_recorded_is_read_again_and_nothing_else_is_a_time() -> None:
    assert seconds_of(at(1_795_348_800.25)) == 1_795_348_800.25
    assert [seconds_of(written) for written in ("soon", "", None)] == [None, None, None]


@pytest.mark.parametrize(
    ("left", "form"),
    [
        (30, r"\d\d:\d\d:\d\d CET \(in \d+ s\)"),
        (7800, r"\d\d:\d\d CET \(in 2 h 10 min\)"),
        (3 * 86400, r"\w+ \d\d \w+ \d\d:\d\d CET \(in 3 d\)"),
        (-5, r"\d\d:\d\d:\d\d CET \(in 0 s\)"),
    ],
)
def test_a_moment_is_told_as_the_clock_on_the_wall_shows_it(
    left: float, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "CET-1")
    time.tzset()
    try:
        assert re.fullmatch(form, moment(time.time() + left))
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_is_recorded_is_utc_with_milliseconds() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", now())
    assert now()[:10] in {time.strftime("%Y-%m-%d", time.gmtime(time.time() + d)) for d in (-1, 0, 1)}
