"""What goes on at this very moment, for a page that is open: small, and sent whenever it changes."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.text import one_line
from orchestrator.views.html.words import anchor

WIDTH = 400  # characters of a line
PHASES = 8  # at a time; more run side by side only where nobody reads along


class PhaseNow(NamedTuple):
    """A phase that is under way."""

    record: PhaseRecord
    lines: tuple[DisplayLine, ...]  # the last ones of its sessions


class Now(NamedTuple):
    """One moment."""

    run: RunRecord | None = None  # None: there is none yet
    active: bool = False  # it is being carried out, so that it can be stopped
    phases: tuple[PhaseNow, ...] = ()
    trouble: str = ""  # why this may be out of date


def live_json(now: Now) -> str:
    """It as one line of JSON; the same moment gives the same text."""
    document = {
        "run": now.run.id if now.run else "",
        "active": now.active,
        "trouble": now.trouble,
        "phases": [_phase(phase) for phase in now.phases[:PHASES]],
        "more": max(0, len(now.phases) - PHASES),
    }
    return json.dumps(document, separators=(",", ":"))


def _phase(now: PhaseNow) -> dict[str, Any]:
    record = now.record
    return {
        "id": record.id,
        "anchor": anchor(record.id),
        "title": one_line(record.title, WIDTH),
        "state": record.state.value,
        "attempt": record.attempt,
        "since": record.since,
        "waits_for": record.waits_for,
        "waits_until": record.waits_until,
        "tool": _tool(now.lines) if record.state is State.RUNNING else "",
        "lines": [
            {"kind": line.kind.value, "agent": line.agent, "text": one_line(line.text, WIDTH)}
            for line in now.lines
        ],
    }


def _tool(lines: tuple[DisplayLine, ...]) -> str:
    """The tool that is at work: nothing was said since it was called."""
    last = lines[-1] if lines else None
    return one_line(last.text, WIDTH) if last is not None and last.kind is LineKind.TOOL else ""
