"""What keeps the real CLI from working is recognised, sat out, or told to a person at once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.e2e.support.commands import Completed, run_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.e2e.support.state import rows, sessions, status, triggers
from tests.e2e.support.worker import after_trouble as after
from tests.e2e.support.worker import all_done, api_error, bash, done, phase, script, sent_back
from tests.support.scripted_api import ScriptedAPI

SETUP = PhaseFile("1", "Setup")
UNDISTURBED = ["start", "finish", "accept"]

pytestmark = pytest.mark.claude


def run(made: Project, env: dict[str, str], *options: str) -> Completed:
    return run_orchestrate("run", MASTER_PLAN, *options, cwd=made.root, env=env)


def resume(made: Project, env: dict[str, str], *options: str) -> Completed:
    return run_orchestrate("resume", *options, cwd=made.root, env=env)


def limit(seconds: float) -> dict[str, object]:
    """The API refuses because a usage limit is reached, which resets so much later."""
    message = f"You have reached your usage limit|{int(time.time() + seconds)}"
    return api_error(429, "rate_limit_error", message)


def without_retries(env: dict[str, str]) -> dict[str, str]:
    return {**env, "CLAUDE_CODE_MAX_RETRIES": "0"}


def test_a_usage_limit_in_the_middle_is_waited_out_and_the_same_session_goes_on(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config="max_retries: 0\n")
    api.play(script(phase("1", bash("echo one"), limit(8)), after("1", "a usage limit", all_done(SETUP))))
    ended = run(made, without_retries(env))
    assert ended.returncode == 0, ended.stdout
    assert "(usage limit): " in ended.stdout
    first, second = sessions(made)
    assert (second.attempt, second.continues, second.claude_id) == (1, True, first.claude_id)
    assert triggers(made, "1") == UNDISTURBED


def test_a_usage_limit_that_is_not_waited_for_ends_with_its_own_code_and_can_be_resumed(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP)
    api.play(script(phase("1", bash("echo one"), limit(8)), after("1", "a usage limit", all_done(SETUP))))
    ended = run(made, without_retries(env), "--no-wait")
    assert ended.returncode == 5, ended.stdout
    assert "Paused: usage limit: " in ended.stdout
    found = status(made, env)
    assert found["outcome"] == "paused"
    assert "usage limit" in found["paused"]
    again = resume(made, without_retries(env))
    assert again.returncode == 0, again.stdout
    assert [row.attempt for row in sessions(made)] == [1, 1]


def test_who_had_the_limit_raised_goes_on_before_the_announced_reset(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP)
    api.play(script(phase("1", bash("echo one"), limit(7200)), after("1", "a usage limit", all_done(SETUP))))
    assert run(made, without_retries(env), "--no-wait").returncode == 5
    still = resume(made, without_retries(env), "--no-wait")
    assert still.returncode == 5, "nothing was raised as far as anybody knows"
    again = resume(made, without_retries(env), "--now")
    assert again.returncode == 0, again.stdout
    assert [row.attempt for row in sessions(made)] == [1, 1]


def test_an_api_that_is_overloaded_for_a_while_costs_no_attempt(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config="max_retries: 0\n")
    overloaded = api_error(529, "overloaded_error", "Overloaded")
    api.play(script(phase("1", bash("echo one"), overloaded), after("1", "its connection", all_done(SETUP))))
    ended = run(made, without_retries(env))
    assert ended.returncode == 0, ended.stdout
    assert [(row.attempt, row.continues) for row in sessions(made)] == [(1, False), (1, True)]
    assert triggers(made, "1") == UNDISTURBED


def test_an_api_that_cannot_be_reached_blocks_when_its_patience_is_used_up(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config="api_retries: 1\n")
    ended = run(made, {**without_retries(env), "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"})
    assert ended.returncode == 1, ended.stdout
    assert "the API failed 2 sessions (api_retries)" in ended.stdout
    assert len(sessions(made)) == 2
    assert api.requests == []


@pytest.mark.parametrize(
    ("error", "kind", "cure"),
    [
        (api_error(403, "authentication_error", "no"), "authentication", "claude /login"),
        (api_error(400, "invalid_request_error", "Your credit balance is too low"), "billing", "add credit"),
        (api_error(404, "not_found_error", "model: claude-none"), "model", "--model"),
    ],
)
def test_what_only_a_person_can_mend_blocks_at_once_and_says_how(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str], error: dict[str, object], kind: str, cure: str
) -> None:
    made = project(tmp_path, SETUP)
    api.play(script(phase("1", error)))
    ended = run(made, without_retries(env))
    assert ended.returncode == 1, ended.stdout
    reason = status(made, env)["phases"][0]["reason"]
    assert reason.startswith(f"{kind}: ")
    assert cure in reason
    assert len(sessions(made)) == 1


def test_an_invalid_key_blocks_at_once(tmp_path: Path, api: ScriptedAPI, env: dict[str, str]) -> None:
    made = project(tmp_path, SETUP)
    without = {name: value for name, value in env.items() if name != "ANTHROPIC_API_KEY"}
    ended = run(made, without)
    assert ended.returncode == 1, ended.stdout
    assert status(made, env)["phases"][0]["reason"].startswith("authentication: ")
    assert api.requests == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused")
def test_root_without_a_sandbox_blocks_at_once(tmp_path: Path, api: ScriptedAPI, env: dict[str, str]) -> None:
    made = project(tmp_path, SETUP)
    ended = run(made, {name: value for name, value in env.items() if name != "IS_SANDBOX"})
    assert ended.returncode == 1, ended.stdout
    reason = status(made, env)["phases"][0]["reason"]
    assert reason.startswith("root: ")
    assert "IS_SANDBOX=1" in reason
    assert len(sessions(made)) == 1
    assert api.requests == []


def test_an_option_that_the_cli_does_not_know_blocks_at_once(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config="claude:\n  arguments: [--no-such-option]\n")
    ended = run(made, env)
    assert ended.returncode == 1, ended.stdout
    assert status(made, env)["phases"][0]["reason"].startswith("old CLI: ")
    assert (len(sessions(made)), api.requests) == (1, [])


def test_a_budget_of_money_is_handed_to_the_cli_and_can_be_enlarged(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config="budget:\n  usd: 0.0001\n")
    api.play(
        script(phase("1", *[bash(f"echo {n}") for n in range(9)]), after("1", "a budget", all_done(SETUP)))
    )
    ended = run(made, env)
    assert ended.returncode == 5, ended.stdout
    found = status(made, env)
    assert (found["outcome"], found["phases"][0]["state"]) == ("paused", "running")
    assert "budget" in found["paused"]
    assert resume(made, env).returncode == 5, "nothing has changed"
    again = resume(made, env, "--budget", "usd=5")
    assert again.returncode == 0, again.stdout
    first, second = sessions(made)
    assert (second.attempt, second.continues, second.claude_id) == (1, True, first.claude_id)


def test_what_a_conversation_used_is_counted_once_however_the_cli_tells_it(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, PhaseFile("1", "Setup", gates=("test -f ok: there",)))
    api.play(script(phase("1", all_done(SETUP)), sent_back("1", bash("touch ok"), done("1"))))
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    told = rows(made, "SELECT input_tokens, cost_usd FROM session ORDER BY attempt")
    answers = len([request for request in api.requests if request.tools])
    assert sum(tokens for tokens, _ in told) == 100 * answers
    assert told[1][1] < told[0][1], "the repair took fewer answers than the work"
