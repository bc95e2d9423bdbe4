"""What `orchestrate clean` removed, as text and as JSON (schemas/clean.schema.json)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from orchestrator.text import plural, printable, size

if TYPE_CHECKING:
    from orchestrator.model.cleaning import Cleaned

VERSION = 1
NOTHING = "Nothing to clean: no evidence is old enough."


def cleaned_text(cleaned: Cleaned) -> str:
    """One line a run, the sum, and what stays."""
    lines = [
        f"run {old.run_id} of {old.plan_path}, ended {old.ended_at[:10]}: {size(old.size)}"
        for old in cleaned.runs
    ]
    lines += [f"draft {draft.draft_id}: {size(draft.size)}" for draft in cleaned.drafts]
    lines.append(_sum(cleaned))
    lines += [f"NOT REMOVED: {problem}" for problem in cleaned.problems]
    lines += [
        f"{path}: the database knows no such run, so it stays, and so do all recorded files of the project;"
        " remove it yourself if nothing needs it"
        for path in cleaned.unknown
    ]
    return printable("\n".join(lines))


def cleaned_json(cleaned: Cleaned) -> str:
    """The same for a program."""
    runs = [
        {"id": old.run_id, "plan": old.plan_path, "ended_at": old.ended_at, "bytes": old.size}
        for old in cleaned.runs
    ]
    data = {
        "version": VERSION,
        "dry_run": cleaned.dry,
        "runs": runs,
        "drafts": [{"id": draft.draft_id, "bytes": draft.size} for draft in cleaned.drafts],
        "snapshot_bytes": cleaned.snapshots,
        "problems": cleaned.problems,
        "unknown": cleaned.unknown,
    }
    return json.dumps(data, indent=2)


def _sum(cleaned: Cleaned) -> str:
    if not cleaned.runs and not cleaned.drafts and not cleaned.snapshots:
        return NOTHING
    total = sum(old.size for old in cleaned.runs) + sum(draft.size for draft in cleaned.drafts)
    drafts = f" and {plural(len(cleaned.drafts), 'draft')}" if cleaned.drafts else ""
    what = f"the evidence of {plural(len(cleaned.runs), 'run')}{drafts}"
    if cleaned.dry:
        return f"Would free {size(total)}: {what}, and recorded files that only they need."
    recorded = f", and {size(cleaned.snapshots)} of recorded files" if cleaned.snapshots else ""
    return f"Freed {size(total + cleaned.snapshots)}: {what}{recorded}."
