"""Finds the command, runs it, and turns every error into words and an exit code.

Only the module of the command that was asked for is imported: `orchestrate done` runs inside every
session and should cost nothing.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from orchestrator.errors import EXIT_BUG, EXIT_USAGE, OrchestratorError, UsageError

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Protocol

    class Command(Protocol):
        """What a command's module offers."""

        def run(self, arguments: Sequence[str]) -> int:
            """Run the command with what follows its name; the exit code."""

        def options(self) -> ArgumentParser:
            """What the command understands."""


# (heading, ((command, what it does), ...)); the module is orchestrator.cli.COMMAND
GROUPS = (
    (
        "run a plan",
        (
            ("run", "work through a plan, and check every claim"),
            ("resume", "go on with a run that was interrupted or is blocked"),
            ("stop", "end the run under way, to go on with it later"),
            ("demo", "see a rejection and its cure, without an account"),
        ),
    ),
    (
        "write a plan",
        (
            ("init", "write a first plan and configuration"),
            ("check", "find errors and weak spots in a plan, mend slips"),
            ("plan", "let Claude turn a free description into a plan"),
        ),
    ),
    (
        "look at it",
        (
            ("status", "how a run stands"),
            ("watch", "a run on the whole screen, while it goes on"),
            ("serve", "a run as a live page in the browser"),
            ("show", "everything that led to a phase's verdict"),
            ("logs", "what a phase's sessions said and did"),
            ("verify", "whether what is done still holds, evidence too"),
            ("history", "the runs of this project"),
            ("report", "one page of a run; also for CI and programs"),
        ),
    ),
    (
        "set up",
        (
            ("doctor", "whether all that a run needs is there"),
            ("clean", "remove the evidence of old runs"),
            ("completion", "let the shell complete commands, options, runs"),
            ("vendor", "put a copy that needs no install into a repository"),
        ),
    ),
    (
        "in a session",
        (
            ("done", "the worker reports its phase"),
            ("hook", "the CLI asks before an edit and before the end"),
        ),
    ),
)
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO)  # nobody's bug
DISK_CURE = "free some space or look at the disk, then go on"
COMMANDS = tuple(name for _, commands in GROUPS for name, _ in commands)


def main(argv: Sequence[str] | None = None) -> int:
    """The whole program; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if isinstance(sys.stdout, io.TextIOWrapper):  # None when it was closed before we started
        sys.stdout.reconfigure(errors="backslashreplace")  # an odd locale must not end a run
    return _flushed(_guarded(words))


def _guarded(words: list[str]) -> int:
    """The exit code of a command, whatever it raises."""
    try:
        return _dispatch(words)
    except OrchestratorError as error:
        _complain(str(error))
        return error.exit_code
    except BrokenPipeError:  # whoever read us has seen enough; nothing of ours went wrong
        return 0
    except KeyboardInterrupt:
        return 130
    except SystemExit as leave:  # argparse: --help, or options it does not know
        return leave.code if isinstance(leave.code, int) else EXIT_USAGE
    except Exception as error:
        if isinstance(error, OSError) and error.errno in DISK:
            _complain(f"{error.filename or 'output'}: {error.strerror}; {DISK_CURE}")
            return EXIT_USAGE
        return _bug(error, words)


def _flushed(code: int) -> int:
    """Write what is still held back, while there is somebody to tell that it cannot be written."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # or Python would try and fail again at exit
        os.close(nowhere)
        if not isinstance(error, BrokenPipeError):
            _complain(f"output: {error.strerror}; {DISK_CURE}")
            return code or EXIT_USAGE
    return code


def _complain(message: str) -> None:
    from orchestrator.redaction import secrets_in
    from orchestrator.text import printable  # only errors need it

    print(f"orchestrate: {printable(secrets_in(os.environ).text(message))}", file=sys.stderr)


def help_text() -> str:
    """What `orchestrate --help` prints: on one screen, so the headings stand beside the commands."""
    lines = ["usage: orchestrate COMMAND [options], as in: orchestrate run docs/master-plan.md", ""]
    for heading, commands in GROUPS:
        begins = (heading, *("" for _ in commands))
        lines += [
            f"{begin:<13}{name:<12}{what}" for begin, (name, what) in zip(begins, commands, strict=False)
        ]
    return "\n".join([*lines, "more         orchestrate COMMAND --help, orchestrate --version"])


def _dispatch(words: list[str]) -> int:
    name = words[0] if words else ""
    if name == "help" and words[1:] and words[1] in COMMANDS:
        return load(words[1]).run(["--help"])
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
        from orchestrator.text import nearest, one_line

        if name.startswith("-"):
            near = nearest(name.lstrip("-"), ("help", "version"))
            near = near.replace("'", "'--", 1) + " Other" if near.startswith("did you mean") else ""
            cure = f"{near} options stand behind a command; `orchestrate --help` lists the commands".strip()
            raise UsageError(f"'{one_line(name, 40)}' is no command; {cure}")
        raise UsageError(f"there is no command '{one_line(name, 40)}'; {nearest(name, COMMANDS)}")
    return load(name).run(words[1:])


def load(name: str) -> Command:
    """A command by its name.

    Raises:
        UsageError: it needs the state machine's library, which is missing.
    """
    try:
        command: Command = import_module(f"orchestrator.cli.{name}")
        return command
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
    from orchestrator.redaction import secrets_in
    from orchestrator.text import one_line

    secrets = secrets_in(os.environ)

    text = "\n".join(
        [
            f"orchestrate {__version__}, Python {platform.python_version()}, {platform.platform()}",
            f"command: {words[:1]}",  # only its name: the rest may hold what nobody should read
            "",
            "".join(traceback.format_exception(error)),
        ]
    )
    text = secrets.text(text)
    what = one_line(secrets.text(f"a bug of ours: {type(error).__name__}: {error}"), 500)
    try:
        descriptor, path = tempfile.mkstemp(prefix="orchestrate-bug-", suffix=".txt")
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:  # no place for a file: then here, it would be lost otherwise
        _complain(f"{what}; please report it with this\n{text}")
    else:
        _complain(f"{what}; please report it with {path}")
    return EXIT_BUG
