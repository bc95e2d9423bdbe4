from __future__ import annotations

import pytest

from orchestrator.model.configuration import ClaudeSettings
from orchestrator.session.command import DEFAULTS, FORCED, NESTED, arguments, brings_settings, environment


def test_the_usual_command_is_the_one_of_the_documentation() -> None:
    assert arguments(ClaudeSettings(), "sonnet", "an-id", resume=False) == (
        "claude",
        "--print",
        "--verbose",
        "--output-format",
        "stream-json",
        "--dangerously-skip-permissions",
        "--model",
        "sonnet",
        "--session-id",
        "an-id",
    )


def test_a_session_is_continued_by_its_id() -> None:
    words = arguments(ClaudeSettings(), "opus", "an-id", resume=True)
    assert words[-2:] == ("--resume", "an-id")
    assert "--session-id" not in words


def test_command_permission_mode_and_arguments_are_configuration() -> None:
    claude = ClaudeSettings(("npx", "claude"), ("--max-turns", "5"), permission_mode="acceptEdits")
    words = arguments(claude, "haiku", "an-id", resume=False)
    assert words[:3] == ("npx", "claude", "--print")
    assert words[-2:] == ("--max-turns", "5")
    assert "--permission-mode acceptEdits" in " ".join(words)
    assert "--dangerously-skip-permissions" not in words


@pytest.mark.parametrize("name", sorted(NESTED))
def test_a_session_does_not_take_itself_for_a_part_of_another(name: str) -> None:
    assert name not in environment({name: "1", "PATH": "/bin"}, {}, "/shim")


def test_a_session_sees_the_users_environment_ours_and_what_the_cli_needs() -> None:
    base = {"PATH": "/usr/bin:/bin", "HOME": "/home/me", "ANTHROPIC_API_KEY": "k", "DISABLE_AUTOUPDATER": "0"}
    seen = environment(base, {"ORCHESTRATOR_TOKEN": "t"}, "/shim/bin")
    assert seen["PATH"] == "/shim/bin:/usr/bin:/bin"
    assert (seen["HOME"], seen["ANTHROPIC_API_KEY"], seen["ORCHESTRATOR_TOKEN"]) == ("/home/me", "k", "t")
    assert {name: seen[name] for name in DEFAULTS} == DEFAULTS
    assert {name: seen[name] for name in FORCED} == FORCED


def test_a_session_that_has_nothing_to_report_finds_the_users_programs_alone() -> None:
    assert environment({"PATH": "/usr/bin:/bin"}, {})["PATH"] == "/usr/bin:/bin"


@pytest.mark.parametrize("name", sorted(DEFAULTS))
def test_a_default_gives_way_to_the_user(name: str) -> None:
    assert environment({name: "7"}, {}, "/shim")[name] == "7"


def test_an_outer_run_does_not_speak_for_this_one() -> None:
    assert (
        environment({"ORCHESTRATOR_TOKEN": "old"}, {"ORCHESTRATOR_TOKEN": "new"}, "/shim")[
            "ORCHESTRATOR_TOKEN"
        ]
        == "new"
    )


@pytest.mark.parametrize("base", [{}, {"PATH": ""}])
def test_without_a_path_the_usual_programs_are_still_found(base: dict[str, str]) -> None:
    assert environment(base, {}, "/shim")["PATH"] == "/shim:/bin:/usr/bin"


def test_our_settings_come_before_the_users_arguments() -> None:
    words = arguments(
        ClaudeSettings(arguments=("--max-turns", "5")), "sonnet", "i", resume=False, settings="{}"
    )
    assert words[-4:] == ("--settings", "{}", "--max-turns", "5")


@pytest.mark.parametrize("mine", [("--settings", "mine.json"), ("--settings=mine.json",)])
def test_settings_of_the_user_replace_ours(mine: tuple[str, ...]) -> None:
    claude = ClaudeSettings(arguments=mine)
    assert brings_settings(claude)
    words = arguments(claude, "sonnet", "i", resume=False, settings="{}")
    assert words[-len(mine) :] == mine
    assert "{}" not in words


def test_other_arguments_are_no_settings() -> None:
    assert not brings_settings(ClaudeSettings(arguments=("--setting-sources", "user")))


def test_what_a_session_may_spend_is_handed_down() -> None:
    words = arguments(ClaudeSettings(arguments=("-x",)), "sonnet", "i", resume=True, budget_usd=2.5)
    assert words[-3:] == ("--max-budget-usd", "2.5000", "-x")


@pytest.mark.parametrize("usd", [None, 0, -1.0])
def test_a_bound_that_the_cli_would_refuse_is_left_out(usd: float | None) -> None:
    assert "--max-budget-usd" not in arguments(ClaudeSettings(), "sonnet", "i", resume=False, budget_usd=usd)


def test_the_smallest_rest_is_still_above_nothing() -> None:
    words = arguments(ClaudeSettings(), "sonnet", "i", resume=False, budget_usd=1e-9)
    assert words[-2:] == ("--max-budget-usd", "0.0001")


@pytest.mark.parametrize("mine", [("--max-budget-usd", "9"), ("--max-budget-usd=9",)])
def test_a_bound_of_the_user_replaces_ours(mine: tuple[str, ...]) -> None:
    words = arguments(ClaudeSettings(arguments=mine), "sonnet", "i", resume=False, budget_usd=2.5)
    assert words[-len(mine) :] == mine
    assert "2.5000" not in words
