"""Attempts and their sessions: opened before the effect, closed with the result."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import asdict

from orchestrator.model.attempts import Attempt, Session
from orchestrator.model.evidence import Decision, Finding, FindingKind, Severity, Verdict
from orchestrator.model.session import AgentRun, AgentStatus, Ending, ExitRecord, Outcome, StreamSummary
from orchestrator.store.clock import now
from orchestrator.store.database import Database

_ATTEMPT = "run_id = ? AND phase_id = ? AND attempt = ?"


def open_attempt(db: Database, run_id: str, phase_id: str, number: int) -> Attempt:
    """The attempt with this number, recorded now unless an interrupted run did that already."""
    with db.atomic():
        db.write(
            "INSERT OR IGNORE INTO attempt (run_id, phase_id, number, token, started_at)"
            " VALUES (?, ?, ?, ?, ?)",
            *(run_id, phase_id, number, os.urandom(16).hex(), now()),
        )
    found = attempt(db, run_id, phase_id, number)
    assert found is not None, "it was inserted above"
    return found


def attempt(db: Database, run_id: str, phase_id: str, number: int) -> Attempt | None:
    """What is recorded of an attempt."""
    row = db.row(
        "SELECT * FROM attempt WHERE run_id = ? AND phase_id = ? AND number = ?", run_id, phase_id, number
    )
    if row is None:
        return None
    found = db.rows(f"SELECT * FROM finding WHERE {_ATTEMPT} ORDER BY ordinal", run_id, phase_id, number)
    return Attempt(
        number=number,
        token=row["token"],
        decision=Decision(row["decision"]) if row["decision"] else None,
        findings=tuple(_finding(item) for item in found),
    )


def close_attempt(db: Database, run_id: str, phase_id: str, number: int, verdict: Verdict) -> None:
    """Record the verdict on an attempt; a verdict of an earlier, interrupted verification is replaced."""
    with db.atomic():
        db.write(
            "UPDATE attempt SET ended_at = ?, decision = ?, reason = ?"
            " WHERE run_id = ? AND phase_id = ? AND number = ?",
            *(now(), verdict.decision.value, verdict.reason, run_id, phase_id, number),
        )
        db.write(f"DELETE FROM finding WHERE {_ATTEMPT}", run_id, phase_id, number)
        for ordinal, item in enumerate(verdict.findings, 1):
            db.write(
                "INSERT INTO finding (run_id, phase_id, attempt, ordinal, kind, severity, message, detail)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                *(run_id, phase_id, number, ordinal),
                *(item.kind.value, item.severity.value, item.message, item.detail),
            )


def open_session(
    db: Database, run_id: str, phase_id: str, attempt: int, claude_id: str, *, continues: bool
) -> int:
    """Record that a session is about to start; its ordinal within the attempt."""
    with db.atomic():
        row = db.row(
            f"SELECT coalesce(max(ordinal), 0) + 1 AS next FROM session WHERE {_ATTEMPT}",
            *(run_id, phase_id, attempt),
        )
        assert row is not None, "an aggregate always has a row"
        ordinal = int(row["next"])
        db.write(
            "INSERT INTO session (run_id, phase_id, attempt, ordinal, claude_id, continues, started_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(run_id, phase_id, attempt, ordinal, claude_id, continues, now()),
        )
    return ordinal


def close_session(
    db: Database,
    run_id: str,
    phase_id: str,
    session: Session,
    *,
    summary: StreamSummary,
    ended: ExitRecord,
    outcome: Outcome,
) -> None:
    """Record how a session ended and all that its stream added up to."""
    usage = summary.usage
    with db.atomic():
        db.write(
            f"""UPDATE session SET ended_at = ?, ending = ?, reason = ?, resumable = ?, exit_code = ?,
                summary = ?, left_behind = ?, input_tokens = ?, output_tokens = ?, cache_read_tokens = ?,
                cache_creation_tokens = ?, cost_usd = ? WHERE {_ATTEMPT} AND ordinal = ?""",
            *(now(), outcome.ending.value, outcome.reason, outcome.resumable, ended.code),
            *(json.dumps(asdict(summary), default=lambda item: item.value), json.dumps(ended.left_behind)),
            *(usage.input_tokens, usage.output_tokens, usage.cache_read_tokens, usage.cache_creation_tokens),
            *(usage.cost_usd, run_id, phase_id, session.attempt, session.ordinal),
        )


def sessions(db: Database, run_id: str, phase_id: str) -> tuple[Session, ...]:
    """All sessions of a phase, the oldest first."""
    rows = db.rows(
        "SELECT * FROM session WHERE run_id = ? AND phase_id = ? ORDER BY attempt, ordinal", run_id, phase_id
    )
    return tuple(_session(row) for row in rows)


def _finding(row: sqlite3.Row) -> Finding:
    return Finding(FindingKind(row["kind"]), Severity(row["severity"]), row["message"], row["detail"])


def _session(row: sqlite3.Row) -> Session:
    outcome = None
    if row["ending"] is not None:
        outcome = Outcome(Ending(row["ending"]), row["reason"], bool(row["resumable"]))
    agents = json.loads(row["summary"])["agents"] if row["summary"] else []
    return Session(
        attempt=row["attempt"],
        ordinal=row["ordinal"],
        claude_id=row["claude_id"],
        continues=bool(row["continues"]),
        outcome=outcome,
        agents=tuple(
            AgentRun(item["agent"], item["tool_use_id"], AgentStatus(item["status"])) for item in agents
        ),
    )
