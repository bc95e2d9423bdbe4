"""Gathers the evidence of an attempt, independently of what its session said, and judges it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from enum import Enum
from typing import Any

from orchestrator.engine.gathering import gather
from orchestrator.engine.openings import chain
from orchestrator.engine.work import Work
from orchestrator.files import make_private, sweep, write_private
from orchestrator.findings import findings
from orchestrator.lifecycle import Tracked
from orchestrator.model.evidence import Finding, Verdict
from orchestrator.model.plan import Phase
from orchestrator.model.session import Outcome
from orchestrator.redacting import redact_folder
from orchestrator.session.run import COPIES
from orchestrator.store import attempt_files, attempts
from orchestrator.store.sealing import seal_attempt
from orchestrator.verdict import Circumstances, judge


def verify(work: Work, phase: Phase, tracked: Tracked) -> Verdict:
    """Run the gates, look at everything else the contract asks for, and decide.

    Raises:
        Stopped: the run was told to stop; verifying again later does no harm.
    """
    sessions = attempts.sessions(work.db, work.run_id, phase.id)
    outcome = sessions[-1].outcome
    assert outcome is not None, "a phase is verified after its session was closed"
    gathered = gather(work, phase, tracked, chain(sessions), outcome)
    before = _unmoved(work, phase, tracked)
    return judge(findings(phase, gathered), circumstances(work, tracked, outcome, before))


def circumstances(
    work: Work, tracked: Tracked, outcome: Outcome, before: tuple[Finding, ...] | None = None
) -> Circumstances:
    """What a verdict on this attempt depends on besides its findings."""
    return Circumstances(
        attempts_used=tracked.attempt - tracked.first_attempt + 1,
        attempts_allowed=work.attempts,
        resumable=outcome.resumable,
        strict=work.settings.strict_compliance,
        before=before,
    )


def _unmoved(work: Work, phase: Phase, tracked: Tracked) -> tuple[Finding, ...] | None:
    """The findings of the attempt before, when this one left the project's files exactly as that one did."""
    if tracked.attempt == tracked.first_attempt:
        return None
    this = attempts.attempt(work.db, work.run_id, phase.id, tracked.attempt)
    last = attempts.attempt(work.db, work.run_id, phase.id, tracked.attempt - 1)
    same = this is not None and last is not None and this.tree != "" and this.tree == last.tree
    return last.findings if last is not None and same else None


def save_verdict(work: Work, phase: Phase, tracked: Tracked, verdict: Verdict) -> None:
    """Record a verdict in the database and beside the other evidence of its attempt, and seal all of it."""
    folder = work.folder.attempt(work.run_id, phase.id, tracked.attempt)
    make_private(folder)
    redact_folder(folder, work.secrets, COPIES)
    text = json.dumps(_plain(asdict(verdict)), indent=2) + "\n"
    write_private(os.path.join(folder, "verdict.json"), text)
    for place in (folder, work.folder.baseline(work.run_id, phase.id)):
        sweep(place)  # what is half-written because somebody was killed is no evidence
    files = attempt_files.digests(folder)
    with work.db.atomic():
        attempts.close_attempt(work.db, work.run_id, phase.id, tracked.attempt, verdict)
        seal_attempt(work.db, work.run_id, phase.id, tracked.attempt, work.folder, files)


def _plain(value: Any) -> Any:
    """Enums as their values, for JSON."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value
