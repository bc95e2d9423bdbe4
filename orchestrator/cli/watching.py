"""What the full-screen view knows: asked again and again, and changing nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from typing import NamedTuple

from orchestrator.cli.log_rows import LogRows
from orchestrator.cli.state import session_files
from orchestrator.cli.stop import request
from orchestrator.errors import StoreError, UsageError
from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.redaction import Secrets
from orchestrator.store import attempts, runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.following import Following
from orchestrator.store.lock import active_run
from orchestrator.store.reading import Place, dossier, numbers, verdicts
from orchestrator.store.soundness import blamed_on_damage
from orchestrator.views.runs import OPEN
from orchestrator.views.styled import Glyphs, Row
from orchestrator.views.watch import Watched, under_way
from orchestrator.views.watch_keys import CANNOT_STOP, Extent, Looking, Tab
from orchestrator.views.watch_pane import help_rows, note, tab_rows
from orchestrator.views.watch_places import extent

ATTEMPTS = 5  # the last ones, of which gates, findings and details are shown
NO_LINE = "No session has said anything yet."


class Pane(NamedTuple):
    """What of a phase is on the screen, and where in all that there is of it."""

    rows: Sequence[Row]
    extent: Extent


class _Known(NamedTuple):
    """What the database says."""

    run: RunRecord
    chosen: PhaseRecord
    sessions: tuple[tuple[int, int], ...]  # of the chosen phase: attempt, ordinal
    verdicts: dict[int, str]  # on its attempts


class Watching:
    """One run, the newest one when none is named; keeps the database open, and the log of one phase."""

    def __init__(self, folder: StateFolder, run_id: str | None, secrets: Secrets) -> None:
        """`run_id` may be the beginning or the end of one."""
        self._folder, self._wanted, self._secrets = folder, run_id, secrets
        self._state = Following(folder.database)
        self._key: object = None  # of what is known
        self._known: _Known | None = None
        self._active: str | None = None
        self._trouble = ""
        self._log: LogRows | None = None
        self._tab: tuple[object, list[Row]] = (None, [])  # what the rows were made of, and they
        self._asked = ""  # the run that was asked to end
        self.more = False  # of a log is there to be read at once

    def close(self) -> None:
        """Give everything back."""
        self._state.close()
        if self._log is not None:
            self._log.close()

    def look(self, looking: Looking) -> Watched | None:
        """What is known by now; None when nothing was ever run here.

        Raises:
            UsageError: the run that was named is not there.
            StoreError: the state cannot be read; afterwards that is part of what is known.
        """
        try:
            self._read(looking)
            self._trouble = ""
        except StoreError as error:
            self._state.close()
            self._key = None
            if self._known is None:
                raise
            self._trouble = str(error)
        return self._watched() if self._known is not None else None

    def stop(self, how: signal.Signals) -> None:
        """Ask the run to end, as `orchestrate stop` does.

        Raises:
            OrchestratorError: it cannot be asked, or is not under way any more.
        """
        known = self._known
        if known is None or active_run(self._folder.lock) != known.run.id or not request(self._folder, how):
            raise UsageError(CANNOT_STOP)
        self._asked = known.run.id

    def pane(self, looking: Looking, columns: int, height: int, glyphs: Glyphs) -> tuple[Looking, Pane]:
        """The rows to show of the chosen phase; and where to look, which moves when they are folded anew."""
        assert self._known is not None, "it was looked at"
        if looking.tab is Tab.LOG and not looking.help:
            log = self._log_of(self._known)
            if log.fit(columns, glyphs):
                looking = looking._replace(top=None)
            self.more = log.read(
                self._known.sessions, self._known.verdicts, ended=not self._at_work(self._known)
            )
            if log.end():
                seen = extent(looking, height, log.start, log.end())
                return looking, Pane(log.window(seen.first, height), seen)
        rows = self._rows(self._known, looking, columns, glyphs)
        seen = extent(looking, height, 0, len(rows))
        return looking, Pane(rows[seen.first : seen.first + height], seen)

    def _read(self, looking: Looking) -> None:
        self._active = active_run(self._folder.lock)
        db = self._state.database()
        if db is None:
            if self._known is not None:
                raise StoreError(f"{self._folder.database}: it is gone")
            if self._wanted:
                raise UsageError(f"there is no run '{self._wanted}'; this project has no runs yet")
            return
        with blamed_on_damage(db):
            key = (self._state.version(), looking.phase)
            if key != self._key:
                with db.reading():
                    self._known = self._found(db, looking)
                self._key = key

    def _found(self, db: Database, looking: Looking) -> _Known | None:
        run = runs.find(db, self._wanted) if self._wanted else runs.latest(db)
        if run is None:
            return None
        chosen = next((phase for phase in run.phases if phase.id == looking.phase), None) or under_way(run)
        sessions = attempts.sessions(db, run.id, chosen.id)
        ordinals = tuple((session.attempt, session.ordinal) for session in sessions)
        return _Known(run, chosen, ordinals, verdicts(db, run.id, chosen.id))

    def _watched(self) -> Watched:
        assert self._known is not None, "there is a run"
        run, chosen, *_ = self._known
        return Watched(
            run,
            run.outcome(self._active),
            chosen,
            stopping=self._asked == run.id,
            quiet=self._quiet(self._known),
            trouble=self._trouble,
        )

    def _at_work(self, known: _Known) -> bool:
        """A session of the chosen phase may write."""
        return known.chosen.state in OPEN and known.run.id == self._active

    def _quiet(self, known: _Known) -> float | None:
        if known.chosen.state is not State.RUNNING or not self._at_work(known) or not known.sessions:
            return None
        attempt, ordinal = known.sessions[-1]
        folder = self._folder.attempt(known.run.id, known.chosen.id, attempt)
        try:
            return max(0.0, time.time() - os.stat(session_files(folder, ordinal)[1]).st_mtime)
        except OSError:
            return None

    def _log_of(self, known: _Known) -> LogRows:
        key = (known.run.id, known.chosen.id)
        if self._log is None or self._log.of != key:
            if self._log is not None:
                self._log.close()
            self._log = LogRows(self._folder, *key, self._secrets)
        return self._log

    def _rows(self, known: _Known, looking: Looking, columns: int, glyphs: Glyphs) -> list[Row]:
        """What does not grow by itself; made anew when something else is recorded, or to be seen."""
        key = (self._key, known.chosen.id, looking.tab, looking.help, columns, glyphs)
        if self._tab[0] != key:
            self._tab = (key, self._made(known, looking, columns, glyphs))
        return self._tab[1]

    def _made(self, known: _Known, looking: Looking, columns: int, glyphs: Glyphs) -> list[Row]:
        if looking.help:
            return help_rows(columns, glyphs)
        if looking.tab is Tab.LOG:
            gone = known.run.cleaned_at if known.sessions else None
            why = f"Its files were removed on {gone[:10]} by `orchestrate clean`." if gone else NO_LINE
            return note(why, columns, glyphs)
        try:
            return self._recorded(known, looking, columns, glyphs)
        except StoreError as error:
            return note(str(error), columns, glyphs)

    def _recorded(self, known: _Known, looking: Looking, columns: int, glyphs: Glyphs) -> list[Row]:
        db = self._state.database()
        if db is None:
            return []
        run, phase, *_ = known
        with blamed_on_damage(db):
            there = numbers(db, run.id, phase.id)
            place = Place(db, self._folder, run, phase, session_files)
            found = dossier(place, there[-ATTEMPTS:], whole=looking.tab is Tab.DETAILS)
        rows = tab_rows(looking.tab, found, columns, glyphs)
        if len(there) > ATTEMPTS:
            rows += note(f"Earlier attempts: orchestrate show {phase.id} --attempt all", columns, glyphs)
        return rows
