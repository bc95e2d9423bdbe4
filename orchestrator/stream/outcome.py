"""How a session ended, from what its stream said and how its process exited. Says nothing of the work.

Exit code and `subtype` lie: a failed API call is `success` with exit code 1, an interrupted session may end
with 0. The last result's `is_error`, `num_turns` and `stop_reason` do not.
"""

from __future__ import annotations

from orchestrator.model.session import AgentStatus, Ending, FinalResult, Outcome, StreamSummary
from orchestrator.stream.cut import Cut, CutKind
from orchestrator.text import one_line, plural

PROPER_STOPS = frozenset({"end_turn", "stop_sequence"})
REASON_WIDTH = 300
_CUT_ENDINGS = {CutKind.TIMED_OUT: Ending.TIMED_OUT, CutKind.WROTE_TOO_MUCH: Ending.WROTE_TOO_MUCH}


def judge(summary: StreamSummary, exit_code: int | None, cut: Cut | None = None) -> Outcome:
    """The outcome of a session whose stream was read to its end.

    Args:
        exit_code: of the command, 128 + N (or -N) for signal N; None when it is not known.
        cut: why we ended it; None: it ended by itself, or by somebody else's hand.
    """
    ending, reason = _ending(summary, exit_code, cut)
    return Outcome(ending, one_line(reason, REASON_WIDTH), resumable(summary))


def conversation_lost(summary: StreamSummary) -> bool:
    """The session was to continue another one that the CLI does not find any more."""
    result = summary.result
    return result is not None and result.is_error and "no conversation found" in _said(result).lower()


def resumable(summary: StreamSummary) -> bool:
    """Whether the same Claude session can be continued at all."""
    return summary.session_id is not None and not conversation_lost(summary) and not _too_long(summary.result)


def _too_long(result: FinalResult | None) -> bool:
    """The conversation is too large for the API: to send it once more can only fail once more."""
    if result is None or not result.is_error:
        return False
    told = result.terminal_reason == "prompt_too_long" or result.api_error_status == 413
    return told or "prompt is too long" in _said(result).lower()


def _said(result: FinalResult) -> str:
    return "; ".join(part for part in (*result.errors, result.text) if part)


def _ending(summary: StreamSummary, exit_code: int | None, cut: Cut | None) -> tuple[Ending, str]:
    if cut is not None and cut.kind is CutKind.INTERRUPTED:
        return Ending.INTERRUPTED, cut.reason
    if summary.result is None:
        return (Ending.NO_RESULT, _without_result(summary, exit_code)) if cut is None else _by_cut(cut)
    ending, reason = _by_result(summary, summary.result)
    if cut is None:
        return ending, reason
    if cut.kind is CutKind.FINISHED:
        return ending, cut.reason if ending is Ending.CLAIMS_DONE else reason
    if ending is Ending.CLAIMS_DONE and not _agents_at_work(summary):
        return ending, reason  # it was about to finish when it was ended
    return _by_cut(cut, f"; its last result: {reason}")


def _by_cut(cut: Cut, more: str = "") -> tuple[Ending, str]:
    return _CUT_ENDINGS.get(cut.kind, Ending.HUNG), f"{cut.reason}{more}"


def _without_result(summary: StreamSummary, exit_code: int | None) -> str:
    if exit_code == 0:
        how = "ended with exit code 0 but without a result"
    elif exit_code is None:
        how = "ended without a result, and its exit code is not known"
    elif exit_code == 127:
        how = "could not be started (exit code 127)"
    elif signal_name := _signal(exit_code):
        how = f"was ended by {signal_name} before it sent a result"
    else:
        how = f"ended with exit code {exit_code} and without a result"
    return (
        f"{how}; {plural(summary.malformed, 'line')} of its output cannot be read"
        if summary.malformed
        else how
    )


def _signal(exit_code: int) -> str:
    """The name of the signal that an exit code stands for; empty when it stands for none."""
    import signal  # only sessions that were killed need the names

    try:
        return signal.Signals(-exit_code if exit_code < 0 else exit_code - 128).name
    except ValueError:
        return ""


def _agents_at_work(summary: StreamSummary) -> bool:
    return any(agent.status is AgentStatus.LAUNCHED for agent in summary.agents)


def _by_result(summary: StreamSummary, result: FinalResult) -> tuple[Ending, str]:
    if result.is_error:
        return Ending.FAILED, _failure(summary, result)
    if result.num_turns == 0:
        return Ending.NOTHING_RAN, f"no turn was run: {result.text or 'the prompt never reached the model'}"
    if not _stopped_properly(result):
        return Ending.SUSPECT, f"the answer looks cut: stop reason {result.stop_reason or 'missing'}"
    if not result.text.strip() and not result.structured:
        return Ending.SUSPECT, "the final answer is empty"
    if summary.turn_open:
        return Ending.SUSPECT, "it went on after its result and broke off"
    return Ending.CLAIMS_DONE, "ended with a result"


def _stopped_properly(result: FinalResult) -> bool:
    return result.stop_reason in PROPER_STOPS or (result.stop_reason == "tool_use" and result.structured)


def _failure(summary: StreamSummary, result: FinalResult) -> str:
    """`rate_limit, HTTP 429: You've hit your session limit`; as much of it as was told."""
    status = f"HTTP {result.api_error_status}" if result.api_error_status else ""
    subtype = "" if result.subtype == "success" else result.subtype
    kind = ", ".join(part for part in (subtype, summary.last_error, status) if part)
    return ": ".join(part for part in (kind or "error", _said(result)) if part)
