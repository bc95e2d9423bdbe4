"""Tools whose bare name is a usual way to write a gate, and what a shell would look up first in a command."""

from __future__ import annotations

import re
from types import MappingProxyType

# A tool stands here when its bare call prints help, waits, changes files or looks at nothing; or so that
# its name is known in any case (`ESLint`) and its absence can be told. A gate must judge the work and never
# change it, which is why formatters are asked to check.
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

# Builtins of a POSIX shell that a check can begin with. `set`, `export`, `type`, `wait` ... are left out: as
# a first word they are English ("set up the database", which a shell passes) far more often than a check.
_BUILTINS = frozenset({".", ":", "[", "cd", "command", "echo", "eval", "exec", "exit", "false", "printf"})
_CLOSED_BY = MappingProxyType({"if": "fi", "for": "done", "while": "done", "until": "done", "case": "esac"})
_BEFORE = frozenset(
    {"!", "{", "time", "exec", "env", "command", "sudo", "nice", "nohup"}
)  # a program follows
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=(?:\"[^\"]*\"|'[^']*'|\S)*+(?:\s+|$)")
_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s;&|()<>\"']+)")
# Compiled at its first use: few commands begin like this.
_ALWAYS_TRUE = r"(?:test|\[)\s+[^\s$`\"';&|<>()!-]+(?:\s+\])?\s*|(?:true|:)\s[\w\s]+"


def first_word(command: str) -> str:
    """The word that names the program, after assignments, `!`, `(`, `env` and the like; maybe empty."""
    rest = command.lstrip()
    while rest:
        assigned = _ASSIGNMENT.match(rest)
        if assigned:
            rest = rest[assigned.end() :]
        elif rest[0] == "(":
            rest = rest.lstrip("( \t")
        else:
            match = _WORD.match(rest)
            word = next(filter(None, match.groups()), "") if match else ""
            if match is None or word not in _BEFORE:
                return word
            rest = rest[match.end() :].lstrip()
            if rest.startswith("-"):  # options of the word itself: `command -v x`, `env -i x`
                return word
    return ""


def is_shell(word: str, command: str) -> bool:
    """Whether a first word is a builtin that suits a check, or opens a compound command that is closed."""
    if word in _CLOSED_BY:
        return _CLOSED_BY[word] in re.split(r"[\s;]+", command)
    return word in _BUILTINS or word in ("test", "true")


def always_true(command: str) -> bool:
    """Whether it is `test word` or `true word`: prose that a shell would pass for ever."""
    return command.startswith(("test", "[", "true", ":")) and bool(re.fullmatch(_ALWAYS_TRUE, command))
