"""Which trouble a session was in, from what its CLI says of the failure: structure first, wordings second.

A result that is no error is never trouble, and nothing that a tool printed or a model wrote is looked at.
Prompts that are too long, too many turns, refusals, cut answers and crashes are no troubles: there the
session itself went wrong, and its outcome says so.
"""

from __future__ import annotations

from orchestrator.model.session import FinalResult, Limit, StreamSummary, Trouble, TroubleKind
from orchestrator.text import one_line
from orchestrator.trouble.wordings import LINES_READ, Match, Wordings

SAID_WIDTH = 300
NOT_STARTED = frozenset({126, 127})  # a shell's exit codes for: not executable, not found

_BY_ERROR = {  # of the assistant message with which the CLI tells of a failed call
    "authentication_failed": TroubleKind.AUTHENTICATION,
    "oauth_org_not_allowed": TroubleKind.AUTHENTICATION,
    "billing_error": TroubleKind.BILLING,
    "model_not_found": TroubleKind.MODEL,
    "rate_limit": TroubleKind.API,
    "server_error": TroubleKind.API,
    "overloaded": TroubleKind.API,
}
_BY_STATUS = {
    401: TroubleKind.AUTHENTICATION,
    402: TroubleKind.BILLING,
    403: TroubleKind.AUTHENTICATION,
    408: TroubleKind.API,
    409: TroubleKind.API,
    429: TroubleKind.API,
}
_OF_THE_REQUEST = frozenset({"invalid_request", "max_output_tokens"})  # sent again, they fail again
_OF_MONEY = frozenset({TroubleKind.USAGE_LIMIT, TroubleKind.BILLING})
_BEFORE_ANYTHING = frozenset({TroubleKind.ROOT, TroubleKind.OLD_CLI, TroubleKind.NO_CLI})


def classify(
    summary: StreamSummary, exit_code: int | None, stderr: str, wordings: Wordings, now: float
) -> Trouble | None:
    """The trouble that a session was in; None when it was in none.

    Args:
        exit_code: of the command; None when it is not known.
        stderr: the end of what the CLI wrote there, not what its tools wrote.
        now: when the session ended, in seconds since the epoch.
    """
    result = summary.result
    if result is None:
        return _without_result(summary, exit_code, stderr, wordings, now)
    if not result.is_error:
        return None
    text = "\n".join(part for part in (*result.errors, result.text) if part)
    worded = wordings.find(text)
    kind = _kind(summary, result, worded)
    if kind is None:
        return None
    return _trouble(kind, worded.line if worded and worded.kind is kind else text, text, summary.limit, now)


def _without_result(
    summary: StreamSummary, exit_code: int | None, stderr: str, wordings: Wordings, now: float
) -> Trouble | None:
    lines = [line for line in stderr.splitlines() if line.strip()][-LINES_READ:]
    started = summary.events > 0
    worded = wordings.find("\n".join(lines))
    if worded and not (started and worded.kind in _BEFORE_ANYTHING):
        return _trouble(worded.kind, worded.line, worded.line, summary.limit, now)
    if exit_code in NOT_STARTED and not started:
        said = lines[-1] if lines else f"the command could not be started (exit code {exit_code})"
        return Trouble(TroubleKind.NO_CLI, one_line(said, SAID_WIDTH))
    if _reached(summary.limit):
        return _trouble(TroubleKind.USAGE_LIMIT, "", "", summary.limit, now)
    return None


def _kind(summary: StreamSummary, result: FinalResult, worded: Match | None) -> TroubleKind | None:
    said = worded.kind if worded else None
    if result.subtype == "error_max_budget_usd" or result.terminal_reason == "budget_exhausted":
        return TroubleKind.BUDGET
    if result.subtype.startswith("error_max_"):
        return None
    if not _failed_call(result):
        return TroubleKind.USAGE_LIMIT if _reached(summary.limit) else said
    error, status = summary.last_error, result.api_error_status
    if error in _OF_THE_REQUEST:
        return said if status == 400 and said in _OF_MONEY else None
    told = _BY_ERROR.get(error or "") or _by_status(status)
    if told in (None, TroubleKind.API) and _reached(summary.limit):
        return TroubleKind.USAGE_LIMIT
    if told is TroubleKind.API:
        limited = error == "rate_limit" or status == 429
        return said if limited and said in _OF_MONEY else told
    return told or _untold(result, said)


def _failed_call(result: FinalResult) -> bool:
    """The last call of the API failed; else `last_error` is older than what ended the session."""
    told = result.api_error_status is not None or result.terminal_reason == "api_error"
    return told or result.subtype == "success"


def _by_status(status: int | None) -> TroubleKind | None:
    if status is not None and 500 <= status < 600:
        return TroubleKind.API
    return _BY_STATUS.get(status) if status is not None else None


def _untold(result: FinalResult, said: TroubleKind | None) -> TroubleKind | None:
    """No name and no status tell the kind: older versions, and connections that gave no reply."""
    if said is not None and not (said is TroubleKind.API and result.api_error_status is not None):
        return said
    no_reply = result.api_error_status is None and result.text.startswith("API Error")
    return TroubleKind.API if no_reply else None


def _reached(limit: Limit | None) -> bool:
    return limit is not None and limit.rejected


def _trouble(kind: TroubleKind, said: str, text: str, limit: Limit | None, now: float) -> Trouble:
    resets_at: float | None = None
    if kind in _OF_MONEY:
        resets_at = _resets_at(text, limit, now)
        if resets_at is not None:
            kind = TroubleKind.USAGE_LIMIT  # whatever it is called: it ends by itself, and soon
    if not said and limit is not None:
        said = f"usage limit {limit.name} reached".replace("  ", " ")
    return Trouble(kind, one_line(said, SAID_WIDTH), resets_at)


def _resets_at(text: str, limit: Limit | None, now: float) -> float | None:
    """The event tells it to the second; a moment that is over, or days too far, is none."""
    from orchestrator.trouble.resets import (
        reset_time,
        within_reach,
    )  # its expressions take a while to compile

    if limit is not None and limit.rejected and limit.resets_at is not None:
        told = within_reach(limit.resets_at, now)
        if told is not None:
            return told
    return reset_time(text, now, None)
