"""Looks whether what is recorded of a run is still what was sealed."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from orchestrator.evidence_chain import (
    SCOPES,
    Change,
    Checked,
    Digests,
    Move,
    Stand,
    compared,
    conclusion,
    contradictions,
    head,
    link,
    opened,
)
from orchestrator.store.attempt_files import digests
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.sealing import (
    attempt_rows,
    baseline_files,
    baseline_rows,
    journal_rows,
    last_sealed,
    run_rows,
    version_of,
)

_PHASE = "run_id = ? AND phase_id = ?"
_WORKED = frozenset({"finish", "accept", "reject", "fail"})  # moves that only an attempt can have led to
_SETTLING = frozenset({"accept", "reject", "fail", "block"})  # moves that need no work after the verdict


class _Sealed(NamedTuple):
    """One attempt that has a seal."""

    phase_id: str
    number: int
    decision: str
    scopes: dict[str, dict[str, str]]
    last: int  # the version of the last journal row that it covers; -1: none


def check(db: Database, folder: StateFolder, run_id: str) -> Checked:
    """Compare everything that is recorded of a run with its seals; of a cleaned run that is rows alone."""
    look = _Look(db, folder, run_id)
    for phase in db.rows("SELECT * FROM phase WHERE run_id = ? ORDER BY position", run_id):
        look.phase(phase)
    look.without_phase()
    look.run()
    return Checked(len(look.sealed), tuple(look.open), tuple(look.changes), head(look.links), look.cleaned_at)


class _Look:
    """What one look has found so far."""

    def __init__(self, db: Database, folder: StateFolder, run_id: str) -> None:
        self._db, self._folder, self._run_id = db, folder, run_id
        self.sealed: list[_Sealed] = []
        self.open: list[tuple[str, int]] = []
        self.changes: list[Change] = []
        self.links: list[str] = []
        self._states: set[str] = set()
        row = db.row("SELECT cleaned_at FROM run WHERE id = ?", run_id)
        assert row is not None, "it was found before"
        self.cleaned_at: str | None = row["cleaned_at"]

    def phase(self, phase: sqlite3.Row) -> None:
        """Compare one phase, its moves and its attempts."""
        phase_id = phase["phase_id"]
        moves = _moves(self._db, self._run_id, phase_id)
        self._states.add(phase["state"])
        stands = Stand(*(phase[name] for name in Stand._fields))._replace(assumed=bool(phase["assumed"]))
        self._add(phase_id, 0, "row", contradictions(moves, stands))
        rows = self._db.rows(f"SELECT * FROM attempt WHERE {_PHASE} ORDER BY number", self._run_id, phase_id)
        self._removed_attempts(phase_id, moves, {row["number"] for row in rows})
        under_way = stands.attempt if stands.state in ("running", "verifying") else 0
        chain = ""
        for row in rows:
            if row["number"] == under_way:
                self.open.append((phase_id, row["number"]))
            else:
                chain = self._attempt(row, moves, chain)
        self.links.append(chain)

    def without_phase(self) -> None:
        """Name phases of which only traces are left."""
        traces = self._db.rows(
            "SELECT phase_id FROM journal WHERE run_id = ?"
            " UNION SELECT phase_id FROM attempt WHERE run_id = ?"
            " EXCEPT SELECT phase_id FROM phase WHERE run_id = ? ORDER BY phase_id",
            *(self._run_id, self._run_id, self._run_id),
        )
        for row in traces:
            self._add(row["phase_id"], 0, "row", [("phase", "removed")])

    def _attempt(self, row: sqlite3.Row, moves: list[Move], previous: str) -> str:
        """Compare one attempt; the link that follows from what is there."""
        phase_id, number = row["phase_id"], row["number"]
        if row["evidence"] is None:
            how = "is missing: recorded by an older orchestrate, or removed; nothing proves this attempt"
            self._add(phase_id, number, "seal", [("seal", how)])
            return previous
        expected = link(previous, row["evidence"])
        scopes = opened(row["evidence"])
        if row["chain"] != expected or scopes.keys() != SCOPES.keys():
            self._add(
                phase_id, number, "seal", [("seal", "changed, or the attempt before it was sealed anew")]
            )
        one = _Sealed(phase_id, number, row["decision"] or "", scopes, last_sealed(scopes))
        self.sealed.append(one)
        self._compare(one, moves)
        return expected

    def _compare(self, one: _Sealed, moves: list[Move]) -> None:
        db, run_id, phase_id = self._db, self._run_id, one.phase_id
        path = self._folder.attempt(run_id, phase_id, one.number)
        if self.cleaned_at is None:
            self._scope(one, "files", digests(path))
        self._scope(one, "rows", attempt_rows(db, run_id, phase_id, one.number))
        versions = [version_of(name) for name in one.scopes.get("journal", ())]
        if versions:
            found = journal_rows(db, run_id, phase_id, min(versions) - 1, max(versions))
            self._scope(one, "journal", found)
        if not any(move.trigger == "reopen" and move.version > one.last for move in moves):
            # Afterwards a new round has a baseline of its own.
            self._scope(one, "baseline", baseline_rows(db, run_id, phase_id))
            if self.cleaned_at is None:
                self._scope(one, "before", baseline_files(self._folder, run_id, phase_id))
        wrong = conclusion(one.decision, [move for move in moves if move.version > one.last])
        self._add(phase_id, one.number, "row", [wrong] if wrong else [])

    def run(self) -> None:
        """Compare what all phases share, unless the run went on since the last seal.

        Then a person may have changed the plan; what is sealed next covers it.
        """
        run = self._db.row("SELECT * FROM run WHERE id = ?", self._run_id)
        assert run is not None, "it was found before"
        if not self.sealed or run["ended_at"] is None:
            return
        if (run["exit_code"] == 0) != (self._states == {"done"}):
            self.changes.append(Change("", 0, "row", "run", "has an exit code that its phases do not have"))
        rows = self._db.rows(
            "SELECT seq, phase_id, version, trigger FROM journal WHERE run_id = ?", self._run_id
        )
        places = {(row["phase_id"], row["version"]): row["seq"] for row in rows}
        newest = max(self.sealed, key=lambda one: places.get((one.phase_id, one.last), 0))
        since = places.get((newest.phase_id, newest.last), 0)
        if all(row["trigger"] in _SETTLING for row in rows if row["seq"] > since):
            for name, how in compared(newest.scopes.get("run", {}), run_rows(self._db, self._run_id)):
                self.changes.append(Change("", 0, "row", name, how))

    def _removed_attempts(self, phase_id: str, moves: list[Move], there: set[int]) -> None:
        worked = {move.attempt for move in moves if move.trigger in _WORKED}
        for number in sorted(worked - there):
            self._add(phase_id, number, "row", [("attempt", "removed")])

    def _scope(self, one: _Sealed, scope: str, found: Digests) -> None:
        recorded = one.scopes.get(scope)
        if recorded is not None:  # else the seal itself was named already
            self._add(one.phase_id, one.number, SCOPES[scope], compared(recorded, found))

    def _add(self, phase_id: str, number: int, what: str, wrong: list[tuple[str, str]]) -> None:
        self.changes += [Change(phase_id, number, what, name, how) for name, how in wrong]


def _moves(db: Database, run_id: str, phase_id: str) -> list[Move]:
    columns = ", ".join(Move._fields)
    rows = db.rows(f"SELECT {columns} FROM journal WHERE {_PHASE} ORDER BY version", run_id, phase_id)
    return [Move(*row) for row in rows]
