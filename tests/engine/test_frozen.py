from __future__ import annotations

import os
from pathlib import Path

from orchestrator.engine.frozen import edited, freeze
from orchestrator.store.folder import StateFolder
from tests.support.made import plan


def test_a_pipe_or_a_device_in_the_place_of_a_plan_file_holds_nobody_up(
    tmp_path: Path,
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/master-plan.md").write_text("# Plan\n")
    (tmp_path / "docs/phase1.md").write_text("# Phase\n")
    folder = StateFolder(str(tmp_path))
    frozen = {path: content for path, content in freeze(folder, plan()).items() if content is not None}
    assert edited(folder, frozen, plan()) == ()
    for name in frozen:
        (tmp_path / name).unlink()
    os.mkfifo(tmp_path / "docs/master-plan.md")
    (tmp_path / "docs/phase1.md").symlink_to("/dev/zero")
    assert edited(folder, frozen, plan()) == ("docs/master-plan.md", "docs/phase1.md")
