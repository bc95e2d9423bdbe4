"""What stands below the phases of a report in Markdown: lists and tables, as long as there is place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from orchestrator.clock import duration
from orchestrator.model.dossier import AttemptEntry, FindingEntry
from orchestrator.model.lifecycle import State
from orchestrator.model.report import Report
from orchestrator.model.statistics import Statistics
from orchestrator.text import money, plural
from orchestrator.views.github import code, folded, prose, table
from orchestrator.views.reported import accepted, last


class Room(NamedTuple):
    """How much there is place for."""

    output: int  # characters of each output
    items: int  # of each list but the phases
    phases: int
    line: int  # characters of each text


def more(count: int, noun: str) -> Iterator[str]:
    """What was left out of a list, if anything."""
    if count > 0:
        yield f"... and {plural(count, f'more {noun}')}"


def found_wanting(finding: FindingEntry, room: Room) -> str:
    """A finding on a line."""
    return f"**{prose(finding.severity)}** {prose(finding.kind)}: {prose(finding.message, room.line)}"


def warnings(report: Report, room: Room) -> Iterator[str]:
    """What was found in work that was accepted all the same."""
    found = [
        (phase, finding)
        for phase in report.phases
        if phase.record.state is State.DONE and (entry := last(phase)) is not None
        for finding in entry.findings
        if not finding.accepted
    ]
    if found:
        lines = [
            f"- phase {prose(phase.record.id, 60)}: {found_wanting(finding, room)}"
            for phase, finding in found[: room.items]
        ]
        yield "\n".join(("### Warnings", "", *lines))
        yield from more(len(found) - room.items, "warning")


def accepted_ones(report: Report, room: Room) -> Iterator[str]:
    """What the plan accepts, and why."""
    found = list(accepted(report))
    if found:
        rows = [
            (
                prose(phase.record.id, 60),
                prose(finding.message, room.line),
                prose(finding.accepted, room.line),
            )
            for phase, finding in found[: room.items]
        ]
        yield "### Accepted with a reason"
        yield table(("Phase", "What", "Reason"), rows)
        yield from more(len(found) - room.items, "accepted finding")


def sent_back(report: Report, room: Room) -> Iterator[str]:
    """Every attempt that was followed by another one, and why it was not enough."""
    found = [
        f"- phase {prose(phase.record.id, 60)}, attempt {entry.number}: {prose(_why(entry), room.line)}"
        for phase in report.phases
        for entry in [attempt.entry for attempt in phase.attempts[:-1]]
    ]
    if found:
        lines = [*found[: room.items], *more(len(found) - room.items, "attempt")]
        yield folded(f"{plural(len(found), 'attempt')} did not suffice", "\n".join(lines))


def _why(entry: AttemptEntry) -> str:
    return f"{entry.decision}: {entry.reason}" if entry.decision else "came to no verdict"


def spent(told: Statistics, room: Room) -> str:
    """Where time, money and attempts went; what cost most comes first."""
    phases = [
        (
            *(prose(use.phase, 60), str(use.attempts), duration(use.seconds)),
            *(f"{use.tokens:,}", money(use.cost_usd)),
        )
        for use in [use for use in told.phases if use.attempts][: room.items]
    ]
    gates = [
        (
            *(prose(use.phase, 60), code(use.name, room.line), str(use.times)),
            *(str(use.failed + use.timed_out), duration(use.seconds)),
        )
        for use in told.gates[: room.items]
    ]
    findings = [
        (prose(use.kind), str(use.times), str(use.attempts), str(use.phases))
        for use in told.findings[: room.items]
    ]
    made: tuple[tuple[tuple[str, ...], Sequence[tuple[str, ...]]], ...] = (
        (("Phase", " Attempts", " Time", " Tokens", " Cost"), phases),
        (("Phase", "Gate", " Runs", " Not passed", " Time"), gates),
        (("Finding", " Times", " Attempts", " Phases"), findings),
    )
    return "\n\n".join(table(heads, rows) for heads, rows in made if rows) or "Nothing ran yet."
