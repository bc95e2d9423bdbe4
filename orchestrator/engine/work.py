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
from orchestrator.process.run import Wake
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.workspace.opening import Workspace

if TYPE_CHECKING:
    from orchestrator.lifecycle import Lifecycle  # it loads the state machine, which `verify` does without

PROJECT = "ORCHESTRATOR_PROJECT"  # marks every process of ours, so that a later run finds what was left


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
    recent: Recent = field(default_factory=Recent)

    @property
    def places(self) -> tuple[str, ...]:
        """Where sessions and gates write."""
        return room_left.places(self.folder.root, self.folder.path, self.environment)

    @property
    def attempts(self) -> int:
        """How many attempts a phase has in a round."""
        return 1 + self.settings.max_retries
