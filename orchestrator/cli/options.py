"""Parsers that look alike: one way to build them, and the checks several commands share."""

from __future__ import annotations

import argparse
import os
import sys

LARGEST = 2**31 - 1  # more than anybody means, less than what a database refuses


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Knows the width of the terminal without `shutil`, which argparse would load for every single option."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=columns() - 2)


def parser(command: str, description: str, examples: str) -> argparse.ArgumentParser:
    """The parser of one command; its help ends with examples."""
    return argparse.ArgumentParser(
        prog=f"orchestrate {command}",
        description=description,
        epilog=f"examples:\n{examples}",
        formatter_class=Formatter,
        allow_abbrev=False,
    )


def columns() -> int:
    """As `shutil.get_terminal_size` finds it."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]  # next line
    except (AttributeError, ValueError, OSError):  # no standard output, closed, or no terminal
        return 80


def add_json(to: argparse.ArgumentParser, what: str) -> None:
    """The option that replaces text for people by JSON for programs."""
    to.add_argument("--json", action="store_true", help=f"print {what} as JSON")


def add_settings(to: argparse.ArgumentParser) -> None:
    """The options that overrule the configuration for one run."""
    to.add_argument("--model", "-m", help="haiku, sonnet, opus or a full name (default: sonnet)")
    to.add_argument(
        "--budget", metavar="usd=5,minutes=60", help="what the run may spend: usd, tokens, minutes, sessions"
    )
    to.add_argument("--no-wait", action="store_true", help="end at a usage limit (exit code 5), do not wait")


def settings(given: argparse.Namespace) -> dict[str, object]:
    """What those options say, by the keys of the configuration.

    Raises:
        UsageError: a budget that cannot be read.
    """
    found: dict[str, object] = {} if given.model is None else {"model": given.model}
    if given.no_wait:
        found["wait_for_limits"] = False
    if given.budget is not None:
        from orchestrator.budget import parse_option  # few starts have one

        found |= {f"budget.{name}": value for name, value in parse_option(given.budget).items()}
    return found


def positive(text: str) -> int:
    """An argument type: a whole number from 1."""
    number = int(text)
    if not 1 <= number <= LARGEST:
        raise argparse.ArgumentTypeError(f"must be from 1 to {LARGEST}")
    return number
