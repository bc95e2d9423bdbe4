"""The log of a phase as rows of a screen: its last lines, and what comes while it is looked at."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.redaction import Secrets
from orchestrator.session.log import AttemptLog, LogLine
from orchestrator.store.folder import StateFolder
from orchestrator.views.styled import Glyphs, Row
from orchestrator.views.watch_pane import said, session_head

KEPT = 2_000  # lines
BEFORE = 1_000  # lines of the stream with which a look begins
SLICE = 0.05  # seconds that reading may take before the screen is drawn


class LogRows:
    """Reads on from where it was; holds the last lines, folded for the width of the screen."""

    def __init__(self, folder: StateFolder, run_id: str, phase_id: str, secrets: Secrets) -> None:
        self._folder, self._run_id, self._phase_id = folder, run_id, phase_id
        self._secrets = secrets
        self.of = (run_id, phase_id)
        self._sessions: tuple[tuple[int, int], ...] = ()  # (attempt, ordinal)
        self._attempt = 0
        self._log: AttemptLog | None = None
        self._reader: Iterator[LogLine] | None = None  # left half-way when its time was up
        self._shown = (0, 0)  # the session of the last line
        self._judged = 0  # the attempt whose verdict was told last
        self._entries: deque[DisplayLine | tuple[int, int]] = deque()  # a session: its head
        self._rows: deque[Row] = deque()
        self._counts: deque[int] = deque()  # rows of each entry
        self._columns = 0
        self._glyphs: Glyphs | None = None
        self.start = 0  # rows that are no longer kept

    def close(self) -> None:
        """Give the file back."""
        if self._log is not None:
            self._log.close()

    def end(self) -> int:
        """The number of the row that would come next."""
        return self.start + len(self._rows)

    def window(self, first: int, height: int) -> Sequence[Row]:
        """So many rows from this one on."""
        at = max(0, first - self.start)
        return list(islice(self._rows, at, at + height))

    def fit(self, columns: int, glyphs: Glyphs) -> bool:
        """Fold for this width; whether rows have new numbers."""
        if (columns, glyphs) == (self._columns, self._glyphs):
            return False
        self._columns, self._glyphs = columns, glyphs
        entries, self._entries = self._entries, deque()
        self._rows.clear()
        self._counts.clear()
        self.start = 0
        for entry in entries:
            self._add(entry)
        return True

    def read(self, sessions: Sequence[tuple[int, int]], verdicts: Mapping[int, str], *, ended: bool) -> bool:
        """Take in what is new, for a short while; whether there may be more at once.

        Args:
            sessions: attempt and ordinal of those that the phase has by now.
            verdicts: on its attempts; they stand behind what the sessions said.
            ended: none of them writes any more.
        """
        self._sessions = tuple(sessions)
        until = time.monotonic() + SLICE
        while self._sessions:
            log = self._open()
            last = self._attempt == self._sessions[-1][0]
            if self._reader is None:
                self._reader = log.lines(ended=ended or not last)
            for line in self._reader:
                self._take(line)
                if time.monotonic() > until:
                    return True
            self._reader = None
            self._judge(verdicts)
            if last:
                return False
            self._next_attempt()
        return False

    def _open(self) -> AttemptLog:
        """The log to read from, of the last attempt at first."""
        if self._log is None:
            first = self._attempt == 0
            self._attempt = self._attempt or self._sessions[-1][0]
            folder = self._folder.attempt(self._run_id, self._phase_id, self._attempt)
            number = self._attempt
            self._log = AttemptLog(
                folder,
                lambda: [ordinal for attempt, ordinal in self._sessions if attempt == number],
                secrets=self._secrets,
                last=BEFORE if first else None,
            )
        return self._log

    def _next_attempt(self) -> None:
        self.close()
        self._log = None
        self._attempt = min(attempt for attempt, _ in self._sessions if attempt > self._attempt)

    def _judge(self, verdicts: Mapping[int, str]) -> None:
        if self._attempt in verdicts and self._judged < self._attempt:
            self._judged = self._attempt
            self._add(DisplayLine(LineKind.NOTE, f"verdict: {verdicts[self._attempt]}", ""))

    def _take(self, found: LogLine) -> None:
        session = (self._attempt, found.ordinal)
        if session != self._shown:
            self._shown = session
            self._add(session)
        self._add(found.line)

    def _add(self, entry: DisplayLine | tuple[int, int]) -> None:
        assert self._glyphs is not None, "fit() comes first"
        if isinstance(entry, DisplayLine):
            rows = said(entry, self._columns, self._glyphs)
        else:
            rows = [session_head(*entry, self._columns, self._glyphs)]
        self._entries.append(entry)
        self._rows.extend(rows)
        self._counts.append(len(rows))
        if len(self._entries) > KEPT:
            self._entries.popleft()
            for _ in range(self._counts.popleft()):
                self._rows.popleft()
                self.start += 1
