"""The settings that a session gets from us: which hooks it calls. Pure.

Said in full because of how the CLI behaves: a project's `disableAllHooks` would switch ours off, and settings
that it does not understand it ignores in silence.
"""

from __future__ import annotations

import json
import shlex

# `Bash` is left out: which files a command writes cannot be read from its words, and a guard that holds only
# the clumsy would be taken for one that holds. The check after the session sees every change.
EDITING = "Edit|Write|MultiEdit|NotebookEdit"
PROTECT_TIMEOUT = 20  # seconds; an answer takes a twentieth of one
MARGIN = 60  # seconds around the gates
LONGEST = 1_000_000  # seconds; what the CLI's timer can hold


def session_settings(program: str, folder: str, *, stop: float | None, protect: bool) -> str:
    """The JSON for `--settings`; empty when no hook is wanted.

    Args:
        program: `orchestrate` as it lies in the attempt's folder, absolute.
        folder: the attempt's folder, absolute.
        stop: seconds that all gates together may take before the session ends; None: they are not run.
        protect: whether edits are looked at before they happen.
    """
    hooks: dict[str, list[dict[str, object]]] = {}
    if stop is not None:
        seconds = int(min(stop + MARGIN, LONGEST))
        hooks["Stop"] = [{"hooks": [_call(program, "stop", folder, seconds)]}]
    if protect:
        call = _call(program, "protect", folder, PROTECT_TIMEOUT)
        hooks["PreToolUse"] = [{"matcher": EDITING, "hooks": [call]}]
    return json.dumps({"disableAllHooks": False, "hooks": hooks}) if hooks else ""


def _call(program: str, event: str, folder: str, seconds: int) -> dict[str, object]:
    words = (program, "hook", event, folder)
    return {"type": "command", "command": shlex.join(words), "timeout": seconds}
