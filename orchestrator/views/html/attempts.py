"""An attempt with all its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orchestrator.model.dossier import (
    AttemptEntry,
    BaselineEntry,
    FindingEntry,
    GateEntry,
    SessionEntry,
    SignalEntry,
    TamperedEntry,
)
from orchestrator.model.records import PhaseRecord
from orchestrator.model.report import FileChange, ReportAttempt
from orchestrator.text import one_line, plural
from orchestrator.views.attempt import gate_outcome
from orchestrator.views.html.markup import NOTHING, Html, joined, tag
from orchestrator.views.html.output import PASSED, output
from orchestrator.views.html.words import amount, anchor, clock_time, cost, lasted, mark, seconds_of

FILES = 30
REASON = 2_000  # characters of a reason or a message
LINE = 240  # characters of what stands in a summary
REPORT = 2_000  # characters of the worker's report
VERDICTS = {"accept": "done", "targeted fix": "again", "full retry": "again", "block": "blocked"}


class Shown(NamedTuple):
    """How much of an attempt is shown."""

    room: int  # characters of each output
    cleaned_at: str | None  # its files were removed then
    last: bool  # it is the last one of its phase
    running: bool  # the run goes on


def attempt(phase: PhaseRecord, made: ReportAttempt, shown: Shown) -> Html:
    """One attempt, folded unless its phase still needs somebody."""
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
        yield tag(
            "p", f"Its files were removed on {shown.cleaned_at[:10]} by orchestrate clean.", class_="cut"
        )
    findings = (
        *(_finding(finding, shown.room) for finding in entry.findings),
        *map(_tampered, entry.tampered),
    )
    yield _part("Findings", findings)
    before = (_before(name, baseline) for name, baseline in entry.before)
    yield _part("Gates", (*(_gate(gate, shown) for gate in entry.gates), *before))
    yield _part("Sessions", map(_session, entry.sessions))
    yield _part("Reported by the worker", map(_signal, entry.signals))
    yield _files(made.changed, entry.diff_path)
    yield tag("p", "Evidence: ", tag("code", entry.folder), class_="cut")


def _lead(entry: AttemptEntry) -> Html:
    """Why it was made and what became of it, in full."""
    rows = [
        ("Made because", entry.why),
        ("Verdict", f"{entry.decision}: {entry.reason}" if entry.decision else ""),
    ]
    found = [joined((tag("dt", term), tag("dd", said[:REASON]))) for term, said in rows if said]
    return tag("dl", *found, class_="facts")


def _part(title: str, items: Iterable[Html]) -> Html:
    rows = list(items)
    return joined((tag("h5", title), tag("ul", *rows, class_="rows"))) if rows else NOTHING


def _gate(gate: GateEntry, shown: Shown) -> Html:
    passed = gate.exit_code == 0
    head = (
        mark("done" if passed else "blocked"),
        tag("b", gate.name),
        tag("span", gate_outcome(gate), class_="said"),
        tag("span", lasted(gate.seconds), class_="number"),
    )
    tail = gate.tail or ""
    parts = [
        tag("p", tag("code", gate.command[:REASON]), class_="command"),
        output(tail, PASSED if passed else shown.room, gate.output_path),
        *(tag("p", f"ended a process it left behind: {command[:LINE]}") for command in gate.left_behind),
        tag(
            "p",
            "Output: ",
            tag("code", gate.output_path),
            " (it is gone)" if gate.tail is None else "",
            class_="cut",
        ),
    ]
    return tag(
        "li",
        tag(
            "details",
            tag("summary", *head),
            *parts,
            class_="minor" if passed else "",
            open=shown.last and not passed,
        ),
        class_=f"item gate {'ok' if passed else 'bad'}",
    )


def _before(name: str, entry: BaselineEntry) -> Html:
    ended = "did not end in time" if entry.exit_code is None else f"ended with exit code {entry.exit_code}"
    return tag(
        "li",
        tag("b", name),
        tag("span", f"before the work: {ended}", class_="said"),
        tag("span", lasted(entry.seconds), class_="number"),
        class_="item gate line",
    )


def _finding(finding: FindingEntry, room: int) -> Html:
    accepted = bool(finding.accepted)
    kind = "assumed" if accepted else "warning" if finding.severity == "low" else "blocked"
    parts = [
        tag(
            "p",
            mark(kind),
            tag("b", finding.kind),
            tag("span", finding.severity, class_="severity"),
            class_="head",
        ),
        tag("p", finding.message[:REASON]),
    ]
    if accepted:
        parts.append(tag("p", tag("b", "Accepted: "), finding.accepted[:REASON], class_="accepted"))
    if finding.detail:
        parts.append(tag("details", tag("summary", "Proof"), output(finding.detail, room)))
    return tag("li", *parts, class_=f"item finding {'accepted' if accepted else finding.severity}")


def _tampered(tampered: TamperedEntry) -> Html:
    """Its diff is in the finding."""
    whose = "protected" if tampered.protected else "part of the contract"
    who = "the gates" if tampered.by_gate else "the work"
    then = "it was put back" if tampered.put_back else "it could not be put back"
    said = f"changed by {who}, though {whose}; {then}"
    return tag(
        "li",
        mark("warning"),
        tag("code", tampered.path),
        tag("span", said, class_="said"),
        class_="item line",
    )


def _session(session: SessionEntry) -> Html:
    tokens = (
        session.input_tokens
        + session.output_tokens
        + session.cache_read_tokens
        + session.cache_creation_tokens
    )
    used = [
        "" if session.turns is None else plural(session.turns, "turn"),
        f"{amount(tokens, estimated=session.estimated)} tokens",
        "" if session.cost_usd is None else cost(session.cost_usd, estimated=session.estimated),
        "" if session.seconds is None else lasted(session.seconds),
    ]
    more = [f"agent {name}: {status}" for name, status in session.agents]
    more += [f"ended a process it left behind: {command[:LINE]}" for command in session.left_behind]
    ending = (
        f"{session.ending}: {one_line(session.reason or '', LINE)}"
        if session.ending
        else "its end was not seen yet"
    )
    return tag(
        "li",
        tag("b", clock_time(session.started_at), title=f"session {session.ordinal}"),
        tag(
            "span", ending + (", goes on with the session before" if session.continues else ""), class_="said"
        ),
        tag("span", " · ".join(filter(None, used)), class_="number"),
        *(tag("span", words, class_="under") for words in more),
        class_="item line",
    )


def _signal(signal: SignalEntry) -> Html:
    from json import dumps  # few attempts tell more than their status

    told = "" if signal.report is None else dumps(signal.report, ensure_ascii=False)
    return tag(
        "li",
        tag("b", clock_time(signal.at)),
        tag("span", signal.status + (f": {signal.reason[:REASON]}" if signal.reason else ""), class_="said"),
        tag("code", told[:REPORT], class_="under") if told else NOTHING,
        class_="item line",
    )


def _files(changed: tuple[FileChange, ...], path: str) -> Html:
    if not changed:
        return NOTHING
    added, removed = sum(file.added for file in changed), sum(file.removed for file in changed)
    most = max(max(file.added + file.removed for file in changed), 1)
    rows = [_file(file, most) for file in changed[:FILES]]
    if len(changed) > FILES:
        rows.append(tag("li", f"... and {plural(len(changed) - FILES, 'more file')}", class_="item line"))
    head = tag(
        "h5",
        f"{plural(len(changed), 'file')} changed ",
        tag("ins", f"+{added:,}"),
        " ",
        tag("del", f"-{removed:,}"),
    )
    return joined(
        (head, tag("ul", *rows, class_="rows files"), tag("p", "Diff: ", tag("code", path), class_="cut"))
    )


def _file(file: FileChange, most: int) -> Html:
    added, removed = (round(60 * count / most) for count in (file.added, file.removed))
    bar = tag(
        "svg",
        tag("path", d=f"M0 0h{added}v8h-{added}z", class_="added"),
        tag("path", d=f"M{added} 0h{removed}v8h-{removed}z", class_="removed"),
        width=60,
        height=8,
        aria_hidden="true",
    )
    numbers = tag("span", tag("ins", f"+{file.added}"), " ", tag("del", f"-{file.removed}"), class_="number")
    return tag("li", tag("code", one_line(file.path, LINE)), bar, numbers)
