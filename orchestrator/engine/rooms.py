"""Where gates run, and what they see: the same for the baseline and for every verification."""

from __future__ import annotations

from orchestrator.engine.work import PROJECT, Work
from orchestrator.gates import GateRoom
from orchestrator.session.command import NESTED


def gate_room(work: Work, root: str) -> GateRoom:
    """A room in this folder: the project, or a clean copy of it."""
    outside = {name: value for name, value in work.environment.items() if name not in NESTED}
    return GateRoom(
        root=root,
        project=work.folder.root,
        environment={**outside, PROJECT: work.folder.root},
        timeout=work.settings.gate_timeout,
        launcher=work.settings.launcher,
        wake=work.wake,
    )
