from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.records import RunRecord, RunSummary, RunUse
from orchestrator.views.trend import ASCII, BLOCKS, SHOWN, _median, bars, trend_data, trend_lines, trends


def ended(
    number: int, minutes: int, cost: float | None, *, done: bool = True, plan: str = "a.md"
) -> RunSummary:
    """A run that began at noon of a day and took so long."""
    day = f"2026-11-{number:02d}"
    end = f"{day}T{12 + minutes // 60:02d}:{minutes % 60:02d}:00.000Z"
    run = RunRecord(f"r{number}", plan, "", "sonnet", f"{day}T12:00:00.000Z", end, 0 if done else 1, ())
    return RunSummary(run, 1, int(done), RunUse(1, 1, cost, 1.0, False), None)


def test_the_last_run_is_told_against_the_median_of_those_before() -> None:
    runs = (ended(4, 30, 0.5), ended(3, 10, 0.2, done=False), ended(2, 40, None), ended(1, 20, 0.3))
    (trend,) = trends(runs)
    assert trend_lines(trend, "ascii") == [
        "a.md, 4 runs that ended, the last one on the right:",
        "  outcome   ++x+  + done, x blocked: 3 of 4 done, the last one done",
        f"  duration  {bars((20, 40, 10, 30), ASCII)}  30 min, median before 20 min (+50%)",
        f"  cost      {bars((0.3, None, 0.2, 0.5), ASCII)}  $0.50, median before $0.25 (+100%)",
    ]
    data = trend_data(trend)
    assert (data["runs"], data["done"], data["blocked"]) == (4, 3, 1)
    assert data["last"] == {"run": "r4", "outcome": "done", "cost_usd": 0.5, "duration_seconds": 1800.0}
    assert data["median_before"] == {"cost_usd": 0.25, "duration_seconds": 1200.0}


def test_every_plan_has_its_own_and_one_run_is_no_trend() -> None:
    runs = (
        ended(5, 1, 1, plan="b.md"),
        ended(4, 1, 1),
        ended(3, 1, 1, plan="c.md"),
        ended(2, 1, 1, plan="b.md"),
    )
    assert [(trend.plan, len(trend.points)) for trend in trends(runs)] == [("b.md", 2)]


def test_runs_that_go_on_are_no_part_of_it() -> None:
    going = ended(3, 1, 1)
    going = going._replace(run=going.run._replace(ended_at=None, exit_code=None))
    assert trends((going, ended(2, 1, 1))) == ()


@pytest.mark.parametrize(
    ("costs", "told"),
    [
        ((None, None), None),
        ((1.0, None), "the last one did not tell"),
        ((None, 1.0), "$1.00"),
        ((0.0, 1.0), "$1.00, median before $0.00"),
        ((2.0, 1.0), "$1.00, median before $2.00 (-50%)"),
    ],
)
def test_costs_that_nobody_told_are_left_out(
    costs: tuple[float | None, float | None], told: str | None
) -> None:
    (trend,) = trends((ended(2, 1, costs[1]), ended(1, 1, costs[0])))
    lines = [line for line in trend_lines(trend, "utf-8") if line.startswith("  cost")]
    assert [line.split("  ")[-1].strip() for line in lines] == ([] if told is None else [told])


def test_only_the_last_runs_are_drawn() -> None:
    (trend,) = trends([ended(1, 1, 1)] * 99)
    assert "99 of 99 done" in trend_lines(trend, "utf-8")[1]
    assert "✓" * SHOWN in trend_lines(trend, "utf-8")[1]
    assert "✓" * (SHOWN + 1) not in trend_lines(trend, "utf-8")[1]


def test_bars_are_as_high_as_their_values() -> None:
    assert bars((0, 1, 7), BLOCKS) == "▁▂█"
    assert bars((0.0, 0.0), ASCII) == "__"
    assert bars((None, 3), BLOCKS) == " █"
    assert bars((), BLOCKS) == ""


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=9))
def test_the_median_is_that_of_the_standard_library(values: list[float]) -> None:
    assert _median(values) == pytest.approx(statistics.median(values))
