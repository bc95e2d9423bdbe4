"""Lines for whoever reads a stream while it is written."""

from __future__ import annotations

from typing import TextIO

from orchestrator.views.terminal import silence


class Lines:
    """Writes whole lines, each at once; a reader that went away is no longer written to."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._open = True

    def write(self, *lines: str) -> None:
        """Write them in one go."""
        if not self._open:
            return
        try:
            self._out.write("".join(f"{line}\n" for line in lines))
            self._out.flush()
        except (OSError, ValueError):  # a closed pipe, a full disk, a closed file
            self._open = False
            silence(self._out)
