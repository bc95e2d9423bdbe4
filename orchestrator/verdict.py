"""Findings to a verdict. Pure: the same findings in the same circumstances always give the same verdict."""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.findings import session_failed
from orchestrator.model.evidence import Decision, Finding, Severity, Verdict
from orchestrator.model.session import Outcome


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What besides the findings a verdict depends on."""

    attempts_used: int  # in this round, the one judged included
    attempts_allowed: int
    resumable: bool  # the Claude session can be continued
    strict: bool  # low findings are sent back, too
    before: tuple[Finding, ...] | None = None  # of the last attempt, when no file has changed since


def judge(found: tuple[Finding, ...], circumstances: Circumstances) -> Verdict:
    """What follows from the findings of a verified attempt."""
    weighing = tuple(finding for finding in found if not finding.accepted)
    if not weighing:
        return Verdict(Decision.ACCEPT, "everything the contract asks for is there", found)
    if all(finding.severity is Severity.LOW for finding in weighing) and not circumstances.strict:
        return Verdict(Decision.ACCEPT, f"accepted with warnings: {_heads(weighing)}", found)
    if circumstances.attempts_used >= circumstances.attempts_allowed:
        reason = f"{_used_up(circumstances)}; still wrong: {_heads(weighing)}"
        return Verdict(Decision.BLOCK, reason, found)
    if circumstances.before is not None and _alike(weighing, circumstances.before):
        reason = f"the same findings as in the attempt before, and no file has changed: {_heads(weighing)}"
        return Verdict(Decision.BLOCK, reason, found)
    critical = sum(finding.severity is Severity.CRITICAL for finding in weighing)
    decision = Decision.FULL_RETRY if critical > 1 or not circumstances.resumable else Decision.TARGETED_FIX
    return Verdict(decision, _heads(weighing), found)


def judge_failed_session(outcome: Outcome, circumstances: Circumstances) -> Verdict:
    """What follows from a session that failed, hung or crashed: there is no work to judge yet."""
    return judge((session_failed(outcome),), circumstances)


def worker_blocked(reason: str) -> Verdict:
    """What follows when the worker itself reports that it cannot go on."""
    return Verdict(Decision.BLOCK, f"the worker reports blocked: {reason or 'no reason given'}", ())


def _used_up(circumstances: Circumstances) -> str:
    allowed = circumstances.attempts_allowed
    return "the only attempt used up" if allowed == 1 else f"all {allowed} attempts used up"


def _heads(found: tuple[Finding, ...]) -> str:
    """The findings in one line."""
    return "; ".join(finding.message for finding in found)


def _alike(found: tuple[Finding, ...], before: tuple[Finding, ...]) -> bool:
    def essence(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
        return {(finding.kind.value, finding.message) for finding in findings if not finding.accepted}

    return essence(found) == essence(before)
