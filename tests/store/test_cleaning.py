"""Which evidence may go, and what its removal leaves."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.clock import at
from orchestrator.errors import StoreError
from orchestrator.model.attempts import Base
from orchestrator.store import attempts, runs
from orchestrator.store.cleaning import (
    kept_trees,
    old_drafts,
    old_runs,
    remove,
    remove_folders,
    size_of,
    unknown_folders,
)
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder, prepare
from tests.support.made import plan

HOUR = 3600.0


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    made = StateFolder(str(tmp_path))
    prepare(made)
    return made


@pytest.fixture
def state(folder: StateFolder) -> Iterator[Database]:
    with closing(Database(folder.database, patience=0.05)) as db:
        yield db


def add(
    db: Database, folder: StateFolder, run_id: str, exit_code: int | None, path: str = "a.md", ago: float = 0
) -> Path:
    """A run with a file of evidence; its folder. It has not ended without an exit code."""
    runs.create(db, run_id, plan()._replace(path=path), "{}", "sonnet", {})
    ended = None if exit_code is None else at(time.time() - ago - 1)
    with db.atomic():
        db.write("UPDATE run SET ended_at = ?, exit_code = ? WHERE id = ?", ended, exit_code, run_id)
    attempts.open_attempt(db, run_id, "1", 1)
    attempts.save_base(db, run_id, "1", 1, Base(f"before {run_id}", "", {}))
    attempts.save_tree(db, run_id, "1", 1, f"after {run_id}")
    place = Path(folder.attempt(run_id, "1", 1))
    place.mkdir(parents=True)
    (place / "prompt.md").write_text("12345")
    return place.parents[1]


def old(db: Database, folder: StateFolder, keep: int = 0, older_than: float = 0) -> list[str]:
    return [found.run_id for found in old_runs(db, folder, keep, older_than)]


def test_what_may_still_go_on_keeps_its_evidence(state: Database, folder: StateFolder) -> None:
    add(state, folder, "done", 0)
    add(state, folder, "blocked", 1)
    add(state, folder, "left behind", None)
    add(state, folder, "paused", 5)
    add(state, folder, "newest", 1)
    add(state, folder, "of another plan", 0, "b.md")
    add(state, folder, "blocked, and the newest", 1, "c.md")
    assert old(state, folder) == ["done", "blocked"]


@pytest.mark.parametrize(
    ("keep", "older_than", "found"),
    [
        (0, 0, ["r1", "r2", "r3"]),
        (2, 0, ["r1", "r2"]),
        (5, 0, []),
        (0, 2.5 * HOUR, ["r1", "r2"]),
        (3, 2.5 * HOUR, ["r1"]),
        (2, 100 * HOUR, []),
        (0, 1e12, []),
    ],
)
def test_the_newest_and_the_young_keep_theirs(
    state: Database, folder: StateFolder, keep: int, older_than: float, found: list[str]
) -> None:
    for number, ago in ((1, 4), (2, 3), (3, 2), (4, 1)):
        add(state, folder, f"r{number}", 0, ago=ago * HOUR)
    assert old(state, folder, keep, older_than) == found


def test_what_goes_is_recorded_first_and_all_of_the_run_goes_but_its_rows(
    state: Database, folder: StateFolder
) -> None:
    place = add(state, folder, "r1", 0)
    add(state, folder, "r2", 0)
    verified = Path(folder.verified("r1", "1"))
    verified.mkdir(parents=True)
    (verified / "1.log").write_text("123")
    (found,) = old_runs(state, folder, 0, 0)
    assert (found.size, len(found.folders)) == (8, 2)
    assert remove(state, folder, found) == ()
    assert not place.exists()
    assert not verified.parent.exists()
    assert runs.find(state, "r1").cleaned_at is not None
    assert runs.find(state, "r2").cleaned_at is None
    assert attempts.attempt(state, "r1", "1", 1) is not None
    assert old(state, folder) == []


def test_an_interrupted_clean_is_finished_by_the_next_one_and_keeps_its_date(
    state: Database, folder: StateFolder
) -> None:
    place = add(state, folder, "r1", 0)
    with state.atomic():
        state.write("UPDATE run SET cleaned_at = ? WHERE id = 'r1'", at(0))
    (found,) = old_runs(state, folder, 100, 1e9)
    assert remove(state, folder, found) == ()
    assert not place.exists()
    assert runs.find(state, "r1").cleaned_at == at(0)


def test_nothing_is_removed_that_could_not_be_recorded(state: Database, folder: StateFolder) -> None:
    place = add(state, folder, "r1", 0)
    add(state, folder, "r2", 0)
    (found,) = old_runs(state, folder, 0, 0)
    with (
        closing(Database(folder.database, patience=0.05)) as other,
        other.alone(),
        pytest.raises(StoreError, match="locked"),
    ):
        remove(state, folder, found)
    assert (place / "1" / "1" / "prompt.md").exists()


def test_links_that_a_worker_planted_lead_nowhere(
    state: Database, folder: StateFolder, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    (kept / "r2").mkdir(parents=True)
    (kept / "precious").write_text("x" * 1000)
    place = add(state, folder, "r1", 0)
    (place / "1" / "1" / "spool").symlink_to(kept)
    add(state, folder, "r2", 0)
    add(state, folder, "r3", 0)
    os.symlink(kept, os.path.join(folder.path, "verify"))
    first, second = old_runs(state, folder, 0, 0)
    assert first.size < 1000
    assert remove(state, folder, first) == ()
    (problem,) = remove(state, folder, second)
    assert problem.startswith(".orchestrator/verify: is a link; remove ")
    assert sorted(path.name for path in kept.iterdir()) == ["precious", "r2"]
    assert not place.exists()


def test_what_cannot_be_removed_is_named(
    state: Database, folder: StateFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = add(state, folder, "r1", 0)
    add(state, folder, "r2", 0)

    def refused(path: str) -> None:
        """The removal fails as on a file of somebody else."""
        raise PermissionError(1, "Operation not permitted", path)

    monkeypatch.setattr("orchestrator.store.cleaning.remove_folder", refused)
    (found,) = old_runs(state, folder, 0, 0)
    (problem,) = remove(state, folder, found)
    assert problem.startswith(".orchestrator/runs/r1: Operation not permitted; ")
    assert old(state, folder, 100) == ["r1"]  # the next clean tries again
    assert place.exists()


def test_snapshots_of_runs_with_evidence_are_needed(state: Database, folder: StateFolder) -> None:
    add(state, folder, "r1", 0)
    add(state, folder, "r2", None)
    (found,) = old_runs(state, folder, 0, 0)
    assert set(kept_trees(state)) == {"before r1", "after r1", "before r2", "after r2"}
    remove(state, folder, found)
    assert set(kept_trees(state)) == {"before r2", "after r2"}


def test_folders_of_unknown_runs_are_told(state: Database, folder: StateFolder) -> None:
    add(state, folder, "r1", 0)
    assert unknown_folders(state, folder) == ()
    for name in ("runs/elsewhere", "verify/elsewhere"):
        os.makedirs(os.path.join(folder.path, name))
    assert unknown_folders(state, folder) == (
        ".orchestrator/runs/elsewhere",
        ".orchestrator/verify/elsewhere",
    )


def test_the_size_of_what_is_not_there_is_nothing(tmp_path: Path) -> None:
    assert size_of(str(tmp_path / "missing")) == 0


def test_old_drafts_go_but_for_the_newest_which_may_be_at_work(folder: StateFolder) -> None:
    for name in ("20261101-000000-aaaa", "20261102-000000-bbbb", "20261103-000000-cccc"):
        place = Path(folder.draft(name))
        place.mkdir(parents=True)
        (place / "prompt.md").write_text("12345")
    assert old_drafts(folder, keep=3, older_than=0) == ()
    assert old_drafts(folder, keep=0, older_than=HOUR) == ()
    found = old_drafts(folder, keep=0, older_than=0)
    assert [(draft.draft_id[-4:], draft.size) for draft in found] == [("aaaa", 5), ("bbbb", 5)]
    assert [draft.draft_id[-4:] for draft in old_drafts(folder, keep=2, older_than=0)] == ["aaaa"]
    assert remove_folders(folder, [draft.folder for draft in found]) == ()
    assert os.listdir(Path(folder.path) / "plan") == ["20261103-000000-cccc"]


def test_a_project_without_drafts_has_none_to_clean(folder: StateFolder) -> None:
    assert old_drafts(folder, keep=0, older_than=0) == ()
