"""Which attempts of a phase the command line asks for."""

from __future__ import annotations

import argparse

from orchestrator.cli.options import positive
from orchestrator.errors import UsageError
from orchestrator.model.records import PhaseRecord

ALL = "all"


def add_attempt(to: argparse.ArgumentParser) -> None:
    """The option that names one."""
    to.add_argument(
        "--attempt", "-a", type=_attempt, metavar="N", help="another attempt than the last one, or 'all'"
    )


def _attempt(text: str) -> int | str:
    """A number from 1, or `all`."""
    if text == ALL:
        return ALL
    try:
        return positive(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"{error}, nor 'all'") from None


def wanted(phase: PhaseRecord, there: tuple[int, ...], asked: int | str | None) -> tuple[int, ...]:
    """The attempts to show, of those that are there.

    Raises:
        UsageError: there is no attempt of that number.
    """
    if asked is None:
        return there[-1:]
    if asked == ALL:
        return there
    if asked not in there:
        known = f"it has {', '.join(map(str, there))}" if there else "none was made yet"
        raise UsageError(f"phase {phase.id} has no attempt {asked}; {known}")
    return (int(asked),)
