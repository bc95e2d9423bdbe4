from __future__ import annotations

import re
import time

import pytest

from orchestrator.clock import duration, moment, now


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (119.4, "119 s"),
        (120, "2 min"),
        (7199, "119 min"),
        (7800, "2 h 10 min"),
        (47 * 3600 + 59 * 60, "47 h 59 min"),
        (2 * 86400 + 3600, "2 d 1 h"),
    ],
)
def test_a_duration_is_told_in_the_units_people_use(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("left", "form"),
    [
        (30, r"\d\d:\d\d:\d\d CET \(in \d+ s\)"),
        (7800, r"\d\d:\d\d CET \(in [12] h \d+ min\)|\d\d:\d\d CET \(in \d+ min\)"),
        (3 * 86400, r"\w+ \d\d \w+ \d\d:\d\d CET \(in [23] d \d+ h\)"),
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
