"""Plays one case: life after life of one run, each killed, until one comes through; and looks after each."""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.crash import files, invariants, targets
from tests.crash.project import FOLDER, PAUSE, RESUME, RUN, STAY, Template, digests, lines, unblock
from tests.crash.record import Record, read
from tests.crash.scenarios import AFTER_A_BLOCK, AT_POINT, Case, During, Kind, Strike, Whom
from tests.crash.victims import Life, Stable
from tests.support.waiting import wait_until

LIMIT = 60.0  # seconds for one life
MOMENT = 15.0  # seconds within which supervisors end what a dead orchestrator left
LOOK = 0.004
OWNED = "sqlite3.connect"  # the kill point after which a command has looked for what others left


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What comes of the project when nobody kills anything."""

    record: Record
    digests: dict[str, str]
    points: int  # kill points of its first life


@dataclass(slots=True)
class Played:
    """What came of a case."""

    case: Case
    kills: int = 0
    lives: int = 0
    points: set[int] = field(default_factory=set)  # at which the first life was killed
    wrong: list[str] = field(default_factory=list)
    said: str = ""  # what the last life printed
    seconds: float = 0.0


def undisturbed(stable: Stable, template: Template, folder: Path, kind: Kind = AT_POINT) -> Undisturbed:
    """Run the project in an empty folder to its end.

    Raises:
        AssertionError: even that does not come to a good end.
    """
    run = _Run(Case(0, kind, (), 0.0, "undisturbed"), stable, template, folder)
    run.play()
    assert not run.played.wrong, f"{run.played.wrong}\n{run.played.said}"
    return Undisturbed(run.record, digests(run.root), run.points)


def play(case: Case, stable: Stable, template: Template, folder: Path, calm: Undisturbed) -> Played:
    """Play a case in an empty folder."""
    began = time.monotonic()
    run = _Run(case, stable, template, folder)
    try:
        run.play()
        run.end(calm)
    except AssertionError as error:  # of what waits: whatever did not come in time is wrong, too
        run.played.wrong.append(str(error))
    finally:
        run.clear()
    run.played.seconds = time.monotonic() - began
    return run.played


class _Run:
    """One run of the project, over all its lives."""

    def __init__(self, case: Case, stable: Stable, template: Template, folder: Path) -> None:
        self.folder, self.root = folder, template.copy(folder, blocks=case.kind is AFTER_A_BLOCK)
        self.played = Played(case)
        self._stay = folder / "lines" / STAY
        self._stable = stable
        self._strikes = list(case.strikes)
        self._chance = Random(case.seed)
        self.record = Record()
        self.points = 0  # that the first life came to
        self._blocks = case.kind is AFTER_A_BLOCK
        self._hit: set[int] = set()  # pids of supervisors that were struck: each is struck once

    def begin(self, kill_at: int = 0) -> Life:
        """The next life."""
        self.played.lives += 1
        words = RESUME if self.record.runs else RUN
        return self._command(words, f"life-{self.played.lives}", kill_at)

    def play(self) -> None:
        """Until a life comes through, or something is wrong."""
        while not self.played.wrong:
            at = self._strikes.pop(0).at if self._strikes and self._strikes[0].at else 0
            life = self.begin(at)
            supervisor_killed = self._strike(life)
            if not life.ended(LIMIT):
                targets.kill(life.pid)
                self.played.wrong.append(f"life {self.played.lives} did not end within {LIMIT:g} s")
            self.played.said = life.said()
            if at and life.status == -signal.SIGKILL:
                self.played.kills += 1
                self.played.points |= {at} if self.played.lives == 1 else set()
            self.points = self.points or len(life.points())
            self._look(life)
            if life.status == -signal.SIGKILL:
                self._after_a_kill(supervisor_killed)
            elif life.status != 1 or not self._blocks:
                break
            self._unblock()
        if life.status not in (0, -signal.SIGKILL):
            self.played.wrong.append(f"life {self.played.lives} ended with {life.status}")

    def end(self, calm: Undisturbed) -> None:
        """Look at everything once more, when the run has come through."""
        wait_until(
            lambda: not targets.strays(self.folder), 5, "the end of all processes at the end of the run"
        )
        if self.played.wrong:
            return
        spare = sum(strike.kind.costs for strike in self.played.case.strikes)
        wrong = invariants.final(self.record, calm.record, spare)
        wrong += files.whole(self.root) + files.tidy(self.root) + files.complete(self.root, self.record)
        if (found := digests(self.root)) != calm.digests:
            wrong.append(f"the project's files differ: {sorted(found.items() ^ calm.digests.items())}")
        wrong += files.worked_once(lines(self.folder, "worked"), self.record)
        proof = self._command(("verify", "--evidence"), "evidence")
        if not proof.ended(LIMIT) or proof.status != 0:
            wrong.append(f"the evidence is not intact: {proof.said()}")
        self.played.wrong += wrong

    def clear(self) -> None:
        """Leave nothing behind, whatever was wrong."""
        for stray in targets.strays(self.folder):
            targets.kill(int(stray.split()[0]))

    def _unblock(self) -> None:
        """As soon as a phase is blocked a person does what is missing; so nothing may be blocked again."""
        if self._blocks and "blocked" in {phase["state"] for phase in self.record.phase}:
            self._blocks = False
            unblock(self.folder)

    def _command(self, words: tuple[str, ...], name: str, kill_at: int = 0) -> Life:
        ours = {
            FOLDER: str(self.folder / "lines"),
            PAUSE: str(self.played.case.pause),
            targets.LIFE: str(self.played.lives),
        }
        return self._stable.start(words, self.root, {**os.environ, **ours}, self.folder / name, kill_at)

    def _look(self, life: Life) -> None:
        """At what stands in the database, and at who lives, right after the end of a life."""
        before, self.record = self.record, read(self.root)
        self.played.wrong += invariants.standing(self.record)
        self.played.wrong += invariants.lasting(before, self.record)
        self.played.wrong += files.whole(self.root)
        if any(OWNED in point for point in life.points()):
            left = targets.strays(self.folder, before=self.played.lives)
            self.played.wrong += [f"of an earlier life there still is: {stray}" for stray in left]

    def _after_a_kill(self, supervisor_killed: bool) -> None:
        """What must hold before anybody goes on."""
        status = self._command(("status", "--json"), f"status-{self.played.lives}")
        assert status.ended(LIMIT), "status did not end"
        said = (
            json.loads(status.said() or "{}").get("run") if status.status == 0 else {"outcome": status.said()}
        )
        run = self.record.runs[-1] if self.record.runs else None
        ended = {None: "interrupted", 0: "done", 1: "blocked"}
        expected = None if run is None else ended[run["exit_code"]]
        if (said and said["outcome"]) != expected:
            self.played.wrong.append(f"status says {said}, and not {expected}")
        if not supervisor_killed and self._chance.random() < 0.5:  # else the next life meets what dies
            what = f"the end of what life {self.played.lives} started"
            wait_until(lambda: not targets.strays(self.folder), MOMENT, what)

    def _strike(self, life: Life) -> bool:
        """Kill from outside, as often as the case wants it in this life; whether a supervisor was killed."""
        supervisor_killed = False
        while self._strikes and not self._strikes[0].at and life.status is None:
            strike = self._strikes.pop(0)
            if not self._hit_once(life, strike):
                break  # the life ended before
            supervisor_killed |= Whom.SUPERVISOR in strike.whom
            self.played.kills += 1
            if Whom.ORCHESTRATOR in strike.whom:
                break
        return supervisor_killed

    def _hit_once(self, life: Life, strike: Strike) -> bool:
        if strike.kind.during is During.ANYTHING:
            if not life.ended(strike.after):
                targets.kill(life.pid)
                return True
            return False
        while not life.ended(LOOK):
            found = self._target(strike)
            if found is None or life.ended(strike.after) or self._target(strike) != found:
                continue
            self._hit.add(found.supervisor)
            pids = {
                Whom.ORCHESTRATOR: life.pid,
                Whom.SUPERVISOR: found.supervisor,
                Whom.COMMAND: found.command,
            }
            orphans = {Whom.ORCHESTRATOR, Whom.SUPERVISOR} <= set(strike.whom)
            if orphans:
                self._stay.touch()
            for whom in strike.whom:
                targets.kill(pids[whom])
            if orphans:
                self._leave_orphans(life)
            return True
        return False

    def _leave_orphans(self, life: Life) -> None:
        """Let what has lost everybody come out of its pause and stay, until the next command ends it."""
        assert life.ended(LIMIT), "it was killed"
        wait_until(
            lambda: not [s for s in targets.strays(self.folder) if "sleep" in s], what="the end of pauses"
        )
        self._stay.unlink()

    def _target(self, strike: Strike) -> targets.Supervised | None:
        found = targets.supervised(self.root)
        wanted = {During.SESSION: (True,), During.GATE: (False,)}.get(strike.kind.during, (True, False))
        return found if found and found.is_session in wanted and found.supervisor not in self._hit else None
