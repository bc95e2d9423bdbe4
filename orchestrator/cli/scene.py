"""What a live page shows of a project: its newest run or the one that was named, read and never written."""

from __future__ import annotations

import os
import time
from collections import deque
from contextlib import suppress
from types import TracebackType
from typing import Self

from orchestrator.cli.state import open_state, session_files
from orchestrator.cli.stop import outcome, request
from orchestrator.cli.stopping import AFTER_PHASE, ON_PURPOSE
from orchestrator.errors import OrchestratorError, UsageError
from orchestrator.model.display import DisplayLine
from orchestrator.model.report import Report, ReportPhase
from orchestrator.redaction import Secrets
from orchestrator.serving.door import TOKEN
from orchestrator.serving.feed import Page
from orchestrator.session.log import AttemptLog
from orchestrator.store import runs
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import active_run
from orchestrator.store.reporting import report
from orchestrator.views.html.document import Live
from orchestrator.views.html.served import fragment, served, served_policy
from orchestrator.views.live import Now, PhaseNow, live_json
from orchestrator.views.runs import OPEN

LINES = 14  # of a phase's sessions
REDRAWN = 30.0  # seconds after which a page of a run that goes shows that time went by
LATER = "after-phase"  # as the page asks for it

_Key = tuple[str, str, int]  # run, phase, attempt


class _Sessions:
    """The last lines of an attempt's sessions, read on while they grow."""

    def __init__(self, folder: str, secrets: Secrets) -> None:
        self.ordinals: tuple[int, ...] = ()
        self.log = AttemptLog(folder, lambda: self.ordinals, secrets=secrets, last=LINES)
        self._lines: deque[DisplayLine] = deque(maxlen=LINES)

    def last(self) -> tuple[DisplayLine, ...]:
        """The lines as they are by now; what cannot be read is not there."""
        with suppress(OSError):  # removed or made unreadable meanwhile; the report says what became of it
            self._lines.extend(said.line for said in self.log.lines())
        return tuple(self._lines)


class Scene:
    """A project's runs for one server; one thread at a time asks it. Opens the state only after a change."""

    def __init__(self, folder: StateFolder, run_id: str | None, secrets: Secrets) -> None:
        """
        Args:
            folder: the state of the project; it need not be there yet.
            run_id: the whole id of a run; None: always the newest.
            secrets: to be covered in what sessions say before their evidence is.
        """
        self._folder = folder
        self._run_id = run_id
        self._secrets = secrets
        self._signs: object = None  # of the last look
        self._again = True  # something changed just now, and more may have in the same instant
        self._begun = False
        self._drawn = 0.0
        self._report: Report | None = None
        self._fragment = ""
        self._active: str | None = None
        self._trouble = ""
        self._sessions: dict[_Key, _Sessions] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._keep(())

    def page(self) -> Page | None:
        """See `serving.feed.Scene`."""
        self._active = active_run(self._folder.lock)
        signs = (self._active, *(_stamp(f"{self._folder.database}{end}") for end in ("", "-wal")))
        late = self._active is not None and time.monotonic() - self._drawn > REDRAWN
        if signs == self._signs and not self._again and not late:
            return None
        self._again = signs != self._signs
        self._signs = signs
        try:
            found = self._read()
            self._trouble = ""
        except (OrchestratorError, OSError) as error:
            self._again, self._trouble = True, str(error)
            found = self._report
        if self._begun and not late and _same(found, self._report):
            return None
        self._begun, self._report, self._drawn = True, found, time.monotonic()
        self._fragment = fragment(found)
        return Page(self._fragment, served_policy())

    def live(self) -> str:
        """See `serving.feed.Scene`."""
        shown = self._report
        active = shown is not None and shown.run.id == self._active
        going = [phase for phase in shown.phases if phase.record.state in OPEN] if shown and active else []
        run = shown.run if shown else None
        self._keep(tuple((run.id, phase.record.id, phase.record.attempt) for phase in going) if run else ())
        now = tuple(PhaseNow(phase.record, self._said(run.id, phase)) for phase in going) if run else ()
        return live_json(Now(run, active, now, self._trouble))

    def document(self, tag: str, token: str) -> str:
        """See `serving.feed.Scene`."""
        key = f"{TOKEN}={token}"
        addresses = Live(f"/events?{key}&seen={tag}", f"/fragment?{key}", f"/stop?{key}")
        return served(self._report, self._fragment, addresses)

    def stop(self, run_id: str, how: str) -> str:
        """End the run as `orchestrate stop` does; what became of it. Any thread may ask.

        Raises:
            UsageError, LockedError: it cannot be ended, the message says why.
        """
        later = how == LATER
        found = request(self._folder, AFTER_PHASE if later else ON_PURPOSE, run_id) if run_id else None
        if found is None:
            raise UsageError("This run is not under way any more; see what the page says now.")
        return outcome(self._folder, found, after_phase=later)

    def _read(self) -> Report | None:
        with open_state(self._folder) as state:
            if state.db is None:
                return None
            newest = None if self._run_id else runs.latest(state.db)
            run_id = newest.id if newest else self._run_id
            if run_id is None:
                return None
            return report(state.db, self._folder, run_id, state.active, session_files)

    def _said(self, run_id: str, phase: ReportPhase) -> tuple[DisplayLine, ...]:
        key = (run_id, phase.record.id, phase.record.attempt)
        if key not in self._sessions:
            self._sessions[key] = _Sessions(self._folder.attempt(*key), self._secrets)
        found = self._sessions[key]
        entries = [made.entry for made in phase.attempts if made.entry.number == phase.record.attempt]
        found.ordinals = tuple(session.ordinal for entry in entries for session in entry.sessions)
        return found.last()

    def _keep(self, wanted: tuple[_Key, ...]) -> None:
        """Close the logs of all other attempts."""
        for key in self._sessions.keys() - set(wanted):
            self._sessions.pop(key).log.close()


def _stamp(path: str) -> tuple[int, int, int] | None:
    """What differs after every commit; None when there is no such file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def _same(one: Report | None, other: Report | None) -> bool:
    """Whether two readings differ in nothing but when they were made."""
    return one is other or (
        one is not None and other is not None and one._replace(made_at=other.made_at) == other
    )
