"""Protected files of a phase: copied before its first session, compared after every one, put back."""

from __future__ import annotations

import os

from orchestrator.engine.work import Work
from orchestrator.globs import Globs, compiled
from orchestrator.model.attempts import Base
from orchestrator.model.evidence import FrozenChange
from orchestrator.model.plan import Phase
from orchestrator.model.workspace import ProtectedChange
from orchestrator.workspace.guard import Protection, Saved, load
from orchestrator.workspace.ignoring import ignore_files, ignore_rules_added

FOLDER = "protected"  # in the folder of the round's first attempt


def protect(work: Work, phase: Phase, first_attempt: int) -> tuple[str, dict[str, bytes]]:
    """Copy what is protected; the digest of the list of files, and the ignore rules there are.

    Raises:
        WorkspaceError: the files are too many, or cannot be copied.
    """
    globs = _globs(work, phase)
    if not globs.patterns:
        return "", {}
    saved = Protection(work.folder.root, globs).before(_folder(work, phase, first_attempt))
    return saved.digest, ignore_files(work.folder.root)


def find(work: Work, phase: Phase, first_attempt: int, base: Base) -> tuple[FrozenChange, ...]:
    """Every protected file that is not as it was, and every new rule that would hide one.

    Raises:
        WorkspaceError: there are too many files now.
    """
    globs = _globs(work, phase)
    if not globs.patterns:
        return ()
    saved = _saved(work, phase, first_attempt, base)
    if saved is None:
        what = "its copies of the protected files were tampered with: nothing about them can be proved"
        copies = work.folder.relative(_folder(work, phase, first_attempt))
        return (FrozenChange(copies, what, protected=True, put_back=False),)
    tampered = (
        FrozenChange(change.path, f"{change.kind.value}\n{change.diff}", protected=True)
        for change in _changes(work, Protection(work.folder.root, globs), saved)
    )
    rules = ignore_rules_added(base.ignores, ignore_files(work.folder.root), globs, saved.files)
    hidden = (
        FrozenChange(
            rule.path, f"line {rule.line}: {rule.pattern}\nhides {rule.hides}", protected=True, put_back=False
        )
        for rule in rules
    )
    return (*tampered, *hidden)


def put_back(work: Work, phase: Phase, first_attempt: int, base: Base) -> frozenset[str]:
    """Put every protected file back; the paths of those that could not be.

    Raises:
        WorkspaceError: there are too many files now.
    """
    globs = _globs(work, phase)
    saved = _saved(work, phase, first_attempt, base) if globs.patterns else None
    if saved is None:
        return frozenset()
    protection = Protection(work.folder.root, globs)
    problems = protection.restore(saved, _changes(work, protection, saved))
    return frozenset(problem.partition(":")[0] for problem in problems)


def _changes(work: Work, protection: Protection, saved: Saved) -> tuple[ProtectedChange, ...]:
    """Without the plan's files: they are frozen, and their boxes may be ticked wherever they lie."""
    return tuple(change for change in protection.check(saved) if change.path not in work.frozen)


def _saved(work: Work, phase: Phase, first_attempt: int, base: Base) -> Saved | None:
    """The copies, unless somebody has changed their list."""
    saved = load(_folder(work, phase, first_attempt))
    return saved if saved is not None and saved.digest == base.protected else None


def _globs(work: Work, phase: Phase) -> Globs:
    return compiled((*work.settings.protect, *phase.protected))


def _folder(work: Work, phase: Phase, first_attempt: int) -> str:
    return os.path.join(work.folder.attempt(work.run_id, phase.id, first_attempt), FOLDER)
