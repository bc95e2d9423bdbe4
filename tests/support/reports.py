"""Reports made by hand: complete but for what a test is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from orchestrator.model.dossier import (
    AttemptEntry,
    BaselineEntry,
    FindingEntry,
    GateEntry,
    HistoryEntry,
    SessionEntry,
    SignalEntry,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.records import AttemptUse, PhaseRecord, RunRecord
from orchestrator.model.report import FileChange, Report, ReportAttempt, ReportPhase
from orchestrator.model.statistics import FindingUse, GateUse, PhaseUse, Statistics

BEGAN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RUN_ID = "20261122-090000-4f1c"


def at(seconds: float) -> str:
    """A moment after the begin of the run, as the store writes it."""
    return (BEGAN + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def made_session(start: float = 0, seconds: float | None = 240, **other: Any) -> SessionEntry:
    """A session that did its work; without `seconds` it is still going on."""
    ended = {} if seconds is not None else {"ending": None, "reason": None, "exit_code": None, "turns": None}
    usual: dict[str, Any] = {
        "ordinal": 1,
        "claude_id": "0c5e6f1e-9a58-4c6e-8b1b-6d0a54cf9a11",
        "continues": False,
        "prompt_path": "prompt.md",
        "prompt": None,
        "stream_path": "session.jsonl",
        "model": "claude-sonnet-4-5",
        "cli_version": "2.1.330",
        "started_at": at(start),
        "ended_at": None if seconds is None else at(start + seconds),
        "seconds": seconds,
        "ending": "claims done",
        "reason": "the session says that it is done",
        "exit_code": 0,
        "turns": 18,
        "input_tokens": 4_210,
        "output_tokens": 9_870,
        "cache_read_tokens": 118_000,
        "cache_creation_tokens": 21_400,
        "cost_usd": 0.31,
        "agents": (),
        "left_behind": (),
    }
    return SessionEntry(**{**usual, **ended, **other})


def made_gate(
    name: str = "tests", exit_code: int | None = 0, before: int | str | None = "none", **other: Any
) -> GateEntry:
    """A gate that ran when the attempt was verified; `before` is its exit code before the work."""
    usual: dict[str, Any] = {
        "command": "pytest -q",
        "seconds": 6.4,
        "at": at(300),
        "tree": None,
        "output_path": f"gates/{name}.log",
        "tail": "12 passed in 0.41s\n",
        "left_behind": (),
        "baseline": None if isinstance(before, str) else BaselineEntry(before, 5.0, f"before/{name}.log"),
    }
    return GateEntry(name=name, exit_code=exit_code, **{**usual, **other})


def made_finding(kind: str = "gate failed", severity: str = "critical", **other: Any) -> FindingEntry:
    usual = {
        "message": "gate 'tests' failed with exit code 1",
        "detail": "1 failed, 11 passed",
        "accepted": "",
    }
    return FindingEntry(kind=kind, severity=severity, **{**usual, **other})


def made_attempt(
    number: int = 1, start: float = 0, changed: tuple[FileChange, ...] = (), **other: Any
) -> ReportAttempt:
    """An attempt that was accepted; `start` in seconds after the begin of the run."""
    folder = f".orchestrator/runs/{RUN_ID}/1/{number}"
    usual: dict[str, Any] = {
        "why": "first attempt"
        if number == 1
        else f"targeted fix after attempt {number - 1}: it was not right",
        "folder": folder,
        "started_at": at(start),
        "ended_at": at(start + 260),
        "sessions": (made_session(start),),
        "signals": (SignalEntry(at(start + 239), "completed", "", {"tests": 12}),),
        "before": (),
        "gates": (made_gate(at=at(start + 247)),),
        "findings": (),
        "tampered": (),
        "base_tree": "9f0c2d1",
        "tree": "51b7aa0",
        "diff_path": f"{folder}/changes.diff",
        "diff": None,
        "decision": "accept",
        "reason": "everything the contract asks for is there",
        "chain": "0" * 64,
    }
    return ReportAttempt(AttemptEntry(number=number, **{**usual, **other}), changed)


def made_phase(
    phase_id: str = "1",
    state: State = State.DONE,
    attempts: tuple[ReportAttempt, ...] | None = None,
    *,
    depends_on: tuple[str, ...] = (),
    history: tuple[HistoryEntry, ...] = (),
    **other: Any,
) -> ReportPhase:
    """A phase; what it used follows from its attempts (one, unless it never began)."""
    if attempts is None:
        attempts = () if state is State.PENDING else (made_attempt(),)
    uses = tuple(_use(attempt.entry) for attempt in attempts)
    costs = [use.cost_usd for use in uses if use.cost_usd is not None]
    usual: dict[str, Any] = {
        "title": f"Phase {phase_id}",
        "version": 3,
        "attempt": attempts[-1].entry.number if attempts else 0,
        "first_attempt": 1,
        "assumed": False,
        "reason": (attempts[-1].entry.reason or "") if attempts else "",
        "since": (attempts[-1].entry.ended_at or at(0)) if attempts else at(0),
        "cost_usd": sum(costs) if costs else None,
        "tokens": sum(use.tokens for use in uses),
        "sessions": sum(use.sessions for use in uses),
        "by_attempt": uses,
    }
    record = PhaseRecord(id=phase_id, state=state, **{**usual, **other})
    return ReportPhase(record, depends_on, history, attempts)


def made_report(*phases: ReportPhase, outcome: str = "", made_at: str = "", **run: Any) -> Report:
    """A report of these phases (of one that is done, if there are none), with matching statistics."""
    phases = phases or (made_phase(),)
    done = all(phase.record.state is State.DONE for phase in phases)
    outcome = outcome or ("done" if done else "blocked")
    over = outcome in ("done", "blocked")
    last = max((ended(phase) for phase in phases), default=at(0))
    usual: dict[str, Any] = {
        "id": RUN_ID,
        "plan_path": "docs/master-plan.md",
        "title": "Small",
        "model": "sonnet",
        "started_at": at(0),
        "ended_at": last if over else None,
        "exit_code": (0 if done else 1) if over else None,
        "phases": tuple(phase.record for phase in phases),
    }
    record = RunRecord(**{**usual, **run})
    return Report(record, outcome, "shop", made_at or last, phases, counted(phases))


def ended(phase: ReportPhase) -> str:
    """When the last of its attempts was over, or began."""
    return max(
        (attempt.entry.ended_at or attempt.entry.started_at for attempt in phase.attempts), default=at(0)
    )


def counted(phases: Iterable[ReportPhase]) -> Statistics:
    """The statistics of one run, from its phases."""
    uses, gates = [], []
    findings: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for phase in phases:
        record = phase.record
        uses.append(
            PhaseUse(
                phase=record.id,
                title=record.title,
                runs=1,
                done=int(record.state is State.DONE and not record.assumed),
                blocked=int(record.state is State.BLOCKED),
                attempts=record.attempt,
                sessions=record.sessions,
                tokens=record.tokens,
                seconds=sum(use.seconds for use in record.by_attempt),
                cost_usd=record.cost_usd,
            )
        )
        gates += _gates(phase)
        for attempt in phase.attempts:
            for finding in attempt.entry.findings:
                if not finding.accepted:
                    findings[finding.kind].append((record.id, attempt.entry.number))
    found = [
        FindingUse(kind, len(places), len(set(places)), len({place[0] for place in places}))
        for kind, places in findings.items()
    ]
    return Statistics(
        1,
        tuple(sorted(uses, key=lambda use: -(use.cost_usd or 0))),
        tuple(sorted(gates, key=lambda gate: -gate.seconds)),
        tuple(sorted(found, key=lambda use: -use.times)),
    )


def _gates(phase: ReportPhase) -> list[GateUse]:
    runs: dict[str, list[GateEntry]] = defaultdict(list)
    for attempt in phase.attempts:
        for gate in attempt.entry.gates:
            runs[gate.name].append(gate)
    return [
        GateUse(
            phase=phase.record.id,
            name=name,
            times=len(entries),
            failed=sum(entry.exit_code not in (0, None) for entry in entries),
            timed_out=sum(entry.exit_code is None for entry in entries),
            seconds=sum(entry.seconds for entry in entries),
        )
        for name, entries in runs.items()
    ]


def _use(entry: AttemptEntry) -> AttemptUse:
    costs = [session.cost_usd for session in entry.sessions if session.cost_usd is not None]
    return AttemptUse(
        number=entry.number,
        sessions=len(entry.sessions),
        tokens=sum(session.tokens for session in entry.sessions),
        cost_usd=sum(costs) if costs else None,
        seconds=sum(session.seconds or 0 for session in entry.sessions)
        + sum(gate.seconds for gate in entry.gates),
        estimated=any(session.estimated for session in entry.sessions),
    )
