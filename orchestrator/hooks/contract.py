"""What the hooks of an attempt must know: a file that the orchestrator writes beside the attempt's evidence.

Read at every edit of a session, so nothing is imported that a start would feel.
"""

from __future__ import annotations

import json
import os

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from typing import Any

    from orchestrator.model.configuration import Settings
    from orchestrator.model.plan import Phase, Plan

NAME = "contract.json"
VERSION = 1
BLOCKS = 3  # how often a worker is held back in an attempt before it is let go
SHARE = 0.9  # of a session's time: after that nobody is held back, the rest is for ending in peace


def text(root: str, plan: Plan, phase: Phase, settings: Settings, notes_before: str, began: float) -> str:
    """The contract of one session as JSON.

    Args:
        root: the project, absolute.
        plan: all its files may only get their boxes ticked.
        phase: what the session works on.
        settings: what is in force.
        notes_before: the file that says how the notes were before the work began.
        began: when the session begins, in seconds of the epoch.
    """
    data = {
        "version": VERSION,
        "root": root,
        "phase": phase.id,
        "phase_file": phase.path,
        "plan_files": [plan.path, *(each.path for each in plan.phases)],
        "protected": [
            *({"pattern": glob, "by": "`protect` in the configuration"} for glob in settings.protect),
            *({"pattern": glob, "by": f"`## Protected` in {phase.path}"} for glob in phase.protected),
            {"pattern": "/.orchestrator/", "by": "orchestrate, which keeps its evidence there"},
        ],
        "gates": [{"name": gate.name, "command": gate.command} for gate in phase.gates],
        "gate_timeout": settings.gate_timeout,
        "until": began + SHARE * settings.timeout,
        "notes": list(phase.notes_out),
        "notes_before": notes_before,
        "strict": settings.strict_compliance,
        "blocks": BLOCKS,
    }
    return json.dumps(data, indent=2) + "\n"


def read(folder: str) -> dict[str, Any]:
    """The contract in an attempt's folder.

    Raises:
        OSError, ValueError: there is none; a worker may have removed or overwritten it.
    """
    with open(os.path.join(folder, NAME), encoding="utf-8", errors="surrogateescape") as file:
        data = json.load(file)
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise ValueError(f"{NAME} is no contract of version {VERSION}")
    return data
