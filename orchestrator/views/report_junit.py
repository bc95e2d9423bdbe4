"""A report as JUnit XML, which CI servers show as tests: a phase is a suite, each of its gates a test case.

The last attempt tells; earlier ones are properties of the suite. (Surefire's elements for repeated tests
would have a gate look flaky which failed until the work was mended.) The case `verdict` says how the phase
stands, also where no gate ran.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, count
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from orchestrator.model.dossier import FindingEntry, GateEntry
from orchestrator.model.lifecycle import State
from orchestrator.model.report import Report, ReportPhase
from orchestrator.text import one_line
from orchestrator.views.attempt import gate_outcome
from orchestrator.views.reported import FAILED, beside_gates, counted, how, last, only_waits, plain
from orchestrator.views.runs import state_words

LINE = 500  # characters of a name or a message
_NO_XML = "[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


class Case(NamedTuple):
    """One test case; `kind` is the element that tells why it did not pass."""

    name: str
    seconds: float = 0.0
    kind: str = ""  # failure, error, skipped; empty: it passed
    type: str = ""
    message: str = ""
    text: str = ""  # what it printed; of a failure, or else its output


def report_junit(report: Report) -> str:
    """The whole run as one document, in which every suite is a phase."""
    suites = [(phase, tuple(_cases(report, phase))) for phase in report.phases]
    root = Element(
        "testsuites",
        {
            "name": _line(report.run.title),
            "time": _time(sum(phase.record.seconds for phase, _ in suites)),
            **_counts(tuple(case for _, cases in suites for case in cases), ("failure", "error")),
        },
    )
    for phase, cases in suites:
        root.append(_suite(report, phase, cases))
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(report: Report, phase: ReportPhase, cases: tuple[Case, ...]) -> Element:
    record = phase.record
    began = phase.attempts[0].entry.started_at if phase.attempts else record.since
    suite = Element(
        "testsuite",
        {
            "name": _line(f"Phase {record.id}: {record.title}"),
            "time": _time(phase.record.seconds),
            "timestamp": _line(began[:19]),
            **_counts(cases, ("failure", "error", "skipped")),
        },
    )
    properties = SubElement(suite, "properties")
    for name, value in _properties(report, phase):
        SubElement(properties, "property", name=name, value=_line(value))
    taken: set[str] = set()
    for case in cases:
        name = _free(_line(case.name), taken)
        taken.add(name)
        suite.append(_element(_class(report, record.id), case._replace(name=name)))
    return suite


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken: readers take two cases of one name for one."""
    return next(each for each in chain((name,), (f"{name} ({n})" for n in count(2))) if each not in taken)


def _properties(report: Report, phase: ReportPhase) -> Iterator[tuple[str, str]]:
    record = phase.record
    yield "run", report.run.id
    yield "state", state_words(record, report.outcome)
    yield "tokens", str(record.tokens)
    if record.cost_usd is not None:
        yield "cost_usd", f"{record.cost_usd:.6f}"
    for attempt in phase.attempts:
        entry = attempt.entry
        verdict = f"{entry.decision}: {entry.reason}" if entry.decision else "no verdict yet"
        yield f"attempt {entry.number}", verdict


def _cases(report: Report, phase: ReportPhase) -> Iterator[Case]:
    entry = last(phase)
    gates = entry.gates if entry else ()
    yield _verdict(report, phase, phase.record.seconds - sum(gate.seconds for gate in gates))
    for gate in gates:
        yield _gate(gate)
    for finding in beside_gates(entry) if entry else ():
        yield _finding(finding, counts=counted(entry, finding) if entry else False)


def _verdict(report: Report, phase: ReportPhase, took: float) -> Case:
    """How the phase stands; one that is not over, or waits for another one, is no failure of its own."""
    record, said = phase.record, state_words(phase.record, report.outcome)
    if record.state is State.DONE and not record.assumed:
        return Case("verdict", took)
    if record.state is State.BLOCKED and not only_waits(report, phase):
        return Case("verdict", took, "failure", "blocked", record.reason or said, record.reason)
    return Case("verdict", took, "skipped", message=f"{said}: {record.reason}" if record.reason else said)


def _gate(gate: GateEntry) -> Case:
    name, said = f"gate: {gate.name}", gate_outcome(gate)
    output = (gate.tail or "").strip("\n")
    if gate.exit_code == 0:
        return Case(name, gate.seconds, text=output)
    kind = how(gate)
    head = f"$ {gate.command}\n{output}\n\nall of it: {gate.output_path}"
    return Case(name, gate.seconds, "failure" if kind == FAILED else "error", kind, said, head)


def _finding(finding: FindingEntry, *, counts: bool) -> Case:
    name = f"finding: {finding.kind}"
    text = f"{finding.message}\n{finding.detail}".strip("\n")
    if counts:
        return Case(name, 0.0, "failure", finding.kind, finding.message, text)
    return Case(name, text=f"{text}\naccepted: {finding.accepted}" if finding.accepted else text)


def _element(class_name: str, case: Case) -> Element:
    made = Element("testcase", name=case.name, classname=class_name, time=_time(case.seconds))
    if case.kind:
        told = SubElement(made, case.kind, message=_line(case.message))
        if case.kind != "skipped":
            told.set("type", case.type)
            told.text = _text(case.text)
    elif case.text:
        SubElement(made, "system-out").text = _text(case.text)
    return made


def _counts(cases: tuple[Case, ...], kinds: tuple[str, ...]) -> dict[str, str]:
    names = {"failure": "failures", "error": "errors", "skipped": "skipped"}
    found = {names[kind]: str(sum(case.kind == kind for case in cases)) for kind in kinds}
    return {"tests": str(len(cases)), **found}


def _class(report: Report, phase_id: str) -> str:
    """`master-plan.phase-3_1`: a point would begin another level."""
    stem = report.run.plan_path.rpartition("/")[2].removesuffix(".md")
    return f"{_line(stem).replace('.', '_')}.phase-{_line(phase_id).replace('.', '_')}"


def _time(taken: float) -> str:
    return f"{max(0.0, taken):.3f}"


def _line(text: str) -> str:
    return _text(one_line(plain(text), LINE))


def _text(text: str) -> str:
    """What XML 1.0 can hold."""
    return re.sub(_NO_XML, "", plain(text))
