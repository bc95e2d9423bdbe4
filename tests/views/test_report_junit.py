from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestrator.model.lifecycle import State
from orchestrator.model.report import Report
from orchestrator.views.report_junit import report_junit
from tests.support.reports import (
    made_attempt,
    made_finding,
    made_gate,
    made_phase,
    made_report,
    made_session,
)

# The widely used shape: element -> (attributes that must be there, others, children).
SHAPE: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"name", "tests", "failures", "errors", "time"}, set(), {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"},
        set(),
        {"properties", "testcase"},
    ),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    "testcase": (
        {"name", "classname", "time"},
        set(),
        {"failure", "error", "skipped", "system-out"},
    ),
    "failure": ({"message", "type"}, set(), set()),
    "error": ({"message", "type"}, set(), set()),
    "skipped": ({"message"}, set(), set()),
    "system-out": (set(), set(), set()),
}
ANY = st.text(st.characters() | st.sampled_from("\x00\x1b\ud800\ufffe\uffff]<&\"'\r\n\u202e"), max_size=30)


def read(report: Report) -> Element:
    """The document, which has the shape that is promised.

    Raises:
        ParseError: it is no XML.
    """
    root = fromstring(report_junit(report).encode("utf-8"))
    assert root.tag == "testsuites"
    for element in root.iter():
        needed, more, children = SHAPE[element.tag]
        assert needed <= set(element.keys()) <= needed | more, element.tag
        assert {child.tag for child in element} <= children
    for suite in root:
        _counts(suite)
        names = [case.get("name") for case in suite.iter("testcase")]
        assert len(set(names)) == len(names)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp", ""))
        case_seconds = [float(case.get("time", "")) for case in suite.iter("testcase")]
        assert sum(case_seconds) == pytest.approx(float(suite.get("time", "")), abs=0.01)
    for kind in ("tests", "failures", "errors"):
        assert int(root.get(kind, "")) == sum(int(suite.get(kind, "")) for suite in root)
    return root


def _counts(suite: Element) -> None:
    kinds = [child.tag for case in suite.iter("testcase") for child in case]
    assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
    for tag, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert int(suite.get(name, "")) == kinds.count(tag)


def cases(report: Report) -> dict[str, list[str]]:
    """Of the first phase: name -> the elements that tell how it went."""
    return {case.get("name", ""): [child.tag for child in case] for case in read(report)[0].iter("testcase")}


def of(**attempt: Any) -> Report:
    """A report of one phase that is blocked after one attempt."""
    return made_report(made_phase("1", State.BLOCKED, (made_attempt(decision="block", **attempt),)))


def test_a_phase_is_a_suite_and_its_gates_are_test_cases() -> None:
    (suite,) = read(made_report(made_phase("3.1", title="Ship it")))
    assert suite.get("name") == "Phase 3.1: Ship it"
    assert [(case.get("classname"), case.get("name")) for case in suite.iter("testcase")] == [
        ("master-plan.phase-3_1", "verdict"),
        ("master-plan.phase-3_1", "gate: tests"),
    ]
    assert [case.get("time") for case in suite.iter("testcase")] == ["240.000", "6.400"]


def test_a_gate_that_passed_says_what_it_printed() -> None:
    (output,) = read(made_report()).iter("system-out")
    assert output.text == "12 passed in 0.41s"


@pytest.mark.parametrize(
    ("exit_code", "element", "kind"),
    [
        (1, "failure", "gate failed"),
        (None, "error", "gate timed out"),
        (127, "error", "gate could not start"),
        (126, "error", "gate could not start"),
    ],
)
def test_a_gate_that_did_not_pass_says_how(exit_code: int | None, element: str, kind: str) -> None:
    report = of(gates=(made_gate("lint", exit_code, 0, command="ruff check", tail="E501\n"),), findings=())
    (told,) = (one for one in read(report).iter(element) if one.get("type") != "blocked")
    assert (told.get("type"), told.get("message", "")[:17]) == (kind, "passed before; no")
    assert told.text == "$ ruff check\nE501\n\nall of it: gates/lint.log"


