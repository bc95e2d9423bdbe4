"""What a project remembers of its runs, read as a program would: `--json`, and the database itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.support.commands import run_orchestrate
from tests.e2e.support.project import Project


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session as it is recorded."""

    phase: str
    attempt: int
    claude_id: str
    continues: bool
    ending: str | None


def status(made: Project, env: Mapping[str, str]) -> dict[str, Any]:
    """The last run, as `orchestrate status --json` tells it."""
    ended = run_orchestrate("status", "--json", cwd=made.root, env=env)
    assert ended.returncode == 0, ended.stderr
    run: dict[str, Any] = json.loads(ended.stdout)["run"]
    return run


def states(run: Mapping[str, Any]) -> dict[str, str]:
    """Phase id -> state."""
    return {phase["id"]: phase["state"] for phase in run["phases"]}


def sessions(made: Project) -> list[SessionRow]:
    """All sessions of the project in the order in which they started."""
    query = "SELECT phase_id, attempt, claude_id, continues, ending FROM session ORDER BY rowid"
    return [
        SessionRow(phase, attempt, claude_id, bool(continues), ending)
        for phase, attempt, claude_id, continues, ending in rows(made, query)
    ]


def triggers(made: Project, phase_id: str) -> list[str]:
    """What happened to a phase, from the journal of all runs."""
    found = rows(made, "SELECT trigger FROM journal WHERE phase_id = ? ORDER BY seq", phase_id)
    return [row[0] for row in found]


def findings(made: Project, attempt: int) -> list[str]:
    """The kinds of findings of an attempt, of whatever phase had so many."""
    found = rows(made, "SELECT kind FROM finding WHERE attempt = ? ORDER BY rowid", attempt)
    return [row[0] for row in found]


def evidence(made: Project, phase_id: str, attempt: int) -> Path:
    """The folder with the evidence of an attempt of the last run."""
    run_id = str(rows(made, "SELECT id FROM run ORDER BY rowid DESC LIMIT 1")[0][0])
    return made.root / ".orchestrator" / "runs" / run_id / phase_id / str(attempt)


def rows(made: Project, query: str, *values: object) -> list[tuple[Any, ...]]:
    """What a query finds; the file is only read."""
    path = made.root / ".orchestrator" / "state.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return db.execute(query, values).fetchall()
