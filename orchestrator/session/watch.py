"""Whether a session may go on, from what can be seen of it right now. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orchestrator.model.configuration import Settings
from orchestrator.stream.cut import FINISHED, INTERRUPTED, Cut, CutKind

MB = 1_000_000


class Bounds(NamedTuple):
    """How long a session may take for what, in seconds, and how much it may write."""

    timeout: float  # wall clock
    start: float  # until it says anything at all
    idle: float  # silence while no tool runs
    tool: float  # silence while a tool runs
    result_grace: float  # to live on after its final result, or after it closed its output
    most_bytes: int  # of its stream, and of its standard error


def bounds(settings: Settings, seconds: float | None = None) -> Bounds:
    """The bounds of a session as configured; it has no more than so many `seconds`, if anything says so."""
    return Bounds(
        timeout=min(settings.timeout, settings.timeout if seconds is None else seconds),
        start=settings.start_timeout,
        idle=settings.idle_timeout,
        tool=settings.tool_timeout,
        result_grace=settings.claude.result_grace,
        most_bytes=settings.log_limit * MB,
    )


class Facts(NamedTuple):
    """What is known of a session that runs; moments are seconds of one clock that never goes back."""

    now: float
    started: float
    last_event: float  # its last sign of life, or the end of a pause that it announced; at first `started`
    anything_said: bool
    tool_running: str  # the name of a tool that it waits for; empty when there is none
    result_at: float | None  # since when it has only to exit
    output_closed_since: float | None
    bytes_written: int  # the larger one of its two outputs
    told_to_stop: bool


def decide(facts: Facts, bounds: Bounds) -> Cut | None:
    """Why the session must not go on; None: it may. A session that only has to exit is never late."""
    if facts.result_at is not None:
        return FINISHED if _outstayed(facts, facts.result_at, bounds) else None
    if facts.told_to_stop:
        return INTERRUPTED
    return next(_faults(facts, bounds), None)


def _outstayed(facts: Facts, result_at: float, bounds: Bounds) -> bool:
    until = min(facts.started + bounds.timeout, result_at + bounds.result_grace)
    return facts.told_to_stop or facts.now > until or facts.bytes_written > bounds.most_bytes


def _faults(facts: Facts, bounds: Bounds) -> Iterator[Cut]:
    """All that can be held against it, the plainest first."""
    if facts.bytes_written > bounds.most_bytes:
        yield Cut(CutKind.WROTE_TOO_MUCH, f"wrote more than {bounds.most_bytes / MB:g} MB (log_limit)")
    if facts.now > facts.started + bounds.timeout:
        yield Cut(CutKind.TIMED_OUT, f"was not finished after {bounds.timeout:g} s (timeout)")
    closed = facts.output_closed_since
    if closed is not None and facts.now > closed + bounds.result_grace:
        yield Cut(CutKind.OUTPUT_CLOSED, "closed its output without ending")
    yield from _silence(facts, bounds)


def _silence(facts: Facts, bounds: Bounds) -> Iterator[Cut]:
    silent = facts.now - facts.last_event
    if not facts.anything_said:
        if silent > bounds.start:
            yield Cut(CutKind.SILENT_START, f"said nothing at all for {bounds.start:g} s (start_timeout)")
    elif facts.tool_running:
        if silent > bounds.tool:
            what = f"a tool ({facts.tool_running}) ran for {bounds.tool:g} s without a word (tool_timeout)"
            yield Cut(CutKind.TOOL_HANGS, what)
    elif silent > bounds.idle:
        yield Cut(CutKind.IDLE, f"silent for {bounds.idle:g} s while no tool ran (idle_timeout)")
