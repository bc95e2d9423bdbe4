"""The project of the demonstration is a project like any other."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from orchestrator.configuration.settings import merge
from orchestrator.demo import project
from orchestrator.errors import UsageError
from orchestrator.plan.load import load
from orchestrator.project import ProjectFiles


@pytest.mark.parametrize(
    "python", ["/usr/bin/python3", '/home/a b/it\'s/"python"', "/home/\u00e9\u4e2d/python"]
)
def test_any_interpreter_fits_into_the_configuration(python: str) -> None:
    settings = merge(project.configuration(python, ("/w.py",)).encode(), "config.yaml", {}, {})
    assert settings.claude.command == (python, "-I", "-S", "/w.py")
    assert settings.notifications.provider == "none"


def test_the_plan_has_no_errors_and_says_that_the_worker_is_scripted(tmp_path: Path) -> None:
    project.create(str(tmp_path), sys.executable, ("/w.py",))
    settings = merge((tmp_path / ".orchestrator/config.yaml").read_bytes(), "config.yaml", {}, {})
    plan = load(project.PLAN, ProjectFiles(str(tmp_path), ""), settings.gates)
    assert [phase.depends_on for phase in plan.phases] == [(), ("1",), ("2",)]
    assert plan.phases[2].agents == ("reviewer",)
    assert "**scripted**" in (tmp_path / project.PLAN).read_text()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(UsageError, match=r"not empty; name a new one: `orchestrate demo FOLDER`"):
        project.create(str(tmp_path), sys.executable, ("/w.py",))
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_place_that_cannot_be_written_is_named_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="Not a directory; name a folder that can be written"):
        project.create(str(tmp_path / "file" / "demo"), sys.executable, ("/w.py",))
