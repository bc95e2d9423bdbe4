"""Required sub-agents that no session could call, because nothing defines them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from orchestrator.model.plan import Complaint, Phase
from orchestrator.text import nearest, one_line


class Defined(NamedTuple):
    """The sub-agents that a session will know."""

    names: Collection[str]
    places: Sequence[str]  # where definitions were looked for, as to be shown
    incomplete: Mapping[str, str]  # name or file name -> the file of a definition that the CLI passes over


def undefined(phases: Iterable[Phase], known: Defined) -> tuple[Complaint, ...]:
    """A complaint for each required agent without a definition, in the order of the phases.

    Agents of plugins (`plugin:agent`) are taken as defined: a plugin may come from anywhere.
    """
    return tuple(
        _complaint(phase, agent, known)
        for phase in phases
        for agent in phase.agents
        if ":" not in agent and agent not in known.names
    )


def _complaint(phase: Phase, agent: str, known: Defined) -> Complaint:
    problem = f"the required agent '{agent}' is defined nowhere (looked in {', '.join(known.places)})"
    incomplete = known.incomplete.get(agent)
    if incomplete:
        cure = f"give {incomplete} a front matter with 'name: {agent}' and a 'description:'"
    else:
        hint = one_line(nearest(agent, known.names), 200)
        cure = (
            f"write .claude/agents/{agent}.md with 'name: {agent}' and a 'description:', or correct the name"
        )
        cure += f"; {hint}" if hint else ""
    return Complaint(phase.path, 0, "undefined-agent", problem, cure)
