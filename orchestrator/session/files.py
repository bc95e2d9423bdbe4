"""Where a session's evidence lies in its attempt's folder."""

from __future__ import annotations

import os
from typing import NamedTuple


class SessionFiles(NamedTuple):
    """The files of one session: `prompt.md`, `session.jsonl` ...; a later one in the attempt is numbered."""

    attempt_folder: str
    ordinal: int  # from 1

    def _path(self, stem: str, ending: str) -> str:
        number = "" if self.ordinal == 1 else f"-{self.ordinal}"
        return os.path.join(self.attempt_folder, f"{stem}{number}{ending}")

    @property
    def prompt(self) -> str:
        return self._path("prompt", ".md")

    @property
    def stream(self) -> str:
        return self._path("session", ".jsonl")

    @property
    def stderr(self) -> str:
        return self._path("stderr", ".log")

    @property
    def record(self) -> str:
        """The folder in which the supervisor keeps its heartbeat and the exit record."""
        return self._path("process", "")

    @property
    def notes(self) -> str:
        """The notes files before the session, for its own hooks; the verdict does not read it."""
        return self._path("notes", ".json")
