"""What happens in a run as events for programs: names and values (schemas/events.schema.json). Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orchestrator.clock import at
from orchestrator.errors import InputError, OrchestratorError
from orchestrator.model.evidence import Verdict
from orchestrator.model.happening import (
    BudgetNear,
    DraftRefused,
    DraftStarted,
    GateEnded,
    GateStarted,
    Happening,
    Judged,
    PhaseMoved,
    RunEnded,
    RunStarted,
    SessionEnded,
    SessionSaid,
    SessionStarted,
    SessionUsed,
    Waiting,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.plan import Complaint, Phase
from orchestrator.model.records import PhaseRecord
from orchestrator.model.session import Usage
from orchestrator.views.amounts import rounded

Data = dict[str, Any]  # words of ours are enums in it, all other text may hold anything


def event(happening: Happening) -> Data:
    """Name and values of a happening; what evidence knows, too, is called as there."""
    return EVENTS[type(happening)](happening)


def error_event(error: OrchestratorError) -> Data:
    """What made the command end with its exit code, as it is told on standard error, too."""
    complaints = error.complaints if isinstance(error, InputError) else ()
    return {
        "event": "error",
        "exit_code": error.exit_code,
        "message": str(error),
        "complaints": _complaints(complaints),
    }


def _run_started(it: RunStarted) -> Data:
    standing = {record.id: record for record in it.standing}
    return {
        "event": "run_started",
        "resumed": it.resumed,
        "plan": it.plan.path,
        "title": it.plan.title,
        "model": it.model,
        "phases": [_standing(phase, standing.get(phase.id)) for phase in it.plan.phases],
    }


def _standing(phase: Phase, record: PhaseRecord | None) -> Data:
    return {
        "id": phase.id,
        "title": phase.title,
        "path": phase.path,
        "depends_on": phase.depends_on,
        "state": record.state if record else State.PENDING,
        "assumed": record is not None and record.assumed,
        "attempts": record.attempt if record else 0,
    }


def _session_started(it: SessionStarted) -> Data:
    return {
        "event": "session_started",
        "phase": it.phase.id,
        "title": it.phase.title,
        "attempt": it.attempt,
        "attempts": it.attempts,
        "why": it.why,
    }


def _said(it: SessionSaid) -> Data:
    return {
        "event": "said",
        "phase": _id(it.phase),
        "kind": it.line.kind,
        "agent": it.line.agent,
        "text": it.line.text,
    }


def _session_used(it: SessionUsed) -> Data:
    return {"event": "session_used", "phase": it.phase.id, **_usage(it.usage)}


def _session_ended(it: SessionEnded) -> Data:
    report, summary = it.report, it.report.summary
    trouble = report.outcome.trouble
    return {
        "event": "session_ended",
        "phase": _id(it.phase),
        "claude_id": summary.session_id,
        "model": summary.model,
        "cli_version": summary.cli_version,
        "ending": report.outcome.ending,
        "reason": report.outcome.reason,
        "trouble": {"kind": trouble.kind, "said": trouble.said} if trouble else None,
        "exit_code": report.exit.code,
        "seconds": report.exit.seconds,
        "turns": summary.result.num_turns if summary.result else None,
        **_usage(summary.usage),
        "estimated": summary.estimated,
        "agents": [{"agent": run.agent, "status": run.status} for run in summary.agents],
        "left_behind": report.exit.left_behind,
    }


def _usage(usage: Usage) -> Data:
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cache_read_tokens": usage.cache_read_tokens,
        "cache_creation_tokens": usage.cache_creation_tokens,
        "cost_usd": rounded(usage.cost_usd),
    }


def _gate_started(it: GateStarted) -> Data:
    return {
        "event": "gate_started",
        "phase": it.phase.id,
        "name": it.gate.name,
        "command": it.gate.command,
        "baseline": it.baseline,
    }


def _gate_ended(it: GateEnded) -> Data:
    result = it.result
    return {
        "event": "gate_ended",
        "phase": it.phase.id,
        "name": result.gate.name,
        "command": result.gate.command,
        "baseline": it.baseline,
        "holds": result.holds,
        "exit_code": result.exit_code,
        "seconds": result.seconds,
        "no_test": result.no_test,
        "green_before": it.green_before,
        "output_path": result.output_path,
        "tail": result.tail,
        "left_behind": result.left_behind,
    }


def _judged(it: Judged) -> Data:
    return {"event": "judged", "phase": it.phase.id, "attempt": it.attempt, **_verdict(it.verdict)}


def _verdict(verdict: Verdict) -> Data:
    findings = [
        {
            "kind": finding.kind,
            "severity": finding.severity,
            "message": finding.message,
            "detail": finding.detail,
            "accepted": finding.accepted,
        }
        for finding in verdict.findings
    ]
    return {"decision": verdict.decision, "reason": verdict.reason, "findings": findings}


def _phase_moved(it: PhaseMoved) -> Data:
    return {
        "event": "phase_done" if it.state is State.DONE else "phase_blocked",
        "phase": it.phase.id,
        "title": it.phase.title,
        "reason": it.reason,
    }


def _waiting(it: Waiting) -> Data:
    return {
        "event": "waiting",
        "phase": it.phase.id,
        "waits_for": it.trouble.kind,
        "waits_until": at(it.until),
        "said": it.trouble.said,
    }


def _budget_near(it: BudgetNear) -> Data:
    return {"event": "budget_near", "what": it.what, "spent": it.spent, "allowed": it.allowed}


def _draft_started(it: DraftStarted) -> Data:
    return {
        "event": "draft_started",
        "source": it.source,
        "attempt": it.attempt,
        "attempts": it.attempts,
        "why": it.why,
    }


def _draft_refused(it: DraftRefused) -> Data:
    return {"event": "draft_refused", "complaints": _complaints(it.complaints)}


def _run_ended(it: RunEnded) -> Data:
    interrupted = it.waiting > 0 and not it.paused
    ended = "blocked" if it.blocked else "done"
    return {
        "event": "run_ended",
        "outcome": "interrupted" if interrupted else "paused" if it.paused else ended,
        "done": it.done,
        "assumed": it.assumed,
        "blocked": it.blocked,
        "open": it.waiting,
        # Of a run that was interrupted the signal decides: 130, 143, ...
        "exit_code": None if interrupted else it.exit_code,
        "paused": it.paused,
    }


def _complaints(complaints: tuple[Complaint, ...]) -> list[Data]:
    return [
        {
            "code": one.code,
            "path": one.path or None,
            "line": one.line or None,
            "problem": one.problem,
            "cure": one.cure,
        }
        for one in complaints
    ]


def _id(phase: Phase | None) -> str | None:
    return None if phase is None else phase.id


EVENTS: dict[type, Callable[[Any], Data]] = {
    RunStarted: _run_started,
    SessionStarted: _session_started,
    SessionSaid: _said,
    SessionUsed: _session_used,
    SessionEnded: _session_ended,
    GateStarted: _gate_started,
    GateEnded: _gate_ended,
    Judged: _judged,
    PhaseMoved: _phase_moved,
    Waiting: _waiting,
    BudgetNear: _budget_near,
    DraftStarted: _draft_started,
    DraftRefused: _draft_refused,
    RunEnded: _run_ended,
}
