"""`orchestrate verify`: whether what is done still holds, and whether its evidence was changed."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestrator.cli.options import add_json, add_run, parser
from orchestrator.cli.state import folder_here, phase_of, run_of
from orchestrator.errors import EXIT_BLOCKED, EXIT_DONE, UsageError
from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord, RunRecord

if TYPE_CHECKING:
    from orchestrator.cli.ownership import OwnState
    from orchestrator.cli.preparation import Project
    from orchestrator.cli.stopping import Stop
    from orchestrator.gates import GateRoom
    from orchestrator.model.evidence import GateResult
    from orchestrator.model.plan import Gate

    Results = list[tuple[str, GateResult]]  # phase id, what a gate of it did

EXAMPLES = """\
  orchestrate verify
  orchestrate verify 2 --run 20261122-140740-3fa2
  orchestrate verify --evidence"""


def run(arguments: Sequence[str]) -> int:
    """Look again; 0 when all holds, 1 when something does not."""
    given = options().parse_args(arguments)
    if given.evidence and given.phase is not None:
        raise UsageError("--evidence looks at a whole run; leave the phase out")
    return _evidence(given) if given.evidence else _gates(given)


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "verify",
        "Run the gates of done phases again, or look whether recorded evidence was changed. 0: all holds;"
        " 1: something does not. The record of the run stays as it is.",
        EXAMPLES,
    )
    made.add_argument("phase", nargs="?", metavar="PHASE", help="only this phase (default: all done ones)")
    add_run(made)
    made.add_argument(
        "--evidence", action="store_true", help="run nothing; compare what is recorded with its seals"
    )
    add_json(made, "what was found")
    return made


def _evidence(given: argparse.Namespace) -> int:
    from orchestrator.cli.state import open_state
    from orchestrator.store.tampering import check
    from orchestrator.views.verification import evidence_json, evidence_text

    with open_state() as state:
        record = run_of(state.db, given.run)
        assert state.db is not None, "it has a run"
        checked = check(state.db, folder_here(), record.id)
    print((evidence_json if given.json else evidence_text)(record.id, checked))
    return EXIT_BLOCKED if checked.changes else EXIT_DONE


def _gates(given: argparse.Namespace) -> int:
    # Imported here: --evidence starts no process.
    from orchestrator.cli.ownership import state_of
    from orchestrator.cli.preparation import open_project
    from orchestrator.cli.stopping import stoppable

    project = open_project({})
    if not os.path.exists(project.folder.database):
        run_of(None, given.run)  # says that there is nothing
    with (
        state_of(project.folder, "verify") as state,
        stoppable("the gate is being ended; once more to end it at once") as stop,
    ):
        return _again(project, state, stop, given)


def _again(project: Project, state: OwnState, stop: Stop, given: argparse.Namespace) -> int:
    from orchestrator.engine.room import gate_room
    from orchestrator.errors import Stopped
    from orchestrator.plan.stored import stored_gates
    from orchestrator.redaction import secrets_in
    from orchestrator.store import runs
    from orchestrator.views.verification import gates_json, gates_summary

    record = run_of(state.db, given.run)
    phases = _chosen(record, given.phase)
    gates = stored_gates(runs.plan_json(state.db, record.id))
    room = gate_room(
        project.root,
        project.settings,
        os.environ,
        stop.wake,
        secrets=secrets_in(os.environ, project.settings.redact),
    )
    results: Results = []
    try:
        for phase in phases:
            folder = project.folder.verified(record.id, phase.id)
            for result in _phase(phase, gates.get(phase.id, ()), folder, room, quiet=given.json):
                results.append((phase.id, result))
    except Stopped:
        return 128 + stop.signal
    print(gates_json(record.id, results) if given.json else gates_summary(record.id, results, len(phases)))
    return EXIT_DONE if all(result.holds for _, result in results) else EXIT_BLOCKED


def _phase(
    phase: PhaseRecord, gates: tuple[Gate, ...], folder: str, room: GateRoom, *, quiet: bool
) -> tuple[GateResult, ...]:
    """Run the gates of one phase again; what they print goes to a folder of its own."""
    from orchestrator.files import make_private
    from orchestrator.gates import run_gates
    from orchestrator.model.evidence import GateResult
    from orchestrator.text import printable
    from orchestrator.views.verification import gate_line

    def show(what: Gate | GateResult) -> None:
        if isinstance(what, GateResult) and not quiet:
            print(gate_line(what), flush=True)

    if not quiet:
        print(printable(f"Phase {phase.id}: {phase.title}" + ("" if gates else " (no gates)")), flush=True)
    make_private(folder)
    return run_gates(gates, folder, room, show)


def _chosen(record: RunRecord, phase_id: str | None) -> tuple[PhaseRecord, ...]:
    """The phases to look at: those that are done because they were verified, or the one that is named."""
    if phase_id is not None:
        phase = phase_of(record, phase_id)
        if phase.state is not State.DONE:
            raise UsageError(
                f"phase {phase.id} of run {record.id} is {phase.state.value}; only a done one can still hold"
            )
        return (phase,)
    done = tuple(phase for phase in record.phases if phase.state is State.DONE and not phase.assumed)
    if not done:
        raise UsageError(f"no phase of run {record.id} was verified yet, so there is nothing that could hold")
    return done
