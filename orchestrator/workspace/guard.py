"""Keeps copies of the protected files from before an attempt, tells what became of them, puts them back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from orchestrator.errors import WorkspaceError
from orchestrator.files import make_private, write_private
from orchestrator.globs import Globs
from orchestrator.model.workspace import ProtectedChange, Tampering
from orchestrator.workspace import places
from orchestrator.workspace.places import Kind, Look
from orchestrator.workspace.protected import protected_files, rights
from orchestrator.workspace.textdiff import Side, file_diff

MOST_DIFF = 65_536  # characters shown of the diff of one file
_LIST = "protected.json"


@dataclass(frozen=True, slots=True)
class Saved:
    """The protected files as they were."""

    folder: str  # where the copies lie, by the SHA-256 of their content
    files: Mapping[str, Look]
    digest: str  # SHA-256 of the list: keep it where the worker cannot reach, and compare


@dataclass(frozen=True, slots=True)
class Protection:
    """What is protected in a project."""

    root: str
    globs: Globs

    def before(self, folder: str) -> Saved:
        """Copy the protected files into a folder, which is made; the list of them is written last.

        Raises:
            WorkspaceError: they are too many, or cannot be copied.
        """
        try:
            make_private(folder)
            files = {path: self._copy(path, folder) for path in protected_files(self.root, self.globs)}
            known = {path: seen for path, seen in sorted(files.items()) if seen is not None}
            text = json.dumps({path: [s.kind.value, s.mode, s.digest] for path, s in known.items()})
            write_private(os.path.join(folder, _LIST), text)
        except OSError as error:
            raise WorkspaceError(
                f"{folder}: the protected files could not be copied: {error}; look for a full disk or "
                "missing rights"
            ) from error
        return Saved(folder, known, places.digest(text.encode()))

    def check(self, saved: Saved) -> tuple[ProtectedChange, ...]:
        """Every protected file that is not as it was, by path.

        Raises:
            WorkspaceError: there are too many files now.
        """
        return tuple(self._changes(saved))

    def restore(self, saved: Saved, changes: Iterable[ProtectedChange]) -> tuple[str, ...]:
        """Put these files back, exactly; returns what could not be, each with a cure."""
        ordered = sorted(
            changes, key=lambda change: change.kind is not Tampering.ADDED
        )  # links give way first
        return tuple(problem for change in ordered if (problem := self._put_back(saved, change)))

    def _copy(self, path: str, folder: str) -> Look | None:
        taken = places.take(self.root, path)
        if taken is None:
            return None
        seen, content = taken
        if not os.path.exists(os.path.join(folder, seen.digest)):
            places.put(folder, seen.digest, content, 0o600)
        return seen

    def _changes(self, saved: Saved) -> Iterator[ProtectedChange]:
        present = set(protected_files(self.root, self.globs))
        for path in sorted(present | saved.files.keys(), key=os.fsencode):
            taken = None if places.behind_link(self.root, path) else places.take(self.root, path)
            old = saved.files.get(path)
            kind = _kind(old, taken[0] if taken else None)
            if kind is not None:
                was = None if old is None else (old, _copied(saved, old))
                yield ProtectedChange(path, kind, _diff(path, was, taken))

    def _put_back(self, saved: Saved, change: ProtectedChange) -> str:
        old = saved.files.get(change.path)
        try:
            if old is None:
                places.remove(self.root, change.path)
                return ""
            content = _copied(saved, old)
            if content is None or old.kind is Kind.STAND_IN:
                return f"{change.path}: there is no good copy of it; put it back from version control"
            if old.kind is Kind.LINK:
                places.put_link(self.root, change.path, content)
            else:
                places.put(self.root, change.path, content, old.mode, exact=True)
        except OSError as error:
            return f"{change.path}: cannot be put back: {error.strerror}; make its folder writable for you"
        return ""


def load(folder: str) -> Saved | None:
    """What `before` kept in a folder; None when it did not come to its end, or the list was damaged."""
    try:
        with open(os.path.join(folder, _LIST), "rb") as file:
            text = file.read()
        files = {
            path: Look(Kind(kind), int(mode), str(sha))
            for path, (kind, mode, sha) in json.loads(text).items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return Saved(folder, files, places.digest(text))


def _kind(old: Look | None, new: Look | None) -> Tampering | None:
    if old is None or new is None:
        return None if old is new else Tampering.ADDED if old is None else Tampering.DELETED
    if (old.kind is Kind.LINK) != (new.kind is Kind.LINK):
        return Tampering.LINK
    if old.digest != new.digest:
        return Tampering.LINK if old.kind is Kind.LINK else Tampering.CHANGED
    return Tampering.MODE if rights(old) != rights(new) else None


def _copied(saved: Saved, old: Look) -> bytes | None:
    """The copy of a file; None when it is not what was copied."""
    try:
        content = places.read(os.path.join(saved.folder, old.digest))
    except OSError:
        return None
    return content if places.digest(content) == old.digest else None


def _diff(path: str, was: tuple[Look, bytes | None] | None, now: tuple[Look, bytes] | None) -> str:
    if was is not None and was[1] is None:
        return f"{path}: the copy from before is damaged\n"
    before = None if was is None else Side(was[1] or b"", _mode(was[0]))
    after = None if now is None else Side(now[1], _mode(now[0]))
    text = file_diff(path, before, after).decode("utf-8", "replace")
    return text if len(text) <= MOST_DIFF else f"{text[:MOST_DIFF]}\n(the rest of this diff was left out)\n"


def _mode(seen: Look) -> str:
    return "120000" if seen.kind is Kind.LINK else f"100{seen.mode & 0o777:03o}"
