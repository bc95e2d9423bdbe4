"""The status region below the log of a run: a few lines that say how it stands. Pure.

✓▶··  1/4 done  Calculator  4:12  ~12.3 k tokens  $0.12
▶ 2 Implementation  attempt 2/3  1:31  [Bash: make test]
· next: 3 Review
"""

from __future__ import annotations

from orchestrator.clock import stopwatch
from orchestrator.columns import clip, width
from orchestrator.model.lifecycle import State
from orchestrator.model.plan import Phase
from orchestrator.progress import Active, Progress
from orchestrator.text import money, one_line, plural
from orchestrator.views.amounts import short
from orchestrator.views.marks import ACTIVE, OPEN, mark

FEWEST_ROWS = 5  # of a terminal, below which the log needs all of them
MOST_MARKS = 24  # of phases; a longer row says less than its counts
GAP = "  "
NAME_KEPT = 200  # characters
LEAST_TITLE = 12  # columns; less of a title tells nothing
ROOMY = 60  # columns, from which on words are written out


def lines(progress: Progress, columns: int, rows: int, now: float) -> tuple[str, ...]:
    """What to show on a terminal of this size at this moment, in seconds since the epoch.

    Nothing before and after a run. Each line is narrower than the terminal, which would wrap it otherwise,
    and all of them take at most a third of it.
    """
    most = 0 if rows < FEWEST_ROWS else rows // 3
    if progress.plan is None or progress.over or columns < 2:
        return ()
    room = columns - 1
    found = [_head(progress, room, now), *_phases(progress, room, now, most - 1)]
    return tuple(clip(line, room) for line in found[:most])


def _phases(progress: Progress, room: int, now: float, most: int) -> list[str]:
    """The phases that are active, and the one that comes next."""
    active = [_active(each, room, now) for each in progress.active.values()]
    if len(active) > most > 0:
        hidden = len(active) - most + 1
        return [*active[: most - 1], f"{ACTIVE} and {plural(hidden, 'more phase')} under way"]
    following = progress.next
    return [*active, f"{OPEN} next: {_name(following)}"] if following else active


def height(line: str, columns: int) -> int:
    """The rows that a line takes where a terminal of so many columns wraps it."""
    rows, taken = 1, 0
    for letter in line if width(line) > columns else "":
        taken += width(letter)
        if taken > columns:
            rows, taken = rows + 1, width(letter)
    return rows


def _head(progress: Progress, room: int, now: float) -> str:
    """As many of the facts as there is room for; what matters least goes first."""
    assert progress.plan is not None, "there is nothing to show of no run"
    title = one_line(progress.plan.title, NAME_KEPT)
    counts, elapsed = _counts(progress), stopwatch(now - progress.since)
    tokens, cost = _tokens(progress), _cost(progress)
    for before, after in (
        ((_marks(progress), counts), (elapsed, tokens, cost)),
        ((counts,), (elapsed, tokens, cost)),
        ((counts,), (elapsed, cost)),
        ((counts,), (elapsed,)),
    ):
        left = room - width(_joined(*before, *after)) - len(GAP)
        if left >= min(width(title), LEAST_TITLE):
            return _joined(*before, clip(title, left), *after)
    return _joined(counts, elapsed)


def _joined(*facts: str) -> str:
    return GAP.join(filter(None, facts))


def _marks(progress: Progress) -> str:
    assert progress.plan is not None, "no run has no phases"
    phases = progress.plan.phases
    return "".join(_mark(progress, phase) for phase in phases) if len(phases) <= MOST_MARKS else ""


def _mark(progress: Progress, phase: Phase) -> str:
    at_work = phase.id in progress.active
    return mark(State.RUNNING if at_work else progress.state(phase), at_work=at_work)


def _counts(progress: Progress) -> str:
    assert progress.plan is not None, "there is nothing to count of no run"
    blocked = progress.count(State.BLOCKED)
    done = f"{progress.count(State.DONE)}/{len(progress.plan.phases)} done"
    return f"{done}, {blocked} blocked" if blocked else done


def _tokens(progress: Progress) -> str:
    """Marked where a session is under way, of which a part is told."""
    count = progress.tokens + progress.under_way
    return f"{short(count, estimated=progress.under_way > 0)} tokens" if count else ""


def _cost(progress: Progress) -> str:
    return money(progress.cost_usd) if progress.cost_usd is not None else ""


def _active(active: Active, room: int, now: float) -> str:
    """What it does matters most; its title gets what is left, or a quarter."""
    name, which = f"{ACTIVE} {active.phase.id}", f"{active.attempt}/{active.attempts}"
    attempt = f"attempt {which}" if room >= ROOMY else which
    facts = (attempt if active.attempt else "", stopwatch(now - active.since), _doing(active, now))
    left = max(room - width(_joined(name, *facts)) - 1, room // 4)
    title = clip(one_line(active.phase.title, NAME_KEPT), left) if left >= LEAST_TITLE else ""
    return _joined(f"{name} {title}".rstrip(), *facts)


def _doing(active: Active, now: float) -> str:
    if active.waits_until is not None:
        return f"{active.doing}, {stopwatch(active.waits_until - now)} left"
    return active.doing or active.state.value


def _name(phase: Phase) -> str:
    return f"{phase.id} {one_line(phase.title, NAME_KEPT)}"
