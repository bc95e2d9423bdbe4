"""The checks of a project with a package.json: its scripts, called by the manager of its lock file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orchestrator.scaffold.repository import Candidate, Proposal, Repository, text_of
from orchestrator.scaffold.starts import programs
from orchestrator.text import read_json

_BIN = "node_modules/.bin/"
_SCRIPTS = {
    "tests": ("test", "tests", "test:unit", "unit"),
    "lint": ("lint", "lint:check", "eslint"),
    "types": ("typecheck", "type-check", "check-types", "check:types", "types", "tsc"),
    "format": ("format:check", "check:format", "fmt:check", "format-check", "prettier:check"),
    "build": ("build",),
    "check": ("check",),
}
_LOCKS = {
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "package-lock.json": "npm",
}
# A gate must end by itself, and must judge the work instead of changing it.
_UNFIT = re.compile(
    r"no test specified|--watch(?:All)?(?!=false)(?![\w-])|--fix\b|--write\b|\bnodemon\b|\bserve\b"
)
_NESTED = re.compile(r"(?:npm|pnpm|yarn|bun)[ \t]+(?:run(?:-script)?[ \t]+)?([\w:.-]+)")


def node_checks(files: Repository) -> Iterator[Candidate]:
    """Checks that package.json and what lies beside it speak of; none where there is no package.json."""
    text = text_of(files, "package.json")
    if not text:
        return
    package = _package(text)
    names = files.names("")
    manager = _manager(package, names)
    scripts = {
        name: script for name, script in _mapping(package, "scripts").items() if isinstance(script, str)
    }
    found: set[str] = set()
    for name, wanted in _SCRIPTS.items():
        script = next((one for one in wanted if scripts.get(one) and not _UNFIT.search(scripts[one])), None)
        if script is not None:
            found.add(name)
            why = f"package.json has the script '{script}'"
            proposal = Proposal(name, _call(manager, script, scripts[script]), why)
            yield Candidate(proposal, (manager, *_needs(script, scripts, files, {script})))
    yield from _without_script(files, names, found)


def _package(text: str) -> Mapping[str, Any]:
    try:
        package = read_json(text)
    except (ValueError, RecursionError):
        return {}
    return package if isinstance(package, dict) else {}


def _mapping(package: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = package.get(key)
    return value if isinstance(value, dict) else {}


def _manager(package: Mapping[str, Any], names: Sequence[str]) -> str:
    """What package.json asks for, else whose lock file is there, else npm."""
    asked = str(package.get("packageManager", "")).partition("@")[0]
    if asked in _LOCKS.values():
        return asked
    return next((manager for lock, manager in _LOCKS.items() if lock in names), "npm")


def _call(manager: str, script: str, text: str) -> str:
    run = f"{manager} test" if script == "test" and manager != "bun" else f"{manager} run {script}"
    return f"CI=1 {run}" if "react-scripts test" in text else run  # it watches where CI is not set


def _needs(script: str, scripts: Mapping[str, str], files: Repository, seen: set[str]) -> Iterator[str]:
    """The programs of a script and of the scripts that it calls; node_modules is looked into first."""
    text = scripts[script]
    for word in programs(text):
        yield _BIN + word if files.is_program(_BIN + word) else word
    for called in _NESTED.findall(text):
        if called in scripts and called not in seen:
            seen.add(called)
            yield from _needs(called, scripts, files, seen)


def _without_script(files: Repository, names: Sequence[str], found: set[str]) -> Iterator[Candidate]:
    """Tools that are set up and installed, though no script calls them."""
    if "types" not in found and "tsconfig.json" in names and files.is_program(_BIN + "tsc"):
        yield Candidate(Proposal("types", f"{_BIN}tsc --noEmit", "tsconfig.json is there"), (_BIN + "tsc",))
    rules = next((name for name in names if name.startswith(("eslint.config.", ".eslintrc"))), "")
    if "lint" not in found and rules and files.is_program(_BIN + "eslint"):
        yield Candidate(Proposal("lint", f"{_BIN}eslint .", f"{rules} is there"), (_BIN + "eslint",))
