from __future__ import annotations

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.lifecycle import State
from orchestrator.model.report import FileChange, Report
from orchestrator.views.report_md import MOST, SHORTENED, report_md
from tests.support.big_reports import big_report
from tests.support.reports import (
    made_attempt,
    made_finding,
    made_gate,
    made_phase,
    made_report,
)

HOSTILE = "@octocat closes #1 | <script> ``` </details> https://github.com/o/r/issues/1"


def of(**attempt: Any) -> Report:
    """A report of one phase that is blocked after one attempt."""
    return made_report(made_phase("1", State.BLOCKED, (made_attempt(decision="block", **attempt),)))


def test_a_run_that_is_done_fits_a_screen() -> None:
    text = report_md(made_report(made_phase("1", title="Set up")))
    assert text.startswith(
        "## ✅ Small: done\n\n1 of 1 phase done · 1 attempt · 4 min of work · 153 k tokens"
    )
    assert "| 1 | Set up | ✅ done | 1 |  | 4 min | 153,480 | $0.31 |" in text
    assert "### " not in text
    assert "Where time, money and attempts went" in text


def test_what_failed_is_told_with_its_output() -> None:
    report = of(
        reason="lint",
        gates=(made_gate("lint", 2, 0, command="ruff check .", tail="E501\n"), made_gate("tests")),
        findings=(made_finding("gate failed"), made_finding("no signal", "low", message="say so", detail="")),
    )
    text = report_md(report)
    assert "### Phase 1: Phase 1: blocked\n\nReason: lint\n" in text
    assert "- ❌ gate `lint` (`ruff check .`) passed before; now it failed with exit code 2, 6.4 s" in text
    assert "<details><summary>its output</summary>\n\n```text\nE501\n```\n\n</details>" in text
    assert "Passed: `tests`" in text
    assert "- **low** no signal: say so" in text
    assert text.count("gate failed") == 1  # in the statistics: the gate itself tells it


def test_what_shows_a_finding_follows_it() -> None:
    text = report_md(of(gates=(), findings=(made_finding("tests weakened", detail="- assert x"),)))
    assert "what shows it</summary>\n\n```text\n- assert x\n```" in text


def test_a_phase_that_only_waits_has_a_row_and_nothing_else() -> None:
    text = report_md(
        made_report(made_phase("1", State.BLOCKED), made_phase("2", State.BLOCKED, (), depends_on=("1",)))
    )
    assert "| 2 | Phase 2 | ❌ blocked |" in text
    assert "### Phase 2" not in text


@pytest.mark.parametrize(
    ("outcome", "head", "state"),
    [
        ("running", "## ⏳ Small: running", "⏳ running"),
        ("interrupted", "## ⏸️ Small: interrupted", "⏸️ interrupted while running"),
        ("paused", "## ⏸️ Small: paused", "⏸️ paused while running"),
    ],
)
def test_a_run_that_is_not_over_says_so(outcome: str, head: str, state: str) -> None:
    text = report_md(
        made_report(
            made_phase("1", State.RUNNING), made_phase("2", State.PENDING), outcome=outcome, paused="why"
        )
    )
    assert text.startswith(head)
    assert f"| {state} |" in text
    assert "| 2 | Phase 2 | ▫️ pending |  |" in text
    assert ("Paused: why" in text) == (outcome == "paused")


def test_what_was_accepted_stands_there_with_its_reason() -> None:
    finding = made_finding("tests weakened", "low", message="a.py: one test fewer", accepted="moved to b.py")
    text = report_md(made_report(made_phase("1", attempts=(made_attempt(findings=(finding,)),))))
    assert "### Accepted with a reason" in text
    assert "| 1 | a.py: one test fewer | moved to b.py |" in text
    assert "### Warnings" not in text


def test_what_was_sent_back_is_folded_away() -> None:
    first = made_attempt(1, decision="targeted fix", reason="gate 'tests' failed")
    killed = made_attempt(2, 300, decision=None, reason=None)
    text = report_md(made_report(made_phase("1", attempts=(first, killed, made_attempt(3, 600)))))
    assert (
        "<details><summary>2 attempts did not suffice</summary>\n\n"
        "- phase 1, attempt 1: targeted fix: gate 'tests' failed\n"
        "- phase 1, attempt 2: came to no verdict\n\n</details>"
    ) in text


