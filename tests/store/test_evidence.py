from __future__ import annotations

import json

from orchestrator.model.evidence import Signal, SignalStatus
from orchestrator.store import evidence
from orchestrator.store.database import Database
from tests.support.made import COMPLETED, gate, result


def test_gate_results_of_an_interrupted_verification_are_replaced(db: Database, run_id: str) -> None:
    evidence.save_gates(db, run_id, "1", 1, (result(gate("a"), 1), result(gate("b"), None)), "tree 1")
    evidence.save_gates(db, run_id, "1", 1, (result(gate("a")),), "tree 1")
    evidence.save_gates(db, run_id, "1", 2, (result(gate("a"), 2),), "tree 2")
    rows = db.rows("SELECT attempt, ordinal, command, exit_code, tree FROM gate_result ORDER BY attempt")
    assert [tuple(row) for row in rows] == [(1, 1, "a", 0, "tree 1"), (2, 1, "a", 2, "tree 2")]


def test_a_signal_is_recorded_once(db: Database, run_id: str) -> None:
    blocked = Signal(SignalStatus.BLOCKED, "half \ud800", {"tests": 12}, "2026-11-22T14:00:00Z")
    for _ in range(2):
        evidence.save_signal(db, run_id, "1", 1, blocked, "a.json")
    evidence.save_signal(db, run_id, "1", 1, COMPLETED, "b.json")
    rows = db.rows("SELECT name, status, reason, report FROM signal ORDER BY name")
    assert [tuple(row) for row in rows] == [
        ("a.json", "blocked", "half ?", json.dumps({"tests": 12})),
        ("b.json", "completed", "", None),
    ]
