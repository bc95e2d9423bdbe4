"""What was checked of an attempt: its gates, and what was found wanting."""

from __future__ import annotations

from orchestrator.model.dossier import AttemptEntry, BaselineEntry, FindingEntry, GateEntry, TamperedEntry
from orchestrator.text import one_line
from orchestrator.views.amounts import lasted
from orchestrator.views.attempt import gate_outcome
from orchestrator.views.html.markup import Html, tag
from orchestrator.views.html.output import LINE, PASSED, REASON, output
from orchestrator.views.html.words import mark


def gates(entry: AttemptEntry, room: int, *, last: bool) -> tuple[Html, ...]:
    """The gates of an attempt, those that failed open.

    Args:
        entry: the attempt.
        room: characters of each output.
        last: it is the last one of its phase; of others what passed is told in one line.
    """
    ran = (
        _line(gate) if gate.exit_code == 0 and not last else _gate(gate, room, last) for gate in entry.gates
    )
    return (*ran, *(_before(name, baseline) for name, baseline in entry.before))


def findings(entry: AttemptEntry, room: int) -> tuple[Html, ...]:
    """The findings of an attempt, and the files that were to stay as they were."""
    shown = "\n".join(gate.tail or "" for gate in entry.gates if gate.exit_code != 0)
    found = (_finding(finding, room, finding.detail.strip() not in shown) for finding in entry.findings)
    return (*found, *map(_tampered, entry.tampered))


def _head(gate: GateEntry) -> tuple[Html, ...]:
    return (
        mark("done" if gate.exit_code == 0 else "blocked"),
        tag("b", one_line(gate.name, LINE)),
        tag("span", gate_outcome(gate), class_="said"),
        tag("span", lasted(gate.seconds), class_="number"),
    )


def _line(gate: GateEntry) -> Html:
    return tag("li", *_head(gate), class_="item gate line ok")


def _gate(gate: GateEntry, room: int, last: bool) -> Html:
    passed = gate.exit_code == 0
    path = tag("code", gate.output_path)
    parts = (
        tag("p", tag("code", gate.command[:REASON]), class_="command"),
        output(gate.tail or "", PASSED if passed else room),
        *(tag("p", f"ended a process it left behind: {command[:LINE]}") for command in gate.left_behind),
        tag("p", "All of its output: ", path, " (it is gone)" if gate.tail is None else "", class_="cut"),
    )
    folded = tag(
        "details",
        tag("summary", *_head(gate)),
        *parts,
        class_="minor" if passed else None,
        open=last and not passed,
    )
    return tag("li", folded, class_=f"item gate {'ok' if passed else 'bad'}")


def _before(name: str, entry: BaselineEntry) -> Html:
    ended = "did not end in time" if entry.exit_code is None else f"ended with exit code {entry.exit_code}"
    return tag(
        "li",
        tag("b", one_line(name, LINE)),
        tag("span", f"before the work: {ended}", class_="said"),
        tag("span", lasted(entry.seconds), class_="number"),
        class_="item gate line",
    )


def _finding(finding: FindingEntry, room: int, proved: bool) -> Html:
    accepted = bool(finding.accepted)
    weight = "accepted" if accepted else finding.severity
    shape = {"accepted": "assumed", "low": "warning"}.get(weight, "blocked")
    severity = tag("span", finding.severity, class_="severity")
    parts = [
        tag("p", mark(shape), tag("b", finding.kind), severity, class_="head"),
        tag("p", finding.message[:REASON]),
    ]
    if accepted:
        parts.append(tag("p", tag("b", "Accepted: "), finding.accepted[:REASON], class_="reason"))
    if finding.detail and proved:  # what a gate said stands with the gate
        parts.append(tag("details", tag("summary", "Proof"), output(finding.detail, room)))
    return tag("li", *parts, class_=f"item finding {weight}")


def _tampered(tampered: TamperedEntry) -> Html:
    """Its diff is in the finding."""
    whose = "protected" if tampered.protected else "part of the contract"
    who = "the gates" if tampered.by_gate else "the work"
    then = "it was put back" if tampered.put_back else "it could not be put back"
    said = tag("span", f"changed by {who}, though {whose}; {then}", class_="said")
    return tag("li", mark("warning"), tag("code", tampered.path[:REASON]), said, class_="item line")
