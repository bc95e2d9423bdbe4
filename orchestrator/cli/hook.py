"""`orchestrate hook`: called by the CLI before a session edits a file, and before it ends.

Its exit code is always 0 once its arguments are understood: to the CLI a 2 would mean "no".
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from orchestrator.cli.options import one_of, parser
from orchestrator.hooks.answer import answer

EXAMPLES = """\
  orchestrate hook protect .orchestrator/runs/RUN/PHASE/ATTEMPT < tool-call.json
  orchestrate hook stop .orchestrator/runs/RUN/PHASE/ATTEMPT < stop.json"""
MOST_BYTES = 64 * 1024 * 1024


def run(arguments: Sequence[str]) -> int:
    """Answer one question of the CLI, which is on standard input, with JSON or with nothing."""
    given = options().parse_args(arguments)
    if said := answer(given.event, os.path.abspath(given.folder), _input(), os.environ):
        print(said)
    return 0


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser("hook", "Answers the CLI inside a session; orchestrate sets it up by itself.", EXAMPLES)
    made.add_argument("event", metavar="EVENT", type=one_of("protect", "stop"), help="protect or stop")
    made.add_argument("folder", metavar="FOLDER", help="the attempt's folder")
    return made


def _input() -> bytes:
    try:
        return sys.stdin.buffer.read(MOST_BYTES)
    except (AttributeError, OSError, ValueError):  # none, closed, or a folder
        return b""
