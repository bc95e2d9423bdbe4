"""What it tells that gates ran once before any work was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestrator.findings import NOT_STARTED
from orchestrator.model.evidence import GateResult
from orchestrator.model.plan import Complaint, Gate, Phase, Plan
from orchestrator.text import one_line, plural


def ran(plan: Plan, results: Mapping[str, GateResult]) -> Iterator[Complaint]:
    """What is to be said of gates that ran once.

    A gate that is green already is worth a word when the work could not turn it green: when it must fail
    first, or when no gate of its phase is red.

    Args:
        plan: a plan without errors.
        results: by command; one that did not run is passed over.
    """
    for phase in plan.phases:
        found = [(gate, results[gate.command]) for gate in phase.gates if gate.command in results]
        red = any(not result.holds for _, result in found)
        for gate, result in found:
            complaint = _of(phase, gate, result, red)
            if complaint:
                yield complaint


def _of(phase: Phase, gate: Gate, result: GateResult, red: bool) -> Complaint | None:
    name = f"the gate '{one_line(gate.name, 60)}'"
    if result.exit_code is None:
        problem = f"{name} did not end within {plural(round(result.seconds), 'second')}"
        cure = "make it faster, or raise gate_timeout in .orchestrator/config.yaml"
        return Complaint(phase.path, gate.line, "gate-timed-out", problem, cure)
    if result.exit_code in NOT_STARTED:
        problem = f"{name} cannot start: exit code {result.exit_code}, {_last(result)}"
        cure = "install what it needs or correct it; `orchestrate run` would stop there"
        return Complaint(phase.path, gate.line, "gate-cannot-start", problem, cure)
    if result.holds and gate.must_fail_first:
        problem = f"{name} must fail first, but it passes"
        cure = "write a gate that tells the difference, or see that an earlier phase turns it red"
        return Complaint(phase.path, gate.line, "gate-green-already", problem, cure)
    if result.holds and not red:
        problem = f"{name} is green already, and no gate of phase '{phase.id}' is red"
        cure = "add a gate that only the work of this phase turns green"
        return Complaint(phase.path, gate.line, "gate-green-already", problem, cure)
    return None


def _last(result: GateResult) -> str:
    lines = result.tail.strip().splitlines()
    return one_line(lines[-1], 160) if lines else "without a word"
