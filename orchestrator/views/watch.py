"""The full-screen view of a run: a pure function from what is known to rows that fit the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orchestrator.clock import duration, seconds_of
from orchestrator.columns import width
from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.text import money
from orchestrator.views.amounts import cost, lasted, short
from orchestrator.views.runs import OPEN, advice, takes, wait_text
from orchestrator.views.styled import OF_OUTCOME, OF_STATE, Glyphs, Row, Segment, Style
from orchestrator.views.watch_keys import TABS, Looking
from orchestrator.views.watch_places import Places, Size, arrange

KEYS = "q quit  s stop  ? help  j k phase  tab view  PgUp PgDn scroll  f follow"
QUESTION = "Stop the run? y now, politely  p after the phase  n no"
AGAIN = "It is stopping. End its sessions at once? y yes  n no"
QUIET = 10.0  # seconds without a line from which on they are told


class Watched(NamedTuple):
    """What is known of a run and of the phase that is looked at."""

    run: RunRecord
    outcome: str
    chosen: PhaseRecord
    stopping: bool = False  # it was asked to end
    quiet: float | None = None  # seconds since the last line of the session; None: nobody writes one
    trouble: str = ""  # why nothing newer is known


def under_way(run: RunRecord) -> PhaseRecord:
    """The phase that a person wants to see first: at work, else blocked, else the next one, else the last."""
    for states in (OPEN, (State.BLOCKED,), (State.PENDING,)):
        for phase in run.phases:
            if phase.state in states:
                return phase
    return run.phases[-1]


def frame(
    watched: Watched, looking: Looking, content: Sequence[Row], size: Size, now: float, glyphs: Glyphs
) -> list[Row]:
    """The rows of the screen, none wider and not more than there are.

    Args:
        watched, looking: what is known, and what of it is looked at.
        content: the rows of the pane, those which are to be seen.
        size: of the terminal.
        now: seconds since the epoch.
        glyphs: the signs it is made of.
    """
    places = arrange(size, len(watched.run.phases))
    rows = [_head(watched, size.columns, now, glyphs)] * places.head
    listed = _listed(watched, places, glyphs)
    pane = [
        *[_tabs(looking, places.pane_columns, glyphs)] * places.tabs,
        *[_about(watched, places.pane_columns, now, glyphs)] * places.about,
        *(_marked(row, looking.sought) for row in content[: places.pane]),
    ]
    if places.beside:
        wall = Segment(f"{glyphs.wall} ", Style.DIM)
        pane += [()] * (places.listed - len(pane))
        rows += [(*left, wall, *right) for left, right in zip(listed, pane, strict=True)]
    else:
        rows += [*listed, *pane]
    rows += [()] * (size.rows - places.told - places.foot - len(rows))
    rows += [_told(watched, looking, size.columns, glyphs)] * places.told
    rows += [_foot(watched, looking, size.columns, glyphs)] * places.foot
    return _question_first(rows, watched, looking, places, glyphs, size.columns)


def _question_first(
    rows: list[Row], watched: Watched, looking: Looking, places: Places, glyphs: Glyphs, columns: int
) -> list[Row]:
    """A question stands at the bottom even where there is no foot."""
    if rows and not places.foot and (looking.asks or looking.typed is not None):
        rows[-1] = _foot(watched, looking, columns, glyphs)
    return rows


def _marked(row: Row, sought: str) -> Row:
    """A row that holds what was searched for stands out."""
    text = "".join(segment.text for segment in row)
    return (Segment(text, Style.CHOSEN),) if sought and sought.casefold() in text.casefold() else row


def _head(watched: Watched, columns: int, now: float, glyphs: Glyphs) -> Row:
    run = watched.run
    assumed = sum(phase.assumed for phase in run.phases)
    done = sum(phase.state is State.DONE for phase in run.phases) - assumed
    used = run.used
    outcome = "stopping" if watched.stopping and watched.outcome == "running" else watched.outcome
    facts = [
        f"{done} of {len(run.phases)} done{f', {assumed} assumed' if assumed else ''}",
        lasted(takes(run, watched.outcome, now)),
        f"{short(used.tokens, estimated=used.estimated)} tokens" if used.tokens else "",
        "" if used.cost_usd is None else cost(used.cost_usd, estimated=used.estimated),
    ]
    facts = [fact for fact in facts if fact]
    while facts and len(outcome) + sum(len(fact) + 2 for fact in facts) + 16 > columns:
        facts.pop()
    right = "  ".join(["", outcome, *facts]) + " "
    if len(right) > columns:
        return (Segment(glyphs.pad(f" {outcome}", columns), Style.BAR),)
    title = glyphs.pad(f" {run.title}", columns - len(right))
    rest = right[2 + len(outcome) :]
    style = OF_OUTCOME.get(watched.outcome, Style.BAR)
    return (Segment(f"{title}  ", Style.BAR), Segment(outcome, style), Segment(rest, Style.BAR))


def _listed(watched: Watched, places: Places, glyphs: Glyphs) -> list[Row]:
    """The phases that have room, the chosen one among them."""
    phases, count = watched.run.phases, places.listed
    at = next((index for index, phase in enumerate(phases) if phase.id == watched.chosen.id), 0)
    first = max(0, min(at - count // 2, len(phases) - count))
    shown = phases[first : first + count]
    ids = min(8, max((width(glyphs.shown(phase.id)) for phase in shown), default=0))
    rows = [_phase(phase, watched, ids, places.list_columns, glyphs) for phase in shown]
    blank = (Segment(" " * places.list_columns),)
    return rows + [blank] * (count - len(rows)) if places.beside else rows


def _phase(phase: PhaseRecord, watched: Watched, ids: int, columns: int, glyphs: Glyphs) -> Row:
    chosen = phase.id == watched.chosen.id
    state = state_word(phase, watched.outcome)
    cost = "" if phase.cost_usd is None else money(phase.cost_usd)
    attempt = f"#{phase.attempt}" if phase.attempt else ""
    facts = f" {state:<11} {attempt:>3} {cost:>7}" if columns >= 44 else f" {attempt:>3} {cost:>7}"
    facts = facts if columns >= 30 else ""
    mark = glyphs.mark(phase.state, at_work=watched.outcome == "running")
    left = f" {mark} {glyphs.pad(phase.id, ids)} {phase.title}"
    text = glyphs.pad(left, max(0, columns - len(facts) - 1)) + facts + " "
    return (Segment(glyphs.clip(text, columns), Style.CHOSEN if chosen else OF_STATE[phase.state]),)


def state_word(phase: PhaseRecord, outcome: str) -> str:
    """What state a phase is in; nothing runs where no run does."""
    if phase.assumed:
        return "assumed"
    return outcome if phase.state in OPEN and outcome in ("paused", "interrupted") else phase.state.value


def _tabs(looking: Looking, columns: int, glyphs: Glyphs) -> Row:
    if looking.help:
        return (Segment(glyphs.pad(" Help", columns), Style.BAR),)
    pieces: list[Segment] = []
    left = columns
    for number, tab in enumerate(TABS, 1):
        chosen = tab is looking.tab
        name = f"[{number} {tab.value}]" if chosen else f" {number} {tab.value} "
        text = glyphs.clip(name, left)
        pieces.append(Segment(text, Style.BOLD if chosen else Style.BAR))
        left -= width(text)
    return (*pieces, Segment(" " * left, Style.BAR))


def _about(watched: Watched, columns: int, now: float, glyphs: Glyphs) -> Row:
    """What the pane is about."""
    phase = watched.chosen
    since = f" for {duration(max(0.0, now - (seconds_of(phase.since) or now)))}"
    lasts = phase.state in OPEN and watched.outcome == "running"
    parts = [
        f"{phase.id}: {phase.title}: {state_word(phase, watched.outcome)}{since if lasts else ''}",
        f"attempt {phase.attempt}" if phase.attempt else "",
        f"quiet for {duration(watched.quiet)}"
        if watched.quiet is not None and watched.quiet >= QUIET
        else "",
    ]
    if phase.waits_until is not None and phase.waits_until > now:
        parts[1:] = [wait_text(phase.waits_for, phase.waits_until, now, watched.outcome)]
    elif phase.state is State.BLOCKED:
        parts.append(phase.reason)
    return (Segment(glyphs.clip(", ".join(filter(None, parts)), columns), Style.BOLD),)


def _told(watched: Watched, looking: Looking, columns: int, glyphs: Glyphs) -> Row:
    """An answer to the last key, else trouble, else how the run can go on."""
    text = looking.said or watched.trouble or ". ".join(filter(None, advice(watched.run, watched.outcome)))
    return (Segment(glyphs.clip(f" {text}", columns), Style.WARN),) if text else ()


def _foot(watched: Watched, looking: Looking, columns: int, glyphs: Glyphs) -> Row:
    if looking.typed is not None:
        return (Segment(glyphs.pad(f" /{looking.typed}_", columns), Style.BOLD),)
    if looking.asks:
        question = AGAIN if watched.stopping else QUESTION
        return (Segment(glyphs.pad(f" {question}", columns), Style.CHOSEN),)
    return (Segment(glyphs.pad(f" {KEYS}", columns), Style.BAR),)
