"""Finds processes by a mark in the environment that they inherited, whichever parent or session they have."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

NAME = "TEST_MARK"


def marked(mark: str) -> dict[int, str]:
    """Process id -> command line of everything alive that carries this mark.

    Always empty where there is no `/proc` (macOS); a zombie is not alive.
    """
    wanted = f"{NAME}={mark}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile, or is somebody else's
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(folder.name)] = command.decode("utf-8", "backslashreplace").strip()
    return found


def kill(mark: str) -> None:
    """End everything that carries the mark, and what that starts meanwhile."""
    while alive := marked(mark):
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
