"""What must hold of the files that a run wrote; every complaint is a sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.crash.record import Record

STATE = ".orchestrator"
# Names that something half-written has until it is whole.
_ASIDE = re.compile(r".*\.tmp|index\..+|.*\.lock")


def whole(root: Path) -> list[str]:
    """Every JSON file is there as a whole, at any moment."""
    wrong = []
    for path in (root / STATE).rglob("*.json"):
        if not path.name.startswith("."):
            try:
                json.loads(path.read_bytes())
            except FileNotFoundError:  # replaced at this very moment
                continue
            except ValueError:
                wrong.append(f"{path.relative_to(root)} is no JSON: {path.read_bytes()[:80]!r}")
    return wrong


def tidy(root: Path) -> list[str]:
    """Nothing half-written lies about once a run has come through."""
    return [
        f"{path.relative_to(root)} was left behind"
        for path in sorted((root / STATE).rglob("*"))
        if _ASIDE.fullmatch(path.name) and "objects" not in path.parts
    ]


def complete(root: Path, record: Record) -> list[str]:
    """Every attempt has its evidence, and every session its files."""
    wrong = []
    for row in record.attempt:
        folder = root / STATE / "runs" / row["run_id"] / row["phase_id"] / str(row["number"])
        verdict = folder / "verdict.json"
        if not verdict.exists():
            wrong.append(f"{verdict.relative_to(root)} is missing")
        elif json.loads(verdict.read_bytes())["decision"] != row["decision"]:
            wrong.append(f"{verdict.relative_to(root)} holds another decision than the database")
    for row in record.session:
        folder = root / STATE / "runs" / row["run_id"] / row["phase_id"] / str(row["attempt"])
        stream = folder / ("session.jsonl" if row["ordinal"] == 1 else f"session-{row['ordinal']}.jsonl")
        finished = stream.exists() and b'"is_error":false' in stream.read_bytes()
        if finished and row["ending"] == "interrupted":
            wrong.append(
                f"{stream.relative_to(root)} holds a result, but its session was taken for interrupted"
            )
    for row in record.gate_result:
        if not (root / row["output_path"]).exists():
            wrong.append(f"{row['output_path']} is missing")
    return wrong


def worked_once(worked: list[str], record: Record) -> list[str]:
    """What the workers themselves noted: no phase was worked on after one that depends on it, and never more
    often than it is recorded.

    Args:
        worked: `PHASE ATTEMPT CLAUDE_ID` for every session that came to work, the oldest first.
        record: where each of them must have a row.
    """
    wrong = []
    phases = [line.split()[0] for line in worked]
    if phases != sorted(phases):
        wrong.append(f"a phase was worked on again after it was done: {' '.join(phases)}")
    if len(worked) > len(record.session):
        wrong.append(f"{len(worked)} sessions worked, but {len(record.session)} are recorded")
    known = {(row["phase_id"], str(row["attempt"]), row["claude_id"]) for row in record.session}
    wrong += [
        f"nobody recorded the session that noted '{line}'"
        for line in worked
        if tuple(line.split()) not in known
    ]
    return wrong
