"""What the worker reported during an attempt, recorded as far as it counts."""

from __future__ import annotations

import json
import os
from dataclasses import replace

from orchestrator import signals
from orchestrator.engine.work import Work
from orchestrator.lifecycle import Tracked
from orchestrator.model.plan import Phase
from orchestrator.redaction import Secrets
from orchestrator.store import attempts, evidence


def collect_signals(work: Work, phase: Phase, tracked: Tracked) -> signals.Collected:
    """Read the attempt's spool and record what counts."""
    attempt = attempts.open_attempt(work.db, work.run_id, phase.id, tracked.attempt)
    spool = os.path.join(work.folder.attempt(work.run_id, phase.id, tracked.attempt), "spool")
    collected = _covered(signals.collect(spool, phase.id, attempt.token), work.secrets)
    for name, signal in collected.signals:
        evidence.save_signal(work.db, work.run_id, phase.id, tracked.attempt, signal, name)
    return collected


def _covered(collected: signals.Collected, secrets: Secrets) -> signals.Collected:
    """Without secrets; the phase and the token have been compared with what was written."""
    if not secrets:
        return collected
    kept = (
        (
            name,
            replace(
                signal,
                reason=secrets.text(signal.reason),
                report=json.loads(secrets.text(json.dumps(signal.report))),
            ),
        )
        for name, signal in collected.signals
    )
    return signals.Collected(tuple(kept), tuple(map(secrets.text, collected.refused)))
