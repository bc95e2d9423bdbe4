"""The streams of an attempt's sessions as a person reads them, to their end and while they grow."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from orchestrator.model.display import DisplayLine
from orchestrator.redaction import NO_SECRETS, Secrets
from orchestrator.session.files import SessionFiles
from orchestrator.session.tail import LINE_LIMIT, Tail
from orchestrator.stream.events import Malformed
from orchestrator.stream.show import Display

CHUNK = 256 * 1024  # bytes read at a time from the end
FROM_THE_END = 16 * 1024 * 1024  # bytes that are looked through for the last lines
ANY_LENGTH = 1 << 40  # of a line: more than a stream may have

Ordinals = Callable[[], Iterable[int]]


class LogLine(NamedTuple):
    """One line, and the session of the attempt that it belongs to."""

    ordinal: int  # from 1
    line: DisplayLine


class _Turn(NamedTuple):
    """One session's stream, to be read on from where it was left."""

    ordinal: int
    tail: Tail
    over: bool  # nobody writes to it any more


class _Streams:
    """The streams of an attempt's sessions, one after the other: each begins when the last has ended."""

    def __init__(
        self, folder: str, ordinals: Ordinals, secrets: Secrets, limit: int, last: int | None
    ) -> None:
        self._folder = folder
        self._ordinals = ordinals
        self._secrets = secrets
        self._limit = limit
        self._last = last
        self._starts: dict[int, int] = {}
        self._current: tuple[int, Tail] | None = None
        self._done = 0  # up to this ordinal everything was read

    def turns(self, *, ended: bool) -> Iterator[_Turn]:
        """What may hold something new.

        Args:
            ended: no session of this attempt writes any more.
        """
        waiting = sorted(ordinal for ordinal in self._ordinals() if ordinal > self._done)
        if self._last is not None:
            self._start_late(waiting, self._last)
        for ordinal in waiting:
            over = ended or ordinal != waiting[-1]
            tail = self._tail(ordinal)
            if tail is not None:
                yield _Turn(ordinal, tail, over)
            if over:
                self._done = ordinal
                self.close()

    def close(self) -> None:
        """Give the file that is open back."""
        if self._current is not None:
            self._current[1].close()
            self._current = None

    def _tail(self, ordinal: int) -> Tail | None:
        if self._current is None or self._current[0] != ordinal:
            self.close()
            path = SessionFiles(self._folder, ordinal).stream
            if not _is_file(path):
                return None
            start = self._starts.get(ordinal, 0)
            tail = Tail(Path(path), limit=self._limit, secrets=self._secrets, start=start)
            self._current = (ordinal, tail)
        return self._current[1]

    def _start_late(self, waiting: list[int], wanted: int) -> None:
        """Pass over what comes before so many of the last lines of what is there by now."""
        self._last = None
        for ordinal in reversed(waiting):
            if wanted <= 0:
                self._done = ordinal
                waiting[:] = [later for later in waiting if later > ordinal]
                return
            self._starts[ordinal], found = _last_lines(SessionFiles(self._folder, ordinal).stream, wanted)
            wanted -= found


class _Log:
    """A reading of streams; holds one file open."""

    def __init__(self, streams: _Streams) -> None:
        self._streams = streams

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the file back; the log is of no use afterwards."""
        self._streams.close()


class AttemptLog(_Log):
    """What the sessions of one attempt say and do. Holds one file open, and one line of it in memory."""

    def __init__(
        self,
        folder: str,
        ordinals: Ordinals,
        *,
        results: bool = False,
        secrets: Secrets = NO_SECRETS,
        last: int | None = None,
    ) -> None:
        """
        Args:
            folder: of the attempt; it need not be there.
            ordinals: the sessions that the attempt has by now, from 1; asked with every reading.
            results: also what tools answered.
            secrets: to be covered; needed while a session writes, because its evidence is covered at its end.
            last: begin so many lines of the streams before their end; a line may show as several, or as none.
        """
        super().__init__(_Streams(folder, ordinals, secrets, LINE_LIMIT, last))
        self._results = results
        self._shows: tuple[int, Display] = (0, Display(results=results))
        self.broken: dict[int, int] = {}  # by session, lines so far that could not be read

    def lines(self, *, ended: bool = False) -> Iterator[LogLine]:
        """What is new since the last call; to be read to its end before the next one.

        Args:
            ended: no session of this attempt writes any more.

        Raises:
            OSError: a stream is there but cannot be read.
        """
        for turn in self._streams.turns(ended=ended):
            if self._shows[0] != turn.ordinal:
                self._shows = (turn.ordinal, Display(results=self._results))
            display = self._shows[1]
            for event in turn.tail.events(ended=turn.over):
                if type(event) is Malformed:
                    self.broken[turn.ordinal] = self.broken.get(turn.ordinal, 0) + 1
                for line in display.lines(event):
                    yield LogLine(turn.ordinal, line)


class RawLog(_Log):
    """The same streams as they are: byte for byte, but for secrets that are not covered yet."""

    def __init__(self, folder: str, ordinals: Ordinals, *, secrets: Secrets = NO_SECRETS) -> None:
        """See `AttemptLog`."""
        super().__init__(_Streams(folder, ordinals, NO_SECRETS, ANY_LENGTH, None))
        self._secrets = secrets

    def pieces(self, *, ended: bool = False) -> Iterator[bytes]:
        """What is new since the last call, whole lines at a time; see `AttemptLog.lines`."""
        for turn in self._streams.turns(ended=ended):
            for line in turn.tail.lines():
                yield self._covered(line) + b"\n"
            if turn.over:
                for rest in turn.tail.lines(ended=True):
                    yield self._covered(rest)

    def _covered(self, line: object) -> bytes:
        assert isinstance(line, bytes), "no line is too long"
        return self._secrets.data(line)


def _last_lines(path: str, count: int) -> tuple[int, int]:
    """Where the last `count` lines of a file begin, and how many they really are; (0, 0): it has none.

    Fewer when they are very long: no more than `FROM_THE_END` bytes are read.
    """
    if not _is_file(path):
        return 0, 0
    with open(path, "rb", buffering=0) as file:
        end = begin = file.seek(0, os.SEEK_END)
        found, first = 0, end  # line feeds, and the byte after the first of them
        while begin > 0 and end - begin < FROM_THE_END:
            length = min(CHUNK, begin)
            begin -= length
            file.seek(begin)
            chunk = file.read(length)
            at = len(chunk)
            while (at := chunk.rfind(b"\n", 0, at)) >= 0:
                if found == count:
                    return begin + at + 1, count
                found, first = found + 1, begin + at + 1
    return (0, found) if begin == 0 else (first, max(0, found - 1))


def _is_file(path: str) -> bool:
    """Whether it is a file: a worker may have laid a link there, or a pipe that would hold us."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False
