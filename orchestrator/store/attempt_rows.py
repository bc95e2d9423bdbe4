"""Values of attempts and their sessions, out of rows and into columns."""

from __future__ import annotations

import json
import sqlite3

from orchestrator.model.attempts import Base, Session
from orchestrator.model.evidence import Finding, FindingKind, Severity
from orchestrator.model.session import (
    AgentRun,
    AgentStatus,
    Ending,
    ExitRecord,
    Outcome,
    Trouble,
    TroubleKind,
)


def trouble_text(trouble: Trouble | None) -> str | None:
    """A trouble as it is stored; see `_trouble`."""
    if trouble is None:
        return None
    return json.dumps({"kind": trouble.kind.value, "said": trouble.said, "resets_at": trouble.resets_at})


def _trouble(text: str | None) -> Trouble | None:
    if text is None:
        return None
    found = json.loads(text)
    return Trouble(TroubleKind(found["kind"]), found["said"], found["resets_at"])


def left_behind(ended: ExitRecord) -> tuple[str, ...]:
    """What lived on after a session that we stopped is our doing, not the worker's."""
    return () if ended.stopped_by else ended.left_behind


def base(row: sqlite3.Row) -> Base | None:
    """What the attempts of a round are compared with, of a row of `attempt`."""
    if row["base_tree"] is None:
        return None
    ignores = json.loads(row["ignores"])
    return Base(
        tree=row["base_tree"],
        protected=row["protected"],
        ignores={path: content.encode("latin-1") for path, content in ignores.items()},
    )


def finding(row: sqlite3.Row) -> Finding:
    """Of a row of `finding`."""
    return Finding(
        FindingKind(row["kind"]), Severity(row["severity"]), row["message"], row["detail"], row["accepted"]
    )


def session(row: sqlite3.Row) -> Session:
    """Of a row of `session`."""
    outcome = None
    if row["ending"] is not None:
        trouble = _trouble(row["trouble"])
        outcome = Outcome(Ending(row["ending"]), row["reason"], bool(row["resumable"]), trouble)
    agents = json.loads(row["summary"])["agents"] if row["summary"] else []
    return Session(
        attempt=row["attempt"],
        ordinal=row["ordinal"],
        claude_id=row["claude_id"],
        continues=bool(row["continues"]),
        outcome=outcome,
        agents=tuple(
            AgentRun(item["agent"], item["tool_use_id"], AgentStatus(item["status"])) for item in agents
        ),
        left_behind=tuple(json.loads(row["left_behind"] or "[]")),
        notes=row["notes"] or "",
        retry_at=row["retry_at"],
        did_something=row["output_tokens"] > 0,
    )
