"""Gate results and signals of an attempt, as they were gathered."""

from __future__ import annotations

import json

from orchestrator.clock import now
from orchestrator.model.evidence import GateResult, Signal
from orchestrator.store.database import Database


def save_gates(
    db: Database, run_id: str, phase_id: str, attempt: int, results: tuple[GateResult, ...], tree: str
) -> None:
    """Record what the gates of an attempt did, and to which state of the project's files.

    Results of an interrupted verification are replaced.
    """
    with db.atomic():
        db.write(
            "DELETE FROM gate_result WHERE run_id = ? AND phase_id = ? AND attempt = ?",
            *(run_id, phase_id, attempt),
        )
        for ordinal, result in enumerate(results, 1):
            db.write(
                "INSERT INTO gate_result (run_id, phase_id, attempt, ordinal, name, command, exit_code,"
                " seconds, output_path, left_behind, at, tree) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(run_id, phase_id, attempt, ordinal, result.gate.name, result.gate.command),
                *(result.exit_code, result.seconds, result.output_path),
                *(json.dumps(result.left_behind), now(), tree),
            )


def save_signal(db: Database, run_id: str, phase_id: str, attempt: int, signal: Signal, name: str) -> None:
    """Record a signal that counts; the same file is recorded once."""
    report = None if signal.report is None else json.dumps(signal.report)
    with db.atomic():
        db.write(
            "INSERT OR IGNORE INTO signal VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(run_id, phase_id, attempt, name, signal.at, signal.status.value, signal.reason, report),
        )
