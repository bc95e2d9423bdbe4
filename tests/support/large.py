"""State as long use leaves it: many runs, or one of many phases and attempts, with all their files."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from orchestrator.clock import at
from orchestrator.model.plan import Phase, Plan
from orchestrator.store import runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder, prepare
from orchestrator.views.plan import dumps, plan_data
from tests.support.made import gate, phase

BEGAN = 1_795_000_000.0  # seconds since the epoch
SUMMARY = json.dumps({"model": "sonnet", "cli_version": "2.0.0", "result": {"num_turns": 7}, "agents": []})
GATES = ("ruff", "pytest")
OUTPUT = "tests/test_module.py::test_case PASSED\n" * 60
DIFF = """\
diff --git a/src/module{n}.py b/src/module{n}.py
index 1111111..2222222 100644
--- a/src/module{n}.py
+++ b/src/module{n}.py
@@ -1,3 +1,4 @@
 import os
-old = 1
+new = 2
+more = 3
 end = 4
"""
FAILED = "gate 'pytest' failed with exit code 1 (`pytest -q`)"


class Size(NamedTuple):
    """How much there is. Every attempt but the last of a phase is rejected; every fourth run ends blocked."""

    runs: int = 1
    phases: int = 200
    attempts: int = 5
    files: bool = True


WHOLE = Size()


def large(root: Path, size: Size = WHOLE) -> tuple[str, ...]:
    """Write such state into a project; the ids of its runs, the oldest first."""
    folder = StateFolder(str(root))
    prepare(folder)
    plan = Plan("docs/master-plan.md", "Large", tuple(_phase(number) for number in range(1, size.phases + 1)))
    ids = tuple(f"20261122-{number:06d}-{number:04x}" for number in range(size.runs))
    with closing(Database(folder.database)) as db, db.atomic():
        for number, run_id in enumerate(ids):
            runs.create(db, run_id, plan, dumps(plan_data(plan)), "sonnet", {})
            _Run(db, folder, run_id, size, blocked=number % 4 == 3, began=BEGAN + number * 86_400).write()
    return ids


def _phase(number: int) -> Phase:
    return phase(
        str(number),
        title=f"Build part {number}",
        gates=tuple(gate(f"{name} -q", name) for name in GATES),
        depends_on=(str(number - 1),) if number > 1 else (),
    )


class _Run(NamedTuple):
    """One run to be written; times are so many seconds after the epoch."""

    db: Database
    folder: StateFolder
    run_id: str
    size: Size
    blocked: bool  # its last phase
    began: float

    def write(self) -> None:
        seconds = 100.0 * self.size.attempts
        for number in range(1, self.size.phases + 1):
            blocked = self.blocked and number == self.size.phases
            self._write_phase(str(number), self.began + (number - 1) * seconds, blocked=blocked)
        ended = at(self.began + self.size.phases * seconds)
        self.db.write(
            "UPDATE run SET started_at = ?, ended_at = ?, exit_code = ? WHERE id = ?",
            *(at(self.began), ended, int(self.blocked), self.run_id),
        )

    def _write_phase(self, phase_id: str, began: float, *, blocked: bool) -> None:
        moves: list[tuple[str, str, str, str, int, str]] = []
        for number in range(1, self.size.attempts + 1):
            last = number == self.size.attempts
            start = began + (number - 1) * 100.0
            end = "block" if last and blocked else "accept" if last else "reject"
            dest = {"block": "blocked", "accept": "done", "reject": "remediating"}[end]
            begins = ("start", "pending") if number == 1 else ("retry", "remediating")
            why = "" if end == "accept" else FAILED
            moves += [
                (at(start), *begins, "running", number, ""),
                (at(start + 60.0), "finish", "running", "verifying", number, "ended with a result"),
                (at(start + 90.0), end, "verifying", dest, number, why),
            ]
            self._write_attempt(phase_id, number, start, end)
        for version, move in enumerate(moves):
            self._insert(
                "journal (run_id, phase_id, at, trigger, source, dest, attempt, reason, version)",
                *(phase_id, *move, version),
            )
        when, _, _, dest, attempt, reason = moves[-1]
        self.db.write(
            "UPDATE phase SET state = ?, version = ?, attempt = ?, reason = ?, since = ?"
            " WHERE run_id = ? AND phase_id = ?",
            *(dest, len(moves), attempt, reason, when, self.run_id, phase_id),
        )

    def _write_attempt(self, phase_id: str, number: int, began: float, end: str) -> None:
        decision = {"accept": "accept", "reject": "targeted fix", "block": "block"}[end]
        passed = end == "accept"
        key = (phase_id, number)
        self._insert(
            "attempt (run_id, phase_id, number, token, started_at, ended_at, decision, reason, base_tree,"
            " tree)",
            *(*key, "", at(began), at(began + 90.0), decision, "" if passed else FAILED, "a" * 40, "b" * 40),
        )
        self._insert(
            "session (run_id, phase_id, attempt, ordinal, claude_id, continues, started_at, ended_at, ending,"
            " reason, resumable, exit_code, summary, left_behind, input_tokens, output_tokens, cost_usd,"
            " seconds)",
            *(*key, 1, f"claude-{phase_id}", number > 1, at(began), at(began + 60.0), "claims done"),
            *("ended with a result", 1, 0, SUMMARY, "[]", 2_000, 500, 0.125, 60.0),
        )
        self._insert(
            "signal (run_id, phase_id, attempt, name, at, status, reason, report)",
            *(*key, "1.json", at(began + 55.0), "completed", "", None),
        )
        place = self.folder.attempt(self.run_id, phase_id, number)
        for ordinal, name in enumerate(GATES, 1):
            failed = name == "pytest" and not passed
            log = f"{place}/gates/{ordinal}.log"
            self._insert(
                "gate_result (run_id, phase_id, attempt, ordinal, name, command, exit_code, seconds,"
                " output_path, left_behind, at, tree)",
                *(*key, ordinal, name, f"{name} -q", int(failed), 10.0 * ordinal, self.folder.relative(log)),
                *("[]", at(began + 60.0 + 10.0 * ordinal), "b" * 40),
            )
        if not passed:
            self._insert(
                "finding (run_id, phase_id, attempt, ordinal, kind, severity, message, detail)",
                *(*key, 1, "gate failed", "high", FAILED, OUTPUT[:1_000]),
            )
        if self.size.files:
            _write_files(Path(place), phase_id)

    def _insert(self, into: str, *values: object) -> None:
        """A row of this run."""
        places = ", ".join("?" * (len(values) + 1))
        self.db.write(f"INSERT INTO {into} VALUES ({places})", self.run_id, *values)


def _write_files(place: Path, phase_id: str) -> None:
    (place / "gates").mkdir(parents=True)
    for ordinal in range(1, len(GATES) + 1):
        (place / "gates" / f"{ordinal}.log").write_text(OUTPUT)
    (place / "changes.diff").write_text(DIFF.format(n=phase_id))
