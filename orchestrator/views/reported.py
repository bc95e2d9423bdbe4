"""What the shorter forms of a report ask of it: what counted against a phase, and how it went in words."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.model.dossier import AttemptEntry, FindingEntry, GateEntry
from orchestrator.model.lifecycle import State
from orchestrator.model.report import Report, ReportPhase
from orchestrator.text import plural, printable, unstyled

# Kinds of findings, as words: what a gate tells better by itself, with all that it printed.
FAILED, TIMED_OUT, NOT_STARTED = "gate failed", "gate timed out", "gate could not start"


def last(phase: ReportPhase) -> AttemptEntry | None:
    """The attempt that tells how a phase stands."""
    return phase.attempts[-1].entry if phase.attempts else None


def beside_gates(entry: AttemptEntry) -> tuple[FindingEntry, ...]:
    """The findings of an attempt but for those that its gates tell."""
    told = (FAILED, TIMED_OUT, NOT_STARTED) if entry.gates else ()
    return tuple(finding for finding in entry.findings if finding.kind not in told)


def counted(entry: AttemptEntry, finding: FindingEntry) -> bool:
    """Whether a finding stood against the attempt: neither the plan nor the verdict accepts it."""
    return not finding.accepted and entry.decision != "accept"


def accepted(report: Report) -> Iterator[tuple[ReportPhase, FindingEntry]]:
    """What the plan accepts with a reason, as the last attempts have it."""
    for phase in report.phases:
        entry = last(phase)
        for finding in entry.findings if entry else ():
            if finding.accepted:
                yield phase, finding


def only_waits(report: Report, phase: ReportPhase) -> bool:
    """Whether a phase is blocked for no reason of its own: what it depends on is."""
    if phase.record.state is not State.BLOCKED or phase.attempts:
        return False
    return any(
        one.record.id in phase.depends_on and one.record.state is State.BLOCKED for one in report.phases
    )


def how(gate: GateEntry) -> str:
    """The kind of finding that a gate which did not pass amounts to."""
    if gate.exit_code is None:
        return TIMED_OUT
    return NOT_STARTED if gate.exit_code in (126, 127) else FAILED


def progress(report: Report) -> str:
    """`3 of 4 phases done, 1 assumed, 1 blocked`."""
    records = report.run.phases
    done = sum(record.state is State.DONE and not record.assumed for record in records)
    assumed = sum(record.assumed for record in records)
    blocked = sum(record.state is State.BLOCKED for record in records)
    return f"{done} of {plural(len(records), 'phase')} done" + "".join(
        f", {count} {what}" for count, what in ((assumed, "assumed"), (blocked, "blocked")) if count
    )


def plain(text: str) -> str:
    """What a program or a worker wrote, without what a terminal would act on."""
    return printable(unstyled(text))