def test_what_was_found_in_accepted_work_is_a_warning() -> None:
    finding = made_finding("no signal", "low", message="say so")
    text = report_md(made_report(made_phase("1", attempts=(made_attempt(findings=(finding,)),))))
    assert "### Warnings\n\n- phase 1: **low** no signal: say so" in text


def test_the_lines_are_those_of_the_last_attempt() -> None:
    first = made_attempt(1, changed=(FileChange("a.py", 900, 0),))
    second = made_attempt(2, 300, changed=(FileChange("a.py", 1_200, 3), FileChange("b.py", 34, 0)))
    text = report_md(made_report(made_phase("1", attempts=(first, second))))
    assert "| 2 | +1,234 -3 |" in text


def test_a_part_that_is_estimated_is_marked() -> None:
    report = made_report()
    record = report.phases[0].record
    use = record.by_attempt[0]._replace(estimated=True)
    record = record._replace(by_attempt=(use,))
    text = report_md(
        report._replace(
            phases=(report.phases[0]._replace(record=record),), run=report.run._replace(phases=(record,))
        )
    )
    assert "~153 k tokens · ~$0.31" in text


def test_a_worker_can_neither_mention_nor_close_nor_break_out() -> None:
    gate = made_gate(HOSTILE, 1, command=HOSTILE, tail=HOSTILE)
    finding = made_finding(message=HOSTILE, detail=HOSTILE, kind=HOSTILE)
    accepted = made_finding(message=HOSTILE, accepted=HOSTILE)
    report = of(reason=HOSTILE, gates=(gate,), findings=(finding, accepted))
    text = report_md(report._replace(run=report.run._replace(title=HOSTILE, paused=HOSTILE)))
    outside = [line for line in without_code(text) if line not in ("<details>", "</details>")]
    for mark in ("@octocat", "#1", "://github"):
        assert not any(mark in html.unescape(line) for line in outside), mark
    assert not any("<script" in line for line in outside)
    assert text.count("\n</details>") == text.count("<details><summary>")


def without_code(text: str) -> list[str]:
    """The lines that stand in no fence, without what stands in code."""
    lines, fence = [], ""
    for line in text.splitlines():
        if fence:
            fence = "" if line == fence else fence
        elif line.startswith("```"):
            fence = line.removesuffix("text")
        else:
            lines.append("".join(line.split("````")[::2]))
    assert fence == ""
    return lines


@pytest.mark.parametrize(
    ("report", "shortened"),
    [
        (big_report(), False),
        (big_report(phases=1_500, attempts=1), True),
        (made_report(*(made_phase(str(n), State.BLOCKED, title="|" * 500) for n in range(900))), True),
        (
            made_report(*(made_phase(f"{n}{'@' * 99}", State.BLOCKED, title="@" * 500) for n in range(900))),
            True,
        ),
        (of(gates=tuple(made_gate("`" * 200 + str(n), 1, tail="`" * 8_000) for n in range(300))), True),
        (
            of(
                findings=tuple(
                    made_finding("no signal", message="$" * 900, detail="x" * 9_000) for _ in range(300)
                )
            ),
            True,
        ),
    ],
    ids=["large", "phases", "titles", "mentions", "gates", "findings"],
)
def test_it_is_never_longer_than_a_comment_may_be(report: Report, shortened: bool) -> None:
    text = report_md(report)
    assert len(text) <= MOST
    assert (SHORTENED in text) == shortened
    assert without_code(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_leaves_every_fence_and_fold_closed(one: str, other: str) -> None:
    report = of(
        reason=one,
        gates=(made_gate(one or "x", 1, tail=other),),
        findings=(made_finding("no signal", message=other, detail=one),),
    )
    text = report_md(report)
    assert text.count("\n</details>") >= text.count("<details><summary>")
