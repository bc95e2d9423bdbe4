"""Entry point of `orchestrate` and `python -m orchestrator`."""

from __future__ import annotations

import sys

from orchestrator.cli.main import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
