"""Entry point of `orchestrate` and `python -m orchestrator`."""

from __future__ import annotations

import gc
import os
import sys

# Collections while modules are loaded find nothing, but would take a tenth of the time of a start.
gc.set_threshold(100_000)

from orchestrator.cli.main import main as run_command  # noqa: E402 - what is loaded here is meant above


def main() -> None:
    """Run a command and leave with its exit code."""
    code = run_command()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError, OSError):  # there is none, or nobody reads it any more
            continue
    os._exit(
        code
    )  # every thread has ended, every file is closed; tearing modules down takes time for nothing


if __name__ == "__main__":
    main()
