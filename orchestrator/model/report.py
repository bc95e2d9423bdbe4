"""A whole run as it is reported: one value for the page, for text, for machines."""

from __future__ import annotations

from typing import NamedTuple

from orchestrator.model.dossier import AttemptEntry, HistoryEntry
from orchestrator.model.records import PhaseRecord, RunRecord
from orchestrator.model.statistics import Statistics


class FileChange(NamedTuple):
    """What an attempt did to one file."""

    path: str
    added: int  # lines
    removed: int  # lines


class ReportAttempt(NamedTuple):
    """One attempt: its evidence without prompts, and its diff as statistics."""

    entry: AttemptEntry  # its `diff` and the prompts of its sessions are None, see `diff_path`
    changed: tuple[FileChange, ...]  # compared with the state before the round of attempts


class ReportPhase(NamedTuple):
    """One phase with all its attempts."""

    record: PhaseRecord
    depends_on: tuple[str, ...]  # ids, as the plan says them
    history: tuple[HistoryEntry, ...]
    attempts: tuple[ReportAttempt, ...]


class Report(NamedTuple):
    """One run with all that led to its outcome."""

    run: RunRecord  # its phases in the order of the plan
    outcome: str  # running, paused, interrupted, done, blocked
    project: str  # name of the project's folder
    made_at: str  # ISO 8601 in UTC, when this was read
    phases: tuple[ReportPhase, ...]
    statistics: Statistics  # of this run
