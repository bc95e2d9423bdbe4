"""The command line and the environment of a session. Pure.

What each variable is for was found by experiment with the real CLI (2.1.197 and 2.1.330).
"""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.model.configuration import ClaudeSettings

# Set by a Claude Code session around us; the session we start must not take itself for a part of it.
NESTED = frozenset(
    {
        "CLAUDECODE",
        "CLAUDE_CODE_ENTRYPOINT",
        "CLAUDE_CODE_SESSION_ID",
        "CLAUDE_CODE_CHILD_SESSION",
        "CLAUDE_CODE_SESSION_ACCESS_TOKEN",
        "CLAUDE_PID",
    }
)
EMPTY_PATH = "/bin:/usr/bin"  # where programs are looked for when no PATH is set
# Used when the user's environment does not say otherwise.
DEFAULTS = {
    "CLAUDE_CODE_MAX_RETRIES": "4",  # ten tries, the CLI's own default, are three silent minutes
    "BASH_DEFAULT_TIMEOUT_MS": "600000",  # builds and test suites take longer than the CLI's two minutes
}
# Always set.
FORCED = {
    "CLAUDE_CODE_DISABLE_BACKGROUND_TASKS": "1",  # one result, at the end, with every sub-agent finished
    "DISABLE_AUTOUPDATER": "1",  # an update in the middle of a run changes what runs
}


SETTINGS = "--settings"
BUDGET = "--max-budget-usd"
LEAST_USD = 0.0001


def brings_settings(claude: ClaudeSettings) -> bool:
    """Whether the user hands the CLI settings of their own: it takes one such option, so ours stays away."""
    return _brings(claude, SETTINGS)


def _brings(claude: ClaudeSettings, option: str) -> bool:
    return any(word == option or word.startswith(f"{option}=") for word in claude.arguments)


def _budget(claude: ClaudeSettings, usd: float | None) -> tuple[str, ...]:
    """The CLI looks at it after each reply, so that it overshoots by one; it refuses 0."""
    if usd is None or usd <= 0 or _brings(claude, BUDGET):
        return ()
    return (BUDGET, f"{max(usd, LEAST_USD):.4f}")


def arguments(
    claude: ClaudeSettings,
    model: str,
    claude_id: str,
    *,
    resume: bool,
    settings: str = "",
    budget_usd: float | None = None,
) -> tuple[str, ...]:
    """The words of the command; the prompt comes on standard input.

    Args:
        claude: how the CLI is called.
        model: as it names it.
        claude_id: the Claude session.
        resume: whether that session is continued.
        settings: JSON with our hooks; left out when it is empty or the user brings settings.
        budget_usd: what the session may spend, above 0; left out when the user brings a bound.
    """
    if claude.permission_mode == "bypassPermissions":
        permission: tuple[str, ...] = ("--dangerously-skip-permissions",)
    else:
        permission = ("--permission-mode", claude.permission_mode)
    return (
        *claude.command,
        "--print",
        "--verbose",
        *("--output-format", "stream-json"),
        *permission,
        *("--model", model),
        *("--resume" if resume else "--session-id", claude_id),
        *((SETTINGS, settings) if settings and not brings_settings(claude) else ()),
        *_budget(claude, budget_usd),
        *claude.arguments,
    )


def environment(base: Mapping[str, str], ours: Mapping[str, str], bin_folder: str = "") -> dict[str, str]:
    """What a session sees: the user's environment, what the CLI needs, and what `orchestrate done` needs.

    Args:
        base: the environment orchestrate itself was started with.
        ours: the ORCHESTRATOR_* variables of this attempt.
        bin_folder: the folder of the worker's `orchestrate`, put first on PATH; empty: none.
    """
    kept = {name: value for name, value in base.items() if name not in NESTED}
    path = kept.get("PATH") or EMPTY_PATH
    return {**DEFAULTS, **kept, **FORCED, **ours, "PATH": f"{bin_folder}:{path}" if bin_folder else path}
