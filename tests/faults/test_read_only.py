"""State that nobody may write: who only looks is served, who would work is told why not."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.faults import small_disk
from tests.faults.small_disk import Disk
from tests.support import programs
from tests.support.standin import configured
from tests.support.waiting import wait_until

QUIET = "notifications:\n  provider: none\n"
PHASES = (PhaseFile("1", "Setup"),)
LOOKS = (("status", "--json"), ("history",), ("show", "1"), ("report", "-f", "md"), ("verify", "--evidence"))

pytestmark = pytest.mark.skipif(bool(small_disk.missing()), reason=small_disk.missing())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    (tmp_path / "disk").mkdir()
    with small_disk.disk(tmp_path / "disk") as mounted:
        yield mounted


def finished(disk: Disk, beside: Path) -> Project:
    """A project whose run is done; nothing runs any more."""
    made = project(disk.folder, *PHASES, config=configured(beside, more=QUIET))
    ended = programs.orchestrate("run", MASTER_PLAN, cwd=made.root)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return made


@pytest.mark.parametrize("words", LOOKS)
def test_who_only_looks_is_served_from_a_disk_that_cannot_be_written(
    tmp_path: Path, disk: Disk, words: tuple[str, ...]
) -> None:
    made = finished(disk, tmp_path)
    before = programs.orchestrate(*words, cwd=made.root)
    disk.close()
    after = programs.orchestrate(*words, cwd=made.root)
    assert (after.returncode, after.stdout, after.stderr) == (0, before.stdout, "")


def test_who_only_looks_is_served_from_a_full_disk(tmp_path: Path, disk: Disk) -> None:
    made = finished(disk, tmp_path)
    disk.leave(0)
    ended = programs.orchestrate("status", cwd=made.root)
    assert ended.returncode == 0, ended.stderr
    assert "done" in ended.stdout


@pytest.mark.parametrize("words", [("run", MASTER_PLAN), ("resume",), ("verify",)])
def test_who_would_work_is_told_what_cannot_be_written(
    tmp_path: Path, disk: Disk, words: tuple[str, ...]
) -> None:
    made = finished(disk, tmp_path)
    disk.close()
    ended = programs.orchestrate(*words, cwd=made.root)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"{made.root}/.orchestrator/lock: Read-only file system; " in ended.stderr


@pytest.mark.parametrize("lost", ["", "-shm"])
def test_what_was_written_last_before_a_kill_is_seen_or_the_look_is_refused(
    tmp_path: Path, disk: Disk, lost: str
) -> None:
    made = project(disk.folder, *PHASES, config=configured(tmp_path, "begin; stay began", more=QUIET))
    state = made.root / ".orchestrator" / "state.db"
    with programs.begun("run", MASTER_PLAN, cwd=made.root) as running:
        wait_until(lambda: (made.root / "began").exists(), what="the session")
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert Path(f"{state}-wal").stat().st_size > 0
    if lost:
        Path(f"{state}{lost}").unlink()
    disk.close()
    ended = programs.orchestrate("status", cwd=made.root)
    if lost:  # SQLite needs its index of the log, and has no place for a new one
        assert (ended.returncode, ended.stdout) == (2, "")
        assert "make the folder and the file readable and writable for you" in ended.stderr
    else:
        assert ended.returncode == 0, ended.stderr
        assert "interrupted" in ended.stdout


def test_a_copy_of_the_state_that_has_no_log_can_be_looked_at(tmp_path: Path, disk: Disk) -> None:
    made = finished(disk, tmp_path)
    shutil.copytree(made.root / ".orchestrator", disk.folder / "other" / ".orchestrator")
    disk.close()
    ended = programs.orchestrate("history", cwd=disk.folder / "other")
    assert ended.returncode == 0, ended.stderr
    assert MASTER_PLAN in ended.stdout
