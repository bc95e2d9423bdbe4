"""`orchestrate show`: everything that led to the verdict on a phase."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from orchestrator.cli.attempts import add_attempt, wanted
from orchestrator.cli.options import add_json, columns, parser
from orchestrator.cli.state import folder_here, open_state, phase_of, run_of, session_files
from orchestrator.store.reading import Place, dossier, numbers
from orchestrator.views.attempt import dossier_text
from orchestrator.views.attempt_json import dossier_json

EXAMPLES = """\
  orchestrate show 2
  orchestrate show 2 --attempt all
  orchestrate show 2 --attempt 1 --diff"""


def run(arguments: Sequence[str]) -> int:
    """Print one phase with the evidence of its last attempt, or of those that were asked for."""
    given = options().parse_args(arguments)
    with open_state() as state:
        record = run_of(state.db, given.run)
        phase = phase_of(record, given.phase)
        assert state.db is not None, "it has a run"
        chosen = wanted(phase, numbers(state.db, record.id, phase.id), given.attempt)
        found = dossier(Place(state.db, folder_here(), record.id, phase, session_files), record, chosen)
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
    made.add_argument("--run", "-r", metavar="RUN_ID", help="another run than the last one")
    add_attempt(made)
    made.add_argument("--diff", action="store_true", help="with the whole diff, not only its statistics")
    add_json(made, "it, with whole prompts,")
    return made
