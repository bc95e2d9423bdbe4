"""Finds the command, runs it, and turns every error into words and an exit code.

Only the module of the command that was asked for is imported: `orchestrate done` runs inside every
session and should cost nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from orchestrator.errors import EXIT_BUG, EXIT_USAGE, OrchestratorError, UsageError

# (heading, ((command, what it does), ...)); the module is orchestrator.cli.COMMAND
GROUPS = (
    (
        "run a plan",
        (
            ("run", "run a master plan, phase by phase, and check every claim"),
            ("resume", "go on with a run that was interrupted or blocked"),
            ("demo", "see a rejection and a remediation in seconds, without an account"),
        ),
    ),
    (
        "look at it",
        (
            ("status", "how a run stands"),
            ("history", "the runs of this project"),
        ),
    ),
    ("called by the worker, inside a session", (("done", "report a phase as completed or blocked"),)),
)
COMMANDS = tuple(name for _, commands in GROUPS for name, _ in commands)


class Command(Protocol):
    """What a command's module offers."""

    def run(self, arguments: Sequence[str]) -> int:
        """Run the command with what follows its name; the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """The whole program; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _told(_dispatch(words))
    except OrchestratorError as error:
        print(f"orchestrate: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # whoever read us has seen enough; nothing of ours went wrong
        return _unheard(0)
    except KeyboardInterrupt:
        return 130
    except SystemExit as leave:  # argparse: --help, or options it does not know
        return leave.code if isinstance(leave.code, int) else EXIT_USAGE
    except Exception as error:
        return _bug(error, words)


def _told(code: int) -> int:
    """The exit code, after everything printed has left us; a reader that went away does not change it."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _unheard(code)
    return code


def _unheard(code: int) -> int:
    """The exit code; what is still buffered would fail again when Python closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def help_text() -> str:
    """What `orchestrate --help` prints."""
    lines = ["usage: orchestrate COMMAND [options]", ""]
    for heading, commands in GROUPS:
        lines += [f"{heading}:", *(f"  {name:<9} {what}" for name, what in commands), ""]
    lines += [
        "`orchestrate COMMAND --help` tells more; `orchestrate --version` prints the version.",
        "example: orchestrate run docs/master-plan.md --dry-run",
    ]
    return "\n".join(lines)


def _dispatch(words: list[str]) -> int:
    name = words[0] if words else ""
    if name in ("-h", "--help", "help"):
        print(help_text())
        return 0
    if name in ("-V", "--version"):
        from orchestrator import __version__

        print(f"orchestrate {__version__}")
        return 0
    if not name:
        print(help_text(), file=sys.stderr)
        return EXIT_USAGE
    if name not in COMMANDS:
        from orchestrator.text import nearest, printable

        raise UsageError(f"there is no command '{printable(name)}'; {nearest(name, COMMANDS)}")
    command: Command = _load(name)
    return command.run(words[1:])


def _load(name: str) -> Command:
    try:
        return import_module(f"orchestrator.cli.{name}")
    except ModuleNotFoundError as error:
        if error.name != "transitions":
            raise
        raise UsageError(
            "the library 'transitions' is missing; in a checkout run `pip install -e .` (or `make demo`,"
            " which sets up an environment); an installed orchestrate carries it along"
        ) from error


def _bug(error: Exception, words: list[str]) -> int:
    """One line for the user, everything else in a file that can be sent."""
    import platform
    import tempfile
    import traceback

    from orchestrator import __version__

    text = "\n".join(
        [
            f"orchestrate {__version__}, Python {platform.python_version()}, {platform.platform()}",
            f"command: {words[:1]}",  # only its name: the rest may hold what nobody should read
            "",
            "".join(traceback.format_exception(error)),
        ]
    )
    descriptor, path = tempfile.mkstemp(prefix="orchestrate-bug-", suffix=".txt")
    with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    print(
        f"orchestrate: a bug of ours: {type(error).__name__}: {error}; please report it with {path}",
        file=sys.stderr,
    )
    return EXIT_BUG
