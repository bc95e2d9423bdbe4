"""Everything that led to a verdict, for a person."""

from __future__ import annotations

import json

from orchestrator.clock import duration
from orchestrator.diffs import counts
from orchestrator.model.dossier import (
    AttemptEntry,
    BaselineEntry,
    Dossier,
    FindingEntry,
    GateEntry,
    SessionEntry,
    TamperedEntry,
)
from orchestrator.model.records import AttemptUse
from orchestrator.text import one_line, plural, unstyled
from orchestrator.views.amounts import used
from orchestrator.views.page import Page

PROMPT_LINES = 10
TAIL_LINES, PASSED_LINES = 20, 3  # of a failed gate's output, and of a passed one's; all of it is in its file
FILES = 30


def dossier_text(dossier: Dossier, width: int, *, whole_diff: bool) -> str:
    """The dossier in lines of at most `width` characters, but for words that are longer."""
    page = Page(width)
    phase = dossier.phase
    state = "done (assumed, never verified)" if phase.assumed else phase.state.value
    page.add(f"Phase {phase.id}: {phase.title}: {state}")
    page.add(f"run {dossier.run.id} of {dossier.run.plan_path}, model {dossier.run.model}")
    page.head("History")
    for entry in dossier.history:
        reason = f": {one_line(entry.reason, 200)}" if entry.reason else ""
        move = f"{entry.trigger} -> {entry.dest}" if entry.source != entry.dest else entry.trigger
        page.add(f"{_when(entry.at)}  {move}{reason}", 2, hanging=4)
    if not dossier.history:
        page.add("nothing happened to it yet", 2)
    for attempt in dossier.attempts:
        used = next((use for use in phase.by_attempt if use.number == attempt.number), None)
        _attempt(page, attempt, used, dossier.run.cleaned_at, whole_diff=whole_diff)
    if not dossier.attempts:
        page.add("")
        page.add("No attempt was made yet.")
    return page.text()


def gate_text(gate: GateEntry, width: int) -> str:
    """One gate, as it stands in the dossier."""
    page = Page(width)
    _gate(page, gate)
    return page.text()


def finding_text(finding: FindingEntry, width: int) -> str:
    """One finding, as it stands in the dossier."""
    page = Page(width)
    _finding(page, finding)
    return page.text()


def _attempt(
    page: Page, attempt: AttemptEntry, used: AttemptUse | None, cleaned_at: str | None, *, whole_diff: bool
) -> None:
    page.head(f"Attempt {attempt.number} ({_when(attempt.started_at)}), {attempt.folder}")
    if cleaned_at:
        page.add(f"its files were removed on {cleaned_at[:10]} by `orchestrate clean`", 2, hanging=4)
    page.add(f"why: {attempt.why}", 2, hanging=4)
    if used is not None:
        page.add(_used(used), 2, hanging=4)
    for session in attempt.sessions:
        _session(page, session)
    _signals(page, attempt)
    for name, entry in attempt.before:
        _before(page, name, entry)
    if not attempt.gates:
        page.add("no gate ran" + (" after the work" if attempt.before else ""), 2)
    for gate in attempt.gates:
        _gate(page, gate)
    for finding in attempt.findings:
        _finding(page, finding)
    for tampered in attempt.tampered:
        _tampered(page, tampered)
    _diff(page, attempt, whole=whole_diff)
    if attempt.tree:
        page.add(f"tree: {attempt.base_tree or '-'} -> {attempt.tree}", 2, hanging=4)
    verdict = f"{attempt.decision}: {attempt.reason}" if attempt.decision else "none yet"
    page.add(f"verdict: {verdict}", 2, hanging=4)


def _used(use: AttemptUse) -> str:
    """All sessions and gates of an attempt together."""
    told = used(use.tokens, use.cost_usd, use.seconds, estimated=use.estimated)
    return f"used: {plural(use.sessions, 'session')}, {told} with its gates"


def _session(page: Page, session: SessionEntry) -> None:
    goes_on = ", continues the Claude session" if session.continues else ""
    page.add(f"session {session.ordinal} ({session.model or 'model unknown'}{goes_on})", 2, hanging=4)
    _prompt(page, session)
    ending = f"{session.ending}: {session.reason}" if session.ending else "its end was not seen yet"
    page.add(f"ending: {ending}", 4, hanging=6)
    told = used(session.tokens, session.cost_usd, session.seconds, estimated=session.estimated)
    turns = "" if session.turns is None else f", {plural(session.turns, 'turn')}"
    page.add(f"used: {told}{turns}", 4, hanging=6)
    for agent, status in session.agents:
        page.add(f"agent {agent}: {status}", 4, hanging=6)
    for command in session.left_behind:
        page.add(f"ended a process it left behind: {command}", 4, hanging=6)
    page.add(f"stream: {session.stream_path}", 4, hanging=6)


