"""How a run is shown, as the command line asks for it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from orchestrator.cli.options import one_of
from orchestrator.errors import OrchestratorError, UsageError

OUTPUTS = ("plain", "json", "github")


class Display(NamedTuple):
    """What the options say."""

    as_json: bool = False  # the result as JSON on standard output; what happens goes to standard error
    output: str = ""  # one of OUTPUTS; empty: what fits where it goes
    quiet: bool = False  # no lines of sessions
    verbose: bool = False  # what tools answered, too
    status: bool = True  # the status region below the log, where there is a terminal

    @property
    def for_programs(self) -> bool:
        """What happens is told in a form that a program reads, and nothing else on standard output."""
        return self.output in ("json", "github")


def add_display(to: argparse.ArgumentParser) -> None:
    """The options of a command that shows a run while it runs."""
    to.add_argument(
        "--output", type=one_of(*OUTPUTS), metavar="FORM", help="show it as plain text, json or github"
    )
    to.add_argument("--quiet", "-q", action="store_true", help="leave out what sessions say and do")
    to.add_argument("--verbose", "-v", action="store_true", help="show what tools answered, too")
    to.add_argument("--no-status", action="store_true", help="no status region below the log")


@contextmanager
def telling(shown: Display) -> Iterator[None]:
    """Tell of an error in the form that was chosen, too, before it goes on its way to standard error."""
    try:
        yield
    except OrchestratorError as error:
        if shown.for_programs:
            from orchestrator.cli.output import tell

            tell(shown, error)
        raise


def display(given: argparse.Namespace) -> Display:
    """What those options say.

    Raises:
        UsageError: two of them contradict each other.
    """
    if given.quiet and given.verbose:
        raise UsageError("--quiet and --verbose contradict each other; give one of them")
    if given.json and given.output:
        raise UsageError(
            "--json prints the result, --output what happens; both want standard output, give one of them"
        )
    return Display(given.json, given.output or "", given.quiet, given.verbose, not given.no_status)
