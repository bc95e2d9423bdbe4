"""Which happenings a person is told about, and in which words: which phase, why, what to do. Pure."""

from __future__ import annotations

from orchestrator.budget import cure
from orchestrator.clock import duration, moment
from orchestrator.model.happening import (
    BudgetNear,
    Happening,
    PhaseMoved,
    RunEnded,
    RunStarted,
    SessionEnded,
    Waiting,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.session import TroubleKind
from orchestrator.notify.notice import Notice
from orchestrator.text import money, one_line, plural

TITLE, REASON = 60, 300  # characters of a title, and of why something is so


class Messages:
    """Turns what happens in one run into notices; whoever reads one sees nothing else of the run."""

    def __init__(self) -> None:
        self._plan = ""  # its title
        self._began = 0.0  # seconds since the epoch
        self._usd = 0.0

    def notice(self, happening: Happening, now: float) -> Notice | None:
        """The notice of a happening, if it is worth one; `now` in seconds since the epoch."""
        if isinstance(happening, RunStarted):
            return self._started(happening, now)
        if isinstance(happening, SessionEnded):
            self._usd += happening.report.summary.usage.cost_usd or 0.0
        elif isinstance(happening, PhaseMoved):
            return self._moved(happening)
        elif isinstance(happening, Waiting):
            return self._waiting(happening)
        elif isinstance(happening, BudgetNear):
            spent = f"{happening.spent} of {happening.allowed} ({happening.what})"
            return Notice(f"{self._plan}: most of a budget is spent", spent, urgent=False)
        elif isinstance(happening, RunEnded):
            return self._ended(happening, now)
        return None

    def _started(self, happening: RunStarted, now: float) -> Notice:
        self._plan, self._began = one_line(happening.plan.title, TITLE), now
        verb = "resumed" if happening.resumed else "started"
        text = f"{plural(len(happening.plan.phases), 'phase')}, model {one_line(happening.model, TITLE)}"
        return Notice(f"{self._plan}: {verb}", text, urgent=False)

    def _moved(self, happening: PhaseMoved) -> Notice:
        phase = happening.phase
        title = f"{self._plan}: phase {phase.id} {happening.state.value}: {one_line(phase.title, TITLE)}"
        if happening.state is not State.BLOCKED:
            return Notice(title, "", urgent=False)
        cures = f"why: `orchestrate show {phase.id}`; again: `orchestrate resume`"
        return Notice(title, f"{one_line(happening.reason, REASON)}; {cures}", urgent=True)

    def _waiting(self, happening: Waiting) -> Notice | None:
        """A limit is news; that the API failed for a moment is none."""
        trouble = happening.trouble
        if trouble.kind is not TroubleKind.USAGE_LIMIT:
            return None
        title = f"{self._plan}: usage limit, waiting until {moment(happening.until)}"
        text = f"phase {happening.phase.id} goes on then by itself: {one_line(trouble.said, 200)}"
        return Notice(title, text, urgent=False)

    def _ended(self, happening: RunEnded, now: float) -> Notice:
        assumed = f", {happening.assumed} assumed" if happening.assumed else ""
        counts = f"{plural(happening.done, 'phase')} done{assumed}, {happening.blocked} blocked"
        if happening.waiting:
            counts += f", {happening.waiting} open"
        used = f"{counts}; {duration(max(0.0, now - self._began))}"
        if self._usd:
            used += f", {money(self._usd)}"
        word, cures = _outcome(happening)
        why = f"{one_line(happening.paused, REASON)}; " if happening.paused else ""
        return Notice(f"{self._plan}: {word}", f"{why}{used}{cures}", urgent=happening.exit_code != 0)


def _outcome(happening: RunEnded) -> tuple[str, str]:
    """In a word, and what to do."""
    if happening.paused:
        return "paused", f"; go on with `{cure(happening.paused)}`"
    if happening.waiting:
        return "stopped", "; go on with `orchestrate resume`"
    if happening.blocked:
        return "blocked", "; a person is needed: `orchestrate status`"
    return "done", ""
