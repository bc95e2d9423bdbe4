"""Reads a file line by line while another process writes it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from orchestrator.redaction import NO_SECRETS, Secrets
from orchestrator.stream.decode import decode, oversized
from orchestrator.stream.events import Event

CHUNK = 256 * 1024
LINE_LIMIT = 64 * 1024 * 1024  # bytes; the longest line that was ever seen had a few megabytes

ALWAYS = float("inf")


@dataclass(frozen=True, slots=True)
class Oversized:
    """Stands for a line that was longer than the limit."""

    length: int  # bytes, without the line break


class Tail:
    """A place in a growing file. Holds at most one chunk and one unfinished line in memory."""

    def __init__(
        self,
        path: Path,
        *,
        limit: int = LINE_LIMIT,
        chunk: int = CHUNK,
        secrets: Secrets = NO_SECRETS,
        start: int = 0,
    ) -> None:
        """`start`: the byte at which reading begins."""
        self._path = path
        self._start = start
        self._limit = limit
        self._secrets = secrets
        self._chunk = min(chunk, limit)  # so that a line within one chunk is never too long
        self._file: FileIO | None = None
        self._ready: Iterator[bytes] = iter(())  # complete lines that were not asked for yet
        self._pieces: list[bytes] = []  # of the unfinished line; joined once, when its end is there
        self._length = 0  # of the unfinished line, what was thrown away included

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the file back; the tail is of no use afterwards."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def lines(self, *, ended: bool = False, until: float = ALWAYS) -> Iterator[bytes | Oversized]:
        r"""The lines that are complete by now, without their `\n`; to be called again for later ones.

        Args:
            ended: nobody writes any more, so that what stands after the last `\n` is a line as well.
            until: the moment of the monotonic clock from which on the rest is for a later call.

        Raises:
            OSError: the file is there but cannot be read.
        """
        yield from self._ready
        file = self._open()
        while file is not None and time.monotonic() < until and (chunk := file.read(self._chunk)):
            head, *rest = chunk.split(b"\n")
            self._keep(head)
            if rest:
                first, last = self._take(), rest.pop()
                self._keep(last)
                self._ready = iter(rest)
                yield first
                yield from self._ready
        if ended and self._length:
            yield self._take()

    def events(self, *, ended: bool = False, until: float = ALWAYS) -> Iterator[Event]:
        """The same as `lines`, decoded."""
        for line in self.lines(ended=ended, until=until):
            if type(line) is bytes:
                yield from decode(self._secrets.data(line))
            elif type(line) is Oversized:
                yield oversized(line.length)
            if time.monotonic() > until:
                return

    def _open(self) -> FileIO | None:
        if self._file is None:
            try:
                self._file = FileIO(self._path)
            except FileNotFoundError:
                return None  # the writer has not begun
            if self._start:
                self._file.seek(self._start)
        return self._file

    def _keep(self, piece: bytes) -> None:
        if not piece:
            return
        self._length += len(piece)
        if self._length <= self._limit:
            self._pieces.append(piece)
        else:
            self._pieces.clear()

    def _take(self) -> bytes | Oversized:
        length, pieces = self._length, self._pieces
        self._length, self._pieces = 0, []
        return b"".join(pieces) if length <= self._limit else Oversized(length)
