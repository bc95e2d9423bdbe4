"""Checks of projects with a package.json: scripts, their manager, and what they need."""

from __future__ import annotations

import json

import pytest

from orchestrator.scaffold.node_checks import node_checks
from orchestrator.scaffold.repository import Candidate
from tests.scaffold.conftest import Make


def candidates(
    make: Make, scripts: dict[str, str], *programs: str, files: tuple[str, ...] = (), **more: str
) -> list[Candidate]:
    texts = {"package.json": json.dumps({"scripts": scripts, **more}), **dict.fromkeys(files, "")}
    return list(node_checks(make(texts, *programs)))


@pytest.mark.parametrize(
    ("lock", "called"),
    [
        ("package-lock.json", ["npm test", "npm run lint"]),
        ("pnpm-lock.yaml", ["pnpm test", "pnpm run lint"]),
        ("yarn.lock", ["yarn test", "yarn run lint"]),
        ("bun.lock", ["bun run test", "bun run lint"]),
        ("other.txt", ["npm test", "npm run lint"]),
    ],
)
def test_the_lock_file_tells_the_manager(repository: Make, lock: str, called: list[str]) -> None:
    found = candidates(repository, {"test": "node t.js", "lint": "node l.js"}, files=(lock,))
    assert [one.proposal.command for one in found] == called


def test_package_json_itself_has_the_last_word_on_the_manager(repository: Make) -> None:
    found = candidates(repository, {"test": "node t"}, files=("yarn.lock",), packageManager="pnpm@9.0.0")
    assert found[0].needs == ("pnpm", "node")


@pytest.mark.parametrize(
    "script",
    [
        'echo "Error: no test specified" && exit 1',
        "jest --watch",
        "react-scripts test --watchAll",
        "eslint . --fix",
        "",
    ],
)
def test_a_script_that_never_ends_or_changes_files_is_no_check(repository: Make, script: str) -> None:
    assert candidates(repository, {"test": script}) == []


@pytest.mark.parametrize("script", ["jest --watch=false", "jest --watchAll=false", "jest --watchman"])
def test_a_script_that_only_looks_like_watching_is_one(repository: Make, script: str) -> None:
    assert [one.proposal.name for one in candidates(repository, {"test": script})] == ["tests"]


def test_a_runner_that_watches_by_default_is_told_not_to(repository: Make) -> None:
    found = candidates(repository, {"test": "react-scripts test"})
    assert found[0].proposal.command == "CI=1 npm test"


def test_a_script_needs_its_programs_and_those_of_the_scripts_that_it_calls(repository: Make) -> None:
    scripts = {"test": "npm run unit && node done.js", "unit": "NODE_ENV=test jest; npm run test"}
    found = candidates(repository, scripts, "node_modules/.bin/jest")
    assert found[0].needs == ("npm", "npm", "node", "node_modules/.bin/jest", "npm")


def test_tools_that_are_set_up_and_installed_need_no_script(repository: Make) -> None:
    files = ("tsconfig.json", "eslint.config.js")
    programs = ("node_modules/.bin/tsc", "node_modules/.bin/eslint")
    found = candidates(repository, {}, *programs, files=files)
    assert [one.proposal.command for one in found] == [
        "node_modules/.bin/tsc --noEmit",
        "node_modules/.bin/eslint .",
    ]


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[]", '{"scripts": []}', '{"scripts": {"test": 5}}', "[" * 100_000]
)
def test_what_cannot_be_read_has_no_checks(repository: Make, text: str) -> None:
    assert list(node_checks(repository({"package.json": text}))) == []
