"""A run without a command line: a real project, state file, supervisor and gates; a stand-in for the CLI."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.engine.conductor import Conducted, conduct
from orchestrator.engine.frozen import freeze
from orchestrator.engine.work import Work
from orchestrator.lifecycle import Lifecycle, Tracked
from orchestrator.model.configuration import ClaudeSettings, Settings
from orchestrator.model.happening import Happening
from orchestrator.model.plan import Gate, GateOrigin, Phase, Plan
from orchestrator.model.records import RunRecord
from orchestrator.patience import Pace
from orchestrator.process.wake import Wake
from orchestrator.store import journal, runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder, prepare
from orchestrator.workspace.opening import open_workspace
from tests.support.standin import WORKS, standin

RUN = "20261122-120000-abcd"


class Crash(BaseException):
    """The orchestrator is gone at this moment."""


class FailingDatabase(Database):
    """Crashes at one of its commits, and at every one after it; controls the moment of a failure."""

    crash_at = 0  # the commit, from 1; 0: never
    after = False  # the commit itself still happens
    commits = 0
    _inside = False

    @contextmanager
    def atomic(self) -> Iterator[None]:
        if self._inside:
            with super().atomic():
                yield
            return
        self.commits += 1
        number, crashes = self.commits, bool(self.crash_at) and self.commits >= self.crash_at
        with super().atomic():
            self._inside = True
            try:
                yield
            finally:
                self._inside = False
            if crashes and not (self.after and number == self.crash_at):
                raise Crash
        if crashes:
            raise Crash


def phase(
    phase_id: str, *gates: str, depends_on: tuple[str, ...] = (), agents: tuple[str, ...] = ()
) -> Phase:
    """A phase that writes notes and has these gates."""
    return Phase(
        id=phase_id,
        title=f"Phase {phase_id}",
        path=f"docs/phase{phase_id}-x.md",
        line=1,
        focus="",
        risk="",
        status="",
        depends_on=depends_on,
        gates=tuple(Gate(text, text, "", GateOrigin.WRITTEN, 1) for text in gates),
        agents=agents,
        notes_in=(),
        notes_out=(f"notes/NOTES_phase_{phase_id}.md",),
        tasks=(),
    )


@dataclass
class Stage:
    """One project with one run; each `go` is one life of an orchestrator."""

    folder: Path
    phases: tuple[Phase, ...]
    script: str = WORKS
    settings: Settings = field(default_factory=lambda: Settings(max_retries=1))
    heard: list[Happening] = field(default_factory=list)
    commits: int = 0  # of the last life
    pace: Pace = field(default_factory=Pace)
    last_phase: Callable[[], bool] = bool
    on_purpose: Callable[[], str] = str
    results: bool = False

    def __post_init__(self) -> None:
        self.report: Callable[[Happening], None] = self.heard.append
        self.root = self.folder / "project"
        (self.root / "docs").mkdir(parents=True)
        for each in self.phases:
            (self.root / each.path).write_text(f"# Phase {each.id}: {each.title}\n")
        self.plan = Plan("docs/master-plan.md", "Small", self.phases)
        self.state = StateFolder(str(self.root))
        prepare(self.state)
        self.write("claude", self.script)
        with self._database() as db:
            runs.create(db, RUN, self.plan, "{}", "sonnet", freeze(self.state, self.plan))

    def write(self, name: str, script: str) -> None:
        """Replace the stand-in's script."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        self.claude = standin(folder, script)

    def prompt(self, phase_id: str, attempt: int, name: str = "prompt.md") -> str:
        """What a session was told."""
        return Path(self.state.attempt(RUN, phase_id, attempt), name).read_text()

    def go(self, *, crash_at: int = 0, after: bool = False, wake: Wake | None = None) -> Conducted:
        """
        Raises:
            Crash: at the commit with this number: before it happens or, with `after`, right after it.
        """
        flag = wake or Wake()
        with self._database() as db:
            db.crash_at, db.after = crash_at, after
            try:
                return conduct(self._work(db, flag), _tracked(db))
            finally:
                self.commits = db.commits
                if wake is None:
                    flag.close()

    def record(self) -> RunRecord:
        """The run as it is recorded."""
        with self._database() as db:
            return runs.find(db, RUN)

    def states(self) -> dict[str, str]:
        """Phase id -> state."""
        return {each.id: each.state.value for each in self.record().phases}

    def triggers(self) -> list[tuple[str, str, int]]:
        """The journal: phase, trigger, attempt."""
        with self._database() as db:
            steps = [entry.step for entry in journal.entries(db, RUN)]
        return [(step.phase_id, step.trigger.value, step.attempt) for step in steps]

    def query(self, text: str) -> list[tuple[object, ...]]:
        with self._database() as db:
            return [tuple(row) for row in db.rows(text)]

    def change(self, statement: str, *values: object) -> None:
        """Have the state file say something else, as time or a kill would have it."""
        with self._database() as db, db.atomic():
            db.write(statement, *values)

    def count(self, name: str) -> int:
        """How many lines the worker or a gate has added to a file."""
        path = self.root / name
        return len(path.read_text().splitlines()) if path.exists() else 0

    @contextmanager
    def _database(self) -> Iterator[FailingDatabase]:
        db = FailingDatabase(self.state.database)
        db.commits = 0
        try:
            yield db
        finally:
            db.close()

    def _work(self, db: Database, wake: Wake) -> Work:
        return Work(
            run_id=RUN,
            plan=self.plan,
            settings=self.settings._replace(claude=ClaudeSettings(command=(self.claude,))),
            folder=self.state,
            db=db,
            lifecycle=Lifecycle(lambda step: journal.append(db, RUN, step)),
            environment=os.environ,
            wake=wake,
            report=self.report,
            workspace=open_workspace(str(self.root), self.state.path, os.environ),
            frozen=runs.frozen_files(db, RUN),
            pace=self.pace,
            last_phase=self.last_phase,
            on_purpose=self.on_purpose,
            results=self.results,
        )


def _tracked(db: Database) -> dict[str, Tracked]:
    return {
        each.id: Tracked(each.id, each.state, each.version, each.attempt, each.first_attempt)
        for each in runs.phases(db, RUN)
    }
