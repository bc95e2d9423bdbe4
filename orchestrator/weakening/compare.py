"""A diff's weakenings, in the order of its files."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.diffs import FileChange
from orchestrator.weakening import settings, suites
from orchestrator.weakening.kinds import Weakening


def weakenings(changes: Sequence[FileChange]) -> tuple[Weakening, ...]:
    """All ways in which changes weaken tests or gates. What was only moved within the diff is none."""
    order = {path: number for number, change in enumerate(changes) for path in (change.old_path, change.path)}
    found = [*suites.weakened(changes), *settings.weakened(changes)]
    return tuple(sorted(found, key=lambda one: (order[one.path], one.line)))
