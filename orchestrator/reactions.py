"""Runs a command of the user's because something happened, and tells what went wrong with it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.errors import UsageError
from orchestrator.files import make_private, write_private
from orchestrator.process.bounded import run_bounded
from orchestrator.process.run import Command
from orchestrator.process.wake import Wake
from orchestrator.redacting import redact_folder
from orchestrator.redaction import Secrets
from orchestrator.text import one_line

MESSAGE, OUTPUT = "message.json", "output.log"
MOST_BYTES, LEAST_TAIL = 1_000_000, 10_000  # of its output
SAID = 300  # characters of its last line that a complaint repeats


@dataclass(frozen=True, slots=True)
class Reaction:
    """One call of one command."""

    event: str
    command: str  # for /bin/sh
    message: str  # for its standard input
    folder: str  # of its own, for all that is kept of it


@dataclass(frozen=True, slots=True)
class ReactionRoom:
    """Where and how such commands run."""

    root: str  # the project: their working folder
    environment: Mapping[str, str]
    timeout: float  # seconds, for each
    wake: Wake  # ends them when nobody wants to wait any longer
    secrets: Secrets


def carry_out(reaction: Reaction, room: ReactionRoom) -> str:
    """Run it to its end; what is to be told of it, or nothing when all went well.

    Everything that it started is ended with it. What it printed stays in its folder.
    """
    name = f"the hook '{reaction.event}'"
    try:
        make_private(reaction.folder)
        message, output = (os.path.join(reaction.folder, each) for each in (MESSAGE, OUTPUT))
        write_private(message, room.secrets.text(reaction.message) + "\n", durable=False)
        process, ended = run_bounded(
            Command(
                argv=("/bin/sh", "-c", reaction.command),
                cwd=room.root,
                env=room.environment,
                stdin=message,
                stdout=output,
                stderr=None,
                record=reaction.folder,
            ),
            *(room.timeout, room.wake, MOST_BYTES, LEAST_TAIL),
        )
        code = process.record().code
        redact_folder(reaction.folder, room.secrets)
        where = os.path.relpath(output, room.root)
        if not ended:
            return f"{name} was ended after {room.timeout:g} s (hooks.timeout); see {where}"
        return f"{name} failed with exit code {code}{_said(output)}; see {where}" if code else ""
    except (OSError, UsageError) as error:
        return f"{name} could not be run: {error}"


def _said(path: str) -> str:
    """The last line of its output."""
    with open(path, "rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - LEAST_TAIL))
        lines = file.read().decode("utf-8", "replace").strip().splitlines()
    return f": {one_line(lines[-1], SAID)}" if lines else ""
