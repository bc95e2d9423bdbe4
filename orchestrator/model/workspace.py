"""What changed in the project, and what changed although it may not.

Paths are POSIX, relative to the project. Bytes of a name that are not UTF-8 are surrogate escapes, as
`os.fsdecode` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """What happened to a file between two snapshots."""

    ADDED = "added"
    MODIFIED = "modified"  # its content or its executable bit
    DELETED = "deleted"
    RETYPED = "retyped"  # a file became a link, or a link a file


@dataclass(frozen=True, slots=True)
class Change:
    """One file that differs between two snapshots; a renamed one is deleted and added."""

    path: str
    status: Status


class Tampering(Enum):
    """What happened to a protected file."""

    CHANGED = "changed"
    DELETED = "deleted"
    ADDED = "added"
    MODE = "mode"  # the owner may read or execute it no longer, or may do so now
    LINK = "link"  # it became a link, or its link points elsewhere


@dataclass(frozen=True, slots=True)
class ProtectedChange:
    """One protected file that is not as it was."""

    path: str
    kind: Tampering
    diff: str  # unified, or one line that says why there is none


@dataclass(frozen=True, slots=True)
class IgnoreRule:
    """A new rule that would hide protected files from version control."""

    path: str  # the file that holds it
    line: int  # counts from 1
    pattern: str
    hides: str  # one protected file, or pattern, that it covers
