"""An attempt with all its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orchestrator.clock import seconds_of
from orchestrator.model.dossier import AttemptEntry
from orchestrator.model.records import PhaseRecord
from orchestrator.model.report import ReportAttempt
from orchestrator.text import one_line
from orchestrator.views.amounts import lasted
from orchestrator.views.html.checks import findings, gates
from orchestrator.views.html.markup import NOTHING, Html, joined, tag
from orchestrator.views.html.output import LINE, REASON
from orchestrator.views.html.words import anchor, mark
from orchestrator.views.html.work import files, session, signal

VERDICTS = {"accept": "done", "targeted fix": "again", "full retry": "again", "block": "blocked"}


class Shown(NamedTuple):
    """How much of an attempt is shown."""

    room: int  # characters of each output
    cleaned_at: str | None  # its files were removed then
    last: bool  # it is the last one of its phase
    running: bool  # the run goes on


def attempt(phase: PhaseRecord, made: ReportAttempt, shown: Shown) -> Html:
    """One attempt, folded unless it is the last one and was not accepted."""
    entry = made.entry
    kind = _kind(entry, shown)
    verdict = entry.decision or ("under way" if kind == "active" else "no verdict")
    summary = tag(
        "summary",
        tag("h4", f"Attempt {entry.number}"),
        tag("span", mark(kind), verdict, class_=f"chip {kind}"),
        tag("span", one_line(entry.reason or entry.why, LINE), class_="why"),
        tag("span", _taken(entry), class_="number"),
    )
    return tag(
        "details",
        summary,
        tag("div", *_parts(made, shown), class_="inside"),
        class_="attempt",
        id=anchor(phase.id, entry.number),
        open=shown.last and kind != "done",
    )


def _kind(entry: AttemptEntry, shown: Shown) -> str:
    if entry.decision is None:
        return "active" if shown.last and shown.running else "stopped"
    return VERDICTS.get(entry.decision, "pending")


def _taken(entry: AttemptEntry) -> str:
    """How long it took from begin to end, waits and all."""
    start, end = seconds_of(entry.started_at), seconds_of(entry.ended_at)
    return lasted(end - start) if start is not None and end is not None else ""


def _parts(made: ReportAttempt, shown: Shown) -> Iterator[Html]:
    entry = made.entry
    yield _lead(entry)
    if shown.cleaned_at:
        said = f"Its files were removed on {shown.cleaned_at[:10]} by orchestrate clean."
        yield tag("p", said, class_="cut")
    yield _part("Findings", findings(entry, shown.room))
    yield _part("Gates", gates(entry, shown.room, last=shown.last))
    yield _part("Sessions", map(session, entry.sessions))
    yield _part("Reported by the worker", map(signal, entry.signals))
    yield files(made, last=shown.last)
    yield tag("p", "Evidence: ", tag("code", entry.folder), class_="cut")


def _lead(entry: AttemptEntry) -> Html:
    """Why it was made and what became of it, in full."""
    verdict = f"{entry.decision}: {entry.reason}" if entry.decision else ""
    rows = (("Made because", entry.why), ("Verdict", verdict))
    found = [joined((tag("dt", term), tag("dd", said[:REASON]))) for term, said in rows if said]
    return tag("dl", *found, class_="facts")


def _part(title: str, items: Iterable[Html]) -> Html:
    rows = list(items)
    return joined((tag("h5", title), tag("ul", *rows, class_="rows"))) if rows else NOTHING
