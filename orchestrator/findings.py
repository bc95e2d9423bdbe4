"""Evidence to findings. Pure: the same evidence always gives the same findings.

`SEVERITIES` is the table that the README shows; nothing else decides how much a finding weighs.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.model.evidence import (
    Accepted,
    Evidence,
    Finding,
    FindingKind,
    FrozenChange,
    GateResult,
    NotesFact,
    Severity,
    SignalStatus,
)
from orchestrator.model.plan import Phase
from orchestrator.model.session import AgentRun, AgentStatus, Ending, Outcome
from orchestrator.text import one_line, plural

SEVERITIES: dict[FindingKind, Severity] = {
    FindingKind.CONTRACT_CHANGED: Severity.CRITICAL,
    FindingKind.PROTECTED_CHANGED: Severity.CRITICAL,
    FindingKind.GATE_FAILED: Severity.HIGH,
    FindingKind.GATE_TIMED_OUT: Severity.HIGH,
    FindingKind.GATE_NOT_STARTED: Severity.HIGH,
    FindingKind.GATE_RAN_NO_TEST: Severity.HIGH,
    FindingKind.GATE_CHANGED_FILES: Severity.HIGH,
    FindingKind.TESTS_WEAKENED: Severity.HIGH,
    FindingKind.NO_WORK: Severity.HIGH,
    FindingKind.AGENT_MISSING: Severity.HIGH,
    FindingKind.AGENT_UNFINISHED: Severity.HIGH,
    FindingKind.NOTES_MISSING: Severity.HIGH,
    FindingKind.NOTES_STALE: Severity.HIGH,
    FindingKind.NOTES_INCOMPLETE: Severity.HIGH,
    FindingKind.SESSION_FAILED: Severity.HIGH,
    FindingKind.SESSION_SUSPECT: Severity.HIGH,
    FindingKind.SIGNAL_REFUSED: Severity.CRITICAL,
    FindingKind.NO_SIGNAL: Severity.LOW,
    FindingKind.TASKS_OPEN: Severity.LOW,
    FindingKind.LEFT_BEHIND: Severity.LOW,
}
REQUIRED_SECTIONS = ("Summary", "Key Decisions", "Files Modified")
NOT_STARTED = (126, 127)  # what a shell says when a command is not executable, or not found


def findings(phase: Phase, evidence: Evidence) -> tuple[Finding, ...]:
    """Every way in which the evidence falls short of the phase's contract, the gravest first."""
    found = [
        *_session_findings(evidence.outcome),
        *(_frozen_changed(change) for change in evidence.frozen_changes),
        *(finding for result in evidence.gates for finding in _gate_findings(result)),
        *(finding for agent in phase.agents for finding in _agent_findings(agent, evidence.agents)),
        *_unproved(phase, evidence),
        *(finding for fact in evidence.notes for finding in _notes_findings(fact)),
        *_signal_findings(phase, evidence),
        *_task_findings(phase, evidence),
        *_work_findings(phase, evidence),
        *_left_behind(evidence),
    ]
    weight = list(reversed(Severity))
    return tuple(sorted(found, key=lambda finding: weight.index(finding.severity)))


def _finding(kind: FindingKind, message: str, detail: str = "") -> Finding:
    return Finding(kind, SEVERITIES[kind], message, detail)


def session_failed(outcome: Outcome) -> Finding:
    return _finding(
        FindingKind.SESSION_FAILED, f"the session came to nothing ({outcome.ending.value}): {outcome.reason}"
    )


def _session_findings(outcome: Outcome) -> Iterator[Finding]:
    if outcome.ending not in (Ending.CLAIMS_DONE, Ending.SUSPECT):
        yield session_failed(outcome)
    elif outcome.ending is Ending.SUSPECT:
        yield _finding(FindingKind.SESSION_SUSPECT, f"the session's last answer is cut off: {outcome.reason}")


def _gate_findings(result: GateResult) -> Iterator[Finding]:
    gate = f"gate '{result.gate.name}'"
    command = "" if result.gate.name == result.gate.command else f" (`{result.gate.command}`)"
    if result.exit_code is None:
        message = f"{gate} was ended after {result.seconds:.0f} s without an end{command}"
        yield _finding(FindingKind.GATE_TIMED_OUT, message, result.tail)
    elif result.exit_code in NOT_STARTED:
        message = f"{gate} could not start: exit code {result.exit_code}{command}"
        yield _finding(FindingKind.GATE_NOT_STARTED, message, result.tail)
    elif result.exit_code != 0:
        message = f"{gate} failed with exit code {result.exit_code}{command}"
        yield _finding(FindingKind.GATE_FAILED, message, result.tail)
    elif result.no_test:
        message = f"{gate} passed without running a test: {result.no_test}{command}"
        yield _finding(FindingKind.GATE_RAN_NO_TEST, message, result.tail)


