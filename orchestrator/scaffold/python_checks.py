"""The checks of a Python project: tools that it configures, declares or has in its own environment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from orchestrator.scaffold.repository import Candidate, Proposal, Repository, text_of

_ENVIRONMENTS = (".venv/bin/", "venv/bin/")
_DECLARED_IN = (
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
    "dev-requirements.txt",
    "setup.cfg",
)
_READ = 5  # files of a test folder that are looked into


class _Tool(NamedTuple):
    name: str
    command: str  # begins with its program
    tables: tuple[str, ...]  # in pyproject.toml, below [tool]
    files: tuple[str, ...] = ()  # of its own, in the root
    sections: tuple[str, ...] = ()  # of setup.cfg and tox.ini
    declared: bool = True  # to be among the dependencies is enough

    @property
    def program(self) -> str:
        return self.command.partition(" ")[0]


_TOOLS = (
    _Tool(
        "tests",
        "pytest",
        ("pytest",),
        ("pytest.ini", ".pytest.ini", "conftest.py"),
        ("tool:pytest", "pytest"),
    ),
    _Tool("lint", "ruff check .", ("ruff",), ("ruff.toml", ".ruff.toml")),
    _Tool("lint", "flake8 .", ("flake8",), (".flake8",), ("flake8",)),
    _Tool("lint", "pylint --recursive=y .", ("pylint",), (".pylintrc", "pylintrc"), declared=False),
    _Tool("types", "mypy .", ("mypy",), ("mypy.ini", ".mypy.ini"), ("mypy",)),
    _Tool("types", "pyright", ("pyright",), ("pyrightconfig.json",)),
    _Tool("format", "ruff format --check .", ("ruff.format",), declared=False),
    _Tool("format", "black --check .", ("black",)),
)


def python_checks(files: Repository) -> Iterator[Candidate]:
    """Checks that the files of a Python project speak of; none in another project."""
    names = set(files.names(""))
    tables = _tables(files)
    has_tests = False
    for tool in _TOOLS:
        why = _why(tool, files, names, tables)
        if why:
            has_tests |= tool.name == "tests"
            yield _candidate(tool, why, files, tables)
    if not has_tests:
        yield from _other_tests(files, names)


def _tables(files: Repository) -> dict[str, Any]:
    """What stands below [tool] in pyproject.toml; nothing when it cannot be read."""
    text = text_of(files, "pyproject.toml")
    if not text:
        return {}
    import tomllib  # only a project with this file needs it

    try:
        tool = tomllib.loads(text).get("tool")
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return tool if isinstance(tool, dict) else {}


def _why(tool: _Tool, files: Repository, names: set[str], tables: dict[str, Any]) -> str:
    """Where the project speaks of a tool; empty when it does not."""
    reasons = [_configured(tool, files, names, tables)]
    if tool.declared:
        reasons += [_declared(tool.program, files, names), _installed(tool.program, files)]
    return next(filter(None, reasons), "")


def _configured(tool: _Tool, files: Repository, names: set[str], tables: dict[str, Any]) -> str:
    for table in tool.tables:
        if _below(tables, table) is not None:
            return f"pyproject.toml has [tool.{table}]"
    for name in tool.files:
        if name in names:
            return f"{name} is there"
    for name in ("setup.cfg", "tox.ini"):
        for section in tool.sections:
            if name in names and f"[{section}]" in text_of(files, name):
                return f"{name} has [{section}]"
    return ""


def _declared(program: str, files: Repository, names: set[str]) -> str:
    for name in _DECLARED_IN:
        if name in names and re.search(_declaration(program), text_of(files, name)):
            return f"{name} names {program}"
    return ""


def _installed(program: str, files: Repository) -> str:
    place = next((place for place in _ENVIRONMENTS if files.is_program(place + program)), "")
    return f"{place}{program} is there" if place else ""


def _declaration(program: str) -> str:
    """`"pytest>=8"` in a list of TOML, `pytest = "^8"` of Poetry, `pytest==8` in a line of requirements."""
    return rf"(?m)(?:[\"']|^[ \t]*){program}(?![\w.-])(?:[\"'\[<>=~!; \t]|$)"


def _below(tables: dict[str, Any], dotted: str) -> object:
    found: Any = tables
    for key in dotted.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _candidate(tool: _Tool, why: str, files: Repository, tables: dict[str, Any]) -> Candidate:
    command = tool.command
    if command == "mypy ." and {"files", "packages", "modules"} & _keys(tables.get("mypy")):
        command = "mypy --config-file pyproject.toml"  # a path would overrule what is configured
    before, needs = _how(tool.program, files)
    return Candidate(Proposal(tool.name, before + command, why), (needs,))


def _keys(table: object) -> set[str]:
    return set(table) if isinstance(table, dict) else set()


def _how(program: str, files: Repository) -> tuple[str, str]:
    """What to write before a program of Python, and the program that has to be there then.

    The project's own environment comes first: a program elsewhere may lack the project's dependencies.
    """
    for place in _ENVIRONMENTS:
        if files.is_program(place + program):
            return place, place + program
    for manager, lock in (("uv", "uv.lock"), ("poetry", "poetry.lock")):
        if files.is_program(manager) and f'name = "{program}"' in text_of(files, lock):
            return f"{manager} run ", manager
    return "", program


def _other_tests(files: Repository, names: set[str]) -> Iterator[Candidate]:
    """Tests without pytest."""
    if "tox.ini" in names and "[tox]" in text_of(files, "tox.ini"):
        yield Candidate(Proposal("tests", "tox", "tox.ini is there"), ("tox",))
    elif "noxfile.py" in names:
        yield Candidate(Proposal("tests", "nox", "noxfile.py is there"), ("nox",))
    elif any("unittest" in text_of(files, path) for path in _test_files(files)):
        before, needs = _how("python", files)
        python = "python" if before else "python3"
        command = f"{before}{python} -m unittest discover tests"
        yield Candidate(
            Proposal("tests", command, "tests/ holds tests of unittest"), (needs if before else python,)
        )


def _test_files(files: Repository) -> list[str]:
    named = [name for name in files.names("tests") if name.startswith("test") and name.endswith(".py")]
    return [f"tests/{name}" for name in named[:_READ]]
