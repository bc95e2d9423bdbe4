"""`orchestrate show`: everything that led to the verdict on a phase."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from orchestrator.cli.attempts import add_attempt, wanted
from orchestrator.cli.options import add_json, add_run, columns, parser
from orchestrator.cli.state import open_phase
from orchestrator.store.reading import dossier
from orchestrator.views.attempt import dossier_text
from orchestrator.views.attempt_json import dossier_json

EXAMPLES = """\
  orchestrate show 2
  orchestrate show 2 --attempt all
  orchestrate show 2 --attempt 1 --diff"""


def run(arguments: Sequence[str]) -> int:
    """Print one phase with the evidence of its last attempt, or of those that were asked for."""
    given = options().parse_args(arguments)
    with open_phase(given.run, given.phase) as place:
        found = dossier(place, wanted(place.phase, place.numbers(), given.attempt))
    if given.json:
        print(dossier_json(found, whole_diff=given.diff))
    else:
        print(dossier_text(found, columns(), whole_diff=given.diff))
    return 0


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "show",
        "Show everything that led to the verdict on a phase: prompt, session, report, gates, findings, diff.",
        EXAMPLES,
    )
    made.add_argument("phase", metavar="PHASE", help="the phase's id")
    add_run(made)
    add_attempt(made)
    made.add_argument("--diff", action="store_true", help="with the whole diff, not only its statistics")
    add_json(made, "it, with whole prompts,")
    return made
