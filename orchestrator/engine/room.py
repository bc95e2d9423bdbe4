"""The place in which gates run: the same for a verdict and for a later look."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.engine.work import PROJECT
from orchestrator.gates import GateRoom
from orchestrator.model.configuration import Settings
from orchestrator.process.run import Wake
from orchestrator.session.command import NESTED


def gate_room(root: str, settings: Settings, environment: Mapping[str, str], wake: Wake) -> GateRoom:
    """The room of a project's gates; `environment` is the user's."""
    outside = {name: value for name, value in environment.items() if name not in NESTED}
    return GateRoom(
        root=root,
        environment={**outside, PROJECT: root},
        timeout=settings.gate_timeout,
        launcher=settings.launcher,
        wake=wake,
    )
