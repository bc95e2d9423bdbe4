"""What the CLI is answered. Never raises: a fault of ours must not keep a session from its work."""

from __future__ import annotations

import json

from orchestrator.hooks import contract, record

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def answer(event: str, folder: str, said: bytes, environment: Mapping[str, str]) -> str:
    """The JSON for standard output; empty: go on as if there were no hook.

    Args:
        event: "stop" or "protect".
        folder: the attempt's.
        said: what the CLI wrote to our standard input.
        environment: ours.
    """
    try:
        given = json.loads(said or b"{}")
        if not isinstance(given, dict):
            raise ValueError("standard input is no JSON object")
        return (_stop if event == "stop" else _protect)(folder, given, environment)
    except Exception as error:  # also what nobody thought of: the session goes on, the check afterwards holds
        record.note(folder, "errors", {"event": event, "error": f"{type(error).__name__}: {error}"[:2000]})
        return ""


def _stop(folder: str, given: dict[str, Any], environment: Mapping[str, str]) -> str:
    from orchestrator.hooks.stop import objection  # what runs gates is too heavy for an edit

    reason = objection(folder, contract.read(folder), given, environment)
    return json.dumps({"decision": "block", "reason": reason}) if reason else ""


def _protect(folder: str, given: dict[str, Any], _environment: Mapping[str, str]) -> str:
    from orchestrator.hooks.protect import refusal

    reason = refusal(contract.read(folder), given)
    if not reason:
        return ""
    record.note(folder, "denied", {"tool": given["tool_name"], "reason": reason})
    said = {
        "hookEventName": "PreToolUse",
        "permissionDecision": "deny",
        "permissionDecisionReason": reason,
    }
    return json.dumps({"hookSpecificOutput": said})
