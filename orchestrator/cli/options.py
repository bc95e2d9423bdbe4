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


def add_budget(to: argparse.ArgumentParser) -> None:
    """The option that bounds what a run may spend; `budget.parse_option` reads it."""
    to.add_argument(
        "--budget",
        metavar="KEY=N,...",
        help="what the run may spend: usd, tokens, minutes, sessions; phase.usd and so on for each phase",
    )


def positive(text: str) -> int:
    """An argument type: a whole number from 1."""
    number = int(text)
    if not 1 <= number <= LARGEST:
        raise argparse.ArgumentTypeError(f"must be from 1 to {LARGEST}")
    return number
