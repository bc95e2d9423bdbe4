"""The words that start a supervised command, with or without a launcher such as `srun` or `bwrap`. Pure."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

GRACE = 2.0  # seconds between SIGTERM and SIGKILL for what a command leaves behind


@dataclass(frozen=True, slots=True)
class Supervision:
    """Everything that the words depend on besides the command."""

    python: str  # the interpreter, absolute
    supervisor: tuple[str, ...]  # the words that make it the supervisor, see compiled.py
    anywhere: tuple[str, ...]  # and those for any Python: another one may be behind a launcher
    parent: int  # the pid that starts the supervisor
    record: str  # the folder for its record
    stop: str  # the ladder of a polite stop: `INT:8,TERM:5`


def supervised_argv(
    command: tuple[str, ...], by: Supervision, launcher: tuple[str, ...] = (), cwd: str = ""
) -> tuple[str, ...]:
    """The words to execute: supervisor(command), or supervisor(launcher(inner supervisor(command))).

    In the launcher's words `{cwd}` is replaced by the working folder and `{command}` by the inner command as
    one shell-quoted string; without a `{command}` the inner command is appended word by word. Only the outer
    supervisor watches our process and writes the record: the inner one may run on another machine, so it
    watches whatever started it there.
    """
    inner = command
    stop = by.stop
    if launcher:
        inner = launched(
            launcher, (*isolated(by.python, by.anywhere), "--stop", by.stop, "--", *command), cwd
        )
        stop = patient(by.stop)
    return (
        *isolated(by.python, by.supervisor),
        *("--parent", str(by.parent), "--record", by.record, "--stop", stop, "--grace", f"{GRACE:g}"),
        *("--", *inner),
    )


def launched(launcher: tuple[str, ...], inner: tuple[str, ...], cwd: str) -> tuple[str, ...]:
    """The launcher's words with its placeholders replaced and the inner command in its place."""
    joined = shlex.join(inner)
    words = tuple(_fill(word, cwd, joined) for word in launcher)
    return words if any("{command}" in word for word in launcher) else (*words, *inner)


def patient(ladder: str) -> str:
    """One rung that outlasts the inner supervisor's whole ladder, as a second signal would cut that short."""
    rungs = [rung.partition(":") for rung in ladder.split(",")]
    seconds = sum(float(rung[2]) for rung in rungs) + 2 * GRACE
    return f"{rungs[0][0]}:{seconds:g},TERM:{GRACE:g}"


def isolated(python: str, program: tuple[str, ...]) -> tuple[str, ...]:
    """The interpreter without site packages and without ears for PYTHON* variables."""
    return (python, "-I", "-S", *program)


def _fill(word: str, cwd: str, command: str) -> str:
    """Replace both placeholders in one pass, so that neither value is searched for the other."""
    return command.join(part.replace("{cwd}", cwd) for part in word.split("{command}"))
