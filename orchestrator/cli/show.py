"""`orchestrate show`: everything that led to the verdict on a phase."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from orchestrator.cli.options import add_json, columns, parser, positive
from orchestrator.cli.state import folder_here, open_state, phase_of, run_of, session_files
from orchestrator.errors import UsageError
from orchestrator.model.records import PhaseRecord
from orchestrator.store.reading import Place, dossier, numbers
from orchestrator.views.attempt import dossier_json, dossier_text

EXAMPLES = """\
  orchestrate show 2
  orchestrate show 2 --attempt all
  orchestrate show 2 --attempt 1 --diff"""

ALL = "all"


def run(arguments: Sequence[str]) -> int:
    """Print one phase with the evidence of its last attempt, or of those that were asked for."""
    given = options().parse_args(arguments)
    with open_state() as state:
        record = run_of(state.db, given.run)
        phase = phase_of(record, given.phase)
        assert state.db is not None, "it has a run"
        wanted = _wanted(phase, numbers(state.db, record.id, phase.id), given.attempt)
        found = dossier(Place(state.db, folder_here(), record.id, phase, session_files), record, wanted)
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
    made.add_argument(
        "--attempt", "-a", type=_attempt, metavar="N", help="another attempt than the last one, or 'all'"
    )
    made.add_argument("--diff", action="store_true", help="with the whole diff, not only its statistics")
    add_json(made, "it, with whole prompts,")
    return made


def _attempt(text: str) -> int | str:
    """A number from 1, or `all`."""
    if text == ALL:
        return ALL
    try:
        return positive(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"{error}, nor 'all'") from None


def _wanted(phase: PhaseRecord, there: tuple[int, ...], asked: int | str | None) -> tuple[int, ...]:
    """The attempts to show.

    Raises:
        UsageError: there is no attempt of that number.
    """
    if asked is None:
        return there[-1:]
    if asked == ALL:
        return there
    if asked not in there:
        known = f"it has {', '.join(map(str, there))}" if there else "none was made yet"
        raise UsageError(f"phase {phase.id} has no attempt {asked}; {known}")
    return (int(asked),)
