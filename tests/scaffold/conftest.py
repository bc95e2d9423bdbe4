from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.project import ProjectFiles

Make = Callable[..., ProjectFiles]


@pytest.fixture
def repository(tmp_path: Path) -> Make:
    """Makes a project from texts by path and names of programs, those with a slash being its own."""

    def make(texts: dict[str, str], *programs: str) -> ProjectFiles:
        root, tools = tmp_path / "project", tmp_path / "tools"
        tools.mkdir()
        for path, text in texts.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        for word in programs:
            program = (root if "/" in word else tools) / word
            program.parent.mkdir(parents=True, exist_ok=True)
            program.write_text("#!/bin/sh\n")
            program.chmod(0o755)
        return ProjectFiles(str(root), str(tools))

    return make
