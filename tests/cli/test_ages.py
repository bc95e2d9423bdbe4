from __future__ import annotations

import argparse

import pytest

from orchestrator.cli.ages import age, since
from orchestrator.clock import now


@pytest.mark.parametrize(
    ("text", "seconds"), [("12h", 43_200), ("7d", 604_800), ("2w", 1_209_600), ("0d", 0)]
)
def test_an_age_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert age(text) == seconds


@pytest.mark.parametrize("text", ["", "7", "d", "7m", "-1d", "1.5d", "7 d", "9999999d", "٣d"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="12h, 30d, 8w"):
        age(text)
    with pytest.raises(argparse.ArgumentTypeError, match="such as 2026-11-22, or an age"):
        since(text)


def test_a_day_or_an_age_is_a_time_that_sorts_with_what_is_stored() -> None:
    assert since("2026-11-22") == "2026-11-22"
    assert since("1d") < now() <= since("0h")[:16] + "~"
    assert since("99999w") == "1970-01-01T00:00:00.000Z"


@pytest.mark.parametrize("text", ["2026-13-01", "2026-11-31", "22.11.2026", "yesterday"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="such as 2026-11-22"):
        since(text)
