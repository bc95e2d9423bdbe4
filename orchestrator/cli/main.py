"""Finds the command, runs it, and turns every error into words and an exit code."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """The whole program; returns the exit code."""
    return 0 if argv is None else 2