def _unproved(phase: Phase, evidence: Evidence) -> Iterator[Finding]:
    """What the contract asks for and nobody looked at: no evidence is never good evidence."""
    ran = [result.gate for result in evidence.gates]
    for gate in phase.gates:
        if gate not in ran:
            yield _finding(FindingKind.GATE_NOT_STARTED, f"gate '{gate.name}' was not run (`{gate.command}`)")
    seen = [fact.path for fact in evidence.notes]
    for path in phase.notes_out:
        if path not in seen:
            yield _finding(FindingKind.NOTES_MISSING, f"notes {path} were not looked at; write them")


def _agent_findings(agent: str, runs: tuple[AgentRun, ...]) -> Iterator[Finding]:
    mine = [run.status for run in runs if run.agent == agent]
    if AgentStatus.COMPLETED in mine:
        return
    if mine:
        yield _finding(
            FindingKind.AGENT_UNFINISHED,
            f"required agent '{agent}' was called, but {_what_became(mine)};"
            " call it again and wait for its end",
        )
    else:
        others = sorted({run.agent for run in runs})
        seen = f"only {', '.join(others)} ran" if others else "no agent ran"
        yield _finding(
            FindingKind.AGENT_MISSING,
            f"required agent '{agent}' was never invoked ({seen}); invoke it with the Agent tool,"
            " talking about it does not count",
        )


def _what_became(statuses: list[AgentStatus]) -> str:
    return "failed" if AgentStatus.FAILED in statuses else "its end was never seen"


def _notes_findings(fact: NotesFact) -> Iterator[Finding]:
    if not fact.exists:
        yield _finding(FindingKind.NOTES_MISSING, f"notes {fact.path} are missing; write them")
        return
    if not fact.fresh:
        yield _finding(
            FindingKind.NOTES_STALE,
            f"notes {fact.path} are older than this work; write them anew for what was done now",
        )
    if fact.missing_sections:
        names = ", ".join(f"'## {name}'" for name in fact.missing_sections)
        yield _finding(
            FindingKind.NOTES_INCOMPLETE, f"notes {fact.path} lack a non-empty section {names}; add it"
        )


def _signal_findings(phase: Phase, evidence: Evidence) -> Iterator[Finding]:
    refused = evidence.refused_signals
    if refused:
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        message = f"a signal was refused: {refused[0]}{more}"
        yield _finding(FindingKind.SIGNAL_REFUSED, message, "\n".join(refused) if more else "")
    if evidence.signal is None or evidence.signal.status is not SignalStatus.COMPLETED:
        yield _finding(
            FindingKind.NO_SIGNAL,
            "the work was not reported; when everything is done, run"
            f" `orchestrate done --phase {phase.id} --status completed`",
        )


def _task_findings(phase: Phase, evidence: Evidence) -> Iterator[Finding]:
    if evidence.open_tasks:
        lines = "\n".join(f"{phase.path}:{task.line}: {task.text}" for task in evidence.open_tasks)
        yield _finding(
            FindingKind.TASKS_OPEN,
            f"{plural(len(evidence.open_tasks), 'task')} left open in {phase.path};"
            " finish the work and tick the boxes",
            lines,
        )


def _frozen_changed(change: FrozenChange) -> Finding:
    restored = "it was put back, leave it so" if change.put_back else "put it back"
    if change.by_gate:
        message = f"the gates changed {change.path}, which a check must not do ({restored})"
        return _finding(FindingKind.GATE_CHANGED_FILES, message, change.diff)
    if change.protected:
        message = f"protected file {change.path} was changed; {restored}"
        return _finding(FindingKind.PROTECTED_CHANGED, message, change.diff)
    message = (
        f"the plan is not yours to change, but {change.path} was edited; {restored} (ticking boxes is fine)"
    )
    return _finding(FindingKind.CONTRACT_CHANGED, message, change.diff)


def _work_findings(phase: Phase, evidence: Evidence) -> Iterator[Finding]:
    work = evidence.work
    if work is None:
        return
    for item in work.weakenings:
        yield _weakened(item)
    proved = {run.agent for run in evidence.agents if run.status is AgentStatus.COMPLETED}
    nothing_done = not work.changed and not work.turned_green and proved.isdisjoint(phase.agents)
    if nothing_done and not phase.no_change:
        yield _finding(
            FindingKind.NO_WORK,
            "nothing was done: no file of the project changed, no gate turned green; do the work"
            f" (a phase that needs no change says `**Changes:** none expected (why)` in {phase.path})",
        )


def _weakened(item: Accepted) -> Finding:
    where = f"{item.path}:{item.line}" if item.line else item.path
    message = f"{where}: {item.message}; take that back"
    kind = FindingKind.TESTS_WEAKENED
    return Finding(kind, SEVERITIES[kind], message, item.text, accepted=item.reason)


def _left_behind(evidence: Evidence) -> Iterator[Finding]:
    """Told, but never sent back: they are gone, and a build tool's daemon is no fault of the work."""
    of_gates = [command for result in evidence.gates for command in result.left_behind]
    left = [*evidence.left_behind, *of_gates]
    if left:
        kind = FindingKind.LEFT_BEHIND
        message = f"{len(left)} of the started processes still ran: {one_line('; '.join(left), 200)}"
        yield Finding(kind, SEVERITIES[kind], message, "\n".join(left), accepted="they were ended")
