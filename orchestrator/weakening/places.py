"""What a file is for, by its path alone: a table of patterns for each language."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache
from typing import NamedTuple


class Language(Enum):
    """What a file is written in; the last four are those of configuration."""

    PYTHON = auto()
    JAVASCRIPT = auto()  # and TypeScript
    GO = auto()
    RUST = auto()
    JVM = auto()  # Java, Kotlin, Groovy, Scala
    PHP = auto()
    ELIXIR = auto()
    HASH = auto()  # TOML, INI, YAML, shell, make: comments start with #
    SLASH = auto()  # JSON, Gradle, JavaScript configuration: comments start with //
    XML = auto()
    PROSE = auto()


class Role(Enum):
    """What a file is for."""

    COLLECTED = auto()  # a runner finds tests in it
    SUPPORT = auto()  # stands among tests, but no runner collects it
    GATE = auto()  # configures or runs the checks
    SOURCE = auto()
    OTHER = auto()


class Place(NamedTuple):
    """Language and role of a file."""

    language: Language
    role: Role


class _Row(NamedTuple):
    language: Language
    role: Role
    pattern: str  # of the whole path; `(?:.*/)?` is written as `//`


L, R = Language, Role
_TESTS = r"//(?:tests?|testing|spec|__tests__|e2e|integration-tests?)/.*"
# The first row that matches tells.
_ROWS = (
    _Row(L.PROSE, R.OTHER, r"//(?:node_modules|vendor|third_party|\.git)/.*"),
    _Row(L.PROSE, R.OTHER, r".*\.(?:md|mdx|rst|txt|adoc|html?|csv|snap|lock)"),
    _Row(L.PYTHON, R.COLLECTED, r"//(?:test_[^/]*|[^/]*_test|tests)\.py"),
    _Row(L.PYTHON, R.GATE, r"//noxfile\.py"),
    _Row(L.PYTHON, R.SUPPORT, r"//conftest\.py"),
    _Row(L.PYTHON, R.SUPPORT, _TESTS + r"\.pyi?"),
    _Row(L.PYTHON, R.SOURCE, r".*\.pyi?"),
    _Row(
        L.SLASH,
        R.GATE,
        r"//(?:package|[jt]sconfig[^/]*|\.eslintrc|\.mocharc|jest\.config|\.nycrc|\.c8rc)\.jsonc?",
    ),
    _Row(L.SLASH, R.GATE, r"//\.(?:eslintrc|nycrc|c8rc|mocharc)(?:\.[cm]?js)?"),
    _Row(
        L.SLASH,
        R.GATE,
        r"//(?:jest|vitest|vite|karma|eslint|playwright|cypress)\.(?:config|conf|setup)\.[cm]?[jt]s",
    ),
    _Row(L.JAVASCRIPT, R.COLLECTED, r"//[^/]*[._-](?:test|spec|cy|e2e)\.[cm]?[jt]sx?"),
    _Row(
        L.JAVASCRIPT,
        R.COLLECTED,
        r"//(?:__tests__|tests?)/(?!.*(?:helper|fixture|mock|util|setup)).*\.[cm]?[jt]sx?",
    ),
    _Row(L.JAVASCRIPT, R.SUPPORT, _TESTS + r"\.[cm]?[jt]sx?"),
    _Row(L.JAVASCRIPT, R.SOURCE, r".*\.(?:[cm]?[jt]sx?|vue|svelte)"),
    _Row(L.GO, R.COLLECTED, r".*_test\.go"),
    _Row(L.GO, R.SOURCE, r".*\.go"),
    _Row(L.RUST, R.COLLECTED, r"//tests/(?!common/).*\.rs"),
    _Row(L.RUST, R.SOURCE, r".*\.rs"),  # it may hold its own tests: see facts
    _Row(L.SLASH, R.GATE, r"//[^/]*\.gradle(?:\.kts)?|//build\.sbt"),
    _Row(
        L.JVM,
        R.COLLECTED,
        r"//(?:Test[A-Z0-9_][^/]*|[^/]*(?:Tests?|TestCase|IT|Spec|Suite))\.(?:java|kts?|groovy|scala)",
    ),
    _Row(L.JVM, R.SUPPORT, r"//src/\w*[tT]est\w*/.*\.(?:java|kts?|groovy|scala)"),
    _Row(L.JVM, R.SOURCE, r".*\.(?:java|kts?|groovy|scala)"),
    _Row(L.PHP, R.COLLECTED, r"//[^/]*Test\.php"),
    _Row(L.PHP, R.SUPPORT, r"//[tT]ests?/.*\.php"),
    _Row(L.PHP, R.SOURCE, r".*\.php"),
    _Row(L.HASH, R.GATE, r"//mix\.exs"),
    _Row(L.ELIXIR, R.COLLECTED, r".*_test\.exs"),
    _Row(L.ELIXIR, R.SUPPORT, r"//test/.*\.exs?"),
    _Row(L.ELIXIR, R.SOURCE, r".*\.exs?"),
    _Row(L.XML, R.GATE, r"//pom\.xml|//phpunit\.xml(?:\.dist)?"),
    _Row(L.HASH, R.GATE, r"//\.(?:github|circleci|gitlab|ci|buildkite|husky|orchestrator)/.*"),
    _Row(
        L.HASH,
        R.GATE,
        r"//(?:\.gitlab-ci|\.travis|azure-pipelines|bitbucket-pipelines|appveyor|\.?codecov|tox|Taskfile|\.pre-commit-config|\.golangci|\.drone)\.(?:ya?ml|toml)",
    ),
    _Row(
        L.HASH,
        R.GATE,
        r"//(?:pyproject|\.?ruff|Cargo|tarpaulin|\.?tarpaulin|nextest|\.?mypy|\.?pytest)\.toml",
    ),
    _Row(
        L.HASH,
        R.GATE,
        r"//(?:setup|tox|mypy|\.?pytest|\.?flake8|\.?mypy)\.(?:cfg|ini)|//\.(?:flake8|coveragerc|pylintrc)|//pylintrc",
    ),
    _Row(
        L.HASH, R.GATE, r"//(?:GNU)?[mM]akefile|.*\.mk|//[jJ]ustfile|//\.?[dD]ockerfile|.*\.(?:sh|bash|zsh)"
    ),
    _Row(L.HASH, R.GATE, r"//(?:scripts?|bin|ci)/[^./]+"),
    _Row(L.SLASH, R.GATE, r"//Jenkinsfile"),
)
_PLACES = tuple(Place(row.language, row.role) for row in _ROWS)
_ELSEWHERE = Place(L.PROSE, R.OTHER)


@cache
def _table() -> re.Pattern[str]:
    # Compiled at the first use: a start that judges no diff must not pay for it.
    return re.compile("|".join(f"({row.pattern.replace('//', '(?:.*/)?')})" for row in _ROWS), re.DOTALL)


def place(path: str) -> Place:
    """Language and role of the file with this path (relative, with /)."""
    match = _table().fullmatch(path)
    return _PLACES[match.lastindex - 1] if match and match.lastindex else _ELSEWHERE
