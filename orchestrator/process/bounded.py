"""Runs a command to its end, within a time and with an output that is kept within a size."""

from __future__ import annotations

import time

from orchestrator.process.capped import Capped
from orchestrator.process.run import Command, Supervised, start
from orchestrator.process.wake import Wake


def run_bounded(
    command: Command, timeout: float, wake: Wake, most_bytes: int, least_tail: int
) -> tuple[Supervised, bool]:
    """Run it with all that it starts to its end; whether that came by itself, and in time.

    Args:
        timeout: seconds; then it is stopped, politely at first.
        wake: ends it as well; when its flag is raised again, at once.
        most_bytes: of its output, about; what is more is cut out of the middle.
        least_tail: bytes of the output's end that stay in any case.

    Raises:
        UsageError: it cannot be started.
    """
    process = start(command)
    with Capped(command.stdout, most_bytes, least_tail) as capped:
        ended = _wait(process, capped, timeout, wake)
        if not ended:
            process.finish(wake, capped.look)
        capped.settle()
    return process, ended


def _wait(process: Supervised, capped: Capped, timeout: float, wake: Wake) -> bool:
    deadline = time.monotonic() + timeout
    while (left := deadline - time.monotonic()) > 0 and not wake.is_set():
        if process.wait(min(left, capped.pause), wake):
            return True
        capped.look()
    return process.wait(0)
