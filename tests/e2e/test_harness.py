"""The harness itself: the real CLI does what the scripts of the worker say."""

from __future__ import annotations

import os
import signal
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.support import survivors
from tests.e2e.support.commands import CLAUDE, Completed, environment, run_claude, run_orchestrate, start
from tests.e2e.support.project import PhaseFile, Project, project
from tests.e2e.support.worker import (
    agent,
    api_error,
    bash,
    done,
    edit,
    expecting,
    notes,
    phase,
    read,
    say,
    script,
    sent_back,
    silence,
    stay,
    subagent,
    tick,
    together,
    tool,
    write,
)
from tests.support.scripted_api import ScriptedAPI
from tests.support.waiting import wait_until

SETUP = PhaseFile("1", "Setup", tasks=("Create it", "Check it"), agents=("doc-sync",))
PROMPT = "Phase 1: Setup\n\nRead docs/phase1-setup.md and do what it says."


@pytest.fixture
def made(tmp_path: Path) -> Project:
    return project(tmp_path, SETUP, agents=("doc-sync",))


def result(ended: Completed) -> dict[str, Any]:
    return [event for event in ended.events() if event["type"] == "result"][-1]


def tool_results(ended: Completed) -> list[dict[str, Any]]:
    contents = [event["message"]["content"] for event in ended.events() if event["type"] == "user"]
    return [block for blocks in contents for block in blocks if block["type"] == "tool_result"]


@pytest.mark.claude
def test_the_tools_of_a_script_really_run(made: Project, api: ScriptedAPI, env: dict[str, str]) -> None:
    api.play(
        script(
            phase(
                "1",
                read(SETUP.path),
                expecting("Create it", write("src/a.py", "x = 1\n")),
                edit("src/a.py", "x = 1", "x = 2"),
                together(say("Ticking."), tick(SETUP.path), notes(SETUP.notes)),
                bash("cat src/a.py; exit 3"),
                expecting("x = 2", say("All is there.")),
            )
        )
    )
    ended = run_claude(PROMPT, cwd=made.root, env=env)
    assert ended.returncode == 0
    assert result(ended)["result"] == "All is there."
    assert made.read("src/a.py") == "x = 2\n"
    assert "- [x] Create it\n- [x] Check it\n" in made.read(SETUP.path)
    assert "## Key Decisions" in made.read(SETUP.notes)
    assert [block.get("is_error", False) for block in tool_results(ended)] == [False] * 5 + [True]


@pytest.mark.claude
def test_a_worker_reports_through_the_command_that_it_finds(
    made: Project, api: ScriptedAPI, env: dict[str, str], tmp_path: Path
) -> None:
    shim = tmp_path / "shim" / "orchestrate"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {tmp_path}/reported\n')
    shim.chmod(0o755)
    api.play(script(phase("1", done("1", "blocked", "it's missing"))))
    run_claude(PROMPT, cwd=made.root, env={**env, "PATH": f"{shim.parent}:{env['PATH']}"})
    reported = (tmp_path / "reported").read_text()
    assert reported == "done|--phase|1|--status|blocked|--reason|it's missing|"


@pytest.mark.claude
def test_a_sub_agent_really_starts(made: Project, api: ScriptedAPI, env: dict[str, str]) -> None:
    api.play(
        script(
            phase("1", agent("doc-sync", "sync the docs"), expecting("In sync.", say("Finished."))),
            subagent("sync the docs", bash("echo from the agent > agent.txt"), say("In sync.")),
        )
    )
    ended = run_claude(PROMPT, cwd=made.root, env=env)
    started = [event for event in ended.events() if event.get("subtype") == "task_started"]
    assert [(event["task_type"], event["subagent_type"]) for event in started] == [
        ("local_agent", "doc-sync")
    ]
    assert made.read("agent.txt") == "from the agent\n"
    assert result(ended)["is_error"] is False


@pytest.mark.claude
def test_a_session_keeps_its_id_and_goes_on_when_it_is_sent_back(
    made: Project, api: ScriptedAPI, env: dict[str, str]
) -> None:
    api.play(
        script(
            phase("1", write("a.txt", "wrong\n")),
            sent_back("1", bash("echo right > a.txt"), say("Repaired.")),
        )
    )
    session = str(uuid.uuid4())
    first = run_claude(PROMPT, "--session-id", session, cwd=made.root, env=env)
    assert made.read("a.txt") == "wrong\n"
    again = "Phase 1 was sent back: the gate failed."
    second = run_claude(again, "--resume", session, cwd=made.root, env=env)
    assert made.read("a.txt") == "right\n"
    assert {event["session_id"] for event in (result(first), result(second))} == {session}
    assert [exchange.conversation for exchange in api.requests] == ["phase 1"] * 2 + ["phase 1 sent back"] * 2


