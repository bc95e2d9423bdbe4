"""Everything that led to a verdict, as JSON (schemas/evidence.schema.json)."""

from __future__ import annotations

import json
from typing import Any

from orchestrator.diffs import counts
from orchestrator.model.dossier import AttemptEntry, Dossier, SessionEntry

VERSION = 1


def dossier_json(dossier: Dossier, *, whole_diff: bool) -> str:
    """The dossier with whole prompts, and with whole diffs when they are asked for."""
    phase = dossier.phase
    data = {
        "version": VERSION,
        "run": dossier.run.id,
        "plan": dossier.run.plan_path,
        "cleaned_at": dossier.run.cleaned_at,
        "phase": {
            "id": phase.id,
            "title": phase.title,
            "state": phase.state.value,
            "assumed": phase.assumed,
            "reason": phase.reason,
            "since": phase.since,
            "attempts": phase.attempt,
        },
        "history": [entry._asdict() for entry in dossier.history],
        "attempts": [
            attempt_data(attempt, _diff_data(attempt, whole=whole_diff)) for attempt in dossier.attempts
        ],
    }
    return json.dumps(data, indent=2)


def _diff_data(attempt: AttemptEntry, *, whole: bool) -> dict[str, Any] | None:
    if attempt.diff is None:
        return None
    files = [file._asdict() for file in counts(attempt.diff.encode("utf-8", "replace"))]
    return {"path": attempt.diff_path, "files": files, "text": attempt.diff if whole else None}


def attempt_data(attempt: AttemptEntry, diff: dict[str, Any] | None) -> dict[str, Any]:
    """An attempt as plain data, with what is told of its diff."""
    verdict = None
    if attempt.decision is not None:
        verdict = {"decision": attempt.decision, "reason": attempt.reason or ""}
    gates = [
        gate._asdict() | {"baseline": gate.baseline._asdict() if gate.baseline else None}
        for gate in attempt.gates
    ]
    return {
        "number": attempt.number,
        "why": attempt.why,
        "folder": attempt.folder,
        "started_at": attempt.started_at,
        "ended_at": attempt.ended_at,
        "sessions": [_session_data(session) for session in attempt.sessions],
        "signals": [signal._asdict() for signal in attempt.signals],
        "before": [{"name": name} | entry._asdict() for name, entry in attempt.before],
        "gates": gates,
        "findings": [finding._asdict() for finding in attempt.findings],
        "tampered": [tampered._asdict() for tampered in attempt.tampered],
        "base_tree": attempt.base_tree,
        "tree": attempt.tree,
        "diff": diff,
        "verdict": verdict,
        "chain": attempt.chain,
    }


def _session_data(session: SessionEntry) -> dict[str, Any]:
    agents = [{"agent": agent, "status": status} for agent, status in session.agents]
    return session._asdict() | {"agents": agents}
