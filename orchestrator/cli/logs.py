"""`orchestrate logs`: what the sessions of a phase said and did, from the evidence; also while they run."""

from __future__ import annotations

import argparse
import os
import select
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial

from orchestrator.cli.attempts import ALL, add_attempt, wanted
from orchestrator.cli.options import add_run, parser
from orchestrator.cli.phase_log import PhaseLog, Raw, Readable
from orchestrator.cli.state import open_phase, phase_of, secrets_here
from orchestrator.errors import EXIT_DONE, UsageError
from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord
from orchestrator.store import runs
from orchestrator.store.lock import active_run
from orchestrator.store.reading import Place
from orchestrator.views import log
from orchestrator.views.log import Choice, Styled
from orchestrator.views.terminal import wants_colour

EXAMPLES = """\
  orchestrate logs 2
  orchestrate logs 2 --follow
  orchestrate logs 2 --attempt all --errors"""

LOOK = 0.5  # seconds between two looks at what is new
AT_REST = (State.DONE, State.BLOCKED)


def run(arguments: Sequence[str]) -> int:
    """Print the log of the last attempt, or of those that were asked for."""
    given = options().parse_args(arguments)
    with open_phase(given.run, given.phase) as place:
        record = place.run
        if given.raw and record.cleaned_at:
            raise UsageError(
                f"run {record.id}: {log.cleaned(record.cleaned_at)}; `logs` without --raw tells the rest"
            )
        first, last = _range(place, given)
        with closing(PhaseLog(place, first, last, _reader(given))) as told:
            phase = _follow(place, told) if given.follow else _once(place, told)
            _close(place, phase, told, given)
    return EXIT_DONE


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "logs",
        "Show what a phase's sessions said and did, how they ended, and what was found of their work.",
        EXAMPLES,
    )
    made.add_argument("phase", metavar="PHASE", help="the phase's id")
    add_run(made)
    add_attempt(made)
    made.add_argument(
        "--follow", "-f", action="store_true", help="go on with what comes, until the phase or the run ends"
    )
    what = made.add_mutually_exclusive_group()
    what.add_argument("--tools", action="store_true", help="only what tools were called and answered")
    what.add_argument("--errors", action="store_true", help="only errors, failed gates and findings")
    what.add_argument("--raw", action="store_true", help="the event stream itself, as it was recorded")
    return made


def _range(place: Place, given: argparse.Namespace) -> tuple[int, int | None]:
    """The first and the last attempt to tell of; no last one where later ones count, too."""
    there = place.numbers()
    if given.follow and given.attempt in (None, ALL):
        return (1 if given.attempt == ALL else max(there, default=1)), None
    chosen = wanted(place.phase, there, given.attempt)
    return (chosen[0], chosen[-1]) if chosen else (1, None)


def _reader(given: argparse.Namespace) -> Callable[[Place, int], Readable | Raw]:
    if given.raw:
        # None when it was closed before we started: nobody is told anything then.
        return partial(
            Raw, secrets=secrets_here(), write=len if sys.stdout is None else sys.stdout.buffer.write
        )
    choice = Choice.TOOLS if given.tools else Choice.ERRORS if given.errors else Choice.ALL
    return partial(Readable, secrets=secrets_here(), choice=choice, write=_writer())


def _writer() -> Callable[[Styled], None]:
    colour = wants_colour(sys.stdout, dict(os.environ))

    def write(line: Styled) -> None:
        print(line.on(colour=colour))

    return write


def _once(place: Place, told: PhaseLog) -> PhaseRecord:
    told.step(over=not _active(place))
    return place.phase


def _follow(place: Place, told: PhaseLog) -> PhaseRecord:
    """Tell what comes until nothing more can; the phase as it is then."""
    waiting = True
    while True:
        active = _active(place)  # before the phase: what is seen then is the last there will be
        phase = phase_of(runs.find(place.db, place.run.id), place.phase.id)
        over = phase.state in AT_REST or not active
        told.step(over=over)
        if sys.stdout is not None:
            sys.stdout.flush()
        if over or told.finished:
            return phase
        if waiting and not told.anything:
            print(f"orchestrate: phase {phase.id} has not begun; waiting for it", file=sys.stderr, flush=True)
        waiting = False
        _pause()


def _active(place: Place) -> bool:
    """Somebody carries the run out, or prepares to."""
    return active_run(place.folder.lock) in ("", place.run.id)


def _pause() -> None:
    """Wait a little.

    Raises:
        BrokenPipeError: nobody reads us any more.
    """
    look = select.poll()
    if sys.stdout is not None:
        look.register(sys.stdout.fileno(), 0)
    if any(event & select.POLLERR for _, event in look.poll(LOOK * 1000)):
        raise BrokenPipeError


def _close(place: Place, phase: PhaseRecord, told: PhaseLog, given: argparse.Namespace) -> None:
    """The last word: where the phase stands, or why there was nothing to tell."""
    if not told.anything:
        if given.raw:
            raise UsageError(log.nothing_held(phase))
        print(log.nothing_held(phase))
    elif not (given.raw or given.tools or given.errors or isinstance(given.attempt, int)):
        _writer()(log.standing(phase, under_way=_active(place)))
