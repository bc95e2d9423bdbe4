"""The log of a phase's sessions in lines: what they said and did, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.dossier import AttemptEntry, FindingEntry, GateEntry, SessionEntry
from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord
from orchestrator.text import last_lines, one_line, printable
from orchestrator.views.amounts import used
from orchestrator.views.terminal import (
    BOLD,
    DIM,
    GREEN,
    KIND_STYLE,
    RED,
    TAIL_LINES,
    TAIL_WIDTH,
    YELLOW,
    gate_end,
    styled,
)

WIDTH = 500  # of a reason
PATH, NAME = 4096, 100
ACCEPTED, CLAIMS_DONE = "accept", "claims done"


class Styled(NamedTuple):
    """A line, and how it looks on a terminal; empty: as it is."""

    text: str
    style: str

    def on(self, *, colour: bool) -> str:
        """As it is written to a terminal with or without colour."""
        return styled(self.text, self.style) if colour else self.text


class Choice(Enum):
    """Which lines are wanted."""

    ALL = frozenset(LineKind)
    TOOLS = frozenset({LineKind.TOOL, LineKind.RESULT, LineKind.ERROR})  # an error is an answer, too
    ERRORS = frozenset({LineKind.ERROR})


def said(line: DisplayLine) -> Styled:
    """A line of a session, as the display of a run shows it."""
    return Styled(line.said, KIND_STYLE[line.kind])


def session_head(attempt: AttemptEntry, session: SessionEntry) -> Styled:
    """`attempt 2, session 1 (targeted fix)`."""
    if session.ordinal > 1:
        why = "goes on" if session.continues else "starts over"
    else:
        why = (
            ""
            if attempt.why == "first attempt"
            else one_line(attempt.why.partition(" after attempt ")[0], 60)
        )
    told = f" ({why})" if why else ""
    return Styled(f"attempt {attempt.number}, session {session.ordinal}{told}", BOLD)


def empty_head(attempt: AttemptEntry) -> Styled:
    """In the place of a session."""
    return Styled(f"attempt {attempt.number}: no session was held", BOLD)


def session_end(session: SessionEntry, choice: Choice) -> Iterator[Styled]:
    """How a session ended; nobody may have seen it."""
    good = session.ending == CLAIMS_DONE
    if choice is Choice.ERRORS and good:
        return
    if session.ending is None:
        yield Styled("The end of the session was not seen", YELLOW)
        return
    yield Styled(f"Session {one_line(session.ending, 60)} ({_used(session)})", DIM if good else RED)
    if not good and session.reason:
        yield Styled(f"  {one_line(session.reason, WIDTH)}", RED)


def attempt_end(attempt: AttemptEntry, choice: Choice) -> Iterator[Styled]:
    """What became of an attempt: its gates, its findings, its verdict."""
    if choice is Choice.TOOLS:
        return
    everything = choice is Choice.ALL
    for gate in attempt.gates:
        if everything or gate.exit_code != 0:
            yield _gate(gate)
            yield from _output(gate)
    yield from (_finding(finding) for finding in attempt.findings if everything or not finding.accepted)
    if attempt.decision is not None and (everything or attempt.decision != ACCEPTED):
        style = GREEN if attempt.decision == ACCEPTED else YELLOW
        yield Styled(one_line(f"Verdict: {attempt.decision}: {attempt.reason or ''}", WIDTH), style)


def nothing_held(phase: PhaseRecord) -> str:
    """Why a phase has no log."""
    name = one_line(phase.id, NAME)
    if phase.assumed:
        return f"Phase {name} was taken as done; no session was held for it"
    reason = f": {one_line(phase.reason, WIDTH)}" if phase.state is State.BLOCKED else ""
    return f"No session was held for phase {name}; it is {phase.state.value}{reason}"


def standing(phase: PhaseRecord, *, under_way: bool) -> Styled:
    """Where the phase stands, as the last line."""
    head = f"Phase {one_line(phase.id, NAME)} is {phase.state.value}"
    if phase.state is State.DONE:
        return Styled(head, GREEN)
    if phase.state is State.BLOCKED:
        return Styled(f"{head}: {one_line(phase.reason, WIDTH)}", RED)
    if under_way:
        return Styled(f"{head}; see it go on with --follow", DIM)
    return Styled(f"{head}, but no orchestrator works on it; go on with: orchestrate resume", YELLOW)


def cleaned(at: str) -> str:
    """Why there is nothing to read."""
    return f"its evidence was removed on {one_line(at[:10], 10)} by `orchestrate clean`"


def broken(lines: int) -> Styled:
    """That not all of a stream could be read."""
    return Styled(f"  {lines:,} of its lines could not be read; see them with --raw", YELLOW)


def gone(session: SessionEntry) -> Styled:
    """In the place of a stream that is not there."""
    return Styled(f"  (nothing to read: {one_line(session.stream_path, PATH)} is not there)", DIM)


def _used(session: SessionEntry) -> str:
    return used(session.tokens, session.cost_usd, session.seconds, estimated=session.estimated)


def _gate(gate: GateEntry) -> Styled:
    where = one_line(gate.output_path, PATH)
    style = GREEN if gate.exit_code == 0 else RED
    return Styled(gate_end(gate.name, gate.exit_code, gate.seconds, where), style)


def _output(gate: GateEntry) -> Iterator[Styled]:
    """The end of what a failed gate printed, as the display of a run shows it."""
    if gate.exit_code != 0:
        for line in last_lines(gate.tail or "", TAIL_LINES):
            yield Styled(f"    {printable(line[:TAIL_WIDTH])}", DIM)


def _finding(finding: FindingEntry) -> Styled:
    weight = f"accepted: {one_line(finding.accepted, 100)}" if finding.accepted else finding.severity
    return Styled(f"  [{one_line(weight, 120)}] {one_line(finding.message, WIDTH)}", "")
