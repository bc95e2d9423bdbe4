"""An attempt's folder in a small project, with the contract that the orchestrator lays into it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator import notes, spool
from orchestrator.files import make_private
from orchestrator.hooks import contract
from orchestrator.hooks.answer import answer
from orchestrator.hooks.record import stops
from orchestrator.model.configuration import Settings
from orchestrator.model.plan import Gate, GateOrigin
from tests.support import made

PHASE_FILE = "docs/phase1.md"
PLAN_TEXT = "# Phase 1\n\n## Tasks\n- [ ] 1.1: Do it\n  * [x] 1.2: Check it\n"
FULL_NOTES = "## Summary\nx\n## Key Decisions\nx\n## Files Modified\nx\n"
NOTES = "notes/1.md"
DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Room:
    """One attempt of one phase, as a session finds it."""

    root: Path
    folder: Path
    environment: dict[str, str]

    def stop(self, **said: Any) -> str:
        """The reason for which the session is held back; empty when it may end."""
        text = answer("stop", str(self.folder), json.dumps(said).encode(), self.environment)
        if not text:
            return ""
        told = json.loads(text)
        assert told["decision"] == "block"
        reason: str = told["reason"]
        return reason

    def protect(self, tool: str, /, inside: str = "", **call: Any) -> str:
        """The reason for which a tool is refused; empty when it may run. `inside`: where it is called."""
        said = {"cwd": str(self.root / inside), "tool_name": tool, "tool_input": call}
        text = answer("protect", str(self.folder), json.dumps(said).encode(), {})
        if not text:
            return ""
        told = json.loads(text)["hookSpecificOutput"]
        assert (told["hookEventName"], told["permissionDecision"]) == ("PreToolUse", "deny")
        reason: str = told["permissionDecisionReason"]
        return reason

    def report(self, status: str) -> None:
        """What `orchestrate done` does."""
        spool.drop(self.environment, "1", status, "why", None)

    def finish(self) -> None:
        """Everything but the gates: notes, boxes, the report."""
        self.write(NOTES, FULL_NOTES)
        self.write(PHASE_FILE, PLAN_TEXT.replace("[ ]", "[x]"))
        self.report("completed")

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def stops(self) -> list[tuple[bool, str]]:
        """What the Stop hook recorded."""
        return [(stop["blocked"], stop["why"]) for stop in stops(str(self.folder))]

    def errors(self) -> str:
        path = self.folder / "hooks" / "errors.jsonl"
        return path.read_text() if path.exists() else ""


def room(folder: Path, *gates: str, settings: Settings = DEFAULTS, age: float = 0.0) -> Room:
    """
    Args:
        folder: an existing folder.
        gates: commands.
        settings: what is in force.
        age: for how many seconds the session has been running.
    """
    root = folder / "pro ject"
    attempt = root / ".orchestrator" / "runs" / "r" / "1" / "1"
    make_private(str(attempt / "spool"))
    written = tuple(Gate(text, text, "", GateOrigin.WRITTEN, 1) for text in gates)
    phase = made.phase()._replace(
        id="1", path=PHASE_FILE, gates=written, notes_out=(NOTES,), protected=("ci/*.yml",)
    )
    plan = made.plan(phase)
    before = attempt / "notes.json"
    before.write_text(notes.snapshot(str(root), (NOTES,)))
    text = contract.text(str(root), plan, phase, settings, str(before), time.time() - age)
    (attempt / contract.NAME).write_text(text)
    session = {
        "PATH": "/usr/local/bin:/bin:/usr/bin",
        spool.SPOOL: str(attempt / "spool"),
        spool.TOKEN: "t0ken",
        spool.PHASE: "1",
        spool.ATTEMPT: "1",
    }
    made_room = Room(root, attempt, session)
    made_room.write(PHASE_FILE, PLAN_TEXT)
    return made_room
