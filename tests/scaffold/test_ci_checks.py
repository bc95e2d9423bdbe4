"""Commands that CI runs: only those that mean the same outside of it."""

from __future__ import annotations

import pytest

from orchestrator.scaffold.ci_checks import ci_checks
from tests.scaffold.conftest import Make

WORKFLOW = """\
on: push
jobs:
  test:
    steps:
      - uses: actions/checkout@v4
      - run: pip install -e .
      - name: Lint
        run: ruff check src
      - run: |
          # comment
          uv run mypy src

          python -m pytest -x tests
        env:
          A: b
      - run: >
          cargo test
          --workspace
      - run: "npx eslint ."
"""


def found(make: Make, text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    files = make({".github/workflows/ci.yml": text, ".github/workflows/notes.md": WORKFLOW})
    return [(one.proposal.name, one.proposal.command, one.needs) for one in ci_checks(files)]


def test_simple_commands_that_are_known_as_checks_are_candidates(repository: Make) -> None:
    assert found(repository, WORKFLOW) == [
        ("lint", "ruff check src", ("ruff",)),
        ("types", "uv run mypy src", ("uv",)),
        ("tests", "python -m pytest -x tests", ("python", "pytest")),
        ("lint", "npx eslint .", ("npx", "node_modules/.bin/eslint")),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "pytest ${{ matrix.args }}",
        "pytest && deploy",
        "pytest | tee log",
        "pytest $ARGS",
        "pytesting",
        "cargo publish",
        "ruff check --fix",
        "'pytest \"a b\"'",
    ],
)
def test_what_needs_the_workflow_changes_files_or_is_unknown_is_none(repository: Make, line: str) -> None:
    assert found(repository, f"      - run: {line}\n") == []


def test_commands_of_another_folder_are_none(repository: Make) -> None:
    assert found(repository, "    - run: pytest\n      working-directory: web\n") == []


def test_pre_commit_is_a_check_in_a_git_repository(repository: Make) -> None:
    files = repository({".pre-commit-config.yaml": "", ".git/HEAD": ""})
    assert [one.proposal.command for one in ci_checks(files)] == ["pre-commit run --all-files"]
