"""Everything together, here and now."""

from __future__ import annotations

import os
from pathlib import Path

from orchestrator.doctor.examine import examine
from orchestrator.doctor.world import PlanFacts, Refusal
from orchestrator.model.configuration import Settings
from orchestrator.probes.world import gather
from orchestrator.store.folder import StateFolder


def test_what_was_found_can_be_judged_and_nothing_was_written(tmp_path: Path) -> None:
    plan = PlanFacts("m.md", "Small", 1, 1, ())
    complaint = Refusal("config.yaml:1: no", "yes")
    world = gather(StateFolder(str(tmp_path)), Settings(), os.environ, (complaint,), plan)
    assert (world.project.plan, world.project.complaints) == (plan, (complaint,))
    assert [sandbox.name for sandbox in world.sandboxes] == ["bwrap", "firejail", "docker"]
    assert all(group.checks for group in examine(world))
    assert list(tmp_path.iterdir()) == []
