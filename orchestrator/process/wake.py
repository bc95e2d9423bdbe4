"""A flag that ends waiting: threads wait on its descriptor, and a signal handler may raise it."""

from __future__ import annotations

import os
import select


class Wake:
    """A flag that a thread can wait on by its descriptor, and that a signal handler may set."""

    def __init__(self) -> None:
        self._times = 0
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)

    def set(self) -> None:
        """Raise the flag; it stays up until `clear`."""
        self._times += 1
        try:
            os.write(self._writer, b"\0")
        except BlockingIOError:  # full of earlier ones: it is up
            return

    def clear(self) -> None:
        """Lower the flag."""
        self._times = 0
        while self.is_set():
            os.read(self._reader, 1 << 16)

    def is_set(self) -> bool:
        """Whether the flag is up."""
        return bool(readable((self._reader,), 0.0))

    def wait(self, seconds: float) -> bool:
        """Wait until the flag is up, at most so long; whether it is."""
        return bool(readable((self._reader,), seconds))

    @property
    def insists(self) -> bool:
        """Whether the flag was raised again: what was asked for politely is wanted at once."""
        return self._times > 1

    def fileno(self) -> int:
        """A descriptor that is readable while the flag is up."""
        return self._reader

    def close(self) -> None:
        """Give the descriptors back."""
        os.close(self._reader)
        os.close(self._writer)


def readable(fds: tuple[int, ...], seconds: float | None) -> set[int]:
    """Those of the descriptors that are readable within so many seconds; None waits for the first."""
    poller = select.poll()
    for fd in fds:
        poller.register(fd, select.POLLIN)
    return {fd for fd, _ in poller.poll(None if seconds is None else seconds * 1000)}
