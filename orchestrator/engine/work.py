"""What every part of a run shares, built once and handed down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestrator.engine import room_left
from orchestrator.engine.recent import Recent
from orchestrator.model.configuration import Settings
from orchestrator.model.happening import Happening
from orchestrator.model.plan import Plan
from orchestrator.patience import Pace
from orchestrator.process.wake import Wake
from orchestrator.redaction import NO_SECRETS, Secrets
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.trouble.wordings import NO_WORDINGS, Wordings
from orchestrator.workspace.opening import Workspace

if TYPE_CHECKING:
    from orchestrator.lifecycle import Lifecycle  # it loads the state machine, which `verify` does without


def _never() -> bool:
    return False


def _unasked() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Work:
    """One run under way."""

    run_id: str
    plan: Plan
    settings: Settings
    folder: StateFolder
    db: Database
    lifecycle: Lifecycle
    environment: Mapping[str, str]  # the user's
    wake: Wake  # set when the run is told to stop
    report: Callable[[Happening], None]
    workspace: Workspace
    frozen: Mapping[str, bytes]  # the plan's files and the configuration as promised
    secrets: Secrets = NO_SECRETS  # what is covered in all that is kept or shown
    recent: Recent = field(default_factory=Recent)
    pace: Pace = field(default_factory=Pace)  # how long troubles are sat out
    wordings: Wordings = NO_WORDINGS  # the user's own, by which the CLI's troubles are known
    told: set[str] = field(default_factory=set)  # the budgets that were said to be nearly used up
    last_phase: Callable[[], bool] = _never  # told to start no further phase
    results: bool = False  # whether somebody wants to see what tools answered
    on_purpose: Callable[[], str] = _unasked  # who asked for an end, when that was no signal of the system

    @property
    def places(self) -> tuple[str, ...]:
        """Where sessions and gates write."""
        return room_left.places(self.folder.root, self.folder.path, self.environment)

    @property
    def attempts(self) -> int:
        """How many attempts a phase has in a round."""
        return 1 + self.settings.max_retries