def _prompt(page: Page, session: SessionEntry) -> None:
    page.add(f"prompt: {session.prompt_path}", 4, hanging=6)
    if session.prompt is None:
        page.add("(it is gone)", 6)
        return
    lines = session.prompt.splitlines()
    page.quote(lines[:PROMPT_LINES], 6)
    if len(lines) > PROMPT_LINES:
        page.add(f"... {plural(len(lines) - PROMPT_LINES, 'more line')}", 6)


def _signals(page: Page, attempt: AttemptEntry) -> None:
    if not attempt.signals:
        page.add("worker: reported nothing", 2)
    for signal in attempt.signals:
        reason = f": {signal.reason}" if signal.reason else ""
        page.add(f"worker: reported {signal.status}{reason}", 2, hanging=4)
        if signal.report is not None:
            page.quote([json.dumps(signal.report, ensure_ascii=False)], 4)


def _gate(page: Page, gate: GateEntry) -> None:
    page.add(f"gate {gate.name}: {gate_outcome(gate)} ({duration(gate.seconds)})", 2, hanging=4)
    if gate.command != gate.name:
        page.add(f"command: {gate.command}", 4, hanging=6)
    page.add(f"output: {gate.output_path}", 4, hanging=6)
    if gate.tail is None:
        page.add("(it is gone)", 6)
    else:
        kept = PASSED_LINES if gate.exit_code == 0 else TAIL_LINES
        page.quote(unstyled(gate.tail).splitlines()[-kept:], 6)
    for command in gate.left_behind:
        page.add(f"ended a process it left behind: {command}", 4, hanging=6)


def gate_outcome(gate: GateEntry) -> str:
    """How a gate ended, in words, compared with how it ended before the work."""
    if gate.baseline is None:
        return _ended(gate.exit_code)
    before, now = gate.baseline.exit_code, gate.exit_code
    if before == now == 0:
        return "passed before and after"
    if now == 0:
        return f"{_ended(before)} before, passes now"
    if before == 0:
        return f"passed before; now it {_ended(now)}"
    return _ended(now) + (" before and after" if now == before else f"; before, it {_ended(before)}")


def _ended(exit_code: int | None) -> str:
    if exit_code is None:
        return "did not end in time"
    return "passed" if exit_code == 0 else f"failed with exit code {exit_code}"


def _before(page: Page, name: str, entry: BaselineEntry) -> None:
    how = f"{_ended(entry.exit_code)} ({duration(entry.seconds)})"
    page.add(f"before the work: gate {name}: {how}; {entry.output_path}", 2, hanging=4)


def _tampered(page: Page, tampered: TamperedEntry) -> None:
    """Its diff is in the finding."""
    whose = "protected" if tampered.protected else "part of the contract"
    who = "the gates" if tampered.by_gate else "the work"
    then = "it was put back" if tampered.put_back else "it COULD NOT BE PUT BACK"
    page.add(f"changed by {who}, though {whose}: {tampered.path}; {then}", 2, hanging=4)


def _finding(page: Page, finding: FindingEntry) -> None:
    page.add(f"finding [{finding.severity}] {finding.kind}: {finding.message}", 2, hanging=4)
    if finding.accepted:
        page.add(f"accepted: {finding.accepted}", 4, hanging=6)
    page.quote(finding.detail.splitlines()[-TAIL_LINES:], 4)


def _diff(page: Page, attempt: AttemptEntry, *, whole: bool) -> None:
    if attempt.diff is None:
        return
    files = counts(attempt.diff.encode("utf-8", "replace"))
    if not files:
        page.add("diff: no file was changed", 2)
        return
    added, removed = sum(file.added for file in files), sum(file.removed for file in files)
    page.add(f"diff: {plural(len(files), 'file')}, +{added} -{removed}; {attempt.diff_path}", 2, hanging=4)
    if whole:
        page.quote(attempt.diff.splitlines(), 4)
        return
    for file in files[:FILES]:
        page.add(f"{file.path} +{file.added} -{file.removed}", 4, hanging=6)
    if len(files) > FILES:
        page.add(f"... {plural(len(files) - FILES, 'more file')}", 4)


def _when(at: str) -> str:
    return f"{at[:10]} {at[11:19]} UTC"
