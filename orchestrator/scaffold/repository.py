"""What is looked at in a repository, and what may come of it: checks that could be gates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

# What a check is about, and what a gate of it means.
MEANINGS = {
    "tests": "all tests pass",
    "lint": "the linter has no complaint",
    "types": "the types are right",
    "format": "the code is formatted as agreed",
    "build": "it can be built",
    "check": "the project's own checks pass",
}


class Repository(Protocol):
    """The files and programs of a project; paths are POSIX and relative to its root."""

    def read(self, path: str) -> bytes:
        """The content of a file.

        Raises:
            OSError: it cannot be read.
        """
        ...

    def names(self, folder: str) -> Sequence[str]:
        """The names of what is in a folder ("" is the root), sorted; none when there is no such folder."""
        ...

    def is_program(self, word: str) -> bool:
        """Whether a shell in the project would find an executable file by this word."""
        ...


class Proposal(NamedTuple):
    """A command that could be a gate here; its program is there."""

    name: str  # what it checks: a key of MEANINGS; several proposals may share it
    command: str  # for /bin/sh at the project's root
    why: str  # where it was found: "pyproject.toml configures pytest"


class Candidate(NamedTuple):
    """A check that the repository's files speak of, and the programs that it cannot start without."""

    proposal: Proposal
    needs: tuple[str, ...]  # words for `is_program`


def text_of(files: Repository, path: str) -> str:
    """The text of a file, empty when it cannot be read; line ends are `\\n`."""
    try:
        data = files.read(path)
    except OSError:
        return ""
    return data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
