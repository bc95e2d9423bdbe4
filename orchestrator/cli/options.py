"""Parsers that look alike: one way to build them, and the checks several commands share."""

from __future__ import annotations

import argparse

LARGEST = 2**31 - 1  # more than anybody means, less than what a database refuses


def parser(command: str, description: str, examples: str) -> argparse.ArgumentParser:
    """The parser of one command; its help ends with examples."""
    return argparse.ArgumentParser(
        prog=f"orchestrate {command}",
        description=description,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_json(to: argparse.ArgumentParser, what: str) -> None:
    """The option that replaces text for people by JSON for programs."""
    to.add_argument("--json", action="store_true", help=f"print {what} as JSON")


def positive(text: str) -> int:
    """An argument type: a whole number from 1."""
    number = int(text)
    if not 1 <= number <= LARGEST:
        raise argparse.ArgumentTypeError(f"must be from 1 to {LARGEST}")
    return number
