"""Values of the model, complete but for what a test is about."""

from __future__ import annotations

from typing import Any

from orchestrator.model.evidence import Evidence, GateResult, NotesFact, Signal, SignalStatus
from orchestrator.model.plan import Gate, GateOrigin, Phase, Plan
from orchestrator.model.session import AgentRun, AgentStatus, Ending, Outcome
from orchestrator.verdict import Circumstances

CLAIMS_DONE = Outcome(Ending.CLAIMS_DONE, "the session says that it is done", True)
COMPLETED = Signal(SignalStatus.COMPLETED, "", None, "2026-11-22T14:00:00Z")


def gate(command: str = "true", name: str = "", meaning: str = "", line: int = 12) -> Gate:
    return Gate(name or command, command, meaning, GateOrigin.WRITTEN, line)


def phase(phase_id: str = "1", **other: Any) -> Phase:
    """A phase that asks for one gate and for nothing else."""
    usual: dict[str, Any] = {
        "title": f"Phase {phase_id}",
        "path": f"docs/phase{phase_id}.md",
        "line": 9,
        "focus": "",
        "risk": "Low",
        "status": "Pending",
        "depends_on": (),
        "gates": (gate(),),
        "agents": (),
        "notes_in": (),
        "notes_out": (),
        "tasks": (),
    }
    return Phase(id=phase_id, **{**usual, **other})


def plan(*phases: Phase) -> Plan:
    return Plan("docs/master-plan.md", "Small", phases or (phase(),))


def result(of: Gate | None = None, exit_code: int | None = 0, tail: str = "") -> GateResult:
    return GateResult(of or gate(), exit_code, 1.0, "gates/1.log", tail)


def notes(path: str = "notes/1.md", **other: Any) -> NotesFact:
    return NotesFact(**{"path": path, "exists": True, "fresh": True, "missing_sections": (), **other})


def agent(name: str, status: AgentStatus = AgentStatus.COMPLETED) -> AgentRun:
    return AgentRun(name, f"toolu_{name}", status)


def evidence(**other: Any) -> Evidence:
    """What fulfils the contract of `phase()`."""
    usual: dict[str, Any] = {
        "outcome": CLAIMS_DONE,
        "gates": (result(),),
        "agents": (),
        "notes": (),
        "signal": COMPLETED,
        "refused_signals": (),
        "open_tasks": (),
    }
    return Evidence(**{**usual, **other})


def circumstances(
    used: int = 1, allowed: int = 3, *, resumable: bool = True, strict: bool = True
) -> Circumstances:
    return Circumstances(used, allowed, resumable, strict)
