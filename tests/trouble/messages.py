"""Messages of the CLI about troubles, as people quoted them, and what is left of streams that end so."""

from __future__ import annotations

from pathlib import Path

from orchestrator.model.session import FinalResult, Limit, StreamSummary, TroubleKind, Usage
from orchestrator.trouble import wordings as module
from orchestrator.trouble.wordings import OURS, Wordings, parse

SHIPPED = (Path(module.__file__).parent / OURS).read_text("utf-8")
WORDINGS: Wordings = parse(SHIPPED, OURS)[0]
NOW = 1_795_369_000.0  # 2026-11-22 17:36:40 UTC

MESSAGES = [
    ("You've hit your limit · resets 4:50am (Europe/Rome)", TroubleKind.USAGE_LIMIT),
    (
        "You\u2019ve hit your limit for Claude messages. Limits will reset at 9:30 AM.",
        TroubleKind.USAGE_LIMIT,
    ),
    ("You've hit your session limit · resets 3:50pm (Asia/Tokyo)", TroubleKind.USAGE_LIMIT),
    ("You've hit your usage limit", TroubleKind.USAGE_LIMIT),
    ("You've reached your Opus limit · resets Nov 24, 9am (UTC)", TroubleKind.USAGE_LIMIT),
    ("API Error: Request rejected (429) · You have reached your usage limit", TroubleKind.USAGE_LIMIT),
    ("Claude AI usage limit reached|1795380000", TroubleKind.USAGE_LIMIT),
    ("Claude usage limit reached. Your limit will reset at 3pm (America/Santiago).", TroubleKind.USAGE_LIMIT),
    ("Opus weekly limit reached ∙ resets Nov 28, 9am", TroubleKind.USAGE_LIMIT),
    ("5-hour limit reached ∙ resets 3pm", TroubleKind.USAGE_LIMIT),
    ("You're out of extra usage · resets 1pm (America/Los_Angeles)", TroubleKind.USAGE_LIMIT),
    ("You're out of usage credits · resets 7pm (UTC)", TroubleKind.USAGE_LIMIT),
    ("You've hit your monthly spend limit · your session limit resets 7pm (UTC)", TroubleKind.USAGE_LIMIT),
    ("You've hit your monthly spend limit · raise it at claude.ai/settings/usage", TroubleKind.BILLING),
    ("You've hit your org's monthly usage limit", TroubleKind.BILLING),
    ("spend limit reached · resets Aug 8 · request an increase at https://example.com", TroubleKind.BILLING),
    ("You're out of usage credits. See Usage in Settings", TroubleKind.BILLING),
    ("Your org is out of usage · contact your admin", TroubleKind.BILLING),
    ("Your seat type doesn't include usage", TroubleKind.BILLING),
    ("Your usage allocation has been disabled by your admin", TroubleKind.BILLING),
    ("Your group's usage limit is set to $0", TroubleKind.BILLING),
    ("Opus 5 requires usage credits. Run /model to switch models.", TroubleKind.BILLING),
    ("Credit balance is too low", TroubleKind.BILLING),
    ("Credit balance too low · Add funds: https://example.com", TroubleKind.BILLING),
    ("You have reached your specified API usage limits.", TroubleKind.BILLING),
    ("Invalid API key · Fix external API key", TroubleKind.AUTHENTICATION),
    ("Not logged in · Please run /login", TroubleKind.AUTHENTICATION),
    ("OAuth token revoked · Please run /login", TroubleKind.AUTHENTICATION),
    ("API Error: OAuth token has expired.", TroubleKind.AUTHENTICATION),
    ("Login expired · Sign in again", TroubleKind.AUTHENTICATION),
    ("Authentication required · Sign in again to continue", TroubleKind.AUTHENTICATION),
    ("Failed to authenticate. API Error: 403 no", TroubleKind.AUTHENTICATION),
    ("This service is disabled for your org", TroubleKind.AUTHENTICATION),
    ("This organization has been disabled.", TroubleKind.AUTHENTICATION),
    ("There's an issue with the selected model (x). It may not exist", TroubleKind.MODEL),
    ("Reached maximum budget ($0.05)", TroubleKind.BUDGET),
    (
        "--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons",
        TroubleKind.ROOT,
    ),
    ("error: unknown option '--no-such-flag'", TroubleKind.OLD_CLI),
    ("It looks like your version of Claude Code (1.0.0) needs an update.", TroubleKind.OLD_CLI),
    ("Error: Claude Code requires Node.js version 18 or higher.", TroubleKind.NO_CLI),
    ("API Error: Unable to connect to API (ConnectionRefused)", TroubleKind.API),
    ("API Error: Connection to the API was lost (ECONNRESET).", TroubleKind.API),
    ("API Error: Connection closed mid-response. It may be incomplete.", TroubleKind.API),
    ("API Error: Connection error.", TroubleKind.API),
    ("getaddrinfo EAI_AGAIN api.anthropic.com", TroubleKind.API),
    ("API Error: Overloaded", TroubleKind.API),
    ("API Error: Request timed out.", TroubleKind.API),
]


def result(
    text: str = "",
    *,
    subtype: str = "success",
    is_error: bool = True,
    status: int | None = None,
    errors: tuple[str, ...] = (),
    terminal: str | None = None,
) -> FinalResult:
    """The last event of a stream; a failed one unless something else is said."""
    stop = None if is_error else "end_turn"
    return FinalResult(subtype, is_error, 1, stop, text, errors, status, False, terminal)


def summary(
    final: FinalResult | None = None, *, error: str | None = None, limit: Limit | None = None, events: int = 9
) -> StreamSummary:
    """What is left of a stream that ended so."""
    return StreamSummary(
        session_id="s",
        model="m",
        cli_version="2.1.330",
        known_agents=(),
        agents=(),
        usage=Usage(),
        result=final,
        last_error=error,
        events=events,
        results=int(final is not None),
        malformed=0,
        unknown=0,
        limit=limit,
    )
