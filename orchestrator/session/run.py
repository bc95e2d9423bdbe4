"""Runs one session from its prompt to its exit record, and reads its stream while it grows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from orchestrator.model.session import Ending, ExitRecord, SessionReport, StreamSummary
from orchestrator.process.run import Command, Supervised, Wake, start
from orchestrator.session.files import SessionFiles
from orchestrator.session.tail import Tail
from orchestrator.stream.events import Event
from orchestrator.stream.outcome import judge
from orchestrator.stream.summary import Accumulator
from orchestrator.text import one_line

LOOK = 0.05  # seconds between two looks at the growing stream
# How the CLI is asked to stop: SIGINT lets it end its own tools and write its result.
STOP_LADDER = "INT:8,TERM:5"
LAST_WORDS = 300  # characters of standard error that explain a session without a result


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What a session needs to run."""

    argv: tuple[str, ...]
    root: str
    environment: Mapping[str, str]
    files: SessionFiles  # the prompt is there already
    timeout: float  # seconds of wall clock
    result_grace: float  # seconds it may live on after its final result
    launcher: tuple[str, ...]
    wake: Wake


def run(plan: SessionPlan, show: Callable[[Event], None]) -> SessionReport:
    """Run a session to its end, whatever that end is; every event is shown as it comes."""
    process = start(
        Command(
            argv=plan.argv,
            cwd=plan.root,
            env=plan.environment,
            stdin=plan.files.prompt,
            stdout=plan.files.stream,
            stderr=plan.files.stderr,
            record=plan.files.record,
            stop=STOP_LADDER,
            launcher=plan.launcher,
        )
    )
    with _reading(plan.files, show) as reader:
        cut = _watch(process, reader, plan)
        reader.read(to_the_end=True)
    return _report(
        plan.files,
        reader.accumulator.summary(),
        process.record(),
        timed_out=cut is _Cut.TIMED_OUT,
        interrupted=cut is _Cut.INTERRUPTED,
    )


def read_back(files: SessionFiles, record: ExitRecord) -> SessionReport:
    """The report of a session whose end nobody saw, from what it left on disk.

    When it was ended for our sake it counts as interrupted, unless its stream holds a final result; a result
    that is an error may be its answer to being ended.
    """
    with _reading(files, _unseen) as reader:
        reader.read(to_the_end=True)
    summary = reader.accumulator.summary()
    failed = summary.result is not None and summary.result.is_error
    finished = reader.accumulator.awaiting_exit and not failed
    return _report(files, summary, record, interrupted=record.stopped_by != "" and not finished)


def _report(
    files: SessionFiles,
    summary: StreamSummary,
    record: ExitRecord,
    *,
    timed_out: bool = False,
    interrupted: bool = False,
) -> SessionReport:
    outcome = judge(summary, record.code, timed_out=timed_out, interrupted=interrupted)
    if outcome.ending is Ending.NO_RESULT and (said := last_words(files.stderr)):
        outcome = replace(outcome, reason=f"{outcome.reason}; it said: {said}")
    return SessionReport(outcome, summary, record)


def last_words(path: str) -> str:
    """The end of what a session wrote to its standard error, on one line."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, file.seek(0, 2) - 1000))
            return one_line(file.read().decode("utf-8", "replace"), LAST_WORDS)
    except OSError:
        return ""


def _unseen(event: Event) -> None:
    """Nobody looks at a session that ended long ago."""


@contextmanager
def _reading(files: SessionFiles, show: Callable[[Event], None]) -> Iterator[_Reader]:
    with Tail(Path(files.stream)) as tail:
        yield _Reader(tail, show)


class _Cut(Enum):
    """Why we ended a session that would have gone on."""

    FINISHED = "it had sent its final result"
    TIMED_OUT = "its time was up"
    INTERRUPTED = "we were told to stop"


class _Reader:
    """The stream of one session, from the first byte to the last."""

    def __init__(self, tail: Tail, show: Callable[[Event], None]) -> None:
        self._tail = tail
        self._show = show
        self.accumulator = Accumulator()

    def read(self, *, to_the_end: bool = False) -> None:
        """Take in what is there by now."""
        for event in self._tail.events(ended=to_the_end):
            self.accumulator.add(event)
            self._show(event)


def _watch(process: Supervised, reader: _Reader, plan: SessionPlan) -> _Cut | None:
    """Follow the session until it has ended; why we ended it, if we did."""
    deadline = time.monotonic() + plan.timeout
    result_at: float | None = None
    cut: _Cut | None = None
    while not process.wait(LOOK, None if cut else plan.wake):
        reader.read()
        now = time.monotonic()
        if not reader.accumulator.awaiting_exit:
            result_at = None
        elif result_at is None:
            result_at = now
        until = deadline if result_at is None else min(deadline, result_at + plan.result_grace)
        cut = cut or _cut(plan.wake.is_set(), now > until, finished=result_at is not None)
        if plan.wake.insists:
            process.kill()
        elif cut:
            process.stop()
    return cut


def _cut(told_to_stop: bool, time_is_up: bool, *, finished: bool) -> _Cut | None:
    """Why the session must not go on; what has sent its final result can no more be interrupted or late."""
    if not (told_to_stop or time_is_up):
        return None
    if finished:
        return _Cut.FINISHED
    return _Cut.INTERRUPTED if told_to_stop else _Cut.TIMED_OUT
