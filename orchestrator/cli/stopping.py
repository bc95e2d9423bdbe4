"""What asks a run to end: signals of the system, and `orchestrate stop`, which sends two of its own.

The first request stops politely, a second one at once.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from orchestrator.cli.beside import said
from orchestrator.process.wake import Wake

SYSTEM = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
AFTER_PHASE = signal.SIGUSR1  # start no further phase
ON_PURPOSE = signal.SIGUSR2  # stop now, to go on some other day
ASKED = "stopped with `orchestrate stop`"


class Stop:
    """Remembers that, and by which signal, we were told to stop."""

    def __init__(self, note: str) -> None:
        self._note = f"Stopping: {note}"
        self.wake = Wake()
        self.signal = 0  # of the system
        self.asked = False  # by `orchestrate stop`
        self.last_phase = False

    def __call__(self, number: int, _frame: object) -> None:
        """The signal handler."""
        if number == AFTER_PHASE:
            self._tell("" if self.last_phase else "Stopping when the phase under way has ended")
            self.asked = self.last_phase = True
            return
        if number == ON_PURPOSE:
            self.asked = True
        else:
            self.signal = self.signal or number
        first = not self.wake.is_set()
        self.wake.set()
        self._tell(self._note if first else "")

    def on_purpose(self) -> str:
        """Why the run ends, when that is no signal of the system."""
        return ASKED if self.asked and not self.signal else ""

    @staticmethod
    def _tell(note: str) -> None:
        if note and not said(note):
            # Not print: we may have come in the middle of one. And stderr may be a terminal that is gone.
            with suppress(OSError):
                os.write(2, f"{note}\n".encode())


@contextmanager
def stoppable(note: str) -> Iterator[Stop]:
    """Heed the signals that ask for an end while the block runs; the note says what is being ended then."""
    stop = Stop(note)
    # What was ignored when we were started (nohup, a job in the background) goes on being ignored.
    heeded = [number for number in SYSTEM if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in (*heeded, AFTER_PHASE, ON_PURPOSE)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop.wake.close()
