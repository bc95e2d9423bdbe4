"""Where time, money and attempts of runs went: added up by the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from orchestrator.model.statistics import FindingUse, GateUse, PhaseUse, Statistics
from orchestrator.store.database import Database
from orchestrator.store.spending import OF_RUNS, SECONDS, TOKENS, one_value

# As `spending` prices a session that was killed: by what a token of the run's other sessions cost.
# Title and position are those of the newest run: SQLite takes such columns from the row of the maximum.
_PHASES = f"""
    WITH
    used AS (
        SELECT run_id, phase_id, count(*) AS sessions, sum({TOKENS}) AS tokens, sum({SECONDS}) AS seconds,
               sum(cost_usd) AS cost, sum(CASE WHEN estimated THEN {TOKENS} ELSE 0 END) AS unpriced,
               sum(CASE WHEN cost_usd > 0 THEN {TOKENS} ELSE 0 END) AS priced
        FROM session WHERE {OF_RUNS} GROUP BY run_id, phase_id),
    price AS (SELECT run_id, sum(cost) / nullif(sum(priced), 0) AS of_token FROM used GROUP BY run_id),
    gates AS (
        SELECT run_id, phase_id, sum(seconds) AS seconds FROM gate_result WHERE {OF_RUNS}
        GROUP BY run_id, phase_id),
    tried AS (
        SELECT run_id, phase_id, count(*) AS attempts FROM attempt WHERE {OF_RUNS} GROUP BY run_id, phase_id)
    SELECT phase_id AS phase, max(run.rowid), title, position, count(*) AS runs,
           sum(state = 'done' AND NOT assumed) AS done, sum(state = 'blocked') AS blocked,
           coalesce(sum(attempts), 0) AS attempts, coalesce(sum(sessions), 0) AS sessions,
           coalesce(sum(tokens), 0) AS tokens,
           coalesce(sum(used.seconds), 0.0) + coalesce(sum(gates.seconds), 0.0) AS seconds,
           sum(CASE WHEN unpriced > 0 AND of_token IS NOT NULL THEN coalesce(cost, 0.0) + unpriced * of_token
               ELSE cost END) AS cost_usd
    FROM (SELECT phase.*, run.rowid, plan_path FROM phase JOIN run ON run.id = run_id WHERE {OF_RUNS}) AS run
    LEFT JOIN used USING (run_id, phase_id) LEFT JOIN price USING (run_id)
    LEFT JOIN gates USING (run_id, phase_id) LEFT JOIN tried USING (run_id, phase_id)
    GROUP BY plan_path, phase_id ORDER BY coalesce(cost_usd, 0.0) DESC, seconds DESC, position, phase_id"""
_GATES = f"""
    SELECT phase_id AS phase, name, count(*) AS times, sum(coalesce(result.exit_code, 0) <> 0) AS failed,
           sum(result.exit_code IS NULL) AS timed_out, sum(seconds) AS seconds
    FROM gate_result AS result JOIN run ON run.id = run_id WHERE {OF_RUNS}
    GROUP BY plan_path, phase_id, name ORDER BY sum(seconds) DESC, failed DESC, phase_id, name"""
_FINDINGS = f"""
    SELECT kind, sum(times) AS times, count(*) AS attempts,
           count(DISTINCT json_array(plan_path, phase_id)) AS phases
    FROM (SELECT run_id, phase_id, attempt, kind, count(*) AS times FROM finding
          WHERE accepted = '' AND {OF_RUNS} GROUP BY run_id, phase_id, attempt, kind)
    JOIN run ON run.id = run_id GROUP BY kind ORDER BY sum(times) DESC, kind"""


def statistics(db: Database, run_ids: Sequence[str]) -> Statistics:
    """What these runs came to; the same phase id of two plans is two phases.

    Raises:
        StoreError: the database cannot be read.
    """
    wanted = one_value(run_ids)
    with db.reading():
        phases = db.rows(_PHASES, *[wanted] * _PHASES.count("?"))
        gates = db.rows(_GATES, wanted)
        findings = db.rows(_FINDINGS, wanted)
    return Statistics(
        runs=len(set(run_ids)),
        phases=tuple(PhaseUse(**_named(row, PhaseUse._fields)) for row in phases),
        gates=tuple(GateUse(**_named(row, GateUse._fields)) for row in gates),
        findings=tuple(FindingUse(**_named(row, FindingUse._fields)) for row in findings),
    )


def _named(row: sqlite3.Row, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names}
