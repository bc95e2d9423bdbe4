"""Keeps the status region below the log on a terminal.

Erasing the region, printing below it and drawing it again is one write, so that nothing flickers. The cursor
rests on an empty line of its own below the region, and no mode of the terminal is ever set: after SIGKILL a
shell finds it as it always does.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import NamedTuple, TextIO

from orchestrator.model.happening import Happening, SessionSaid
from orchestrator.progress import Progress, advance
from orchestrator.views import region
from orchestrator.views.marks import OPEN, spelled
from orchestrator.views.terminal import BOLD, DIM, Output, Terminal, in_ci, styled

TICK = 0.5  # seconds between two looks at what has changed, such as the time
PAUSE = 0.1  # seconds in which the region is not worked out again: a session may say 100,000 lines in one
PATIENCE = 0.3  # seconds that a suspended program waits for a write to end
USUAL = os.terminal_size((80, 24))  # of a terminal that does not tell its size


def wants_region(out: TextIO, environment: Mapping[str, str]) -> bool:
    """A region is for terminals that can go back up, and that a person looks at."""
    able = environment.get("TERM", "") not in ("", "dumb", "unknown")
    return out.isatty() and able and not in_ci(environment)


def rewraps(environment: Mapping[str, str]) -> bool:
    """Whether this terminal folds lines anew when it becomes narrower; a few old ones cut them instead."""
    if "TMUX" in environment:  # it does, whatever it runs in
        return True
    return not ("XTERM_VERSION" in environment or "STY" in environment or environment.get("TERM") == "linux")


@contextmanager
def live(terminal: Terminal, out: TextIO, environment: Mapping[str, str], *, colour: bool) -> Iterator[Live]:
    """A listener that shows a run on a terminal, with the region below; it is gone when the block ends."""
    shown = Live(terminal, out, colour=colour, folds=rewraps(environment))
    ticker = threading.Thread(target=shown.tick, name="status region", daemon=True)
    ticker.start()
    # What was ignored when we were started goes on being ignored.
    heeds = signal.getsignal(signal.SIGTSTP) is signal.SIG_DFL
    if heeds:
        signal.signal(signal.SIGTSTP, shown.suspend)
    try:
        yield shown
    finally:
        if heeds:
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        shown.close()
        ticker.join()


class Block(NamedTuple):
    """A region, ready to be written."""

    lines: tuple[str, ...]
    painted: str
    columns: int  # of the terminal that it is made for; it is narrower


NOTHING = Block((), "", 0)


class Live:
    """What stands on the terminal below the log; phases and the ticker tell it from their own threads."""

    def __init__(self, terminal: Terminal, out: TextIO, *, colour: bool, folds: bool) -> None:
        self._terminal = terminal
        self._out = out
        self._output = Output(out)
        self._colour = colour
        self._folds = folds
        self._lock = threading.Lock()
        self._aside: SimpleQueue[str] = SimpleQueue()  # lines of others; "": it is over
        self._progress = Progress()
        self._shown = NOTHING  # what stands there now
        self._made = NOTHING  # what was worked out last ...
        self._made_for, self._made_at = USUAL, 0.0  # ... for this size, at this moment of the monotonic clock

    def __call__(self, happening: Happening) -> None:
        """Show one happening."""
        with self._lock:
            self._progress = advance(self._progress, happening, time.time())
            self._draw(self._terminal.text(happening), hurry=not isinstance(happening, SessionSaid))

    def aside(self, line: str) -> None:
        """Show a line of somebody else in a moment; safe in a signal handler."""
        self._aside.put(f"{line}\n")

    def tick(self) -> None:
        """Keep the time in the region going, until it is closed."""
        while True:
            line = ""
            with suppress(Empty):
                line = self._aside.get(timeout=TICK)
                if not line:
                    return
            with self._lock:
                self._draw(line)

    def close(self) -> None:
        """Take the region away for good."""
        with self._lock:
            self._progress = Progress()
            self._draw("".join(self._left_aside()), hurry=True)
        self._aside.put("")

    def _left_aside(self) -> Iterator[str]:
        with suppress(Empty):
            while True:
                yield self._aside.get_nowait()

    def suspend(self, _number: int, _frame: object) -> None:
        """The signal handler of ctrl-Z: leave the terminal to the shell, and begin anew when we may go on."""
        held = self._lock.acquire(
            timeout=PATIENCE
        )  # in vain when we have interrupted a write of our own thread
        try:
            if held:
                self._output.write(self._erasure(self._size().columns))
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTSTP)  # here we stand until we are continued
            signal.signal(signal.SIGTSTP, self.suspend)
            self._shown = NOTHING
        finally:
            if held:
                self._lock.release()

    def _draw(self, text: str, *, hurry: bool = False) -> None:
        """Print the text above the region, and the region as it is now."""
        size = self._size()
        if not self._in_front():
            below = NOTHING
        elif hurry or size != self._made_for or time.monotonic() > self._made_at + PAUSE:
            below = self._block(size)
            self._made, self._made_for, self._made_at = below, size, time.monotonic()
        else:
            below = self._made
        if text or below != self._shown:
            self._output.write(f"{self._erasure(size.columns)}{text}{below.painted}")
            self._shown = below

    def _block(self, size: os.terminal_size) -> Block:
        found = region.lines(self._progress, size.columns, size.lines, time.time())
        lines = tuple(spelled(line, self._out.encoding) for line in found)
        return Block(lines, "".join(f"{line}\n" for line in self._painted(lines)), size.columns)

    def _painted(self, lines: tuple[str, ...]) -> Iterator[str]:
        for number, line in enumerate(lines):
            style = BOLD if number == 0 else DIM if line.startswith(OPEN) else ""
            yield styled(line, style) if self._colour else line

    def _erasure(self, columns: int) -> str:
        """What takes away the lines that stand there, as wide as the terminal is now."""
        lines = self._shown.lines
        if not lines:
            return ""
        folded = self._folds and columns < self._shown.columns
        rows = sum(region.height(line, columns) for line in lines) if folded else len(lines)
        return f"\r\x1b[{rows}A\x1b[J"

    def _size(self) -> os.terminal_size:
        try:
            size = os.get_terminal_size(self._out.fileno())
        except (OSError, ValueError):
            return USUAL
        return os.terminal_size((size.columns or USUAL.columns, size.lines or USUAL.lines))

    def _in_front(self) -> bool:
        """Whether the terminal is ours now; in the background it is the shell's, and whoever types there."""
        try:
            return os.tcgetpgrp(self._out.fileno()) == os.getpgrp()
        except (OSError, ValueError):  # it is not the terminal that we were started from
            return True
