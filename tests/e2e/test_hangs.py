"""Sessions of the real CLI that fall silent: with reason, and without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.support.commands import Completed, run_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.e2e.support.state import rows, sessions, triggers
from tests.e2e.support.worker import all_done, bash, broken_off, phase, script, silence, stay
from tests.support.scripted_api import ScriptedAPI

pytestmark = pytest.mark.claude

SETUP = PhaseFile("1", "Setup")


def run(made: Project, env: dict[str, str]) -> Completed:
    return run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env, timeout=150)


def reason(made: Project, trigger: str) -> str:
    """Why a phase moved, as the journal has it."""
    return str(rows(made, "SELECT reason FROM journal WHERE trigger = ?", trigger)[0][0])


@pytest.mark.parametrize(
    ("step", "config", "told"),
    [
        (silence(300), "idle_timeout: 6\n", "silent for 6 s while no tool ran (idle_timeout)"),
        (
            stay("began"),
            "idle_timeout: 60\ntool_timeout: 6\n",
            "a tool (Bash) ran for 6 s without a word (tool_timeout)",
        ),
    ],
)
def test_a_session_that_hangs_is_ended_and_the_next_attempt_continues_it(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str], step: dict[str, object], config: str, told: str
) -> None:
    made = project(tmp_path, SETUP, config=config)
    api.play(script(phase("1", bash("true"), step), broken_off("1", all_done(SETUP))))
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    first, second = sessions(made)
    assert (first.attempt, first.ending) == (1, "hung")
    assert (second.attempt, second.ending, second.continues) == (2, "claims done", True)
    assert first.claude_id == second.claude_id
    assert triggers(made, "1") == ["start", "fail", "retry", "finish", "accept"]
    assert told in reason(made, "fail")


def test_gates_that_run_inside_the_session_are_no_silence(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    slow_in_the_session = "test -e ran || ! test -e notes || { touch ran; sleep 13; }"
    gated = PhaseFile("1", "Setup", gates=(slow_in_the_session,))
    made = project(tmp_path, gated, config="idle_timeout: 6\nmax_retries: 0\n")
    api.play(script(phase("1", all_done(gated))))
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    (record,) = (made.root / ".orchestrator" / "runs").glob("*/1/1/hooks/stop-1.json")
    (gate,) = json.loads(record.read_text())["gates"]
    assert (gate["exit_code"], gate["seconds"] > 12) == (0, True)
