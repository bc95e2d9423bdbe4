"""Snapshots without git: a walk, SHA-256, and contents kept by their digest in `.orchestrator/shadow`."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestrator.errors import WorkspaceError
from orchestrator.files import make_private, sweep, write_private
from orchestrator.model.workspace import Change, Status
from orchestrator.workspace import places, recorded
from orchestrator.workspace.contents import Contents
from orchestrator.workspace.textdiff import Side, file_diff

SKIPPED = (".git", ".orchestrator", "node_modules", ".venv", "__pycache__")
MOST_DIFF = 64 * 1024 * 1024  # bytes of one diff
_PREFIX = "plain-"
_SETTLED = (
    2_000_000_000  # ns: a file that changed less long ago may change again within one tick of its clock
)
_Entry = tuple[str, str]  # mode, digest


@dataclass(frozen=True, slots=True)
class PlainWorkspace:
    """The project seen without git."""

    root: str
    store: str  # the folder for what is recorded

    @property
    def limits(self) -> str:
        """What its snapshots do not see, for a person."""
        return (
            "git is not on PATH: .gitignore files have no say in what changed, and folders named "
            f"{', '.join(SKIPPED)} are left out"
        )

    def snapshot(self) -> str:
        """Record all files but those in skipped folders; the id depends on them alone.

        Raises:
            WorkspaceError: they cannot be recorded.
        """
        try:
            make_private(self.store)
            known, now = self._memory(), time.time_ns()
            tree, memory = {}, {}
            for path, status in _walk(self.root):
                about = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
                old = known.get(path)
                digest = old[-1] if old and old[:-1] == about else self._record(path, status)
                tree[path] = (recorded.mode_of(status), digest)
                if status.st_ctime_ns < now - _SETTLED:
                    memory[path] = [*about, digest]
            write_private(self._memory_path, json.dumps(memory))
            return _PREFIX + self._contents.keep(json.dumps(sorted(tree.items())).encode())
        except OSError as error:
            raise WorkspaceError(
                f"{self.root}: the project's files could not be recorded: {error}; look for a full disk or "
                "missing rights"
            ) from error

    def diff(self, before: str, after: str) -> bytes:
        """What changed as a unified diff; files renamed without an edit as such, binary ones named only.

        Raises:
            WorkspaceError: a snapshot is not known, or was damaged.
        """
        old, new = self._tree(before), self._tree(after)
        renamed = _renames(old, new)
        pieces, size = [], 0
        for change in _changes(old, new):
            if change.path in renamed.values():
                continue
            origin = renamed.get(change.path, "")
            sides = self._side(old.get(origin or change.path)), self._side(new.get(change.path))
            pieces.append(file_diff(change.path, *sides, renamed_from=origin))
            size += len(pieces[-1])
            if size > MOST_DIFF:
                return b"".join(pieces)[:MOST_DIFF] + b"\n(the rest of this diff was left out)\n"
        return b"".join(pieces)

    def changed(self, before: str, after: str) -> tuple[Change, ...]:
        """Every file that differs, by path.

        Raises:
            WorkspaceError: a snapshot is not known, or was damaged.
        """
        return tuple(_changes(self._tree(before), self._tree(after)))

    def content(self, tree: str, path: str) -> bytes | None:
        """The content of a file of a snapshot, or the target of a link; None when it holds no such file.

        Raises:
            WorkspaceError: the snapshot is not known, or was damaged.
        """
        entry = self._tree(tree).get(path)
        return None if entry is None else self._contents.read(entry[1])

    def restore(self, tree: str, paths: Sequence[str]) -> None:
        """Put these files back as they were in a snapshot; those that it does not hold are removed.

        Raises:
            WorkspaceError: one of them could not be put back; the others were.
        """
        entries = self._tree(tree)
        problems = []
        for path in paths:
            entry = entries.get(path)
            if entry is None:
                problems.append(recorded.take_away(self.root, path))
            else:
                problems.append(recorded.put_back(self.root, path, entry[0], self._contents.read(entry[1])))
        if any(problems):
            raise WorkspaceError("; ".join(filter(None, problems)))

    def export(self, tree: str, folder: str) -> None:
        """Write all files of a snapshot below an existing, empty folder.

        Raises:
            WorkspaceError: they cannot be written, or a large one is no longer in the project as it was.
        """
        for path, (mode, digest) in self._tree(tree).items():
            content = self._contents.read(digest)
            if mode != recorded.LINK and places.is_stand_in(content):
                target = places.clear(folder, path)
                recorded.copy_original(self.root, path, content, target)
                os.chmod(target, 0o755 if mode == recorded.PROGRAM else 0o644)
            elif problem := recorded.put_back(folder, path, mode, content):
                raise WorkspaceError(problem)

    def recover(self) -> None:
        """Remove what killed processes left half-written. Nobody else may be at work."""
        sweep(self.store)

    def prune(self, keep: Sequence[str]) -> None:
        """Forget every snapshot but these, and free their room."""
        used = set()
        for tree in keep:
            try:
                used |= {digest for _, digest in self._tree(tree).values()} | {tree.removeprefix(_PREFIX)}
            except WorkspaceError:  # not known any more: nothing to keep
                continue
        self._contents.forget_all_but(used)
        if os.path.exists(self._memory_path):
            os.unlink(self._memory_path)  # it believes that every content it names is kept

    @property
    def _contents(self) -> Contents:
        return Contents(self.store)

    @property
    def _memory_path(self) -> str:
        return os.path.join(self.store, "seen.json")

    def _memory(self) -> dict[str, list[object]]:
        try:
            with open(self._memory_path, encoding="utf-8") as file:
                known = json.load(file)
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def _record(self, path: str, status: os.stat_result) -> str:
        full = os.path.join(self.root, path)
        try:
            if stat.S_ISLNK(status.st_mode):
                content = os.fsencode(os.readlink(full))
            else:
                content = places.read(full)
        except OSError:  # large, not readable, or gone meanwhile
            content = places.stand_in(status)
        return self._contents.keep(content)

    def _tree(self, tree: str) -> dict[str, _Entry]:
        if not tree.startswith(_PREFIX):
            raise WorkspaceError(
                f"snapshot {tree} was made with git, which is not on PATH now; put git on PATH again"
            )
        listed = json.loads(self._contents.read(tree.removeprefix(_PREFIX)))
        return {path: (mode, digest) for path, (mode, digest) in listed}

    def _side(self, entry: _Entry | None) -> Side | None:
        return None if entry is None else Side(self._contents.read(entry[1]), entry[0])


def _walk(root: str) -> Iterator[tuple[str, os.stat_result]]:
    """Files and links below the root; what cannot be listed is left out."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            entries = list(os.scandir(os.path.join(root, prefix)))
        except OSError:
            continue
        for entry in entries:
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:  # gone meanwhile
                continue
            if stat.S_ISDIR(status.st_mode):
                if entry.name not in SKIPPED:
                    waiting.append(f"{prefix}{entry.name}/")
            elif (
                entry.name in SKIPPED
            ):  # a link to such a folder, or the file that names a submodule's repository
                continue
            elif stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode):
                yield prefix + entry.name, status


def _changes(old: dict[str, _Entry], new: dict[str, _Entry]) -> Iterator[Change]:
    for path in sorted(old.keys() | new.keys(), key=os.fsencode):
        was, now = old.get(path), new.get(path)
        if was is None:
            yield Change(path, Status.ADDED)
        elif now is None:
            yield Change(path, Status.DELETED)
        elif was != now:
            retyped = recorded.LINK in (was[0], now[0]) and was[0] != now[0]
            yield Change(path, Status.RETYPED if retyped else Status.MODIFIED)


def _renames(old: dict[str, _Entry], new: dict[str, _Entry]) -> dict[str, str]:
    """New path -> old path of files that only moved."""
    gone = {entry: path for path, entry in old.items() if path not in new}
    renamed = {}
    for path in new.keys() - old.keys():
        origin = gone.pop(new[path], None)
        if origin is not None:
            renamed[path] = origin
    return renamed
