from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.store import runs
from orchestrator.store.database import Database
from tests.support.made import phase, plan


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A new database, which gives up soon."""
    opened = Database(str(tmp_path / "state.db"), patience=0.05)
    yield opened
    opened.close()


@pytest.fixture
def run_id(db: Database) -> str:
    """A run of a plan with two phases."""
    runs.create(
        db, "20261122-140740-3fa2", plan(phase("1"), phase("2", depends_on=("1",))), "{}", "sonnet", {}
    )
    return "20261122-140740-3fa2"
