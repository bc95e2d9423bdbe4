"""What a check says. Pure."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Health(Enum):
    """How much a check matters to somebody who wants to run a plan."""

    OK = "ok"
    WARNING = "warning"  # a run works, with less than one may expect; or it cannot be told
    ERROR = "error"  # a run would be refused, or blocked soon


class Check(NamedTuple):
    """One thing that was looked at."""

    name: str  # stable, kebab-case, for programs: "claude-version"
    health: Health
    found: str
    cure: str = ""  # what to do; empty when there is nothing to do


class Group(NamedTuple):
    """Checks that belong together."""

    name: str
    checks: tuple[Check, ...]


def ok(name: str, found: str) -> Check:
    """All is well."""
    return Check(name, Health.OK, found)


def warning(name: str, found: str, cure: str) -> Check:
    """It works, but."""
    return Check(name, Health.WARNING, found, cure)


def error(name: str, found: str, cure: str) -> Check:
    """It does not work."""
    return Check(name, Health.ERROR, found, cure)


def healthy(groups: tuple[Group, ...]) -> bool:
    """Whether nothing stands in the way of a run."""
    return not count(groups, Health.ERROR)


def count(groups: tuple[Group, ...], health: Health) -> int:
    """How many checks came out so."""
    return sum(check.health is health for group in groups for check in group.checks)
