"""Lines for whoever reads a stream while it is written."""

from __future__ import annotations

from typing import TextIO

from orchestrator.views.terminal import silence


class Lines:
    """Writes whole lines, each at once; a reader that went away is no longer written to."""

    def __init__(self, out: TextIO | None) -> None:
        self._out = out  # None, as `sys.stdout` is when it was closed before we started: nobody reads

    def write(self, *lines: str) -> None:
        """Write them in one go."""
        if self._out is None:
            return
        try:
            self._out.write("".join(f"{line}\n" for line in lines))
            self._out.flush()
        except (OSError, ValueError):  # a closed pipe, a full disk, a closed file
            silence(self._out)
            self._out = None
