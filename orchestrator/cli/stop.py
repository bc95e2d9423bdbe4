"""`orchestrate stop`: end a run from another terminal, so that it can go on later."""

from __future__ import annotations

import argparse
import os
import signal
import time
from collections.abc import Sequence

from orchestrator.cli.options import parser
from orchestrator.cli.ownership import state_of
from orchestrator.cli.state import folder_here, open_state
from orchestrator.cli.stopping import AFTER_PHASE, ON_PURPOSE
from orchestrator.errors import EXIT_DONE, LockedError, UsageError
from orchestrator.process.leftovers import alive
from orchestrator.store import runs
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import Holder, holder

EXAMPLES = """\
  orchestrate stop
  orchestrate stop --after-phase
  orchestrate stop --now"""

NOTHING = "No run is under way."
LOOK = 0.05  # seconds between two looks at whether it has ended


def run(arguments: Sequence[str]) -> int:
    """Ask the run that is under way to end, and wait until it has."""
    given = options().parse_args(arguments)
    folder = folder_here()
    found = request(folder, AFTER_PHASE if given.after_phase else ON_PURPOSE)
    if found is None:
        if os.path.exists(folder.path):
            with state_of(folder, "stop"):  # ends what a run that was killed may have left behind
                pass
        print(NOTHING)
        return EXIT_DONE
    if given.now:
        _ask(found, ON_PURPOSE)
    print(outcome(folder, found, after_phase=given.after_phase))
    return EXIT_DONE


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser("stop", "End the run that is under way; `orchestrate resume` goes on with it.", EXAMPLES)
    how = made.add_mutually_exclusive_group()
    how.add_argument("--after-phase", action="store_true", help="let the phase under way end first")
    how.add_argument("--now", action="store_true", help="end its sessions at once instead of politely")
    return made


def request(folder: StateFolder, how: signal.Signals, run_id: str | None = None) -> Holder | None:
    """Ask the run that is under way to end, without waiting until it has; None: there is none.

    Args:
        folder: the state of its project.
        how: AFTER_PHASE, or ON_PURPOSE, which asked again ends its sessions at once.
        run_id: this run and no other.

    Raises:
        UsageError: it is another user's, or on another machine.
        LockedError: an orchestrator is at work, but not with a run.
    """
    found = holder(folder.lock)
    if found is None or run_id not in (None, found.run):
        return None
    _check(found)
    _ask(found, how)
    return found


def outcome(folder: StateFolder, found: Holder, *, after_phase: bool) -> str:
    """What becomes of a run that was asked to end; unless its phase may end first, wait until it has."""
    if after_phase:
        return f"Run {found.run} ends when the phase under way has; then go on with: orchestrate resume"
    while (still := holder(folder.lock)) is not None and still.pid == found.pid:
        time.sleep(LOOK)
    return _ended(found.run)


def _ask(found: Holder, how: signal.Signals) -> None:
    """Send a request; a run that has ended meanwhile needs none.

    Raises:
        UsageError: it is somebody else's run.
    """
    try:
        os.kill(found.pid, how)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise UsageError(
            f"run {found.run} is carried out by process {found.pid} of another user; stop it as that user"
        ) from error


def _ended(run_id: str) -> str:
    """It may have come to its own end before it was asked."""
    with open_state() as state:
        over = state.db is not None and runs.find(state.db, run_id).ended_at is not None
    return (
        f"Run {run_id} has ended. {'See: orchestrate status' if over else 'Go on with: orchestrate resume'}"
    )


def _check(found: Holder) -> None:
    """See that the process which a signal would reach is the one that holds the lock, and carries out a run.

    Raises:
        UsageError: it is on another machine (or in another container).
        LockedError: it is at work, but not with a run.
    """
    if not alive(found.pid, found.start_ticks, found.boot_id):
        raise UsageError(
            f"run {found.run or '(unknown)'} is carried out by process {found.pid} on {found.host}, which"
            " cannot be reached from here; stop it there (another machine or container)"
        )
    if not found.run:
        raise LockedError(
            f"process {found.pid} ({found.purpose}) carries out no run yet; try again in a moment"
        )
