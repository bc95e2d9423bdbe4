"""Snapshots of the project as git trees, in a shadow repository of ours.

The user's repository is only asked which files it does not ignore. Contents, index and settings are ours, so
projects without git work alike. Of files that are large or cannot be read, size and time of change are kept
instead of the content.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchestrator.errors import WorkspaceError
from orchestrator.files import sweep
from orchestrator.model.workspace import Change, Status
from orchestrator.process.capture import LIMIT
from orchestrator.workspace import places, recorded
from orchestrator.workspace.git import Git
from orchestrator.workspace.index import (
    MARGIN,
    forget,
    private_index,
    remove_stale,
    take,
    take_stand_ins,
    unlink,
)
from orchestrator.workspace.listing import project_files

_STATUS = {b"A": Status.ADDED, b"M": Status.MODIFIED, b"D": Status.DELETED, b"T": Status.RETYPED}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a snapshot."""

    mode: str  # one of `recorded`
    blob: str


class _Memory:
    """The last snapshot of this process, so that a project that stood still is not recorded again."""

    def __init__(self) -> None:
        self._last: tuple[dict[bytes, tuple[int, ...]], str, int] | None = None

    def recall(self, found: Mapping[bytes, os.stat_result]) -> str:
        """The tree of exactly these files; empty when one of them may have changed since.

        Only the kernel sets the time of the last change, but to a tick of its clock: what changed shortly
        before the snapshot began may have changed once more while it was made.
        """
        last = self._last  # read once: another thread may replace it
        if last is None or last[0] != _states(found):
            return ""
        settled = last[2] - MARGIN
        return last[1] if all(status.st_ctime_ns < settled for status in found.values()) else ""

    def keep(self, found: Mapping[bytes, os.stat_result], tree: str, began: int) -> None:
        """Remember a snapshot that began at this moment (ns since the epoch)."""
        self._last = (_states(found), tree, began)


def _states(found: Mapping[bytes, os.stat_result]) -> dict[bytes, tuple[int, ...]]:
    return {
        path: (status.st_ctime_ns, status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode)
        for path, status in found.items()
    }


