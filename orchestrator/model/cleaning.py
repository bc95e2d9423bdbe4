"""Old evidence, as `orchestrate clean` finds it and removes it."""

from __future__ import annotations

from typing import NamedTuple


class Old(NamedTuple):
    """A run whose evidence may go."""

    run_id: str
    plan_path: str
    ended_at: str  # ISO 8601 in UTC
    folders: tuple[str, ...]  # those that are there, absolute
    size: int  # bytes of the files in them


class OldDraft(NamedTuple):
    """The evidence of a plan that was drafted once."""

    draft_id: str
    folder: str  # absolute
    size: int  # bytes of the files in it


class Cleaned(NamedTuple):
    """What a clean did, or with `dry` would do."""

    dry: bool
    runs: tuple[Old, ...]
    problems: tuple[str, ...] = ()  # what could not be removed, and why
    unknown: tuple[str, ...] = ()  # folders of runs that the database does not know, relative to the project
    snapshots: int = 0  # bytes that forgetting snapshots freed
    drafts: tuple[OldDraft, ...] = ()