@pytest.mark.claude
def test_a_new_session_goes_on_with_the_script_when_it_spans_sessions(
    made: Project, api: ScriptedAPI, env: dict[str, str]
) -> None:
    api.play(script(phase("1", say("first session"), say("second session"), across_sessions=True)))
    answers = [result(run_claude(PROMPT, cwd=made.root, env=env))["result"] for _ in range(2)]
    assert answers == ["first session", "second session"]


@pytest.mark.claude
def test_an_error_of_the_api_is_an_error_of_the_session(
    made: Project, api: ScriptedAPI, env: dict[str, str]
) -> None:
    api.play(script(phase("1", api_error(400, "invalid_request_error", "no such thing"))))
    ended = run_claude(PROMPT, cwd=made.root, env=env)
    assert ended.returncode == 1
    assert result(ended)["is_error"] is True


@pytest.mark.claude
def test_an_error_of_the_api_that_passes_is_survived(
    made: Project, api: ScriptedAPI, env: dict[str, str]
) -> None:
    api.play(script(phase("1", api_error(529, "overloaded_error"), say("Finished."))))
    ended = run_claude(PROMPT, cwd=made.root, env=env)
    assert result(ended)["result"] == "Finished."


@pytest.mark.claude
def test_a_session_that_waits_for_the_api_is_killed_at_the_end(
    made: Project, api: ScriptedAPI, env: dict[str, str]
) -> None:
    api.play(script(phase("1", silence(300))))
    with start(CLAUDE, made.root, env, PROMPT) as running:
        api.wait_until(lambda api: api.requests)
        assert running.process.poll() is None
    assert running.process.returncode == -signal.SIGKILL


@pytest.mark.claude
@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_a_tool_that_stays_and_its_child_are_seen_and_killed_at_the_end(
    made: Project, api: ScriptedAPI, env: dict[str, str], tmp_path: Path
) -> None:
    pipe = tmp_path / "pid"
    os.mkfifo(pipe)
    api.play(script(phase("1", stay(str(pipe)))))
    with start(CLAUDE, made.root, env, PROMPT) as running:
        pid = int(pipe.read_text())  # comes when the tool has begun
        # The id is written before the shell's child has become another program.
        wait_until(lambda: survivors.marked(running.mark)[pid] == "tail -f /dev/null")
        assert any(command.startswith("claude") for command in running.survivors())
    assert running.survivors() == []


@pytest.mark.claude
def test_the_home_folder_of_the_person_is_never_touched(
    made: Project, api: ScriptedAPI, env: dict[str, str]
) -> None:
    api.play(script(phase("1", tool("Bash", command='echo "$HOME $CLAUDE_CONFIG_DIR"'))))
    ended = run_claude(PROMPT, cwd=made.root, env=env)
    assert tool_results(ended)[0]["content"] == f"{env['HOME']} {env['CLAUDE_CONFIG_DIR']}"


def test_a_project_is_a_committed_repository_with_its_plan(made: Project) -> None:
    assert "| 1 | [Setup](phase1-setup.md) |" in made.plan.read_text("utf-8")
    assert "**AGENT:doc-sync**" in made.read("docs/phase1-setup.md")
    assert made.git("status", "--porcelain") == ""


def test_an_installed_orchestrate_is_not_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "bin"
    installed.mkdir()
    (installed / "orchestrate").touch()
    monkeypatch.setenv("PATH", f"{installed}:/usr/bin")
    assert str(installed) not in environment(tmp_path, "http://127.0.0.1:1")["PATH"].split(":")


def test_orchestrate_of_this_checkout_runs_from_another_folder(tmp_path: Path) -> None:
    ended = run_orchestrate(cwd=tmp_path, env=environment(tmp_path, "http://127.0.0.1:1"))
    assert "No module named" not in ended.stderr


def test_a_command_that_takes_too_long_shows_what_it_printed(tmp_path: Path) -> None:
    env = environment(tmp_path, "http://127.0.0.1:1")
    waiting = ("sh", "-c", "echo begun; exec cat /dev/zero > /dev/null")
    with (
        start(waiting, tmp_path, env) as running,
        pytest.raises(AssertionError, match="still running after") as raised,
    ):
        running.wait(0.5)
    assert "begun" in str(raised.value)
