"""Old evidence: which of it may go, and removing it. Rows stay; a run says when its files went."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

from orchestrator.clock import at, now
from orchestrator.model.cleaning import Old, OldDraft
from orchestrator.removal import remove_folder
from orchestrator.store.database import Database
from orchestrator.store.folder import DRAFTS, OF_RUNS, StateFolder


def old_runs(db: Database, folder: StateFolder, keep: int, older_than: float) -> tuple[Old, ...]:
    """The runs whose evidence goes, the oldest first.

    A run that could still go on keeps its evidence: one that has not ended, and the newest of its plan. What
    an interrupted clean has left goes in any case.

    Args:
        db, folder: the state.
        keep: so many of the newest runs keep their evidence.
        older_than: so do those that ended less than so many seconds ago.
    """
    rows = db.rows(
        """SELECT * FROM run WHERE cleaned_at IS NOT NULL OR (
               exit_code IN (0, 1) AND ended_at < ?
               AND rowid NOT IN (SELECT max(rowid) FROM run GROUP BY plan_path)
               AND rowid NOT IN (SELECT rowid FROM run ORDER BY rowid DESC LIMIT ?)) ORDER BY rowid""",
        *(at(max(0.0, time.time() - older_than)), keep),
    )
    found = []
    for row in rows:
        there = tuple(path for path in folder.of_run(row["id"]) if os.path.lexists(path))
        if there or row["cleaned_at"] is None:
            size = sum(map(size_of, there))
            found.append(Old(row["id"], row["plan_path"], row["ended_at"], there, size))
    return tuple(found)


def old_drafts(folder: StateFolder, keep: int, older_than: float) -> tuple[OldDraft, ...]:
    """The drafts whose evidence goes, the oldest first. The newest stays: it may be at work right now."""
    names = _names(os.path.join(folder.path, DRAFTS))  # they begin with the time
    candidates = [folder.draft(name) for name in names[: -max(keep, 1)]]
    before = time.time() - older_than
    return tuple(
        OldDraft(os.path.basename(path), path, size_of(path))
        for path in candidates
        if os.lstat(path).st_mtime <= before
    )


def unknown_folders(db: Database, folder: StateFolder) -> tuple[str, ...]:
    """Folders of runs that are not in the database: it may have been moved away, so they stay."""
    known = {row["id"] for row in db.rows("SELECT id FROM run")}
    return tuple(
        folder.relative(os.path.join(folder.path, place, name))
        for place in OF_RUNS
        for name in _names(os.path.join(folder.path, place))
        if name not in known
    )


def remove(db: Database, folder: StateFolder, old: Old) -> tuple[str, ...]:
    """Remove the evidence of a run, having recorded that it goes; what could not be removed, and why.

    Raises:
        StoreError: it cannot be recorded; nothing was removed.
    """
    with db.atomic():
        db.write("UPDATE run SET cleaned_at = coalesce(cleaned_at, ?) WHERE id = ?", now(), old.run_id)
    return remove_folders(folder, old.folders)


def remove_folders(folder: StateFolder, paths: Iterable[str]) -> tuple[str, ...]:
    """Remove folders of evidence; what could not be removed, and why."""
    problems = []
    for path in paths:
        if os.path.islink(os.path.dirname(path)):
            # `runs` is a folder of ours: whoever made it a link could lead us anywhere.
            problems.append(f"{folder.relative(os.path.dirname(path))}: is a link; remove {path} yourself")
            continue
        try:
            remove_folder(path)
        except FileNotFoundError:  # somebody else was faster
            continue
        except OSError as error:
            problems.append(
                f"{folder.relative(path)}: {error.strerror}; make it removable for you, or remove it"
            )
    return tuple(problems)


def kept_trees(db: Database) -> tuple[str, ...]:
    """The snapshots that runs with evidence refer to: those that can be resumed are among them."""
    rows = db.rows(
        """SELECT base_tree AS tree FROM attempt JOIN run ON run.id = run_id WHERE cleaned_at IS NULL
           UNION SELECT tree FROM attempt JOIN run ON run.id = run_id WHERE cleaned_at IS NULL"""
    )
    return tuple(row["tree"] for row in rows if row["tree"])


def size_of(path: str) -> int:
    """The bytes of a file, or of all files below a folder, as far as they can be listed."""
    size, waiting = 0, [path]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_size
        except OSError:  # closed by a worker, or gone meanwhile: it is only a size
            continue
    return size


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
