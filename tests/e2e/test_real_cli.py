"""The main job from end to end: real plans, real sessions of the Claude CLI, real gates."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.e2e.support.commands import Completed, run_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.e2e.support.state import evidence, findings, rows, sessions, states, status, triggers
from tests.e2e.support.worker import (
    FULL_NOTES,
    agent,
    all_done,
    api_error,
    bash,
    broken_off,
    done,
    expecting,
    notes,
    phase,
    read,
    say,
    script,
    sent_back,
    started_over,
    subagent,
    tick,
    together,
    write,
)
from tests.support.processes import living
from tests.support.scripted_api import ScriptedAPI

pytestmark = pytest.mark.claude

SETUP = PhaseFile("1", "Setup")
LOGIC = PhaseFile("2", "Logic", depends_on=("1",), reads=(SETUP.notes,))
CHECKED = PhaseFile("1", "Setup", gates=("test -f fixed.txt: the file is there",))
SYNCED = PhaseFile("1", "Setup", agents=("doc-sync",))
NOT_THERE = "test -f fixed.txt"
# For tests of what is found after a session: no hook makes the worker repair it before.
OUTSIDE = "verify_in_session: false\n"


def run(made: Project, env: dict[str, str], *options: str) -> Completed:
    return run_orchestrate("run", MASTER_PLAN, *options, cwd=made.root, env=env, timeout=100)


def test_a_plan_of_two_phases_passes(tmp_path: Path, api: ScriptedAPI, env: dict[str, str]) -> None:
    made = project(tmp_path, SETUP, LOGIC)
    api.play(
        script(
            phase("1", write("src/a.py", "x = 1\n"), bash("cat src/a.py"), all_done(SETUP)),
            phase("2", read(SETUP.notes), expecting("What was planned", all_done(LOGIC))),
        )
    )
    ended = run(made, env)
    assert ended.returncode == 0, ended.stderr
    shown = ended.stdout.splitlines()
    for line in ("[Write: a.py]", "[Bash: cat src/a.py]", "[Read: NOTES_phase_1.md]", "Phase 2 is done"):
        assert line in shown
    assert made.read("src/a.py") == "x = 1\n"
    assert "- [x] Do the work" in made.read(LOGIC.path)
    assert rows(made, "SELECT phase_id, status FROM signal") == [("1", "completed"), ("2", "completed")]
    assert [row.ending for row in sessions(made)] == ["claims done"] * 2


def test_status_and_history_tell_the_same_of_a_run(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP)
    api.play(script(phase("1", all_done(SETUP))))
    told = json.loads(run(made, env, "--json").stdout)["run"]
    listed = run_orchestrate("history", "--json", cwd=made.root / "docs", env=env)
    assert json.loads(listed.stdout)["runs"] == [status(made, env)] == [told]
    assert (told["outcome"], told["exit_code"], states(told)) == ("done", 0, {"1": "done"})
    assert told["tokens"] > 0
    assert told["cost_usd"] > 0


def test_a_phase_that_lies_is_sent_back_to_the_session_that_did_it(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, CHECKED, config=OUTSIDE)
    told = f"gate '{NOT_THERE}' failed with exit code 1"
    api.play(
        script(
            phase("1", all_done(CHECKED)),
            sent_back("1", expecting(told, write("fixed.txt", "now\n")), done("1")),
        )
    )
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    first, second = sessions(made)
    assert (first.claude_id, False, True) == (second.claude_id, first.continues, second.continues)
    # The conversation went on: the second session knew all that the first one had said.
    repaired = [request for request in api.requests if request.conversation == "phase 1 sent back"]
    assert {request.session for request in api.requests} == {first.claude_id}
    assert repaired[0].messages > max(r.messages for r in api.requests if r.conversation == "phase 1")
    assert triggers(made, "1") == ["start", "finish", "reject", "retry", "finish", "accept"]


def test_attempts_are_used_up_by_a_phase_that_goes_on_lying(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, CHECKED, config=f"{OUTSIDE}max_retries: 1\n")
    api.play(script(phase("1", all_done(CHECKED)), sent_back("1", done("1"))))
    ended = run(made, env)
    assert ended.returncode == 1
    [told] = status(made, env)["phases"]
    assert (told["state"], told["attempts"]) == ("blocked", 2)
    assert "all 2 attempts used up" in told["reason"]
    assert NOT_THERE in told["reason"]
    verdict = json.loads((evidence(made, "1", 2) / "verdict.json").read_text())
    assert verdict["decision"] == "block"


def test_a_required_agent_that_is_really_invoked_is_believed(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SYNCED, agents=("doc-sync",))
    api.play(
        script(
            phase("1", agent("doc-sync", "sync the docs"), all_done(SYNCED)),
            subagent("sync the docs", bash("echo synced > docs.txt"), say("In sync.")),
        )
    )
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    assert made.read("docs.txt") == "synced\n"
    assert "doc-sync | [Bash: echo synced > docs.txt]" in ended.stdout
    assert triggers(made, "1") == ["start", "finish", "accept"]


def test_an_agent_that_is_only_talked_about_is_asked_for(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SYNCED, agents=("doc-sync",))
    talk = together(say("I invoked Agent doc-sync, it has finished."), all_done(SYNCED))
    api.play(
        script(
            phase("1", talk, say("The agent doc-sync completed its work.")),
            sent_back(
                "1", expecting("'doc-sync' was never invoked", agent("doc-sync", "sync them")), done("1")
            ),
            subagent("sync them", say("In sync.")),
        )
    )
    assert run(made, env).returncode == 0
    assert findings(made, attempt=1) == ["required agent not invoked"]
    assert findings(made, attempt=2) == []
    assert [row.attempt for row in sessions(made)] == [1, 2]


def test_a_phase_without_its_agent_is_blocked_and_with_it_all_that_depends_on_it(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    after, aside = LOGIC, PhaseFile("3", "Aside")
    made = project(tmp_path, SYNCED, after, aside, config="max_retries: 1\n", agents=("doc-sync",))
    api.play(
        script(
            phase("1", all_done(SYNCED)),
            sent_back("1", say("I did invoke doc-sync."), done("1")),
            phase("3", all_done(aside)),
        )
    )
    ended = run(made, env)
    assert ended.returncode == 1
    told = status(made, env)
    assert states(told) == {"1": "blocked", "2": "blocked", "3": "done"}
    assert told["phases"][1]["attempts"] == 0
    assert told["phases"][1]["reason"] == "phase 1, which it depends on, is blocked"
    assert {row.phase for row in sessions(made)} == {"1", "3"}


def test_a_worker_that_reports_blocked_is_believed_at_once(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP)
    api.play(script(phase("1", done("1", "blocked", "no database"))))
    ended = run(made, env)
    assert ended.returncode == 1
    assert "Phase 1 is blocked: the worker reports blocked: no database" in ended.stdout
    assert len(sessions(made)) == 1


def test_an_error_of_the_api_uses_an_attempt_and_is_tried_again(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP)
    broken = api_error(400, "invalid_request_error", "no such thing")
    api.play(script(phase("1", broken), broken_off("1", all_done(SETUP))))
    ended = run(made, {**env, "CLAUDE_CODE_MAX_RETRIES": "1"})
    assert ended.returncode == 0, ended.stdout
    assert [(row.attempt, row.ending) for row in sessions(made)] == [(1, "failed"), (2, "claims done")]
    assert "HTTP 400" in ended.stdout
    assert triggers(made, "1") == ["start", "fail", "retry", "finish", "accept"]


@pytest.mark.skipif(sys.platform != "linux", reason="a detached process is only found on Linux")
def test_a_session_that_takes_too_long_is_ended_with_all_that_it_started(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config="timeout: 10\n")
    stubborn = "trap '' TERM INT HUP; echo $$ > pid; tail -f /dev/null & wait; wait"
    api.play(
        script(
            phase("1", bash(f'setsid sh -c "{stubborn.replace("$", chr(92) + "$")}" & wait')),
            broken_off("1", all_done(SETUP)),
        )
    )
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    assert not living(int(made.read("pid")))
    assert [(row.attempt, row.ending) for row in sessions(made)] == [(1, "timed out"), (2, "claims done")]
    assert "Session timed out" in ended.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="a detached process is only found on Linux")
def test_a_process_that_outlives_its_session_is_ended_and_named(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP)
    server = "setsid nohup tail -f /dev/null > /dev/null 2>&1 & echo $! > pid"
    api.play(script(phase("1", bash(server), all_done(SETUP))))
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    assert "ended a process it left behind: tail -f /dev/null" in ended.stdout
    assert not living(int(made.read("pid")))


def test_notes_of_an_earlier_day_and_notes_without_a_section_are_sent_back(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config=OUTSIDE)
    made.write(SETUP.notes, "".join(f"## {title}\nOld words.\n" for title in FULL_NOTES))
    half, rest = (
        bash(f"echo '## Summary\nDone.' > {SETUP.notes}"),
        "## Key Decisions\nx\n## Files Modified\ny",
    )
    api.play(
        script(
            phase("1", together(bash("touch work"), tick(SETUP.path), done("1"))),
            sent_back(
                "1",
                expecting("are older than this work", together(half, done("1"))),
                say("Repaired."),
                expecting("lack a non-empty section '## Key", bash(f"echo '{rest}' >> {SETUP.notes}")),
                done("1"),
            ),
        )
    )
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    assert [findings(made, number) for number in (1, 2, 3)] == [["notes stale"], ["notes incomplete"], []]


def test_a_conversation_that_became_too_long_is_started_over(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP)
    full = api_error(400, "invalid_request_error", "prompt is too long: 250000 tokens > 200000 maximum")
    api.play(script(phase("1", full), started_over("1", all_done(SETUP))))
    ended = run(made, {**env, "CLAUDE_CODE_MAX_RETRIES": "1"})
    assert ended.returncode == 0, ended.stdout
    first, second = sessions(made)
    assert (first.ending, second.continues) == ("failed", False)
    assert first.claude_id != second.claude_id
    assert "attempt 2 of 3, full retry" in ended.stdout


def test_a_conversation_that_is_gone_is_started_over_without_using_an_attempt(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    forgetful = PhaseFile("1", "Setup", gates=('rm -rf "$CLAUDE_CONFIG_DIR/projects"; test -f fixed.txt',))
    made = project(tmp_path, forgetful, config=OUTSIDE)
    again = together(bash("touch fixed.txt"), bash(f"touch {SETUP.notes}"), done("1"))
    api.play(script(phase("1", all_done(SETUP)), started_over("1", again)))
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    assert [(row.attempt, row.continues) for row in sessions(made)] == [(1, False), (2, True), (2, False)]


def test_a_worker_reports_from_any_folder_but_only_for_its_own_phase(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP)
    deep = "mkdir -p src/deep && cd src/deep && orchestrate done --phase 1 --status completed"
    api.play(
        script(
            phase(
                "1",
                together(notes(SETUP.notes), tick(SETUP.path)),
                done("2"),
                expecting("this session works on phase 1, not on phase 2", bash(deep)),
                expecting("Reported phase 1 as completed", say("Finished.")),
            )
        )
    )
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    assert rows(made, "SELECT phase_id, status FROM signal") == [("1", "completed")]


def test_outside_of_a_session_there_is_nothing_to_report(tmp_path: Path, env: dict[str, str]) -> None:
    ended = run_orchestrate("done", "--phase", "1", "--status", "completed", cwd=tmp_path, env=env)
    assert ended.returncode == 2
    assert "not a session that orchestrate started" in ended.stderr
    assert os.listdir(tmp_path / "home") == []
