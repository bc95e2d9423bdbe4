"""The lines of the status region, for any run and any size of a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.columns import width
from orchestrator.model.lifecycle import State
from orchestrator.model.plan import Phase
from orchestrator.progress import Active, Progress
from orchestrator.views.region import height, lines
from tests.bad_input.harmless import harmful
from tests.support.made import phase, plan

PHASES = (
    phase("1", title="Setup"),
    phase("2", title="Implementation", depends_on=("1",)),
    phase("3", title="Review", depends_on=("2",)),
)
WORKING = Active(PHASES[1], State.RUNNING, since=100.0, attempt=2, attempts=3, doing="[Bash: make test]")
RUN = Progress(
    plan=plan(*PHASES)._replace(title="Calculator"),
    states={"1": State.DONE, "2": State.RUNNING},
    active={"2": replace(WORKING, tokens=2_345)},
    since=10.0,
    tokens=10_000,
    cost_usd=0.12,
)
NOW = 191.0
ODD = st.text(
    st.sampled_from("ab 日本語한e\u0301\u0e31👩👧🇩\ufe0f\t\n\x1b\u202e✓…─\u200d\ud800") | st.characters()
)


def shown(columns: int = 100, rows: int = 24, now: float = NOW, **changes: Any) -> list[str]:
    return list(lines(replace(RUN, **changes), columns, rows, now))


def test_a_run_is_told_in_three_lines() -> None:
    assert shown() == [
        "✓▶·  1/3 done  Calculator  3:01  ~12.3 k tokens  $0.12",
        "▶ 2 Implementation  attempt 2/3  1:31  [Bash: make test]",
        "· next: 3 Review",
    ]


def test_at_40_columns_what_matters_most_is_left() -> None:
    assert shown(40) == [
        "1/3 done  Calculator  3:01  $0.12",
        "▶ 2  2/3  1:31  [Bash: make test]",
        "· next: 3 Review",
    ]


def test_a_title_makes_room_for_facts_before_they_go() -> None:
    long = RUN.plan and RUN.plan._replace(title="A calculator that has a very long name")
    assert shown(60, plan=long)[0] == "✓▶·  1/3 done  A calculator t…  3:01  ~12.3 k tokens  $0.12"


def test_what_is_blocked_is_counted_and_marked() -> None:
    head, *rest = shown(states={"1": State.DONE, "2": State.BLOCKED, "3": State.BLOCKED}, active={})
    assert head.startswith("✓✗✗  1/3 done, 2 blocked  Calculator")
    assert rest == []


def test_a_row_of_marks_is_for_plans_whose_phases_can_be_counted_at_a_glance() -> None:
    many = plan(*(phase(str(number)) for number in range(200)))._replace(title="Big")
    assert shown(plan=many, active={})[0].startswith("1/200 done  Big")


def test_nothing_is_told_that_nobody_knows() -> None:
    assert shown(tokens=0, cost_usd=None, active={})[0] == "✓▶·  1/3 done  Calculator  3:01".replace("▶", "·")
    assert "~" not in shown(active={})[0]


@pytest.mark.parametrize(
    ("active", "end"),
    [
        (replace(WORKING, doing="", state=State.VERIFYING), "  attempt 2/3  1:31  verifying"),
        (replace(WORKING, doing="", attempt=0), " 2 Implementation  1:31  running"),
        (
            replace(WORKING, doing="waits for usage limit", waits_until=NOW + 7_391),
            "  waits for usage limit, 2:03:11 left",
        ),
        (replace(WORKING, doing="waits for API trouble", waits_until=NOW - 5), ", 0:00 left"),
    ],
)
def test_what_a_phase_does_ends_its_line(active: Active, end: str) -> None:
    assert shown(active={"2": active})[1].endswith(end)


def test_each_phase_under_way_has_a_line_as_long_as_there_is_room() -> None:
    phases = tuple(phase(str(number)) for number in range(1, 8))
    active = {each.id: replace(WORKING, phase=each, doing="[x]") for each in phases}
    found = shown(plan=plan(*phases), states={}, active=active, rows=15)
    assert [line.partition("  ")[0] for line in found[1:]] == [
        "▶ 1 Phase 1",
        "▶ 2 Phase 2",
        "▶ 3 Phase 3",
        "▶ and 4 more phases under way",
    ]
    assert len(shown(plan=plan(*phases), states={}, active=active, rows=60)) == 8


@pytest.mark.parametrize(("rows", "most"), [(0, 0), (1, 0), (4, 0), (5, 1), (6, 2), (8, 2), (9, 3), (300, 3)])
def test_a_low_terminal_keeps_its_rows_for_the_log(rows: int, most: int) -> None:
    assert len(shown(rows=rows)) == most


@pytest.mark.parametrize("progress", [Progress(), replace(RUN, over=True)])
def test_before_and_after_a_run_there_is_no_region(progress: Progress) -> None:
    assert lines(progress, 100, 24, NOW) == ()


@st.composite
def runs(draw: st.DrawFn) -> Progress:
    titles = draw(st.lists(ODD, min_size=1, max_size=30))
    phases = tuple(phase(str(number), title=title) for number, title in enumerate(titles))
    states = {each.id: draw(st.sampled_from(State)) for each in phases}
    active = {each.id: draw(actives(each)) for each in draw(st.sets(st.sampled_from(phases), max_size=4))}
    return Progress(
        plan=plan(*phases)._replace(title=draw(ODD)),
        states=states,
        active=active,
        since=draw(st.floats(-1e9, 1e10)),
        tokens=draw(st.integers(0, 2**60)),
        cost_usd=draw(st.none() | st.floats(0, 1e9)),
    )


def actives(of: Phase) -> st.SearchStrategy[Active]:
    return st.builds(
        Active,
        phase=st.just(of),
        state=st.sampled_from(State),
        since=st.floats(-1e9, 1e10),
        attempt=st.integers(0, 99),
        attempts=st.integers(0, 99),
        doing=ODD,
        waits_until=st.none() | st.floats(0, 1e10),
        tokens=st.integers(0, 2**60),
    )


@given(runs(), st.integers(0, 200), st.integers(0, 60), st.floats(0, 1e10))
def test_whatever_the_run_no_line_is_too_wide_and_there_are_not_too_many(
    progress: Progress, columns: int, rows: int, now: float
) -> None:
    found = lines(progress, columns, rows, now)
    assert len(found) <= (rows // 3 if rows >= 5 else 0)
    assert all(width(line) <= columns - 1 for line in found)
    assert not any(harmful(line) or "\n" in line for line in found)
    if columns > 1 and rows >= 5:
        assert found


@pytest.mark.parametrize(
    ("line", "columns", "rows"),
    [
        ("", 10, 1),
        ("a" * 10, 10, 1),
        ("a" * 11, 10, 2),
        ("a" * 99, 50, 2),
        ("a" * 101, 50, 3),
        ("日" * 5, 10, 1),
        ("a" + "日" * 5, 10, 2),
        ("日" * 5, 3, 5),
        ("e\u0301" * 10, 10, 1),
        ("abc", 1, 3),
    ],
)
def test_a_line_is_as_high_as_a_terminal_folds_it(line: str, columns: int, rows: int) -> None:
    assert height(line, columns) == rows
