from __future__ import annotations

from orchestrator.plan.agents import Defined, undefined
from tests.support.made import phase

KNOWN = Defined({"reviewer", "Explore"}, (".claude/agents", "/home/a/.claude/agents"), {"half": "x/half.md"})


def test_what_is_defined_or_comes_from_a_plugin_is_no_complaint() -> None:
    assert undefined([phase(agents=("reviewer", "Explore", "tools:checker")), phase("2")], KNOWN) == ()


def test_an_unknown_agent_is_told_with_the_nearest_name_and_the_places_looked_at() -> None:
    (found,) = undefined([phase("3", agents=("reviewer", "revewer"))], KNOWN)
    assert found.code == "undefined-agent"
    assert str(found) == (
        "docs/phase3.md: the required agent 'revewer' is defined nowhere"
        " (looked in .claude/agents, /home/a/.claude/agents);"
        " write .claude/agents/revewer.md with 'name: revewer' and a 'description:', or correct the name;"
        " did you mean 'reviewer'?"
    )


def test_a_name_in_another_case_is_another_name() -> None:
    assert [one.path for one in undefined([phase(agents=("explore",))], KNOWN)] == ["docs/phase1.md"]


def test_a_definition_that_the_cli_would_pass_over_is_named() -> None:
    (found,) = undefined([phase(agents=("half",))], KNOWN)
    assert found.cure == "give x/half.md a front matter with 'name: half' and a 'description:'"


def test_every_phase_is_told_of_each_of_its_agents() -> None:
    found = undefined([phase("1", agents=("a", "b")), phase("2", agents=("a",))], KNOWN)
    assert [one.path for one in found] == ["docs/phase1.md", "docs/phase1.md", "docs/phase2.md"]
