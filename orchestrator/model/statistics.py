"""Where time, money and attempts went, of one run or of several."""

from __future__ import annotations

from typing import NamedTuple


class PhaseUse(NamedTuple):
    """What one phase came to; the same id in several runs of a plan is one phase."""

    phase: str
    title: str
    runs: int
    done: int  # runs that ended with it done, not assumed
    blocked: int
    attempts: int
    sessions: int
    tokens: int
    seconds: float  # of sessions and gates
    cost_usd: float | None  # None: no session told


class GateUse(NamedTuple):
    """What one gate came to, runs before the work not counted."""

    phase: str
    name: str
    times: int
    failed: int  # any exit code but 0
    timed_out: int
    seconds: float


class FindingUse(NamedTuple):
    """How often a kind of finding counted against the work; accepted ones do not."""

    kind: str
    times: int
    attempts: int
    phases: int


class Statistics(NamedTuple):
    """Three readings of the same records; each with what cost most first."""

    runs: int
    phases: tuple[PhaseUse, ...]
    gates: tuple[GateUse, ...]
    findings: tuple[FindingUse, ...]
