"""Where the supervisor's program lies: compiling it anew for every start would cost a third of that start."""

from __future__ import annotations

import os


def supervisor_files() -> tuple[str, str]:
    """The file that starts fastest (compiled, when that can be trusted) and the source."""
    from orchestrator.process import supervisor  # importing it compiles it; only needed before a start

    source = str(supervisor.__file__)
    cached = supervisor.__spec__.cached
    return (cached if cached and is_fresh(cached, source) else source), source


def is_fresh(cached: str, source: str) -> bool:
    """Whether a compiled file was made from this very source, as its header tells.

    An import would check that, but a file that is run as a program is believed.
    """
    try:
        stat = os.stat(source)
        with open(cached, "rb") as file:
            header = file.read(16)
    except OSError:
        return False
    moment, size = int(stat.st_mtime) & 0xFFFFFFFF, stat.st_size & 0xFFFFFFFF
    return header[4:] == b"\0" * 4 + moment.to_bytes(4, "little") + size.to_bytes(4, "little")
