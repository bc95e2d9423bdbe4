"""Attempts and their sessions: opened before the effect, closed with the result."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

from orchestrator.clock import now
from orchestrator.model.attempts import Attempt, Base, Session
from orchestrator.model.evidence import (
    Decision,
    FrozenChange,
    GateResult,
    Verdict,
)
from orchestrator.model.session import (
    ExitRecord,
    Outcome,
    StreamSummary,
    Usage,
)
from orchestrator.store import attempt_rows
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
        findings=tuple(attempt_rows.finding(item) for item in found),
        base=attempt_rows.base(row),
        tree=row["tree"] or "",
        tampered=tuple(FrozenChange(**change) for change in json.loads(row["tampered"] or "[]")),
    )


def save_baseline(db: Database, run_id: str, phase_id: str, baseline: tuple[GateResult, ...]) -> None:
    """Record what the gates said before the first session of a round, in place of what they said before."""
    with db.atomic():
        db.write("DELETE FROM baseline WHERE run_id = ? AND phase_id = ?", run_id, phase_id)
        for ordinal, result in enumerate(baseline, 1):
            db.write(
                "INSERT INTO baseline (run_id, phase_id, ordinal, name, command, exit_code, seconds,"
                " output_path, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(run_id, phase_id, ordinal, result.gate.name, result.gate.command),
                *(result.exit_code, result.seconds, result.output_path, now()),
            )


def save_base(db: Database, run_id: str, phase_id: str, number: int, base: Base) -> None:
    """Record how the project was before the first session of a round: from then on the round has begun."""
    ignores = json.dumps({path: content.decode("latin-1") for path, content in base.ignores.items()})
    with db.atomic():
        db.write(
            "UPDATE attempt SET base_tree = ?, protected = ?, ignores = ?"
            " WHERE run_id = ? AND phase_id = ? AND number = ?",
            *(base.tree, base.protected, ignores, run_id, phase_id, number),
        )


def green_before(db: Database, run_id: str, phase_id: str) -> dict[int, bool]:
    """Which gates, by their place from 1, passed before the first session of the round."""
    rows = db.rows(
        "SELECT ordinal, exit_code FROM baseline WHERE run_id = ? AND phase_id = ?", run_id, phase_id
    )
    return {row["ordinal"]: row["exit_code"] == 0 for row in rows}


def first_tree(db: Database, run_id: str, phase_id: str) -> str:
    """The project's files before anything was done for this phase, in whichever round; empty: not known."""
    row = db.row(
        "SELECT base_tree FROM attempt WHERE run_id = ? AND phase_id = ? AND base_tree <> ''"
        " ORDER BY number LIMIT 1",
        *(run_id, phase_id),
    )
    return "" if row is None else str(row["base_tree"])


def save_tampered(
    db: Database, run_id: str, phase_id: str, number: int, found: tuple[FrozenChange, ...]
) -> None:
    """Record which frozen files were found changed: once they are put back nothing else tells."""
    text = json.dumps([asdict(change) for change in found])
    with db.atomic():
        db.write(
            "UPDATE attempt SET tampered = ? WHERE run_id = ? AND phase_id = ? AND number = ?",
            *(text, run_id, phase_id, number),
        )


def save_tree(db: Database, run_id: str, phase_id: str, number: int, tree: str) -> None:
    """Record which state of the project's files is being judged."""
    with db.atomic():
        db.write(
            "UPDATE attempt SET tree = ? WHERE run_id = ? AND phase_id = ? AND number = ?",
            *(tree, run_id, phase_id, number),
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
                "INSERT INTO finding (run_id, phase_id, attempt, ordinal, kind, severity, message, detail,"
                " accepted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(run_id, phase_id, number, ordinal),
                *(item.kind.value, item.severity.value, item.message, item.detail, item.accepted),
            )


def open_session(
    db: Database,
    run_id: str,
    phase_id: str,
    attempt: int,
    claude_id: str,
    *,
    continues: bool,
    notes: str = "",
) -> int:
    """Record that a session is about to start, and how the notes are then; its ordinal within the attempt."""
    with db.atomic():
        row = db.row(
            f"SELECT coalesce(max(ordinal), 0) + 1 AS next FROM session WHERE {_ATTEMPT}",
            *(run_id, phase_id, attempt),
        )
        assert row is not None, "an aggregate always has a row"
        ordinal = int(row["next"])
        db.write(
            "INSERT INTO session (run_id, phase_id, attempt, ordinal, claude_id, continues, started_at,"
            " notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(run_id, phase_id, attempt, ordinal, claude_id, continues, now(), notes),
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
    estimated: Usage | None = None,
) -> None:
    """Record how a session ended and all that its stream added up to.

    Args:
        db: the state.
        run_id, phase_id, session: which one.
        summary: what its stream says.
        ended: how its process ended.
        outcome: what follows from both.
        estimated: what it used as far as that can be seen; counts when it had no result to tell it.
    """
    guessed = estimated if estimated and summary.result is None and estimated.tokens else None
    usage = guessed or summary.usage
    with db.atomic():
        db.write(
            f"""UPDATE session SET ended_at = ?, ending = ?, reason = ?, resumable = ?, exit_code = ?,
                summary = ?, left_behind = ?, input_tokens = ?, output_tokens = ?, cache_read_tokens = ?,
                cache_creation_tokens = ?, cost_usd = ?, seconds = ?, estimated = ?, trouble = ?
                WHERE {_ATTEMPT} AND ordinal = ?""",
            *(now(), outcome.ending.value, outcome.reason, outcome.resumable, ended.code),
            *(
                json.dumps(asdict(summary), default=lambda item: item.value),
                json.dumps(attempt_rows.left_behind(ended)),
            ),
            *(usage.input_tokens, usage.output_tokens, usage.cache_read_tokens, usage.cache_creation_tokens),
            *(
                usage.cost_usd,
                ended.seconds,
                1 if guessed else None,
                attempt_rows.trouble_text(outcome.trouble),
            ),
            *(run_id, phase_id, session.attempt, session.ordinal),
        )


def save_retry(db: Database, run_id: str, phase_id: str, session: Session, until: float) -> None:
    """Record that after a session nothing is tried before this moment (seconds since the epoch)."""
    with db.atomic():
        db.write(
            f"UPDATE session SET retry_at = ? WHERE {_ATTEMPT} AND ordinal = ?",
            *(until, run_id, phase_id, session.attempt, session.ordinal),
        )


def used(db: Database, run_id: str, phase_id: str, session: Session) -> Usage:
    """What the earlier sessions of the same conversation used."""
    row = db.row(
        "SELECT coalesce(sum(input_tokens), 0) AS input, coalesce(sum(output_tokens), 0) AS output,"
        " coalesce(sum(cache_read_tokens), 0) AS cache_read,"
        " coalesce(sum(cache_creation_tokens), 0) AS cache_creation, sum(cost_usd) AS cost FROM session"
        " WHERE run_id = ? AND phase_id = ? AND claude_id = ? AND (attempt, ordinal) < (?, ?)",
        *(run_id, phase_id, session.claude_id, session.attempt, session.ordinal),
    )
    assert row is not None, "an aggregate always has a row"
    return Usage(row["input"], row["output"], row["cache_read"], row["cache_creation"], row["cost"])


def sessions(db: Database, run_id: str, phase_id: str) -> tuple[Session, ...]:
    """All sessions of a phase, the oldest first."""
    rows = db.rows(
        "SELECT * FROM session WHERE run_id = ? AND phase_id = ? ORDER BY attempt, ordinal", run_id, phase_id
    )
    return tuple(attempt_rows.session(row) for row in rows)
