"""Which commands of a repository could be gates: known from its files, with a program that is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from orchestrator.scaffold.build_checks import build_checks
from orchestrator.scaffold.ci_checks import ci_checks
from orchestrator.scaffold.node_checks import node_checks
from orchestrator.scaffold.python_checks import python_checks
from orchestrator.scaffold.repository import MEANINGS, Candidate, Proposal, Repository
from orchestrator.scaffold.target_checks import target_checks

_SOURCES = (python_checks, node_checks, build_checks)
# They often call what the others found, under another name: they only add what nothing else checks.
_FURTHER = (target_checks, ci_checks)


class Missing(NamedTuple):
    """A check that the repository speaks of and that cannot start here."""

    proposal: Proposal
    program: str  # what is not there


class Found(NamedTuple):
    """What was found in a repository, without repeats, in the order of MEANINGS."""

    proposals: tuple[Proposal, ...]
    missing: tuple[Missing, ...]  # only of what no proposal checks


def proposals(files: Repository) -> tuple[Proposal, ...]:
    """The commands that could be gates of a plan for this repository; each of them can be started."""
    return look(files).proposals


def look(files: Repository) -> Found:
    """The same, with the checks that cannot start."""
    fit: dict[str, Proposal] = {}  # by command
    missing: dict[str, Missing] = {}
    for candidate in (one for source in _SOURCES for one in source(files)):
        _sort(candidate, files, fit, missing)
    for candidate in (one for source in _FURTHER for one in source(files)):
        checked = {proposal.name for proposal in fit.values()}
        if "tests" in checked:
            checked.add("check")  # which mostly runs the tests, too
        if candidate.proposal.name not in checked:
            _sort(candidate, files, fit, missing)
    names = {proposal.name for proposal in fit.values()}
    lacking = tuple(one for one in missing.values() if one.proposal.name not in names)
    return Found(_ordered(fit.values()), lacking)


def _sort(
    candidate: Candidate, files: Repository, fit: dict[str, Proposal], missing: dict[str, Missing]
) -> None:
    """Put a candidate where it belongs."""
    proposal = candidate.proposal
    program = next((word for word in candidate.needs if not files.is_program(word)), None)
    if program is None:
        fit.setdefault(proposal.command, proposal)
    else:
        missing.setdefault(proposal.command, Missing(proposal, program))


def _ordered(found: Iterable[Proposal]) -> tuple[Proposal, ...]:
    order = list(MEANINGS)
    return tuple(sorted(found, key=lambda proposal: order.index(proposal.name)))
