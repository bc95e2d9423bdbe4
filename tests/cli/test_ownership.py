from __future__ import annotations

from pathlib import Path

from orchestrator.cli.ownership import state_of
from orchestrator.store.folder import StateFolder


def test_who_owns_a_project_finds_nothing_half_written_there(tmp_path: Path) -> None:
    folder = StateFolder(str(tmp_path))
    with state_of(folder, "run"):
        (tmp_path / ".orchestrator/.gitignore.77.tmp").write_text("half")
    with state_of(folder, "resume"):
        names = {path.name for path in (tmp_path / ".orchestrator").iterdir()}
    assert names >= {".gitignore", "state.db", "lock"}
    assert not [name for name in names if name.endswith(".tmp")]
