from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from orchestrator.lifecycle import Lifecycle, Tracked
from orchestrator.model.lifecycle import Trigger
from orchestrator.store import journal, runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder, prepare
from tests.support.made import phase, plan

OLD, NEW = "20261121-000000-0001", "20261122-140740-3fa2"


@contextmanager
def state(root: Path) -> Iterator[Database]:
    """The state of a project, as `run` opens it."""
    folder = StateFolder(str(root))
    prepare(folder)
    with closing(Database(folder.database)) as db:
        yield db


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two runs: an old one that is blocked, and a new one that is under way or interrupted."""
    root = tmp_path / "project"
    (root / "src").mkdir(parents=True)
    small = plan(phase("1", title="Setup caf\u00e9"), phase("2", depends_on=("1",)))
    with state(root) as db:
        for run_id in (OLD, NEW):
            runs.create(db, run_id, small, "{}", "sonnet", {})
        fire(db, OLD, "2", Trigger.BLOCK, "no database")
        fire(db, NEW, "1", Trigger.ASSUME, "started with --phase 2")
        runs.end(db, OLD, 1)
    monkeypatch.chdir(root)
    return root


def fire(db: Database, run_id: str, phase_id: str, trigger: Trigger, reason: str) -> None:
    Lifecycle(lambda step: journal.append(db, run_id, step)).fire(Tracked(phase_id), trigger, reason)
