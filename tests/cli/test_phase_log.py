"""The walk through a phase's attempts, on records that a test moves on step by step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from orchestrator.cli.phase_log import PhaseLog, Readable
from orchestrator.cli.state import phase_of, session_files
from orchestrator.model.evidence import Decision, Verdict
from orchestrator.model.lifecycle import Trigger
from orchestrator.model.session import Ending, ExitRecord, Outcome, Usage
from orchestrator.redaction import NO_SECRETS
from orchestrator.session.files import SessionFiles
from orchestrator.store import attempts, runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.reading import Place
from orchestrator.stream.summary import Accumulator
from orchestrator.views.log import Choice
from tests.cli.conftest import fire, state
from tests.session.test_log import said
from tests.support.made import phase, plan

RUN = "20261122-120000-abcd"


class Scene:
    """One phase whose records are moved on, and what was told of it."""

    def __init__(self, root: Path, db: Database) -> None:
        self.db = db
        runs.create(db, RUN, plan(phase("1")), "{}", "sonnet", {})
        fire(db, RUN, "1", Trigger.START, "")
        record = runs.find(db, RUN)
        self.place = Place(db, StateFolder(str(root)), record, phase_of(record, "1"), session_files)
        self.lines: list[str] = []

    def log(self, first: int = 1, last: int | None = None) -> PhaseLog:
        def write(line: object) -> None:
            self.lines.append(getattr(line, "text", ""))

        return PhaseLog(
            self.place, first, last, partial(Readable, secrets=NO_SECRETS, choice=Choice.ALL, write=write)
        )

    def told(self) -> list[str]:
        """What is new, without what a session used."""
        new, self.lines[:] = [line.partition(" (0")[0] for line in self.lines], []
        return new

    def begin(self, attempt: int, *, continues: bool = False) -> Path:
        """A session begins; the file that it writes to."""
        attempts.open_attempt(self.db, RUN, "1", attempt)
        ordinal = attempts.open_session(self.db, RUN, "1", attempt, "c", continues=continues)
        folder = Path(self.place.attempt_folder(attempt))
        folder.mkdir(parents=True, exist_ok=True)
        return Path(SessionFiles(str(folder), ordinal).stream)

    def end(self, ending: Ending = Ending.CLAIMS_DONE) -> None:
        """The last session ends."""
        attempts.close_session(
            *(self.db, RUN, "1", attempts.sessions(self.db, RUN, "1")[-1]),
            summary=replace(Accumulator().summary(), usage=Usage()),
            ended=ExitRecord(0, "", (), 1.0),
            outcome=Outcome(ending, "why", True),
        )

    def judge(self, attempt: int, decision: Decision) -> None:
        attempts.close_attempt(self.db, RUN, "1", attempt, Verdict(decision, "because", ()))


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with state(tmp_path) as db:
        yield Scene(tmp_path, db)


def test_nothing_is_told_twice_and_each_session_when_it_comes(scene: Scene) -> None:
    with closing(scene.log()) as log:
        log.step(over=False)
        assert (scene.told(), log.anything) == ([], False)
        stream = scene.begin(1)
        log.step(over=False)
        assert (scene.told(), log.anything) == (["attempt 1, session 1"], True)
        stream.write_bytes(said("one") + said("two").rstrip())
        log.step(over=False)
        assert scene.told() == ["one"]
        scene.end(Ending.INTERRUPTED)
        log.step(over=False)
        assert scene.told() == ["two", "Session interrupted", "  why"]
        scene.begin(1, continues=True).write_bytes(said("three"))
        scene.end()
        log.step(over=False)
        assert scene.told() == ["attempt 1, session 2 (goes on)", "three", "Session claims done"]
        scene.judge(1, Decision.TARGETED_FIX)
        log.step(over=False)
        assert scene.told() == ["Verdict: targeted fix: because"]
        log.step(over=True)
        assert scene.told() == []


def test_lines_that_could_not_be_read_are_counted_for_the_session_that_has_them(scene: Scene) -> None:
    scene.begin(1).write_bytes(said("one"))
    scene.end()
    scene.begin(1).write_bytes(b"no json\n" * 2)
    scene.end()
    with closing(scene.log()) as log:
        log.step(over=True)
    unreadable = "[Unreadable output: not JSON: Expecting value: line 1 column 1 (char 0)]"
    assert scene.told() == [
        "attempt 1, session 1",
        "one",
        "Session claims done",
        "attempt 1, session 2 (starts over)",
        unreadable,
        unreadable,
        "  2 of its lines could not be read; see them with --raw",
        "Session claims done",
    ]


def test_an_attempt_is_over_when_the_next_one_is_there(scene: Scene) -> None:
    with closing(scene.log(last=1)) as log:
        scene.begin(1).write_bytes(said("one"))
        log.step(over=False)
        early = log.finished
        scene.end()
        scene.begin(2).write_bytes(said("not asked for"))
        log.step(over=False)
        assert (early, log.finished) == (False, True)
        assert scene.told() == ["attempt 1, session 1", "one", "Session claims done"]


def test_attempts_before_the_first_that_is_wanted_are_passed_over(scene: Scene) -> None:
    scene.begin(1).write_bytes(said("one"))
    scene.end()
    scene.judge(1, Decision.FULL_RETRY)
    scene.begin(2).write_bytes(said("two"))
    with closing(scene.log(first=2)) as log:
        log.step(over=False)
        assert scene.told() == ["attempt 2, session 1 (full retry)", "two"]


def test_an_attempt_without_a_session_has_its_verdict(scene: Scene) -> None:
    attempts.open_attempt(scene.db, RUN, "1", 1)
    scene.judge(1, Decision.BLOCK)
    with closing(scene.log()) as log:
        log.step(over=True)
    assert scene.told() == ["attempt 1: no session was held", "Verdict: block: because"]
