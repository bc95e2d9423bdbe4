"""What the rows of an attempt and the files in its folder say, as the entry that is shown of it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from orchestrator.model.dossier import (
    AttemptEntry,
    BaselineEntry,
    FindingEntry,
    GateEntry,
    SessionEntry,
    SignalEntry,
    TamperedEntry,
)
from orchestrator.model.records import PhaseRecord
from orchestrator.store import attempt_files
from orchestrator.store.folder import StateFolder
from orchestrator.store.rows import Rows

DIFF = "changes.diff"
SessionFiles = Callable[[str, int], tuple[str, str]]  # attempt's folder, ordinal -> prompt, stream


class Evidence(NamedTuple):
    """Where the files of one run are."""

    folder: StateFolder
    run_id: str
    session_files: SessionFiles
    whole: bool  # prompts and diffs are read, too

    def of(self, phase_id: str, number: int) -> str:
        """The folder of an attempt."""
        return self.folder.attempt(self.run_id, phase_id, number)

    def shown(self, path: str) -> str:
        """A path as it is stored and shown; quicker than asking the system where we are."""
        below = f"{self.folder.root}{os.sep}"
        return path[len(below) :] if path.startswith(below) else self.folder.relative(path)


def attempt_entry(evidence: Evidence, rows: Rows, phase: PhaseRecord, number: int) -> AttemptEntry:
    """One attempt that has a row; the text of a file that is gone is None."""
    key = (phase.id, number)
    row = rows.attempts[key]
    folder = evidence.of(*key)
    diff = os.path.join(folder, DIFF)
    first = _first(rows, phase.id, number)
    baseline = _baseline(rows, phase.id) if first == phase.first_attempt else {}
    gates = tuple(_gate(evidence, item, baseline) for item in rows.gates.get(key, ()))
    return AttemptEntry(
        number=number,
        why=_why(rows, phase.id, number),
        folder=evidence.shown(folder),
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        sessions=tuple(_session(evidence, folder, item) for item in rows.sessions.get(key, ())),
        signals=tuple(_signal(item) for item in rows.signals.get(key, ())),
        before=() if gates else tuple((name, entry) for (name, _), entry in baseline.items()),
        gates=gates,
        findings=tuple(
            FindingEntry(*(item[name] for name in FindingEntry._fields))
            for item in rows.findings.get(key, ())
        ),
        tampered=_tampered(row["tampered"]),
        base_tree=_base_tree(rows, phase.id, first),
        tree=row["tree"],
        diff_path=evidence.shown(diff),
        diff=attempt_files.text(diff) if evidence.whole else None,
        decision=row["decision"],
        reason=row["reason"],
        chain=row["chain"],
    )


def _first(rows: Rows, phase_id: str, number: int) -> int:
    """The first attempt of the round that an attempt belongs to."""
    history = rows.history.get(phase_id, ())
    return max((e.attempt for e in history if e.trigger == "start" and e.attempt <= number), default=1)


def _why(rows: Rows, phase_id: str, number: int) -> str:
    """Why an attempt began, from how the journal and the attempt before tell it."""
    history = rows.history.get(phase_id, ())
    began = next((e.trigger for e in history if e.attempt == number and e.trigger in ("start", "retry")), "")
    if began == "start":
        return "first attempt" if number == 1 else "a person resumed the blocked phase"
    before = rows.attempts.get((phase_id, number - 1))
    if before is None or before["decision"] is None:
        return "not recorded"
    return f"{before['decision']} after attempt {number - 1}: {before['reason']}"


def _session(evidence: Evidence, folder: str, row: sqlite3.Row) -> SessionEntry:
    prompt, stream = evidence.session_files(folder, row["ordinal"])
    summary = _json(row["summary"], {})
    result = summary.get("result") or {}
    return SessionEntry(
        ordinal=row["ordinal"],
        claude_id=row["claude_id"],
        continues=bool(row["continues"]),
        prompt_path=evidence.shown(prompt),
        prompt=attempt_files.text(prompt) if evidence.whole else None,
        stream_path=evidence.shown(stream),
        model=summary.get("model"),
        cli_version=summary.get("cli_version"),
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        seconds=row["seconds"],
        ending=row["ending"],
        reason=row["reason"],
        exit_code=row["exit_code"],
        turns=result.get("num_turns"),
        input_tokens=row["input_tokens"],
        output_tokens=row["output_tokens"],
        cache_read_tokens=row["cache_read_tokens"],
        cache_creation_tokens=row["cache_creation_tokens"],
        cost_usd=row["cost_usd"],
        agents=tuple((item["agent"], item["status"]) for item in summary.get("agents", ())),
        left_behind=tuple(_json(row["left_behind"], [])),
        estimated=bool(row["estimated"]),
    )


def _signal(row: sqlite3.Row) -> SignalEntry:
    return SignalEntry(
        row["at"], row["status"], row["reason"], _json(row["report"], {}) if row["report"] else None
    )


def _base_tree(rows: Rows, phase_id: str, first: int) -> str | None:
    """What the attempts of a round are compared with is recorded with the first of them."""
    row = rows.attempts.get((phase_id, first))
    return (row["base_tree"] or None) if row else None


def _tampered(text: str | None) -> tuple[TamperedEntry, ...]:
    known = set(TamperedEntry._fields)
    found = (item for item in _json(text, []) if isinstance(item, dict) and item.keys() == known)
    return tuple(TamperedEntry(**item) for item in found)


_Baseline = dict[tuple[str, str], BaselineEntry]  # (name, command) ->


def _baseline(rows: Rows, phase_id: str) -> _Baseline:
    """What the gates did before the last round of attempts; those of earlier rounds are not kept."""
    return {
        (row["name"], row["command"]): BaselineEntry(row["exit_code"], row["seconds"], row["output_path"])
        for row in rows.baselines.get(phase_id, ())
    }


def _gate(evidence: Evidence, row: sqlite3.Row, before: _Baseline) -> GateEntry:
    return GateEntry(
        name=row["name"],
        command=row["command"],
        exit_code=row["exit_code"],
        seconds=row["seconds"],
        at=row["at"],
        tree=row["tree"],
        output_path=row["output_path"],
        tail=attempt_files.tail(os.path.join(evidence.folder.root, row["output_path"])),
        left_behind=tuple(_json(row["left_behind"], [])),
        baseline=before.get((row["name"], row["command"])),
    )


def _json(text: str | None, otherwise: Any) -> Any:
    """A stored document; what somebody else wrote into the database is shown as nothing."""
    if not text or text == "[]":  # the most of them
        return otherwise
    try:
        found = json.loads(text)
    except ValueError:
        return otherwise
    return found if isinstance(found, type(otherwise)) else otherwise
