"""A report as Markdown for a pull request or the summary of a job: short, and never longer than they take."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.model.dossier import AttemptEntry, GateEntry
from orchestrator.model.lifecycle import State
from orchestrator.model.report import Report, ReportPhase
from orchestrator.text import plural
from orchestrator.views.amounts import cost, lasted, short, tokens
from orchestrator.views.attempt import gate_outcome
from orchestrator.views.github import code, fenced, folded, prose, table, within_html
from orchestrator.views.report_lists import (
    Room,
    accepted_ones,
    found_wanting,
    more,
    sent_back,
    spent,
    warnings,
)
from orchestrator.views.reported import beside_gates, counted, last, only_waits, progress
from orchestrator.views.runs import state_words

MOST = 64_000  # characters; GitHub takes 65,536 in a comment
MARKS = {"done": "✅", "blocked": "❌", "running": "⏳"}
STOPPED, WAITING = "⏸️", "▫️"
SHORTENED = "_Shortened to fit; `orchestrate report -o report.html` makes a page with all of it._"
# The first in which everything fits is taken.
ROOMS = (
    *(Room(6_000, 50, 500, 500), Room(1_500, 30, 400, 300), Room(400, 15, 300, 200)),
    *(Room(0, 8, 150, 120), Room(0, 2, 40, 80)),
)


def report_md(report: Report) -> str:
    """The report, with as much of all outputs and lists as fits."""
    for number, room in enumerate(ROOMS):
        made = "\n\n".join((*_parts(report, room), *((SHORTENED,) if number else ()))) + "\n"
        if len(made) <= MOST:
            break
    return made


def _parts(report: Report, room: Room) -> Iterator[str]:
    yield from _head(report, room)
    yield _phases(report, room)
    culprits = [phase for phase in report.phases if _is_to_be_told(report, phase)]
    for phase in culprits[: room.items]:
        yield from _culprit(report, phase, room)
    yield from more(len(culprits) - room.items, "phase")
    yield from warnings(report, room)
    yield from accepted_ones(report, room)
    yield from sent_back(report, room)
    yield folded("Where time, money and attempts went", spent(report.statistics, room))


def _head(report: Report, room: Room) -> Iterator[str]:
    run = report.run
    yield f"## {_mark(report.outcome)} {prose(run.title, room.line)}: {report.outcome}"
    used = run.used
    attempts = sum(len(phase.attempts) for phase in report.phases)
    told = [
        progress(report),
        plural(attempts, "attempt"),
        f"{lasted(used.seconds)} of work",
        f"{short(used.tokens, estimated=used.estimated)} tokens",
        *([] if used.cost_usd is None else [cost(used.cost_usd, estimated=used.estimated)]),
    ]
    yield " · ".join(told)
    began = f"{run.started_at[:10]} {run.started_at[11:16]} UTC"
    where = f"{code(run.plan_path)}, run {code(run.id)}, model {prose(run.model, 80)}, started {prose(began)}"
    yield where
    if run.paused and report.outcome == "paused":
        yield f"Paused: {prose(run.paused, room.line)}"


def _phases(report: Report, room: Room) -> str:
    """Every phase is a row; of very many those that are done are left out first."""
    shown = list(report.phases)
    if len(shown) > room.phases:
        shown = [phase for phase in shown if phase.record.state is not State.DONE][: room.phases]
    rows = [_row(report, phase, room) for phase in shown]
    heads = ("Phase", "Title", "State", " Attempts", " Lines", " Time", " Tokens", " Cost")
    made = table(heads, rows)
    return "\n\n".join((made, *more(len(report.phases) - len(shown), "phase")))


def _row(report: Report, phase: ReportPhase, room: Room) -> tuple[str, ...]:
    record = phase.record
    about = {"estimated": record.estimated}
    return (
        prose(record.id, 60),
        prose(record.title, min(room.line, 120)),
        f"{_mark(_kind(report, phase))} {state_words(record, report.outcome)}",
        str(record.attempt) if record.attempt else "",
        _lines(phase),
        lasted(record.seconds) if phase.attempts else "",
        tokens(record.tokens, **about),
        "" if record.cost_usd is None else cost(record.cost_usd, **about),
    )


def _lines(phase: ReportPhase) -> str:
    """Added and removed since the work on the phase began: `+12 -3`."""
    changed = phase.attempts[-1].changed if phase.attempts else ()
    if not changed:
        return ""
    return f"+{sum(file.added for file in changed):,} -{sum(file.removed for file in changed):,}"


def _is_to_be_told(report: Report, phase: ReportPhase) -> bool:
    if phase.record.state is State.BLOCKED:
        return not only_waits(report, phase)
    return bool(phase.attempts) and phase.record.state is not State.DONE


def _culprit(report: Report, phase: ReportPhase, room: Room) -> Iterator[str]:
    """What went wrong with a phase that is not done, as its last attempt shows it."""
    record, entry = phase.record, last(phase)
    state = state_words(record, report.outcome)
    yield f"### Phase {prose(record.id, 60)}: {prose(record.title, room.line)}: {state}"
    if record.reason:
        yield f"Reason: {prose(record.reason, room.line)}"
    if entry is not None:
        yield from _failed(entry, room)


def _failed(entry: AttemptEntry, room: Room) -> Iterator[str]:
    wrong = [gate for gate in entry.gates if gate.exit_code != 0]
    for gate in wrong[: room.items]:
        yield _gate(gate, room)
        yield from _output("its output", gate.tail or "", room)
    yield from more(len(wrong) - room.items, "gate")
    passed = [gate for gate in entry.gates if gate.exit_code == 0]
    if passed:
        yield "Passed: " + ", ".join(code(gate.name, room.line) for gate in passed[: room.items])
    found = [finding for finding in beside_gates(entry) if counted(entry, finding)]
    for finding in found[: room.items]:
        yield f"- {found_wanting(finding, room)}"
        yield from _output("what shows it", finding.detail, room)
    yield from more(len(found) - room.items, "finding")


def _gate(gate: GateEntry, room: Room) -> str:
    ran = f" ({code(gate.command, room.line)})" if gate.command != gate.name else ""
    return f"- ❌ gate {code(gate.name, room.line)}{ran} {gate_outcome(gate)}, {lasted(gate.seconds)}"


def _output(what: str, text: str, room: Room) -> Iterator[str]:
    """The end of it, from the start of a line."""
    text = text.strip("\n")
    if not text or not room.output:
        return
    kept = text[-room.output :]
    if len(kept) < len(text):
        what = f"the end of {what}"
        kept = kept.partition("\n")[2] or kept
    yield folded(within_html(what), fenced(kept))


def _kind(report: Report, phase: ReportPhase) -> str:
    """Which mark a phase has."""
    if phase.record.state in (State.DONE, State.BLOCKED):
        return str(phase.record.state.value)
    return report.outcome if phase.attempts else "waiting"


def _mark(kind: str) -> str:
    """A sign, beside which stands the word for it."""
    return WAITING if kind == "waiting" else MARKS.get(kind, STOPPED)
