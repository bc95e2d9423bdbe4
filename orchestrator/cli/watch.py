"""`orchestrate watch`: a run on the whole screen, from any terminal. It only looks."""

from __future__ import annotations

import argparse
import locale
import os
import signal
import time
from collections.abc import Sequence
from contextlib import closing

from orchestrator.cli.fullscreen import RESIZED, Screen, fullscreen, speaks_unicode
from orchestrator.cli.options import add_run, parser
from orchestrator.cli.state import folder_here, secrets_here
from orchestrator.cli.stopping import AFTER_PHASE, ON_PURPOSE
from orchestrator.cli.watching import Pane, Watching
from orchestrator.errors import EXIT_DONE, OrchestratorError
from orchestrator.views.runs import status_text
from orchestrator.views.styled import ASCII, UNICODE, Glyphs
from orchestrator.views.watch import Watched, frame
from orchestrator.views.watch_keys import Action, Looking, find, press
from orchestrator.views.watch_pane import texts
from orchestrator.views.watch_places import Size, arrange

EXAMPLES = """\
  orchestrate watch
  orchestrate watch --run 20261122-140740-3fa2"""

LOOK = 0.5  # seconds between two looks
STOPS = {Action.STOP: ON_PURPOSE, Action.STOP_AFTER_PHASE: AFTER_PHASE}
WHOLE = 1 << 20  # rows; more than a pane ever holds


def run(arguments: Sequence[str]) -> int:
    """Show a run until the person leaves."""
    given = options().parse_args(arguments)
    with closing(Watching(folder_here(), given.run, secrets_here())) as watching:
        watched = watching.look(Looking())
        if watched is None:
            print(status_text(None, None))
            return EXIT_DONE
        unicode = speaks_unicode(os.environ, locale.getencoding())
        with fullscreen(os.environ) as screen:
            _View(screen, watching, UNICODE if unicode else ASCII, watched).show()
    return EXIT_DONE


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "watch",
        "Watch a run on the whole screen: its phases, and the log, gates and findings of one.",
        EXAMPLES,
    )
    add_run(made)
    return made


class _View:
    """What is looked at, from one key to the next."""

    def __init__(self, screen: Screen, watching: Watching, glyphs: Glyphs, watched: Watched) -> None:
        self._screen, self._watching, self._glyphs = screen, watching, glyphs
        self._watched = watched
        self._looking = Looking()

    def show(self) -> None:
        """Draw, wait for a key or for something new, and again, until the person leaves."""
        due = time.monotonic() + LOOK
        while True:
            size = self._screen.size()
            pane = self._draw(size)
            key = self._screen.key(0.0 if self._watching.more else due - time.monotonic())
            if key == RESIZED:
                continue
            if key and self._press(key, size, pane):
                return
            if not key or time.monotonic() >= due:
                self._look()
                due = time.monotonic() + LOOK

    def _draw(self, size: Size) -> Pane:
        places = arrange(size, len(self._watched.run.phases))
        self._looking, pane = self._watching.pane(
            self._looking, places.pane_columns, places.pane, self._glyphs
        )
        self._screen.draw(frame(self._watched, self._looking, pane.rows, size, time.time(), self._glyphs))
        return pane

    def _look(self) -> None:
        before = self._watched.run.id
        self._watched = self._watching.look(self._looking) or self._watched
        if self._watched.run.id != before:  # a new run began: its phase under way
            self._looking = Looking(tab=self._looking.tab)
            self._watched = self._watching.look(self._looking) or self._watched

    def _press(self, key: str, size: Size, pane: Pane) -> bool:
        """Do what a key asks for; whether it is to leave."""
        ids = [phase.id for phase in self._watched.run.phases]
        active = self._watched.outcome == "running"
        step = press(self._looking, key, ids, self._watched.chosen.id, pane.extent, active=active)
        moved = step.looking.phase != self._looking.phase
        self._looking = step.looking
        if step.action in STOPS:
            self._stop(STOPS[step.action])
        elif step.action in (Action.FIND, Action.FIND_NEXT):
            self._find(size, again=step.action is Action.FIND_NEXT)
        if moved or step.action in STOPS:
            self._look()
        return step.action is Action.QUIT

    def _stop(self, how: signal.Signals) -> None:
        try:
            self._watching.stop(how)
        except OrchestratorError as error:
            self._looking = self._looking._replace(said=str(error))

    def _find(self, size: Size, *, again: bool) -> None:
        """Among all rows there are, not only those on the screen."""
        places = arrange(size, len(self._watched.run.phases))
        _, whole = self._watching.pane(
            self._looking._replace(top=0), places.pane_columns, WHOLE, self._glyphs
        )
        self._looking = find(self._looking, texts(whole.rows), whole.extent, again=again)
