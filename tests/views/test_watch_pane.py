"""What is shown of a phase, as rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.columns import width
from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.dossier import AttemptEntry, BaselineEntry, Dossier, FindingEntry, GateEntry
from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.views.styled import ASCII, UNICODE, Glyphs, Style
from orchestrator.views.watch_keys import Tab
from orchestrator.views.watch_pane import help_rows, note, said, session_head, tab_rows, texts

AT = "2026-11-22T14:07:40.123Z"
PASSED = GateEntry("tests", "make test", 0, 1.25, AT, None, "gates/1.log", "2 passed\n", (), None)
FAILED = PASSED._replace(name="lint", exit_code=1, tail="a.py:1: wrong\n")
CRITICAL = FindingEntry("contract changed", "critical", "docs/phase1.md was changed", "-old\n+new", "")
ACCEPTED = FindingEntry("test removed", "high", "a test is gone", "", "it was a duplicate")
ATTEMPT = AttemptEntry(
    number=1,
    why="first attempt",
    folder=".orchestrator/runs/r/1/1",
    started_at=AT,
    ended_at=None,
    sessions=(),
    signals=(),
    before=(),
    gates=(PASSED, FAILED),
    findings=(CRITICAL, ACCEPTED),
    tampered=(),
    base_tree=None,
    tree=None,
    diff_path="changes.diff",
    diff=None,
    decision="targeted fix",
    reason="contract changed",
    chain=None,
)
OPEN = ATTEMPT._replace(
    number=2, gates=(), findings=(), decision=None, before=(("tests", BaselineEntry(1, 0.1, "b.log")),)
)
PHASE = PhaseRecord("1", "Setup", State.RUNNING, 3, 2, 1, False, "", AT, None, 0)
RUN = RunRecord("20261122-140740-3fa2", "docs/plan.md", "Small", "sonnet", AT, None, None, (PHASE,))
DOSSIER = Dossier(RUN, PHASE, (), (ATTEMPT, OPEN))


@pytest.mark.parametrize(
    ("line", "rows", "style"),
    [
        (DisplayLine(LineKind.TOOL, "[Read: a.py]", ""), ["[Read: a.py]"], Style.TOOL),
        (
            DisplayLine(LineKind.TEXT, "some words that go on", "helper"),
            ["helper | some words", "  that go on"],
            Style.PLAIN,
        ),
        (DisplayLine(LineKind.ERROR, "[ERROR: \tx]", ""), ["[ERROR:     x]"], Style.BAD),
        (DisplayLine(LineKind.TEXT, "", ""), [""], Style.PLAIN),
    ],
)
def test_a_line_of_a_session_goes_on_in_the_next_row(
    line: DisplayLine, rows: list[str], style: Style
) -> None:
    made = said(line, 20, UNICODE)
    assert texts(made) == rows
    assert {row[0].style for row in made} == {style}


def test_a_session_has_a_head() -> None:
    assert texts([session_head(2, 1, 24, UNICODE), session_head(2, 3, 30, ASCII)]) == [
        "── attempt 2 ───────────",
        "-- attempt 2, session 3 ------",
    ]


def test_gates_are_shown_the_last_attempt_first() -> None:
    made = tab_rows(Tab.GATES, DOSSIER, 60, UNICODE)
    assert [line.rstrip("─ ") for line in texts(made)] == [
        "── attempt 2",
        "before the work: gate tests does not pass yet",
        "── attempt 1",
        "  gate tests: passed (1.2 s)",
        "    command: make test",
        "    output: gates/1.log",
        "      | 2 passed",
        "  gate lint: failed with exit code 1 (1.2 s)",
        "    command: make test",
        "    output: gates/1.log",
        "      | a.py:1: wrong",
    ]
    assert [row[0].style for row in (made[3], made[7])] == [Style.GOOD, Style.BAD]


def test_findings_end_with_the_verdict() -> None:
    made = tab_rows(Tab.FINDINGS, DOSSIER, 60, UNICODE)
    assert [line.rstrip("─ ") for line in texts(made)] == [
        "── attempt 2",
        "no verdict yet",
        "── attempt 1",
        "  finding [critical] contract changed: docs/phase1.md was",
        "    changed",
        "    | -old",
        "    | +new",
        "  finding [high] test removed: a test is gone",
        "    accepted: it was a duplicate",
        "verdict: targeted fix: contract changed",
    ]
    assert [row[0].style for row in (made[3], made[7], made[9])] == [Style.BAD, Style.DIM, Style.BOLD]


def test_an_attempt_without_findings_says_so() -> None:
    clean = ATTEMPT._replace(findings=(), decision="accept", reason="")
    assert texts(tab_rows(Tab.FINDINGS, DOSSIER._replace(attempts=(clean,)), 60, UNICODE))[1:] == [
        "no findings",
        "verdict: accept",
    ]


def test_details_are_what_show_prints() -> None:
    made = texts(tab_rows(Tab.DETAILS, DOSSIER, 60, UNICODE))
    assert made[0] == "Phase 1: Setup: running"
    assert "  why: first attempt" in made


@pytest.mark.parametrize("tab", [Tab.GATES, Tab.FINDINGS])
def test_without_attempts_there_is_a_word(tab: Tab) -> None:
    assert texts(tab_rows(tab, DOSSIER._replace(attempts=()), 60, UNICODE)) == ["No attempt was made yet."]


@given(st.integers(0, 120), st.sampled_from((ASCII, UNICODE)), st.text(max_size=60))
def test_no_row_is_wider_than_the_pane(columns: int, glyphs: Glyphs, word: str) -> None:
    finding = CRITICAL._replace(message=word, detail=f"{word}\n{word}")
    gate = FAILED._replace(name=word, command=word, tail=word)
    dossier = DOSSIER._replace(attempts=(ATTEMPT._replace(gates=(gate,), findings=(finding,)), OPEN))
    made = [
        row
        for tab in (Tab.GATES, Tab.FINDINGS, Tab.DETAILS)
        for row in tab_rows(tab, dossier, columns, glyphs)
    ]
    made += said(DisplayLine(LineKind.TEXT, word, word), columns, glyphs)
    made += [*help_rows(columns, glyphs), *note(word, columns, glyphs), session_head(1, 2, columns, glyphs)]
    assert all(sum(width(segment.text) for segment in row) <= columns for row in made)
    assert glyphs is UNICODE or all(line.isascii() for line in texts(made))
