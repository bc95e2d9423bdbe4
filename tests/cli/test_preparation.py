"""What is found before anything is started: sub-agents that nothing defines."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from orchestrator.store import runs
from orchestrator.views.plan import dumps, plan_data
from tests.cli.conftest import state
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.support import programs
from tests.support.made import phase, plan

REVIEWED = PhaseFile("1", "Setup", agents=("revewer", "Explore"))


def made(tmp_path: Path, *, config: str = "", agents: tuple[str, ...] = ("reviewer",)) -> Project:
    return project(tmp_path, REVIEWED, config=config, agents=agents)


@pytest.mark.parametrize("arguments", [("--dry-run",), ("--dry-run", "--json"), ()])
def test_a_plan_with_an_undefined_agent_is_never_started(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    within = made(tmp_path)
    ended = programs.orchestrate("run", MASTER_PLAN, *arguments, cwd=within.root)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"{REVIEWED.path}: the required agent 'revewer' is defined nowhere" in ended.stderr
    assert "(looked in .claude/agents, " in ended.stderr
    assert "did you mean 'reviewer'?" in ended.stderr
    assert "Explore" not in ended.stderr
    assert not (within.root / ".orchestrator").exists()


@pytest.mark.parametrize(
    ("config", "agents"),
    [
        ("", ("revewer",)),
        ("claude:\n  arguments: [--agents, '{\"revewer\": {}}']\n", ()),
        (f"launcher: ['{sys.executable}']\n", ()),
    ],
)
def test_a_defined_agent_is_no_error_and_behind_a_launcher_nobody_can_tell(
    tmp_path: Path, config: str, agents: tuple[str, ...]
) -> None:
    within = made(tmp_path, config=config, agents=agents)
    ended = programs.orchestrate("run", MASTER_PLAN, "--dry-run", "--json", cwd=within.root)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["plan"]["phases"][0]["agents"] == ["revewer", "Explore"]


def test_resume_looks_for_definitions_too(tmp_path: Path) -> None:
    within = made(tmp_path)
    before = plan(phase("1"))
    with state(within.root) as db:
        runs.create(db, "r", before._replace(path=MASTER_PLAN), dumps(plan_data(before)), "sonnet", {})
    ended = programs.orchestrate("resume", cwd=within.root)
    assert ended.returncode == 2
    assert "the required agent 'revewer' is defined nowhere" in ended.stderr