def test_a_finding_that_counted_is_a_failure_of_its_own() -> None:
    report = of(findings=(made_finding("no signal", message="say so"), made_finding("no signal")))
    assert cases(report) == {
        "verdict": ["failure"],
        "gate: tests": ["system-out"],
        "finding: no signal": ["failure"],
        "finding: no signal (2)": ["failure"],
    }


def test_what_a_gate_tells_is_not_told_twice() -> None:
    report = of(gates=(made_gate("tests", 1),), findings=(made_finding("gate failed"),))
    assert list(cases(report)) == ["verdict", "gate: tests"]


def test_a_finding_of_a_gate_that_never_ran_after_the_work_is_told() -> None:
    report = of(gates=(), findings=(made_finding("gate could not start"),))
    assert cases(report)["finding: gate could not start"] == ["failure"]


def test_what_was_accepted_is_no_failure() -> None:
    blocked = of(findings=(made_finding("tests weakened", accepted="known"),))
    assert cases(blocked)["finding: tests weakened"] == ["system-out"]
    warned = made_report(
        made_phase("1", attempts=(made_attempt(findings=(made_finding("no signal", "low"),)),))
    )
    assert cases(warned)["finding: no signal"] == ["system-out"]
    assert read(warned).get("failures") == "0"


@pytest.mark.parametrize(
    ("state", "assumed", "told"),
    [
        (State.PENDING, False, "pending"),
        (State.DONE, True, "done (assumed)"),
        (State.RUNNING, False, "interrupted while running"),
    ],
)
def test_a_phase_that_came_to_no_verdict_is_skipped(state: State, assumed: bool, told: str) -> None:
    attempts = (made_attempt(decision=None, reason=None, gates=()),) if state is State.RUNNING else ()
    report = made_report(made_phase("1", state, attempts, assumed=assumed, reason=""), outcome="interrupted")
    (skipped,) = read(report).iter("skipped")
    assert skipped.get("message") == told


def test_a_phase_that_waits_for_a_blocked_one_is_skipped() -> None:
    report = made_report(
        made_phase("1", State.BLOCKED),
        made_phase("2", State.BLOCKED, (), depends_on=("1",), reason="phase 1 is blocked"),
    )
    (skipped,) = read(report)[1].iter("skipped")
    assert skipped.get("message") == "blocked: phase 1 is blocked"


def test_earlier_attempts_are_properties() -> None:
    first = made_attempt(1, decision="targeted fix", reason="gate", gates=(made_gate("tests", 1),))
    root = read(made_report(made_phase("1", attempts=(first, made_attempt(2, 300)))))
    found = {one.get("name"): one.get("value") for one in root.iter("property")}
    assert found["attempt 1"] == "targeted fix: gate"
    assert root.get("failures") == "0"


def test_a_session_that_goes_on_has_no_verdict_yet() -> None:
    going = made_attempt(sessions=(made_session(seconds=None),), gates=(), decision=None, ended_at=None)
    root = read(made_report(made_phase("1", State.RUNNING, (going,)), outcome="running"))
    assert {one.get("value") for one in root.iter("property")} >= {"no verdict yet", "running"}


@example(" t", "", "")
@given(ANY, ANY, ANY)
def test_any_text_makes_a_document(title: str, output: str, message: str) -> None:
    report = of(
        gates=(made_gate(title or "x", 1, tail=output), made_gate("t", 0, tail=output)),
        findings=(made_finding("no signal", message=message, detail=output),),
        reason=message,
    )
    phase = report.phases[0]
    record = phase.record._replace(title=title, reason=message)
    read(report._replace(phases=(phase._replace(record=record),), run=report.run._replace(title=title)))


def test_cases_that_are_written_alike_are_told_apart() -> None:
    gates = tuple(made_gate(name, 0) for name in ("t", " t", "t (2)", "t"))
    names = [case.get("name") for case in read(of(gates=gates)).iter("testcase")]
    assert names == ["verdict", "gate: t", "gate: t (2)", "gate: t (2) (2)", "gate: t (3)"]


def test_what_colours_a_terminal_is_left_out() -> None:
    report = of(gates=(made_gate("tests", 1, tail="\x1b[31mred\x1b[0m\x00 \u202etext"),))
    assert "red \\u202etext" in report_junit(report)
