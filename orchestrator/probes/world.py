"""Gathers everything that `orchestrate doctor` judges."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.doctor.world import PlanFacts, Refusal, World
from orchestrator.model.configuration import Settings
from orchestrator.probes import around, claude, machine, project
from orchestrator.store.folder import StateFolder


def gather(
    folder: StateFolder,
    settings: Settings,
    environment: Mapping[str, str],
    complaints: tuple[Refusal, ...] = (),
    plan: PlanFacts | None = None,
) -> World:
    """The facts; see `project.gather` for the arguments."""
    return World(
        machine=machine.gather(folder, environment),
        claude=claude.gather(folder.root, settings, environment),
        project=project.gather(folder, settings, environment, complaints, plan),
        notifier=around.notifier(settings.notifications, folder.root, environment),
        sandboxes=tuple(around.sandboxes(folder.root, environment)),
    )
