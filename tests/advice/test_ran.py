"""What gates tell that ran before any work."""

from __future__ import annotations

from dataclasses import replace

from orchestrator.advice.ran import ran
from orchestrator.model.evidence import GateResult
from orchestrator.model.plan import Gate, Plan
from tests.support.made import gate, phase, plan, result

RED, GREEN = gate("false", line=5), gate("true", line=6)


def told(of: Plan, *results: GateResult) -> list[tuple[str, int, str]]:
    found = ran(of, {one.gate.command: one for one in results})
    return [(one.path, one.line, one.code) for one in found]


def one(*gates: Gate) -> Plan:
    return plan(phase("1", gates=gates))


def test_green_gates_are_told_only_when_none_of_their_phase_is_red() -> None:
    results = (result(RED, 1), result(GREEN))
    assert told(one(RED, GREEN), *results) == []
    assert told(one(GREEN), *results) == [("docs/phase1.md", 6, "gate-green-already")]


def test_what_must_fail_first_is_told_when_it_passes() -> None:
    marked = GREEN._replace(must_fail_first=True)
    assert [line for _, line, _ in told(one(RED, marked), result(RED, 1), result(marked))] == [6]


def test_a_runner_without_tests_is_not_green() -> None:
    assert told(one(GREEN), replace(result(GREEN), no_test="ran no test")) == []


def test_a_gate_that_cannot_start_is_told_with_its_last_line() -> None:
    (found,) = ran(one(RED), {"false": result(RED, 127, "one\nnot found\n")})
    assert found.code == "gate-cannot-start"
    assert "exit code 127, not found" in found.problem
    (silent,) = ran(one(RED), {"false": result(RED, 126)})
    assert "without a word" in silent.problem


def test_a_gate_that_does_not_end_is_told() -> None:
    assert told(one(RED), result(RED, None)) == [("docs/phase1.md", 5, "gate-timed-out")]


def test_what_did_not_run_is_passed_over() -> None:
    assert told(one(GREEN)) == []