@dataclass(frozen=True, slots=True)
class GitWorkspace:
    """The project seen through a shadow repository. Threads may share it."""

    git: Git
    _memory: _Memory = field(default_factory=_Memory, compare=False, repr=False)

    @property
    def root(self) -> str:
        """The project."""
        return self.git.root

    @property
    def limits(self) -> str:
        """What its snapshots do not see, for a person; empty when that is nothing out of the ordinary."""
        return ""

    def snapshot(self) -> str:
        """Record all files that are not ignored; the id of the tree depends on them alone.

        Raises:
            WorkspaceError: they cannot be recorded.
        """
        began = time.time_ns()
        found = project_files(self.git)
        tree = self._memory.recall(found) or self._record(found)
        self._memory.keep(found, tree, began)
        return tree

    def _record(self, found: Mapping[bytes, os.stat_result]) -> str:
        with private_index(self.git) as index:
            small = {path: status for path, status in found.items() if status.st_size <= places.KEPT_BYTES}
            forget(self.git, index, small)
            refused = take(self.git, index, sorted(small))
            special = found.keys() - small.keys() | set(refused)
            take_stand_ins(self.git, index, {path: found[path] for path in special})
            return self.git.in_shadow("write-tree", index=index, work_tree=self.git.nothing).decode().strip()

    def diff(self, before: str, after: str) -> bytes:
        """What changed as a unified diff: renames found, binary files named only.

        Raises:
            WorkspaceError: a snapshot is not known, or was damaged.
        """
        if before == after:
            return b""
        options = ("-r", "-p", "-M", "--no-color", "--no-ext-diff", "--no-textconv", "--full-index")
        text = self.git.in_shadow("diff-tree", *options, _known(before), _known(after), "--")
        return text if len(text) < LIMIT else text + b"\n(the rest of this diff was left out)\n"

    def changed(self, before: str, after: str) -> tuple[Change, ...]:
        """Every file that differs, by path.

        Raises:
            WorkspaceError: a snapshot is not known, or was damaged.
        """
        if before == after:
            return ()
        options = ("-r", "-z", "--name-status", "--no-renames")
        listed = self.git.in_shadow("diff-tree", *options, _known(before), _known(after), "--")
        words = listed.split(b"\0")
        return tuple(
            Change(os.fsdecode(path), _STATUS[status])
            for status, path in zip(words[::2], words[1::2], strict=False)
        )

    def content(self, tree: str, path: str) -> bytes | None:
        """The content of a file of a snapshot, or the target of a link; None when it holds no such file.

        Raises:
            WorkspaceError: the snapshot is not known, or was damaged.
        """
        entry = self._entries(tree, (path,)).get(path)
        return None if entry is None else self._blob(entry)

    def restore(self, tree: str, paths: Sequence[str]) -> None:
        """Put these files back as they were in a snapshot; those that it does not hold are removed.

        The executable bit is put back, too. A file that was ignored at the snapshot is not in it: it would
        be removed, so name only files that `changed` names between snapshots of the same ignore rules.

        Raises:
            WorkspaceError: one of them could not be put back; the others were.
        """
        entries = self._entries(tree, paths) if paths else {}
        problems = [problem for path in paths if (problem := self._put(path, entries.get(path)))]
        if problems:
            raise WorkspaceError("; ".join(problems))

    def export(self, tree: str, folder: str) -> None:
        """Write all files of a snapshot below an existing, empty folder.

        Raises:
            WorkspaceError: they cannot be written, or a large one is no longer in the project as it was.
        """
        index = f"{self.git.index}.{os.getpid()}.{threading.get_ident()}.export"
        try:
            self.git.in_shadow("read-tree", _known(tree), index=index)
            self.git.in_shadow("checkout-index", "--all", "--force", "--quiet", index=index, work_tree=folder)
        finally:
            unlink(index)
        self._export_large(tree, folder)

    def recover(self) -> None:
        """Remove what killed processes left half-written. Nobody else may be at work."""
        remove_stale(self.git, 0.0)
        for folder in ("", "info"):
            sweep(os.path.join(self.git.repository, folder), below=False)

    def prune(self, keep: Sequence[str]) -> None:
        """Forget every snapshot but these, and free their room.

        Raises:
            WorkspaceError: it cannot be done.
        """
        asked = self.git.in_shadow("cat-file", "--batch-check", input="\n".join(keep).encode() + b"\n")
        known = [line.split()[0].decode() for line in asked.splitlines() if line.split()[1:2] == [b"tree"]]
        remove_stale(self.git)
        self.git.in_shadow("prune", "--expire=now", "--", *known)

    def _entries(self, tree: str, paths: Sequence[str] = ()) -> dict[str, Entry]:
        """The files of a snapshot by path: those asked for, or all."""
        few = ("--", *paths) if 0 < len(paths) < 100 and all(paths) else ()
        listed = self.git.in_shadow("ls-tree", "-r", "-z", "--full-tree", _known(tree), *few)
        entries = {}
        for line in listed.split(b"\0")[:-1]:
            about, _, path = line.partition(b"\t")
            mode, _, blob = about.decode().split()
            entries[os.fsdecode(path)] = Entry(mode, blob)
        return entries

    def _blob(self, entry: Entry) -> bytes:
        return self.git.in_shadow("cat-file", "blob", entry.blob)

    def _put(self, path: str, entry: Entry | None) -> str:
        if entry is None:
            return recorded.take_away(self.root, path)
        return recorded.put_back(self.root, path, entry.mode, self._blob(entry))

    def _export_large(self, tree: str, folder: str) -> None:
        """Files of which no copy is kept come from the project, if they are still as they were."""
        for path in self._entries(tree):
            written = os.path.join(folder, path)
            if not os.path.islink(written) and os.path.getsize(written) < places.STAND_IN_BYTES:
                content = places.read(written)
                if places.is_stand_in(content):
                    recorded.copy_original(self.root, path, content, written)


def _known(tree: str) -> str:
    if not re.fullmatch("[0-9a-f]{40}", tree):
        raise WorkspaceError(f"'{tree}' is no snapshot made with git; remove the record it comes from")
    return tree
