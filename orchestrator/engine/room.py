"""The place in which gates run: the same for a verdict and for a later look."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.gates import GateRoom
from orchestrator.model.configuration import Settings
from orchestrator.process.leftovers import PROJECT
from orchestrator.process.wake import Wake
from orchestrator.redaction import NO_SECRETS, Secrets
from orchestrator.session.command import NESTED
from orchestrator.session.watch import MB


def gate_room(
    project: str,
    settings: Settings,
    environment: Mapping[str, str],
    wake: Wake,
    root: str = "",
    secrets: Secrets = NO_SECRETS,
) -> GateRoom:
    """The room of a project's gates.

    Args:
        project: the project's folder.
        settings: what is in force.
        environment: the user's.
        wake: ends a gate early.
        root: where gates run instead of the project: in a clean copy of it.
    """
    outside = {name: value for name, value in environment.items() if name not in NESTED}
    return GateRoom(
        root=root or project,
        project=project,
        environment={**outside, PROJECT: project},
        timeout=settings.gate_timeout,
        launcher=settings.launcher,
        wake=wake,
        most_bytes=settings.log_limit * MB,
        secrets=secrets,
    )
