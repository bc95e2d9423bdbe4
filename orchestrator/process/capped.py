"""Keeps the output file of a running command within a size: its head and its newest end stay.

The command goes on and learns nothing of it. Its file was opened for appending, so it may be made shorter
under its hands.
"""

from __future__ import annotations

import os
import stat
from types import TracebackType
from typing import Self

MOST_HEAD, MOST_TAIL = 1_000_000, 4_000_000  # bytes that stay of an output that is cut
MOST_ROUNDS = 5  # of reading what comes while we read
SOONEST, LATEST = 0.01, 0.25  # seconds between two looks: often at what grows fast


class Capped:
    """An output file while it is written."""

    def __init__(self, path: str, most: int, least_tail: int) -> None:
        """
        Args:
            path: the file, which is there; what the command may put in its place later is left alone.
            most: bytes that it may have, about; what has more is cut.
            least_tail: bytes of its end that stay in any case, even if that makes it larger than `most`.
        """
        self._head, self._tail = min(MOST_HEAD, most // 8), max(least_tail, min(MOST_TAIL, most // 2))
        self._most = max(most, 2 * (self._head + self._tail))  # else it would be cut at every look
        self._size = self._gone = self._marker = 0
        self._file = -1
        self.pause = SOONEST  # seconds until the next look is worth while
        try:
            self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:  # the command was faster, and removed it
            return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file >= 0:
            os.close(self._file)

    def look(self) -> None:
        """Cut the middle out of the file if it has become too large."""
        status = os.fstat(self._file) if self._file >= 0 else None
        if status is None or not stat.S_ISREG(status.st_mode):
            return
        grown, self._size = status.st_size - self._size, status.st_size
        self.pause = SOONEST if grown > self._most // 8 else min(2 * self.pause, LATEST)
        if self._size > self._most:
            self._cut()
            self._size = os.fstat(self._file).st_size

    def _cut(self) -> None:
        """What is written between the last reading and the cut is lost, which are two system calls."""
        head = os.pread(self._file, self._head, 0)
        if not self._gone:
            head = head[: _after_the_last_line(head)]
            self._head = len(head)
        begin, kept = self._newest()
        written = os.fstat(self._file).st_size
        os.ftruncate(self._file, self._head)
        self._gone += begin - self._head - self._marker + written - (begin + len(kept))
        breaks = "" if head.endswith(b"\n") else "\n"
        marker = f"{breaks}[orchestrate cut about {self._gone} bytes here (log_limit)]\n".encode()
        self._marker = len(marker)
        rest = memoryview(marker + kept)
        while rest:
            rest = rest[os.write(self._file, rest) :]

    def _newest(self) -> tuple[int, bytes]:
        """Where the end begins that stays, and that end; at the beginning of a line if there is one."""
        begin = self._size - self._tail
        kept = os.pread(self._file, self._tail, begin)
        for _ in range(MOST_ROUNDS):  # it is being written meanwhile
            more = os.pread(self._file, self._tail, begin + len(kept))
            if not more:
                break
            kept += more
        begin += max(0, len(kept) - self._tail)
        kept = kept[-self._tail :]
        broken = kept.find(b"\n") + 1
        return begin + broken, kept[broken:]


def _after_the_last_line(content: bytes) -> int:
    """Where the last whole line ends; the end of the content when it has none."""
    return content.rfind(b"\n") + 1 or len(content)
