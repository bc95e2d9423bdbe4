"""What the worker reported during an attempt, recorded as far as it counts."""

from __future__ import annotations

import os

from orchestrator import signals
from orchestrator.engine.work import Work
from orchestrator.lifecycle import Tracked
from orchestrator.model.plan import Phase
from orchestrator.store import attempts, evidence


def collect_signals(work: Work, phase: Phase, tracked: Tracked) -> signals.Collected:
    """Read the attempt's spool and record what counts."""
    attempt = attempts.open_attempt(work.db, work.run_id, phase.id, tracked.attempt)
    spool = os.path.join(work.folder.attempt(work.run_id, phase.id, tracked.attempt), "spool")
    collected = signals.collect(spool, phase.id, attempt.token)
    for name, signal in collected.signals:
        evidence.save_signal(work.db, work.run_id, phase.id, tracked.attempt, signal, name)
    return collected
