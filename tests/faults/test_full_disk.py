"""A disk that is full at whatever write: said with its cure, nothing half-written, no attempt used up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from orchestrator.engine.conductor import Conducted
from orchestrator.errors import StoreError
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.engine.stage import FailingDatabase, Stage, phase
from tests.faults import small_disk
from tests.faults.small_disk import Disk
from tests.support import programs
from tests.support.standin import configured

QUIET = "notifications:\n  provider: none\n"
PHASES = (
    PhaseFile("1", "Setup", gates=("test -s notes/NOTES_phase_1.md: notes",)),
    PhaseFile("2", "Logic", depends_on=("1",)),
)
KB = 1024
# Too little for the folder, the lock, the database, the records of the files, a session, the second phase.
FREE = (0, 4, 16, 60, 172, 210, 280, 316, 376, 448)


def made_on(disk: Disk, beside: Path) -> Project:
    """A project whose stand-in for the CLI lies on another disk."""
    beside.mkdir()
    return project(disk.folder, *PHASES, config=configured(beside, more=QUIET))


def journal(made: Project) -> list[tuple[str, int, str, int]]:
    """phase, version, trigger, attempt; empty when nothing was recorded."""
    path = made.root / ".orchestrator" / "state.db"
    if not path.exists():
        return []
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone():
            return []
        return db.execute("SELECT phase_id, version, trigger, attempt FROM journal ORDER BY seq").fetchall()


def assert_undisturbed(rows: list[tuple[str, int, str, int]]) -> None:
    """Each phase went straight to its end, in one attempt, and no move of it is missing."""
    for each in PHASES:
        mine = [row[1:] for row in rows if row[0] == each.id]
        assert mine == [(0, "start", 1), (1, "finish", 1), (2, "accept", 1)]


def half_written(folder: Path) -> list[str]:
    """Files that are there but not whole, or that were meant to get another name."""
    found = []
    for path in folder.rglob("*"):
        if path.suffix == ".tmp" or path.name.startswith(".exit.json"):
            found.append(path.name)
        elif path.suffix == ".json":
            try:
                json.loads(path.read_text())
            except ValueError:
                found.append(path.name)
    return found


@pytest.mark.skipif(bool(small_disk.missing()), reason=small_disk.missing())
@pytest.mark.parametrize("free", FREE)
def test_a_run_on_a_disk_that_gets_full_loses_nothing_and_goes_on_once_there_is_room(
    tmp_path: Path, free: int
) -> None:
    mounted = tmp_path / "disk"
    mounted.mkdir()
    with small_disk.disk(mounted) as disk:
        made = made_on(disk, tmp_path / "beside")
        disk.leave(free * KB)
        ended = programs.orchestrate("run", MASTER_PLAN, cwd=made.root)
        assert ended.returncode == 2, ended.stdout + ended.stderr
        assert str(made.root) in ended.stderr
        assert "free some space" in ended.stderr or "look for a full disk" in ended.stderr
        assert half_written(made.root / ".orchestrator") == []
        disk.enlarge()
        begun = bool(journal(made))
        again = programs.orchestrate(*(("resume",) if begun else ("run", MASTER_PLAN)), cwd=made.root)
        if "`orchestrate resume`" in again.stderr:  # the run was recorded, but no move of it
            again = programs.orchestrate("resume", cwd=made.root)
        assert again.returncode == 0, again.stdout + again.stderr
        assert_undisturbed(journal(made))
        assert half_written(made.root / ".orchestrator") == []


@pytest.mark.parametrize(
    "words", [("status",), ("history", "--json"), ("run", MASTER_PLAN, "--dry-run"), ("--help",)]
)
def test_an_output_that_takes_nothing_is_said_with_its_cure(tmp_path: Path, words: tuple[str, ...]) -> None:
    made = project(tmp_path, *PHASES, config=configured(tmp_path, more=QUIET))
    ended = programs.redirected("/dev/full", *words, cwd=made.root)
    assert ended.returncode == 2
    assert "output: No space left on device; free some space" in ended.stderr


def test_a_run_whose_output_takes_nothing_is_carried_out_all_the_same(tmp_path: Path) -> None:
    made = project(tmp_path, *PHASES, config=configured(tmp_path, more=QUIET))
    ended = programs.redirected("/dev/full", "run", MASTER_PLAN, cwd=made.root)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert_undisturbed(journal(made))


class FullDatabase(FailingDatabase):
    """A database that cannot grow at one of its commits, nor at any after it; controls the moment."""

    full_at = 0  # the commit, from 1; 0: never

    @contextmanager
    def atomic(self) -> Iterator[None]:
        with super().atomic():
            yield
            if self.full_at and self.commits >= self.full_at:  # what is really written may find room
                self.write(f"PRAGMA max_page_count = {self.rows('PRAGMA page_count')[0][0]}")
                self.write("INSERT INTO plan_file SELECT id, 'more', ?, x'' FROM run", "x" * 200_000)


class FullStage(Stage):
    """A run whose database gets full."""

    full_at = 0

    @contextmanager
    def _database(self) -> Iterator[FailingDatabase]:
        with closing(FullDatabase(self.state.database)) as db:
            db.full_at = self.full_at
            yield db


def test_a_database_that_is_full_at_whatever_commit_loses_nothing(tmp_path: Path) -> None:
    undisturbed = Stage(tmp_path / "undisturbed", (phase("1", "true"),))
    assert undisturbed.go() == Conducted(stopped=False, exit_code=0)
    assert undisturbed.commits > 8
    for number in range(1, undisturbed.commits + 1):
        stage = FullStage(tmp_path / str(number), (phase("1", "true"),))
        stage.full_at = number
        with pytest.raises(StoreError, match=r"state\.db: database or disk is full; free some space"):
            stage.go()
        stage.full_at = 0
        assert stage.go() == Conducted(stopped=False, exit_code=0), number
        assert stage.triggers() == undisturbed.triggers(), number
        assert stage.query("PRAGMA integrity_check") == [("ok",)]
