"""Evidence to findings, findings to a verdict. Pure: the same evidence always gives the same verdict.

`SEVERITIES` is the table that the README shows; nothing else decides how much a finding weighs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator.model.evidence import (
    Decision,
    Evidence,
    Finding,
    FindingKind,
    GateResult,
    NotesFact,
    Severity,
    SignalStatus,
    Verdict,
)
from orchestrator.model.plan import Phase
from orchestrator.model.session import AgentRun, AgentStatus, Ending, Outcome
from orchestrator.text import plural

SEVERITIES: dict[FindingKind, Severity] = {
    FindingKind.GATE_FAILED: Severity.HIGH,
    FindingKind.GATE_TIMED_OUT: Severity.HIGH,
    FindingKind.GATE_NOT_STARTED: Severity.HIGH,
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
}
REQUIRED_SECTIONS = ("Summary", "Key Decisions", "Files Modified")
NOT_STARTED = (126, 127)  # what a shell says when a command is not executable, or not found


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What besides the findings a verdict depends on."""

    attempts_used: int  # in this round, the one judged included
    attempts_allowed: int
    resumable: bool  # the Claude session can be continued
    strict: bool  # low findings are sent back, too


def findings(phase: Phase, evidence: Evidence) -> tuple[Finding, ...]:
    """Every way in which the evidence falls short of the phase's contract, the gravest first."""
    found = [
        *_session_findings(evidence.outcome),
        *(finding for result in evidence.gates for finding in _gate_findings(result)),
        *(finding for agent in phase.agents for finding in _agent_findings(agent, evidence.agents)),
        *_unproved(phase, evidence),
        *(finding for fact in evidence.notes for finding in _notes_findings(fact)),
        *_signal_findings(phase, evidence),
        *_task_findings(phase, evidence),
    ]
    weight = list(reversed(Severity))
    return tuple(sorted(found, key=lambda finding: weight.index(finding.severity)))


def judge(found: tuple[Finding, ...], circumstances: Circumstances) -> Verdict:
    """What follows from the findings of a verified attempt."""
    if not found:
        return Verdict(Decision.ACCEPT, "everything the contract asks for is there", found)
    if all(finding.severity is Severity.LOW for finding in found) and not circumstances.strict:
        return Verdict(Decision.ACCEPT, f"accepted with warnings: {_heads(found)}", found)
    if circumstances.attempts_used >= circumstances.attempts_allowed:
        reason = f"{_used_up(circumstances)}; still wrong: {_heads(found)}"
        return Verdict(Decision.BLOCK, reason, found)
    critical = sum(finding.severity is Severity.CRITICAL for finding in found)
    decision = Decision.FULL_RETRY if critical > 1 or not circumstances.resumable else Decision.TARGETED_FIX
    return Verdict(decision, _heads(found), found)


def judge_failed_session(outcome: Outcome, circumstances: Circumstances) -> Verdict:
    """What follows from a session that failed, hung or crashed: there is no work to judge yet."""
    return judge((_session_failed(outcome),), circumstances)


def worker_blocked(reason: str) -> Verdict:
    """What follows when the worker itself reports that it cannot go on."""
    return Verdict(Decision.BLOCK, f"the worker reports blocked: {reason or 'no reason given'}", ())


def _used_up(circumstances: Circumstances) -> str:
    return f"all {plural(circumstances.attempts_allowed, 'attempt')} used up"


def _heads(found: tuple[Finding, ...]) -> str:
    """The findings in one line."""
    return "; ".join(finding.message for finding in found)


def _finding(kind: FindingKind, message: str, detail: str = "") -> Finding:
    return Finding(kind, SEVERITIES[kind], message, detail)


def _session_failed(outcome: Outcome) -> Finding:
    return _finding(
        FindingKind.SESSION_FAILED, f"the session came to nothing ({outcome.ending.value}): {outcome.reason}"
    )


def _session_findings(outcome: Outcome) -> Iterator[Finding]:
    if outcome.ending not in (Ending.CLAIMS_DONE, Ending.SUSPECT):
        yield _session_failed(outcome)
    elif outcome.ending is Ending.SUSPECT:
        yield _finding(FindingKind.SESSION_SUSPECT, f"the session's last answer is cut off: {outcome.reason}")


def _gate_findings(result: GateResult) -> Iterator[Finding]:
    gate = f"gate '{result.gate.name}'"
    if result.exit_code is None:
        message = f"{gate} was ended after {result.seconds:.0f} s without an end (`{result.gate.command}`)"
        yield _finding(FindingKind.GATE_TIMED_OUT, message, result.tail)
    elif result.exit_code in NOT_STARTED:
        message = f"{gate} could not start: exit code {result.exit_code} (`{result.gate.command}`)"
        yield _finding(FindingKind.GATE_NOT_STARTED, message, result.tail)
    elif result.exit_code != 0:
        message = f"{gate} failed with exit code {result.exit_code} (`{result.gate.command}`)"
        yield _finding(FindingKind.GATE_FAILED, message, result.tail)


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
    for reason in evidence.refused_signals:
        yield _finding(FindingKind.SIGNAL_REFUSED, f"a signal was refused: {reason}")
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
