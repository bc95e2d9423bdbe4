"""The text of a first configuration: every key with its default, switched off, and what it means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from orchestrator.configuration.table import ROWS, Row
from orchestrator.model.configuration import Settings
from orchestrator.scaffold.repository import Proposal

SCHEMA = "configuration.schema.json"  # beside the configuration, where editors look for it
_EDITORS = f"# yaml-language-server: $schema=./{SCHEMA}\n#\n"
_HEAD = """\
# How orchestrate works in this project. Every key is here with its default and switched off: remove the '#'
# before a key to set it. An option of a command overrules a variable (ORCHESTRATE_TIMEOUT,
# ORCHESTRATE_CLAUDE_COMMAND, ...), and a variable overrules this file.
"""
_SECTIONS = {
    "gates": "Commands for names that plans use as gates; each may be called as you like.",
    "budget": "What a run may spend, retries and repairs counted; without a key there is no bound.",
    "phase_budget": "What each phase of a run may spend.",
    "claude": "How the Claude Code CLI is called.",
    "hooks": "Commands that are run when something happens, with JSON about it on standard input.",
    "notifications": "Who is told when a run starts or ends and when a phase is done or blocked.",
}
MEANINGS = {
    "timeout": "seconds of wall clock for a session",
    "max_retries": "further attempts at a phase after the first",
    "model": "haiku, sonnet, opus, or a full model name",
    "strict_compliance": "false: an attempt with nothing but low findings is accepted, with warnings",
    "start_timeout": "seconds until a session must have said something",
    "idle_timeout": "seconds of silence while no tool runs; the API itself can be silent for 300",
    "tool_timeout": "seconds of silence while a tool runs",
    "gate_timeout": "seconds for each gate",
    "log_limit": "megabytes of a session's stream, or of a gate's output",
    "api_retries": "sessions of an attempt that may fail because the API cannot be reached",
    "wait_for_limits": "false: a usage limit ends the run (exit code 5), to be resumed later",
    "gates.*": "",
    "launcher": "words before every session and gate, such as [ssh, host, '{command}']",
    "protect": "files that no phase may change: [tests/, ci/*.sh, '*.snap']",
    "verify_in_session": "a session that wants to end is told first which gates fail",
    "redact": "variables whose values are secret although their names do not say so",
    "budget.usd": "US dollars, as the sessions tell them",
    "budget.tokens": "tokens of every kind",
    "budget.minutes": "of sessions and gates; waiting costs nothing",
    "budget.sessions": "sessions that are started",
    "phase_budget.usd": "US dollars",
    "phase_budget.tokens": "tokens of every kind",
    "phase_budget.minutes": "of sessions and gates",
    "phase_budget.sessions": "sessions that are started",
    "gates_in": "or clean: a copy of exactly what the attempt would commit",
    "claude.command": "the program, with what belongs before its first argument",
    "claude.arguments": "added to those that a session needs",
    "claude.permission_mode": "or acceptEdits, default, dontAsk, plan",
    "claude.result_grace": "seconds a session may live on after its final result",
    "notifications.enabled": "false: nobody is told",
    "notifications.provider": "desktop (notify-send, osascript), ntfy, or none",
    "notifications.server": "of ntfy",
    "notifications.topic": "of ntfy, needed there; whoever knows it can read along",
    "hooks.run_started": "a run begins, or goes on",
    "hooks.phase_started": "the first session of a phase begins",
    "hooks.phase_done": "verified, not only claimed",
    "hooks.phase_blocked": "a person is needed, or a phase before it is blocked",
    "hooks.limit_reached": "a usage limit, or a budget of yours",
    "hooks.run_finished": "whatever the outcome, or stopped",
    "hooks.timeout": "seconds for each",
}
# For keys without a default.
_EXAMPLES = {
    "budget.usd": 20,
    "budget.tokens": 5_000_000,
    "budget.minutes": 480,
    "budget.sessions": 40,
    "phase_budget.usd": 5,
    "phase_budget.tokens": 1_000_000,
    "phase_budget.minutes": 120,
    "phase_budget.sessions": 8,
    "notifications.topic": "my-project",
    "hooks.run_started": "./notify.sh",
    "hooks.phase_started": "./notify.sh",
    "hooks.phase_done": "./close-issue.sh",
    "hooks.phase_blocked": "./notify.sh",
    "hooks.limit_reached": "./notify.sh",
    "hooks.run_finished": "./notify.sh",
}
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ._/:-]*[A-Za-z0-9]")
_NO_TEXT = ("true", "false", "yes", "no", "on", "off", "null")


def configuration(found: Sequence[Proposal], *, with_schema: bool = True) -> str:
    """The file's text.

    Args:
        found: checks of the project, the examples of named gates.
        with_schema: its schema lies beside it, and editors are told so.
    """
    lines = [_EDITORS + _HEAD if with_schema else _HEAD]
    section = ""
    for row in ROWS:
        if len(row.path) > 1 and row.path[0] != section:
            section = row.path[0]
            lines += ["", f"# {_SECTIONS[section]}", f"{section}:"]
        elif len(row.path) == 1 and section:
            section = ""
            lines.append("")
        lines += _gates(found) if row.path == ("gates", "*") else [_key(row)]
    return "\n".join(lines) + "\n"


def _key(row: Row) -> str:
    """A line that is a comment until its first character is removed."""
    dotted = ".".join(row.path)
    value: object = Settings()
    for name in row.path:
        value = getattr(value, name)
    if value in (None, ""):
        value = _EXAMPLES[dotted]
    indent = "  " * (len(row.path) - 1)
    return f"#{indent}{row.path[-1]}: {_shown(value)}".ljust(30) + f"  # {MEANINGS[dotted]}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, str):
        return _text(value)
    assert isinstance(value, int | float)
    return f"{value:.10g}"


def _text(text: str) -> str:
    """As YAML; a JSON string is one."""
    plain = _PLAIN.fullmatch(text) and ": " not in text and text.lower() not in _NO_TEXT
    return text if plain else json.dumps(text, ensure_ascii=False)


def _gates(found: Sequence[Proposal]) -> Iterator[str]:
    named: dict[str, str] = {}
    for proposal in found:
        named.setdefault(proposal.name, proposal.command)
    for name, command in (named or {"tests": "npm test", "lint": "npx eslint src"}).items():
        yield f"#  {name}: {_text(command)}"
