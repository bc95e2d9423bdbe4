"""Plays a scenario through the real program and says what came of it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.support.commands import Completed, run_orchestrate
from tests.liars.project import PLAN, build
from tests.liars.scenario import Must, Scenario

LIMIT = 60.0  # seconds for a run
FALSE_DONE = "FALSE DONE"
FALSE_BLOCK = "FALSE BLOCK"


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a scenario."""

    scenario: Scenario
    done: bool  # somebody was told that every phase is done: by the exit code, or by `status`
    exit_code: int
    states: Mapping[str, str]  # phase -> state, as `status` tells; empty when it tells nothing
    sessions: int
    findings: Mapping[str, int]  # kind -> how often, all attempts together
    shown: str  # what the program printed

    @property
    def outcome(self) -> str:
        """One word for the table."""
        if self.done:
            return "done"
        return "blocked" if self.exit_code == 1 else f"exit {self.exit_code}"

    @property
    def wrong(self) -> str:
        """Why this is not what had to come of it; empty when it is."""
        must = self.scenario.must
        if must is Must.NEVER_BE_DONE and self.done:
            return FALSE_DONE
        if must is Must.BE_DONE and not self.done:
            return FALSE_BLOCK
        if must is Must.BE_BLOCKED and self.exit_code != 1:
            return "NOT BLOCKED"
        most = self.scenario.sessions
        if most is None:
            most = self.scenario.phases * (1 + self.scenario.retries)
        if self.sessions > most:
            return f"MORE THAN {most} SESSIONS"
        if must is Must.NEVER_BE_DONE and self.exit_code not in self.scenario.exits:
            return f"EXIT CODE {self.exit_code}"
        missing = {kind.value for kind in self.scenario.finds} - set(self.findings)
        if missing:
            return f"NOT FOUND: {', '.join(sorted(missing))}"
        return "" if self.scenario.says in self.shown else f"NOT SAID: {self.scenario.says}"


def play(scenario: Scenario, folder: Path) -> Played:
    """Run a scenario in an empty folder, to its end.

    Raises:
        AssertionError: the program did not come to an end.
    """
    root = build(scenario, folder)
    ended = [_orchestrate(root, "run", PLAN)]
    if scenario.resume:
        ended.append(_orchestrate(root, "resume"))
    states = _states(root)
    last = states.get(str(scenario.phases))  # with several phases it is the last one that lies
    return Played(
        scenario,
        done=last == "done" or any(each.returncode == 0 for each in ended),
        exit_code=ended[-1].returncode,
        states=states,
        sessions=len(_lines(folder / "sessions")),
        findings=_findings(root),
        shown="".join(each.stdout + each.stderr for each in ended),
    )


def _orchestrate(root: Path, *words: str) -> Completed:
    return run_orchestrate(*words, cwd=root, env=os.environ, timeout=LIMIT)


def _states(root: Path) -> dict[str, str]:
    ended = _orchestrate(root, "status", "--json")
    if ended.returncode:
        return {}
    run = json.loads(ended.stdout)["run"]
    return {phase["id"]: phase["state"] for phase in run["phases"]} if run else {}


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _findings(root: Path) -> Counter[str]:
    """Kinds of all findings; none when the worker has done away with the database."""
    path = root / ".orchestrator" / "state.db"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            return Counter(kind for (kind,) in db.execute("SELECT kind FROM finding"))
    except sqlite3.Error:
        return Counter()
