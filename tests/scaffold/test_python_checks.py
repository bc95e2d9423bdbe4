"""Checks of Python projects: what is configured, declared or installed, and how it is started."""

from __future__ import annotations

import pytest

from orchestrator.scaffold.python_checks import python_checks
from tests.scaffold.conftest import Make


def commands(make: Make, texts: dict[str, str], *programs: str) -> list[str]:
    return [found.proposal.command for found in python_checks(make(texts, *programs))]


@pytest.mark.parametrize(
    ("texts", "command"),
    [
        ({"pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-q'\n"}, "pytest"),
        ({"pyproject.toml": "[dependency-groups]\ndev = ['pytest>=8']\n"}, "pytest"),
        ({"pyproject.toml": "[tool.poetry.dependencies]\npytest = '^8'\n"}, "pytest"),
        ({"requirements-dev.txt": "# tests\npytest==8.0\n"}, "pytest"),
        ({"setup.cfg": "[tool:pytest]\n"}, "pytest"),
        ({"tox.ini": "[tox]\n[pytest]\n"}, "pytest"),
        ({"tox.ini": "[tox]\nenvlist = py311\n"}, "tox"),
        ({"noxfile.py": ""}, "nox"),
        ({"tests/test_a.py": "import unittest\n"}, "python3 -m unittest discover tests"),
        ({"ruff.toml": ""}, "ruff check ."),
        ({".flake8": ""}, "flake8 ."),
        ({"mypy.ini": ""}, "mypy ."),
        ({"pyproject.toml": "[tool.mypy]\npackages = ['a']\n"}, "mypy --config-file pyproject.toml"),
        ({"pyproject.toml": "[tool.black]\n"}, "black --check ."),
    ],
)
def test_a_tool_that_the_project_speaks_of_is_a_candidate(
    repository: Make, texts: dict[str, str], command: str
) -> None:
    assert commands(repository, texts) == [command]


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"pyproject.toml": "[project]\nname = 'pytest-extras'\ndependencies = ['pytest-cov']\n"},
        {"pyproject.toml": "this is [no TOML"},
        {"pyproject.toml": "tool = 5\n"},
        {"tests/test_a.py": "import pytest\n"},
        {"requirements.txt": "pytest-xdist\nmypy-extensions\n"},
    ],
)
def test_a_tool_that_nobody_speaks_of_is_none(repository: Make, texts: dict[str, str]) -> None:
    assert commands(repository, texts, "pytest", "ruff", "mypy") == []


def test_the_formatter_of_ruff_is_asked_for_by_a_table_of_its_own(repository: Make) -> None:
    texts = {"pyproject.toml": "[tool.ruff.format]\nquote-style = 'single'\n"}
    assert commands(repository, texts) == ["ruff check .", "ruff format --check ."]


def test_the_environment_of_the_project_comes_before_the_machines(repository: Make) -> None:
    texts = {"pytest.ini": "", "uv.lock": 'name = "pytest"\n'}
    assert commands(repository, texts, "pytest", "uv", ".venv/bin/pytest") == [".venv/bin/pytest"]


@pytest.mark.parametrize(("manager", "lock"), [("uv", "uv.lock"), ("poetry", "poetry.lock")])
def test_a_manager_runs_what_it_has_locked(repository: Make, manager: str, lock: str) -> None:
    texts = {"pytest.ini": "", "ruff.toml": "", lock: '[[package]]\nname = "pytest"\n'}
    assert commands(repository, texts, manager) == [f"{manager} run pytest", "ruff check ."]


def test_it_is_told_where_it_was_found(repository: Make) -> None:
    found = python_checks(repository({"setup.cfg": "[mypy]\n", "pytest.ini": ""}, "venv/bin/ruff"))
    assert [one.proposal.why for one in found] == [
        "pytest.ini is there",
        "venv/bin/ruff is there",
        "setup.cfg has [mypy]",
    ]
