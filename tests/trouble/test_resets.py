from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.trouble.resets import FARTHEST_DAYS, reset_time, within_reach

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["Asia/Tokyo", "Asia/Calcutta", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "UTC"]
FARTHEST = FARTHEST_DAYS * 86_400

# A Saturday in winter, so that local times are an hour ahead of UTC.
NOW = datetime(2025, 11, 29, 12, 0, tzinfo=BERLIN).timestamp()


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, zone: str = "Europe/Berlin") -> float:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Claude AI usage limit reached|1764500000", 1764500000),
        ("Claude AI usage limit reached|1764500000123", 1764500000),
        ("You've hit your limit · resets 3:50pm", at(2025, 11, 29, 15, 50)),
        ("resets 3pm", at(2025, 11, 29, 15)),
        ("resets 11am", at(2025, 11, 30, 11)),
        ("resets 12pm", at(2025, 11, 30, 12)),
        ("resets 12am", at(2025, 11, 30)),
        ("resets at 15:30", at(2025, 11, 29, 15, 30)),
        ("Limits will reset at 9:30 AM. View your usage details.", at(2025, 11, 30, 9, 30)),
        (
            "Your limit will reset \n     at 3pm (America/Santiago).",
            at(2025, 11, 29, 15, zone="America/Santiago"),
        ),
        ("resets 3:50pm (Asia/Tokyo)", at(2025, 11, 30, 15, 50, zone="Asia/Tokyo")),
        ("resets 1pm (Etc/GMT+5)", at(2025, 11, 29, 13, zone="Etc/GMT+5")),
        ("resets Jan 30, 11:30am", None),
        ("resets Dec 5 at 3pm (UTC)", at(2025, 12, 5, 15, zone="UTC")),
        ("resets Dec 5, 3pm", at(2025, 12, 5, 15)),
        ("resets Dec 5, 2025, 3pm", at(2025, 12, 5, 15)),
        ("resets December 5th at 3pm", at(2025, 12, 5, 15)),
        ("resets 3pm (progress saved)", at(2025, 11, 29, 15)),
        ("resets Dec. 5 3 p.m.", at(2025, 12, 5, 15)),
        ("resets Dec 5", at(2025, 12, 5)),
        ("resets Dec 5 · raise it", at(2025, 12, 5)),
        ("resets Nov 29, 3pm", at(2025, 11, 29, 15)),
        ("resets Nov 29, 11am", None),
        ("resets Oct 24", None),
        ("resets Dec 8", None),  # nine days ahead
        ("resets Mon 3pm", at(2025, 12, 1, 15)),
        ("resets on Monday at 15:00 UTC", at(2025, 12, 1, 15, zone="UTC")),
        ("resets Sat 11am", at(2025, 12, 6, 11)),
        ("resets Saturday 1pm", at(2025, 11, 29, 13)),
        ("resets tomorrow at 3pm", at(2025, 11, 30, 15)),
        ("resets today at 3pm", at(2025, 11, 29, 15)),
        ("resets today at 11am", None),
        ("resets in 2h 30m", NOW + 9_000),
        ("resets in 45 minutes", NOW + 2_700),
        ("resets in 1 day, 3 hours", NOW + 97_200),
        ("try again in 30s", NOW + 30),
        ("resets in 9 days", None),
        ("resets in 0s", None),
        ("try again at 3pm", at(2025, 11, 29, 15)),
        ("Please try again later. It resets 3pm", at(2025, 11, 29, 15)),
        ("You will regain access on 2025-12-01 at 00:00 UTC.", at(2025, 12, 1, zone="UTC")),
        ("resets 2025-12-01T06:30:00Z", at(2025, 12, 1, 6, 30, zone="UTC")),
        ("monthly: resets Aug 8 · session: resets 3pm", at(2025, 11, 29, 15)),
    ],
)
def test_what_a_message_announces(text: str, moment: float | None) -> None:
    assert reset_time(text, NOW, BERLIN) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "resets",
        "resets soon",
        "it resets next month",
        "resets monthly",
        "resets 3",
        "resets 13pm",
        "resets 0am",
        "resets 25:00",
        "resets 3:60pm",
        "resets 3:5pm",
        "resets 3pmish",
        "resets Feb 30 at 3pm",
        "resets 2025-13-01",
        "resets 2025-02-30 at 3pm",
        "resets Foo 5 at 3pm",
        "resets 3pm (Europe/Barcelona)",
        "resets 3pm (Europe)",
        "resets 3pm (PDT)",
        "it was 3pm when the limit was reached",
        "the presets 3pm",
        "limit reached|123",
        "limit reached|1500000000",
        "limit reached|9999999999",
    ],
)
def test_nonsense_and_unknown_zones_announce_nothing(text: str) -> None:
    assert reset_time(text, NOW, BERLIN) is None


