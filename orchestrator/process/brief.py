"""Runs a short-lived helper program, such as the one that shows a notification."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence

NOT_STARTED = 127
TIMED_OUT = 124


def run_briefly(argv: Sequence[str], timeout: float) -> int:
    """Run the program to its end, without input and output, in a session of its own.

    At the timeout (seconds) it is killed with its whole process group.

    Returns:
        Its exit code; 128 + N when signal N ended it; 127 when it could not be started; 124 at the timeout.
    """
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError):  # ValueError: a word that no argument can hold
        return NOT_STARTED
    return finished(process, timeout)


def finished(process: subprocess.Popen[bytes], timeout: float) -> int:
    """Wait for a program that leads its own session; at the timeout (seconds) kill its process group.

    Returns:
        Its exit code; 128 + N when signal N ended it; 124 at the timeout.
    """
    try:
        code = process.wait(timeout)
    except BaseException as interruption:
        os.killpg(process.pid, signal.SIGKILL)  # not reaped yet, so the id is still its own
        process.wait()
        if isinstance(interruption, subprocess.TimeoutExpired):
            return TIMED_OUT
        raise
    return code if code >= 0 else 128 - code
