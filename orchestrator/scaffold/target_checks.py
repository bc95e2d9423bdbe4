"""Targets of a Makefile and recipes of a justfile that are named like checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from orchestrator.scaffold.repository import Candidate, Proposal, Repository, text_of
from orchestrator.scaffold.starts import programs

_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")  # as make looks for them
_JUSTFILES = ("justfile", "Justfile", ".justfile")
_TARGETS = {
    "tests": ("test", "tests", "unit-test", "unittest"),
    "lint": ("lint",),
    "types": ("typecheck", "type-check", "types"),
    "format": ("format-check", "check-format", "fmt-check"),
    "build": ("build",),
    "check": ("check", "verify", "ci"),
}
_RULE = re.compile(r"([^\s#:=][^#:=]*?)[ \t]*::?(?!=)(.*)")
_RECIPE = re.compile(r"@?([A-Za-z_][\w-]*)((?:[ \t]+[^:]*)?):(?!=)")


def target_checks(files: Repository) -> Iterator[Candidate]:
    """Checks that a Makefile or a justfile in the root offers."""
    names = set(files.names(""))
    for program, places, read in (("just", _JUSTFILES, _recipes), ("make", _MAKEFILES, _rules)):
        path = next((name for name in places if name in names), "")
        if path:
            yield from _checks(program, path, read(text_of(files, path)))


def _checks(program: str, path: str, targets: Mapping[str, list[str]]) -> Iterator[Candidate]:
    for name, wanted in _TARGETS.items():
        target = next((one for one in wanted if one in targets), None)
        if target is not None:
            proposal = Proposal(name, f"{program} {target}", f"{path} has '{target}'")
            yield Candidate(proposal, (program, *_needs(targets[target])))


def _needs(recipe: list[str]) -> Iterator[str]:
    for line in recipe:
        yield from programs(line.lstrip("@-+ \t").replace("$$", "$"))


def _rules(text: str) -> dict[str, list[str]]:
    """The targets of a Makefile, each with the lines of its recipe."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.replace("\\\n", " ").split("\n"):
        if line.startswith("\t"):
            current.append(line)
        elif match := _RULE.match(line):
            current = []
            for target in match[1].split():
                current = found.setdefault(target, current)
    return found


def _recipes(text: str) -> dict[str, list[str]]:
    """The recipes of a justfile that can be called without arguments, each with its lines."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.replace("\\\n", " ").split("\n"):
        if line[:1] in (" ", "\t"):
            current.append(line.replace("{{", "$").replace("}}", ""))
        elif match := _RECIPE.match(line):
            current = []
            if all("=" in word or word.startswith("*") for word in match[2].split()):
                found[match[1]] = current
    return found
