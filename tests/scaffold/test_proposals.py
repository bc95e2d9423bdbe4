"""What is proposed can start; the project's own words come first."""

from __future__ import annotations

import json

from orchestrator.scaffold.proposals import look, proposals
from orchestrator.scaffold.repository import Proposal
from tests.scaffold.conftest import Make


def test_nothing_is_proposed_where_nothing_is_found(repository: Make) -> None:
    assert look(repository({"README.md": "pytest"}, "pytest")) == ((), ())


def test_a_check_whose_program_is_not_there_is_told_and_not_proposed(repository: Make) -> None:
    found = look(repository({"pytest.ini": "", "ruff.toml": ""}, "ruff"))
    assert [one.command for one in found.proposals] == ["ruff check ."]
    assert [(one.proposal.command, one.program) for one in found.missing] == [("pytest", "pytest")]


def test_two_languages_in_one_repository_are_both_checked(repository: Make) -> None:
    texts = {"pytest.ini": "", "package.json": json.dumps({"scripts": {"test": "node t", "lint": "node l"}})}
    found = proposals(repository(texts, "pytest", "npm", "node"))
    assert found == (
        Proposal("tests", "pytest", "pytest.ini is there"),
        Proposal("tests", "npm test", "package.json has the script 'test'"),
        Proposal("lint", "npm run lint", "package.json has the script 'lint'"),
    )


def test_a_makefile_adds_only_what_nothing_else_checks(repository: Make) -> None:
    texts = {"pytest.ini": "", "Makefile": "test:\n\tpytest\ncheck: test lint\nlint:\n\techo\n"}
    found = proposals(repository(texts, "pytest", "make"))
    assert [one.command for one in found] == ["pytest", "make lint"]


def test_a_makefile_stands_in_for_a_tool_that_is_not_there(repository: Make) -> None:
    found = look(repository({"pytest.ini": "", "Makefile": "test:\n\t./run.sh\n"}, "make", "./run.sh"))
    assert [one.command for one in found.proposals] == ["make test"]
    assert found.missing == ()


def test_the_same_command_is_proposed_once(repository: Make) -> None:
    run = "      - run: pytest\n      - run: pytest -x\n      - run: mypy src\n"
    found = proposals(repository({"pytest.ini": "", ".github/workflows/ci.yml": run}, "pytest", "mypy"))
    assert [one.command for one in found] == ["pytest", "mypy src"]
