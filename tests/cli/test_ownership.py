from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.cli.ownership import state_of
from orchestrator.errors import StoreError
from orchestrator.store import place
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import Holder, holder
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, project
from tests.support import programs
from tests.support.standin import configured

QUIET = "notifications:\n  provider: none\n"


def test_the_state_is_held_while_the_block_runs(tmp_path: Path) -> None:
    folder = StateFolder(str(tmp_path))
    with state_of(folder, "run docs/plan.md") as state:
        state.announce("20261122-140740-3fa2")
        told = holder(folder.lock)
        assert isinstance(told, Holder)
        assert (told.purpose, told.run) == ("run docs/plan.md", "20261122-140740-3fa2")
        assert state.db.rows("SELECT id FROM run") == []
    assert holder(folder.lock) is None


def test_on_a_network_file_system_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("27 1 0:1 / / rw - nfs4 server:/ rw\n")
    monkeypatch.setattr(place, "MOUNTS", str(mounts))
    with pytest.raises(StoreError, match="network file system"), state_of(StateFolder(str(tmp_path)), "run"):
        pass
    assert not (tmp_path / ".orchestrator").exists()


def test_who_owns_a_project_finds_nothing_half_written_there(tmp_path: Path) -> None:
    folder = StateFolder(str(tmp_path))
    with state_of(folder, "run"):
        (tmp_path / ".orchestrator/.gitignore.77.tmp").write_text("half")
    with state_of(folder, "resume"):
        names = {path.name for path in (tmp_path / ".orchestrator").iterdir()}
    assert names >= {".gitignore", "state.db", "lock"}
    assert not [name for name in names if name.endswith(".tmp")]


def test_a_folder_that_is_a_link_to_another_disk_serves_a_whole_run(tmp_path: Path) -> None:
    made = project(tmp_path, PhaseFile("1", "Setup"), config=configured(tmp_path, more=QUIET))
    (made.root / ".orchestrator").rename(tmp_path / "elsewhere")
    (made.root / ".orchestrator").symlink_to(tmp_path / "elsewhere")
    ended = programs.orchestrate("run", MASTER_PLAN, cwd=made.root)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert (tmp_path / "elsewhere" / "state.db").exists()
    assert programs.orchestrate("verify", "--evidence", cwd=made.root).returncode == 0
