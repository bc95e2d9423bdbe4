"""Tools whose bare name is a usual way to write a gate, and how the first word of a shell command is found."""

from __future__ import annotations

import re
from types import MappingProxyType

# A tool stands here when its bare call prints help, waits, changes files or looks at nothing; or so that its
# name is known in any case (`ESLint`) and its absence can be told. A gate must judge the work and never change
# it, which is why formatters are asked to check.
BUILT_IN = MappingProxyType(
    {
        "bandit": "bandit -q -r .",
        "biome": "biome check .",
        "black": "black --check .",
        "bun": "bun test",
        "cargo": "cargo test",
        "cargo fmt": "cargo fmt --check",
        "deno": "deno test",
        "dotnet": "dotnet test",
        "eslint": "eslint .",
        "flake8": "flake8 .",
        "go": "go test ./...",
        "gofmt": 'test -z "$(gofmt -l .)"',
        "golangci-lint": "golangci-lint run",
        "gradle": "gradle check",
        "isort": "isort --check-only .",
        "jest": "jest",
        "mocha": "mocha",
        "mvn": "mvn verify",
        "mypy": "mypy .",
        "nox": "nox",
        "npm": "npm test",
        "phpunit": "phpunit",
        "pnpm": "pnpm test",
        "pre-commit": "pre-commit run --all-files",
        "prettier": "prettier --check .",
        "pylint": "pylint --recursive=y .",
        "pyright": "pyright",
        "pytest": "pytest",
        "rspec": "rspec",
        "rubocop": "rubocop",
        "ruff": "ruff check .",
        "ruff format": "ruff format --check .",
        "swift": "swift test",
        "tox": "tox",
        "tsc": "tsc --noEmit",
        "unittest": "python3 -m unittest",
        "vitest": "vitest run",
        "yarn": "yarn test",
    }
)
PROGRAM_OF = MappingProxyType({"gofmt": "gofmt", "unittest": "python3"})  # elsewhere the first word
PLACES = ("", "node_modules/.bin/", ".venv/bin/", "venv/bin/")  # PATH, then where projects keep their tools

# Builtins and keywords of a POSIX shell that a check can begin with. `set`, `wait`, `read` ... are left out:
# as a first word they are English ("set up the database") far more often than a check.
SHELL_WORDS = frozenset(
    ". : [ case cd command eval exec exit export false for if test trap true type ulimit umask unset until"
    " while".split()
)
_BEFORE = frozenset("! ( { time exec env command sudo nice nohup".split())  # the program comes after these
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=(?:\"[^\"]*\"|'[^']*'|\S)*+(?:\s+|$)")
_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s;&|()<>\"']+)")
_TRIVIAL_TEST = re.compile(r"(?:test|\[)\s+[^\s$`\"';&|<>()!-]+(?:\s+\])?\s*")


def first_word(command: str) -> str:
    """The word that a shell would look up first, after assignments, `!`, `(`, `env` and the like; maybe empty."""
    rest = command.lstrip()
    while rest:
        assigned = _ASSIGNMENT.match(rest)
        if assigned:
            rest = rest[assigned.end() :]
        elif rest[0] in "(":
            rest = rest[1:].lstrip()
        else:
            match = _WORD.match(rest)
            word = next(filter(None, match.groups()), "") if match else ""
            if match is None or word not in _BEFORE:
                return word
            rest = rest[match.end() :].lstrip()
    return ""


def always_true(command: str) -> bool:
    """Whether it is `test word`: any single word is true, so `test everything` would pass for ever."""
    return _TRIVIAL_TEST.fullmatch(command) is not None
