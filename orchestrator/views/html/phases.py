"""The phases, one below the other, each with its attempts and its journal."""

from __future__ import annotations

from collections import defaultdict

from orchestrator.model.dossier import HistoryEntry
from orchestrator.model.lifecycle import State
from orchestrator.model.report import Report, ReportPhase
from orchestrator.text import one_line, plural
from orchestrator.views.amounts import cost, lasted, short
from orchestrator.views.html.attempts import Shown, attempt
from orchestrator.views.html.markup import NOTHING, Html, joined, tag
from orchestrator.views.html.output import LINE, REASON, room
from orchestrator.views.html.words import anchor, clock_time, mark, state_kind
from orchestrator.views.runs import state_words

JOURNAL = 200  # entries of a phase


def phases(report: Report) -> Html:
    """All of them, in the order of the plan."""
    needed: dict[str, list[str]] = defaultdict(list)
    for phase in report.phases:
        for other in phase.depends_on:
            needed[other].append(phase.record.id)
    space = room(report)
    return joined(_phase(phase, report, needed[phase.record.id], space) for phase in report.phases)


def _phase(phase: ReportPhase, report: Report, needed: list[str], space: int) -> Html:
    record = phase.record
    kind, words = state_kind(record, report.outcome), state_words(record, report.outcome)
    about = {"estimated": record.estimated}
    used = (
        (plural(record.attempt, "attempt") if record.attempt else "", "attempts"),
        (lasted(record.seconds) if record.by_attempt else "", "time"),
        (f"{short(record.tokens, **about)} tokens" if record.tokens else "", "tokens"),
        ("" if record.cost_usd is None else cost(record.cost_usd, **about), "cost"),
    )
    summary = tag(
        "summary",
        mark(kind),
        tag("h3", tag("span", record.id, class_="id"), " ", record.title),
        tag("span", words, class_=f"chip {kind}"),
        *(tag("span", said, class_=f"number {name}") for said, name in used),
    )
    return tag(
        "details",
        summary,
        tag("div", *_inside(phase, report, needed, space), class_="inside"),
        class_=f"phase {kind}",
        id=anchor(record.id),
        open=_needs_somebody(phase, report),
    )


def _needs_somebody(phase: ReportPhase, report: Report) -> bool:
    """It is open at first: where work goes on, and where it stopped for a reason of its own."""
    state = phase.record.state
    return bool(phase.attempts) and (
        state is State.BLOCKED or (state is not State.DONE and report.outcome == "running")
    )


def _inside(phase: ReportPhase, report: Report, needed: list[str], space: int) -> list[Html]:
    record, run = phase.record, report.run
    facts = [
        _fact("Reason", record.reason[:REASON] if record.state is State.BLOCKED else ""),
        _fact("After", _links(phase.depends_on)),
        _fact("Before", _links(needed)),
    ]
    last = len(phase.attempts) - 1
    running = report.outcome == "running"
    return [
        tag("dl", *facts, class_="facts"),
        *(
            attempt(record, made, Shown(space, run.cleaned_at, index == last, running))
            for index, made in enumerate(phase.attempts)
        ),
        NOTHING if phase.attempts else tag("p", "No attempt was made.", class_="empty"),
        _journal(phase.history),
    ]


def _fact(term: str, said: str) -> Html:
    return joined((tag("dt", term), tag("dd", said))) if said else NOTHING


def _links(phases: tuple[str, ...] | list[str]) -> Html:
    return joined((tag("a", f"phase {name}", href=f"#{anchor(name)}") for name in phases), ", ")


def _journal(history: tuple[HistoryEntry, ...]) -> Html:
    if not history:
        return NOTHING
    rows = [
        tag(
            "li",
            tag("b", clock_time(entry.at)),
            tag("span", _move(entry), class_="said"),
            tag("span", one_line(entry.reason, LINE), class_="under") if entry.reason else NOTHING,
            class_="item line",
        )
        for entry in history[-JOURNAL:]
    ]
    summary = tag("summary", f"Journal: {plural(len(history), 'entry').replace('entrys', 'entries')}")
    return tag("details", summary, tag("ul", *rows, class_="rows"), class_="journal minor")


def _move(entry: HistoryEntry) -> str:
    return f"{entry.trigger} → {entry.dest}" if entry.source != entry.dest else entry.trigger
