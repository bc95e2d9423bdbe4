"""Keeps the output file of a running command within a size: its head and its newest end stay.

The command goes on and learns nothing of it. While it runs, the middle of its file becomes a hole, which
takes no room on the disk; once it has ended the hole is replaced by a mark. To make the file shorter while it
is being written would lose what is written at that moment, which may be the line that decides; so that is
left to systems that know no holes (all but Linux, and some network file systems).
"""

from __future__ import annotations

import os
import stat
import sys
from types import TracebackType
from typing import Self

MOST_HEAD, MOST_TAIL = 1_000_000, 4_000_000  # bytes that stay of an output that is cut
SOONEST, LATEST = 0.01, 0.25  # seconds between two looks: often at what grows fast
PIECE = 1_000_000
PUNCH_HOLE = 0x02 | 0x01  # with the size as it is


class Capped:
    """An output file from the start of its command until after its end."""

    def __init__(self, path: str, most: int, least_tail: int) -> None:
        """
        Args:
            path: the file, which is there; what the command may put in its place later is left alone.
            most: bytes of disk that it may take, about; what has more is cut.
            least_tail: bytes of its end that stay in any case, even if that makes it larger than `most`.
        """
        self._head, self._tail = min(MOST_HEAD, most // 8), max(least_tail, min(MOST_TAIL, most // 2))
        self._most = max(most, 2 * (self._head + self._tail))  # else it would be cut at every look
        self._size = 0
        self._hole_end = 0  # of the hole behind the head; 0: there is none
        self._gone = self._marker = 0  # bytes that were cut, and of the mark that tells it
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
        """Cut the file if it has become too large; to be called every `pause` seconds."""
        before = self._size
        taken = self._taken()
        grown = self._size - before
        self.pause = SOONEST if grown > self._most // 8 else min(2 * self.pause, LATEST)
        if taken > self._most:
            hole_end = self._size - self._tail
            if punch_hole(self._file, self._head, hole_end - self._head):
                self._hole_end = hole_end
            else:
                self._shorten()

    def settle(self) -> None:
        """The command has ended: leave a file without holes, with a mark where something is missing."""
        if self._taken() > self._most or self._hole_end:
            self._shorten()

    def _taken(self) -> int:
        """The bytes that take room on the disk, as they are now."""
        status = os.fstat(self._file) if self._file >= 0 else None
        self._size = status.st_size if status is not None and stat.S_ISREG(status.st_mode) else 0
        if self._size < self._hole_end:  # the command emptied its file
            self._hole_end = 0
        return self._size - (self._hole_end - self._head if self._hole_end else 0)

    def _shorten(self) -> None:
        head = os.pread(self._file, self._head, 0)
        if not self._gone:
            head = head[: head.rfind(b"\n") + 1 or len(head)]
        begin, end = self._newest()
        os.ftruncate(self._file, len(head))
        self._gone += begin - len(head) - self._marker
        breaks = "" if head.endswith(b"\n") else "\n"
        marker = f"{breaks}[orchestrate cut about {self._gone} bytes here (log_limit)]\n".encode()
        self._head, self._hole_end, self._marker = len(head), 0, len(marker)
        rest = memoryview(marker + end)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self._size = self._head + len(marker) + len(end)

    def _newest(self) -> tuple[int, bytes]:
        """Where the end begins that stays, and that end; at the beginning of a line if there is one."""
        begin = self._size - self._tail
        end = os.pread(self._file, self._tail, begin)
        while len(end) < 2 * self._tail and (more := os.pread(self._file, PIECE, begin + len(end))):
            end += more  # it is being written meanwhile
        broken = end.find(b"\n") + 1
        return begin + broken, end[broken:]


def punch_hole(file: int, begin: int, length: int) -> bool:
    """Give the room of a part of a file back, which then reads as zeros; False where that is not possible."""
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        return False
    import ctypes  # only what floods its output needs it

    try:
        fallocate = ctypes.CDLL(None).fallocate
    except (OSError, AttributeError):
        return False
    fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long)
    return bool(fallocate(file, PUNCH_HOLE, begin, length) == 0)