def test_a_time_that_clocks_skip_is_the_one_they_show_instead() -> None:
    before = datetime(2026, 3, 29, 1, 0, tzinfo=BERLIN).timestamp()
    assert reset_time("resets 2:30am", before, BERLIN) == at(2026, 3, 29, 3, 30)


def test_a_time_that_clocks_show_twice_is_the_next_of_the_two() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN).timestamp()
    assert reset_time("resets 2:30am", first - 60, BERLIN) == first
    assert reset_time("resets 2:30am", first + 60, BERLIN) == first + 3600


def test_the_29th_of_february_is_known_in_its_year() -> None:
    assert reset_time("resets Feb 29, 3pm", at(2028, 2, 25), BERLIN) == at(2028, 2, 29, 15)


def test_the_turn_of_the_year_is_no_obstacle() -> None:
    assert reset_time("resets Jan 2, 3pm", at(2025, 12, 30), BERLIN) == at(2026, 1, 2, 15)


@pytest.fixture
def santiago(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as context:
        context.setenv("TZ", "America/Santiago")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("santiago")
def test_without_a_zone_the_clock_of_this_machine_counts() -> None:
    assert reset_time("resets 3pm", NOW, None) == at(2025, 11, 29, 15, zone="America/Santiago")
    assert reset_time("resets 3pm (Asia/Tokyo)", NOW, None) == at(2025, 11, 30, 15, zone="Asia/Tokyo")


def test_within_reach_is_ahead_and_at_most_eight_days() -> None:
    assert [within_reach(NOW + ahead, NOW) is not None for ahead in (-1, 0, 1, FARTHEST, FARTHEST + 1)] == [
        *(False, False, True, True, False)
    ]


@given(
    now=st.floats(0, 4e9),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    zone=st.sampled_from(ZONES),
    named=st.booleans(),
)
def test_a_time_of_day_is_the_next_such_moment(
    now: float, hour: int, minute: int, zone: str, named: bool
) -> None:
    place = f" ({zone})" if named else ""
    text = f"resets {hour % 12 or 12}:{minute:02}{'am' if hour < 12 else 'pm'}{place}"
    moment = reset_time(text, now, timezone(timedelta(hours=5)) if named else ZoneInfo(zone))
    assert moment is not None
    assert now < moment <= now + 25 * 3600 + 1800
    shown = datetime.fromtimestamp(moment, ZoneInfo(zone))
    wanted = shown.replace(hour=hour, minute=minute)
    skipped = wanted.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(fold=0) != wanted.replace(fold=0)
    assert skipped or (shown.hour, shown.minute) == (hour, minute)


@given(now=st.floats(1e9, 4e9), ahead=st.timedeltas(timedelta(0), timedelta(days=7)))
def test_a_date_with_a_time_is_that_minute(now: float, ahead: timedelta) -> None:
    meant = (datetime.fromtimestamp(now, UTC) + ahead + timedelta(minutes=1)).replace(second=0, microsecond=0)
    text = f"You've hit your limit · resets {meant:%b} {meant.day}, {meant:%I:%M%p} (UTC)"
    assert reset_time(text, now, BERLIN) == meant.timestamp()


PIECES = ["resets", "reset", " ", " at ", "in ", "3", "12", ":", "30", "pm", "am", "Mon", "Dec", "5", ","]
PIECES += [
    "(UTC)",
    "(Asia/Tokyo)",
    "(",
    ")",
    "|",
    "1764500000",
    "2025-12-01",
    "T",
    "Z",
    "2h",
    "tomorrow",
    "٣",
]


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=9).map("".join)))
def test_any_text_announces_a_moment_within_reach_or_nothing(text: str) -> None:
    moment = reset_time(f"resets {text}", NOW, BERLIN)
    assert moment is None or NOW < moment <= NOW + FARTHEST


@pytest.mark.parametrize("piece", ["resets ", "a", " ", "1", "resets in 1d ", "resets Dec 5, ", "resets 3:3"])
def test_long_texts_are_read_quickly(piece: str) -> None:
    start = time.perf_counter()
    reset_time(piece * 100_000, NOW, BERLIN)
    assert time.perf_counter() - start < 0.5
