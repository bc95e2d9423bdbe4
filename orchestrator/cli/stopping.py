"""The signals that ask for an end: the first one stops politely, a second one at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from orchestrator.process.run import Wake

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """Remembers that, and by which signal, we were told to stop."""

    def __init__(self, note: str) -> None:
        self._note = f"Stopping: {note}\n".encode()
        self.wake = Wake()
        self.signal = 0

    def __call__(self, number: int, _frame: object) -> None:
        """The signal handler. The first signal stops politely, a second one at once."""
        self.signal = self.signal or number
        first = not self.wake.is_set()
        self.wake.set()
        if first:
            # Not print: we may have come in the middle of one. And stderr may be a terminal that is gone.
            with suppress(OSError):
                os.write(2, self._note)


@contextmanager
def stoppable(note: str) -> Iterator[Stop]:
    """Heed the signals that ask for an end while the block runs; the note says what is being ended then."""
    stop = Stop(note)
    # What was ignored when we were started (nohup, a job in the background) goes on being ignored.
    heeded = [number for number in STOPPING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heeded}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop.wake.close()
