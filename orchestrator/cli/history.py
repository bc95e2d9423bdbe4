"""`orchestrate history`: the runs of this project."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from orchestrator.cli.options import add_json, parser, positive
from orchestrator.cli.state import open_state
from orchestrator.store import runs
from orchestrator.views.runs import history_json, history_text

EXAMPLES = """\
  orchestrate history
  orchestrate history --limit 3 --json"""


def run(arguments: Sequence[str]) -> int:
    """Print the last runs, the newest first."""
    given = options().parse_args(arguments)
    with open_state() as state:
        listed = runs.listed(state.db, given.limit) if state.db else ()
        print(history_json(listed, state.active) if given.json else history_text(listed, state.active))
    return 0


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser("history", "List the runs of this project, the newest first.", EXAMPLES)
    made.add_argument("--limit", "-l", type=positive, default=20, metavar="N", help="at most N (default 20)")
    add_json(made, "the list")
    return made
