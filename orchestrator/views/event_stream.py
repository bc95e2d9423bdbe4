"""Writes the events of a run for programs: one JSON object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from enum import Enum
from typing import Any, TextIO

from orchestrator.clock import now
from orchestrator.errors import OrchestratorError
from orchestrator.model.happening import Happening, RunEnded, RunStarted, SessionSaid
from orchestrator.views.events import Data, error_event, event
from orchestrator.views.lines import Lines

VERSION = 1  # in every event: lines are cut out of logs, and those of several runs are put together
Cover = Callable[[str], str]

_SURROGATE = re.compile("[\ud800-\udfff]")


class Events:
    """Writes an event a line; a reader that went away does not hurt the run."""

    def __init__(
        self, out: TextIO | None, *, cover: Cover = str, quiet: bool = False, clock: Callable[[], str] = now
    ) -> None:
        """
        Args:
            cover: takes secrets out of text.
            quiet: without what sessions say and do.
            clock: the time, as it is written.
        """
        self._lines = Lines(out)
        self._cover = cover
        self._quiet = quiet
        self._clock = clock
        self._run: str | None = None

    def __call__(self, happening: Happening) -> None:
        """Write one happening."""
        if isinstance(happening, SessionSaid):
            if self._quiet:
                return
        elif isinstance(happening, RunStarted | RunEnded):
            self._run = happening.run_id
        self._lines.write(_line(event(happening), self._run, self._clock(), self._cover))


def error_line(error: OrchestratorError, cover: Cover, clock: Callable[[], str] = now) -> str:
    """The event of an error, before a run or in it."""
    return _line(error_event(error), None, clock(), cover)


def _line(data: Data, run: str | None, when: str, cover: Cover) -> str:
    head = {"version": VERSION, "event": data.pop("event"), "at": when, "run": run}
    return json.dumps(head | _plain(data, cover))  # in ASCII: whatever the locale, it can be written


def _plain(value: Any, cover: Cover) -> Any:
    """Without secrets, and without halves of surrogate pairs, which no reader has to take."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", cover(value))
    if isinstance(value, dict):
        return {key: _plain(inner, cover) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, cover) for inner in value]
    return value.value if isinstance(value, Enum) else value
