"""Targets of Makefiles and justfiles."""

from __future__ import annotations

import pytest

from orchestrator.scaffold.target_checks import target_checks
from tests.scaffold.conftest import Make

MAKEFILE = """\
SRC := src
test.flags ?= -q
.PHONY: test lint

test: build  ## run the tests
\t@$(PYTHON) -m pytest
\t-echo done && ./report.sh
lint typecheck:
\tshellcheck *.sh \\
\t  && mypy .
build:
"""
JUSTFILE = """\
set shell := ["sh", "-c"]
test *args:
    @cargo test {{args}}
lint path:
    ruff check {{path}}
check kind="all":
    {{tool}} check
"""


def test_the_targets_of_a_makefile_that_are_named_like_checks(repository: Make) -> None:
    found = list(target_checks(repository({"Makefile": MAKEFILE})))
    assert [(one.proposal.command, one.needs) for one in found] == [
        ("make test", ("make", "./report.sh")),
        ("make lint", ("make", "shellcheck", "mypy")),
        ("make typecheck", ("make", "shellcheck", "mypy")),
        ("make build", ("make",)),
    ]
    assert found[0].proposal.why == "Makefile has 'test'"


def test_the_recipes_of_a_justfile_that_need_no_argument(repository: Make) -> None:
    found = list(target_checks(repository({"justfile": JUSTFILE})))
    assert [(one.proposal.command, one.needs) for one in found] == [
        ("just test", ("just", "cargo")),
        ("just check", ("just",)),
    ]


@pytest.mark.parametrize("text", ["", "test = 5\n", "test := x\n", "# test:\n", "\ttest:\n", "tests-all:\n"])
def test_what_is_no_target_is_no_check(repository: Make, text: str) -> None:
    assert list(target_checks(repository({"Makefile": text, "justfile": text}))) == []


def test_the_makefile_that_make_reads_first_counts(repository: Make) -> None:
    texts = {"Makefile": "lint:\n", "GNUmakefile": "test:\n"}
    assert [one.proposal.why for one in target_checks(repository(texts))] == ["GNUmakefile has 'test'"]
