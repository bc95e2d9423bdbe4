"""A project, and both ways to record it."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.workspace.opening import Workspace
from tests.workspace.support import WAYS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty project without version control."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture(params=sorted(WAYS))
def workspace(request: pytest.FixtureRequest, root: Path) -> Workspace:
    """The project's workspace, with git and without."""
    return WAYS[request.param](root)
