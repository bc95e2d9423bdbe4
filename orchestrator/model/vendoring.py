"""A copy of the program in another repository, as `orchestrate vendor` finds it and leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple


class Manifest(NamedTuple):
    """What a copy was made as."""

    version: str  # of the program
    files: Mapping[str, str]  # path in the copy's folder, POSIX -> SHA-256, hexadecimal


class Copy(NamedTuple):
    """How a copy differs from what it was made as; paths are relative to its folder, sorted."""

    version: str | None  # None: its package is missing altogether
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    outdated: bool = False  # the running program would make another one

    @property
    def edited(self) -> tuple[str, ...]:
        """What somebody would lose if the copy were replaced."""
        return tuple(sorted(self.changed + self.added))

    @property
    def fine(self) -> bool:
        """It is complete, unchanged and up to date."""
        return not (self.changed or self.missing or self.added or self.outdated)


class Action(Enum):
    """What was done to a copy."""

    MADE = "made"
    UPDATED = "updated"
    NOTHING = "nothing"


class Vendored(NamedTuple):
    """What `orchestrate vendor` did and found."""

    folder: str  # as it was named
    action: Action
    program: str  # version of the running program
    copy: Copy | None  # before anything was done; None: there was none
