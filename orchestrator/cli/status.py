"""`orchestrate status`: how a run stands."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from orchestrator.cli.options import add_json, add_run, parser
from orchestrator.cli.state import open_state
from orchestrator.errors import UsageError
from orchestrator.store import runs
from orchestrator.views.runs import status_json, status_text

EXAMPLES = """\
  orchestrate status
  orchestrate status --run 20261122-140740-3fa2 --json"""


def run(arguments: Sequence[str]) -> int:
    """Print one run with all its phases."""
    given = options().parse_args(arguments)
    with open_state() as state:
        if state.db is None and given.run:
            raise UsageError(f"there is no run '{given.run}'; this project has no runs yet")
        found = None
        if state.db is not None:
            found = runs.find(state.db, given.run) if given.run else runs.latest(state.db)
        print(status_json(found, state.active) if given.json else status_text(found, state.active))
    return 0


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser("status", "Show how a run stands: the last one, or the one that is named.", EXAMPLES)
    add_run(made, "a run's id, or the beginning or end of it")
    add_json(made, "the run")
    return made
