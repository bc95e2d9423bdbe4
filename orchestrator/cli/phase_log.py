"""Reads the log of one phase, attempt by attempt, again and again while it grows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from orchestrator.model.attempts import Session
from orchestrator.redaction import Secrets
from orchestrator.session.log import AttemptLog, RawLog
from orchestrator.store import attempts
from orchestrator.store.reading import Place
from orchestrator.views import log
from orchestrator.views.log import Choice, Styled


class Reader(Protocol):
    """Tells of one attempt."""

    def tell(self, sessions: Sequence[Session], *, over: bool) -> None:
        """What is new; `over`: nobody works on the attempt any more."""

    def close(self) -> None:
        """Give what is open back."""


Begin = Callable[[Place, int], Reader]  # of the attempt with this number


class PhaseLog:
    """A walk through attempts; what was told is not told again."""

    def __init__(self, place: Place, first: int, last: int | None, begin: Begin) -> None:
        """
        Args:
            place: the phase.
            first, last: the attempts to tell of; None: all that will come.
            begin: makes the reader of an attempt.
        """
        self._place = place
        self._next = first
        self._last = last
        self._begin = begin
        self._reader: Reader | None = None
        self.anything = False  # there was an attempt to tell of

    @property
    def finished(self) -> bool:
        """Everything that was asked for is told."""
        return self._last is not None and self._next > self._last

    def step(self, *, over: bool) -> None:
        """Tell what is new; `over`: nobody works on the phase any more."""
        db, key = self._place.db, (self._place.run.id, self._place.phase.id)
        # Before the sessions: when an attempt is there, those before it have ended.
        there = self._place.numbers()
        held = attempts.sessions(db, *key)
        for number in there:
            if number < self._next or self.finished:
                continue
            done = over or number != there[-1] or self._judged(number)
            sessions = [session for session in held if session.attempt == number]
            self._tell(number, sessions, over=done)

    def close(self) -> None:
        """Give what is open back."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _judged(self, number: int) -> bool:
        found = attempts.attempt(self._place.db, self._place.run.id, self._place.phase.id, number)
        return found is not None and found.decision is not None

    def _tell(self, number: int, sessions: Sequence[Session], *, over: bool) -> None:
        self.anything = True
        if self._reader is None:
            self._reader = self._begin(self._place, number)
        self._reader.tell(sessions, over=over)
        if over:
            self.close()
            self._next = number + 1


class Readable:
    """Tells of an attempt as a person reads it: its sessions, and what became of it."""

    def __init__(
        self, place: Place, number: int, secrets: Secrets, choice: Choice, write: Callable[[Styled], None]
    ) -> None:
        self._place = place
        self._number = number
        self._choice = choice
        self._write = write
        self._sessions: dict[int, Session] = {}
        self._head = self._foot = 0  # the sessions up to which they stand there
        self._log = AttemptLog(
            place.attempt_folder(number),
            lambda: self._sessions,
            results=choice is Choice.TOOLS,
            secrets=secrets,
        )

    def tell(self, sessions: Sequence[Session], *, over: bool) -> None:
        """Its sessions as they go; when it is over, also gates, findings and verdict."""
        self._sessions = {session.ordinal: session for session in sessions}
        last = max(self._sessions, default=0)
        ended = over or (last > 0 and self._sessions[last].outcome is not None)
        for found in self._log.lines(ended=ended):
            self._reach(found.ordinal)
            if found.line.kind in self._choice.value:
                self._write(log.said(found.line))
        self._reach(last)
        if ended:
            self._end(last)
        if over:
            self._end_attempt()

    def close(self) -> None:
        """Give the stream back."""
        self._log.close()

    def _reach(self, ordinal: int) -> None:
        """Have the head of a session stand there, and the end of the one before."""
        for number in sorted(self._sessions):
            if self._head < number <= ordinal:
                self._end(self._head)
                self._write_head(number)
                self._head = number

    def _write_head(self, ordinal: int) -> None:
        entry = self._place.entry(self._number)
        session = entry.sessions[ordinal - 1]
        self._write(log.session_head(entry, session))
        if not os.path.exists(os.path.join(self._place.folder.root, session.stream_path)):
            at = self._place.run.cleaned_at
            if at is not None:
                self._write(Styled(f"  ({log.cleaned(at)})", ""))
            elif self._sessions[ordinal].outcome is not None:
                self._write(log.gone(session))

    def _end(self, ordinal: int) -> None:
        """Have the end of a session stand there."""
        if ordinal <= self._foot:
            return
        self._foot = ordinal
        if ordinal in self._log.broken:
            self._write(log.broken(self._log.broken[ordinal]))
        session = self._place.entry(self._number).sessions[ordinal - 1]
        self._lines(log.session_end(session, self._choice))

    def _end_attempt(self) -> None:
        entry = self._place.entry(self._number)
        if not entry.sessions:
            self._write(log.empty_head(entry))
        self._lines(log.attempt_end(entry, self._choice))

    def _lines(self, lines: Iterable[Styled]) -> None:
        for line in lines:
            self._write(line)


class Raw:
    """Tells of an attempt with the bytes of its streams."""

    def __init__(self, place: Place, number: int, secrets: Secrets, write: Callable[[bytes], object]) -> None:
        self._sessions: list[int] = []
        self._write = write
        self._log = RawLog(place.attempt_folder(number), lambda: self._sessions, secrets=secrets)

    def tell(self, sessions: Sequence[Session], *, over: bool) -> None:
        """What its streams hold by now."""
        self._sessions = [session.ordinal for session in sessions]
        ended = over or (bool(sessions) and sessions[-1].outcome is not None)
        for piece in self._log.pieces(ended=ended):
            self._write(piece)

    def close(self) -> None:
        """Give the stream back."""
        self._log.close()
