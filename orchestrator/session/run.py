"""Runs one session from its prompt to its exit record, and reads its stream while it grows."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from orchestrator.model.session import Ending, ExitRecord, SessionReport, StreamSummary
from orchestrator.process.descriptors import file_id, output_closed
from orchestrator.process.run import Command, Supervised, start
from orchestrator.process.wake import Wake
from orchestrator.redacting import redact_folder
from orchestrator.redaction import NO_SECRETS, Secrets
from orchestrator.session.files import SessionFiles
from orchestrator.session.tail import ALWAYS, Tail
from orchestrator.session.watch import Bounds, Facts, decide
from orchestrator.stream.cut import INTERRUPTED, Cut, CutKind
from orchestrator.stream.events import Event, MessageUsage, Retry
from orchestrator.stream.outcome import judge
from orchestrator.stream.summary import Accumulator
from orchestrator.text import one_line

LOOK = 0.05  # seconds between two looks at the growing stream, and of reading it in one of them
QUIET = 2.0  # seconds of silence from which on we look whether anybody still could speak ...
QUIET_LOOK = 1.0  # ... so often, as it is a walk through all processes
# How the CLI is asked to stop: SIGINT lets it end its own tools and write its result.
STOP_LADDER = "INT:8,TERM:5"
COPIES = frozenset({"protected"})  # of the project's own files: the user's, and put back as they were
LAST_WORDS = 300  # characters of standard error that explain a session without a result


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What a session needs to run."""

    argv: tuple[str, ...]
    root: str
    environment: Mapping[str, str]
    files: SessionFiles  # the prompt is there already
    bounds: Bounds
    launcher: tuple[str, ...]
    wake: Wake
    checked: Callable[[], bool] = lambda: False  # whether something works for it that it is silent about
    secrets: Secrets = NO_SECRETS


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
    with _reading(plan.files, show, plan.secrets) as reader:
        cut = _watch(process, reader, plan)
        flooded = cut is not None and cut.kind is CutKind.WROTE_TOO_MUCH
        reader.read(to_the_end=not flooded)  # a flood was killed: it has no last words
    return _report(plan.files, reader.accumulator.summary(), process.record(), plan.secrets, cut)


def read_back(files: SessionFiles, record: ExitRecord, secrets: Secrets = NO_SECRETS) -> SessionReport:
    """The report of a session whose end nobody saw, from what it left on disk.

    When it was ended for our sake it counts as interrupted, unless its stream holds a final result; a result
    that is an error may be its answer to being ended.
    """
    with _reading(files, _unseen, secrets) as reader:
        reader.read(to_the_end=True)
    summary = reader.accumulator.summary()
    failed = summary.result is not None and summary.result.is_error
    finished = reader.accumulator.awaiting_exit and not failed
    cut = INTERRUPTED if record.stopped_by and not finished else None
    return _report(files, summary, record, secrets, cut)


def _report(
    files: SessionFiles, summary: StreamSummary, record: ExitRecord, secrets: Secrets, cut: Cut | None
) -> SessionReport:
    redact_folder(files.attempt_folder, secrets, COPIES)
    record = replace(record, left_behind=tuple(map(secrets.text, record.left_behind)))
    outcome = judge(summary, record.code, cut)
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
def _reading(files: SessionFiles, show: Callable[[Event], None], secrets: Secrets) -> Iterator[_Reader]:
    with Tail(Path(files.stream), secrets=secrets) as tail:
        yield _Reader(tail, show)


class _Reader:
    """The stream of one session, from the first byte to the last."""

    def __init__(self, tail: Tail, show: Callable[[Event], None]) -> None:
        self._tail = tail
        self._show = show
        self.accumulator = Accumulator()
        self.pause = 0.0  # seconds of silence that the last event announced

    def read(self, *, to_the_end: bool = False) -> bool:
        """Take in what is there by now; whether there was anything.

        A session that writes faster than we read must not hold us up: what is left waits for the next look.
        """
        some = False
        until = ALWAYS if to_the_end else time.monotonic() + LOOK
        for event in self._tail.events(ended=to_the_end, until=until):
            if type(event) is MessageUsage:  # it belongs to the blocks before it, and says nothing else
                self._show(event)
                continue
            self.accumulator.add(event)
            self._show(event)
            self.pause = event.delay_ms / 1000 if type(event) is Retry else 0.0
            some = True
        return some


class _Observer:
    """What can be seen of a session while it runs."""

    def __init__(self, process: Supervised, reader: _Reader, plan: SessionPlan) -> None:
        self._process = process
        self._reader = reader
        self._plan = plan
        self._output = file_id(plan.files.stream)
        self._started = self._last_event = self._looked = time.monotonic()
        self._anything_said = False
        self._result_at: float | None = None
        self._closed_since: float | None = None

    def look(self) -> Facts:
        """Read what is new, and see how things stand."""
        anything_new = self._reader.read()
        now = time.monotonic()
        if anything_new:
            self._anything_said = True
            self._last_event = now + self._reader.pause
        elif now - self._last_event > self._plan.bounds.idle and self._plan.checked():
            self._last_event = now
        if not self._reader.accumulator.awaiting_exit:
            self._result_at = None
        elif self._result_at is None:
            self._result_at = now
        self._look_for_the_output(now)
        return self._facts(now)

    def _facts(self, now: float) -> Facts:
        return Facts(
            now=now,
            started=self._started,
            last_event=self._last_event,
            anything_said=self._anything_said,
            tool_running=self._reader.accumulator.tool_running,
            result_at=self._result_at,
            output_closed_since=self._closed_since,
            bytes_written=max(_size(self._plan.files.stream), _size(self._plan.files.stderr)),
            told_to_stop=self._plan.wake.is_set(),
        )

    def _look_for_the_output(self, now: float) -> None:
        if now - self._last_event < QUIET:
            self._closed_since = None
        elif now - self._looked > QUIET_LOOK:
            self._looked = now
            closed = self._is_closed()
            self._closed_since = (self._closed_since or now) if closed else None

    def _is_closed(self) -> bool:
        """Behind a launcher only the launcher could be looked at, which says nothing of the session."""
        if self._plan.launcher or self._output is None:
            return False
        return output_closed(self._plan.files.record, self._process.pid, self._output)


def _watch(process: Supervised, reader: _Reader, plan: SessionPlan) -> Cut | None:
    """Follow the session until it has ended; why we ended it, if we did."""
    observer = _Observer(process, reader, plan)
    cut: Cut | None = None
    while not process.wait(LOOK, None if cut else plan.wake):
        facts = observer.look()
        cut = cut or decide(facts, plan.bounds)
        # Politeness takes seconds, in which a session that floods the disk would fill it.
        if plan.wake.insists or facts.bytes_written > plan.bounds.most_bytes:
            process.kill()
        elif cut:
            process.stop()
    return cut


def _size(path: str) -> int:
    """Bytes of a file; 0 when it is not there: the worker may have removed it."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
