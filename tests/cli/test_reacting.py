"""Commands of `hooks:` hear of a run as it goes, and cannot hurt it."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.support.commands import environment, run_orchestrate, start_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project
from tests.e2e.support.project import project as project_with
from tests.e2e.support.state import status
from tests.support.processes import carrying
from tests.support.standin import WORKS, configured
from tests.support.waiting import wait_until

ONE, TWO = PhaseFile("1", "One"), PhaseFile("2", "Two", depends_on=("1",))
EVENTS = ("run_started", "phase_started", "phase_done", "phase_blocked", "limit_reached", "run_finished")
LIMITED_ONCE = "begin; first_time limited && limited 7200; all_done; finish"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, "http://127.0.0.1:9")


def hooks(**commands: str) -> str:
    return "hooks:\n" + "".join(f"  {event}: {json.dumps(command)}\n" for event, command in commands.items())


def listening(**more: str) -> str:
    """Every event appends its message to the file `heard`."""
    return hooks(**dict.fromkeys(EVENTS, "cat >> heard"), **more)


def heard(made: Project) -> list[dict[str, Any]]:
    return [json.loads(line) for line in made.read("heard").splitlines()]


def names(made: Project) -> list[tuple[str, str]]:
    return [(each["event"], each["phase"]["id"] if each["phase"] else "") for each in heard(made)]


def test_a_run_is_told_from_its_start_to_its_end(tmp_path: Path, env: dict[str, str]) -> None:
    made = project_with(tmp_path, ONE, TWO, config=configured(tmp_path, WORKS) + listening())
    assert run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env).returncode == 0
    assert names(made) == [
        ("run_started", ""),
        *(("phase_started", "1"), ("phase_done", "1")),
        *(("phase_started", "2"), ("phase_done", "2")),
        ("run_finished", ""),
    ]
    done, ended = heard(made)[2], heard(made)[-1]
    assert (done["phase"]["state"], done["phase"]["cost_usd"]) == ("done", 0.01)
    assert done["project"] == str(made.root)
    assert (ended["run"]["outcome"], ended["run"]["exit_code"]) == ("done", 0)


def test_a_blocked_phase_and_those_behind_it_are_told_with_the_reason(
    tmp_path: Path, env: dict[str, str]
) -> None:
    script = "begin; done_with blocked 'no network'; finish"
    made = project_with(tmp_path, ONE, TWO, config=configured(tmp_path, script) + listening())
    assert run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env).returncode == 1
    blocked = [each for each in heard(made) if each["event"] == "phase_blocked"]
    assert [each["phase"]["id"] for each in blocked] == ["1", "2"]
    assert "no network" in blocked[0]["reason"]
    assert heard(made)[-1]["run"]["outcome"] == "blocked"


def test_a_limit_is_told_with_the_moment_when_it_ends_and_a_pause_without(
    tmp_path: Path, env: dict[str, str]
) -> None:
    made = project_with(tmp_path, ONE, config=configured(tmp_path, LIMITED_ONCE) + listening())
    assert run_orchestrate("run", MASTER_PLAN, "--no-wait", cwd=made.root, env=env).returncode == 5
    assert names(made)[-2:] == [("limit_reached", ""), ("run_finished", "")]
    assert (heard(made)[-2]["waits_until"], heard(made)[-1]["run"]["outcome"]) == (None, "paused")
    (made.root / "heard").unlink()
    with start_orchestrate("resume", cwd=made.root, env=env) as running:
        wait_until(lambda: (made.root / "heard").exists() and len(heard(made)) == 2, 60, "the wait")
        running.send_signal(signal.SIGINT)
        assert running.wait().returncode == 130
    started, limit, ended = heard(made)
    assert (started["event"], started["resumed"]) == ("run_started", True)
    assert (limit["event"], limit["phase"]["id"]) == ("limit_reached", "1")
    assert re.fullmatch(r"20\d\d-.*Z", limit["waits_until"])
    assert (ended["event"], ended["run"]["outcome"]) == ("run_finished", "interrupted")


def test_a_failure_is_shown_and_changes_nothing(tmp_path: Path, env: dict[str, str]) -> None:
    more = hooks(phase_started="echo no such issue >&2; exit 4", run_finished="sleep 1000", timeout="1")
    more = more.replace('"1"', "1")
    made = project_with(tmp_path, ONE, config=configured(tmp_path, WORKS) + more)
    ended = run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env)
    assert ended.returncode == 0
    assert "orchestrate: the hook 'phase_started' failed with exit code 4: no such issue; see" in ended.stderr
    assert "the hook 'run_finished' was ended after 1 s (hooks.timeout)" in ended.stderr
    assert status(made, env)["outcome"] == "done"


def test_a_worker_that_edits_the_configuration_gets_no_hook_of_its_own(
    tmp_path: Path, env: dict[str, str]
) -> None:
    script = "begin; echo 'hooks: {phase_done: touch pwned}' > .orchestrator/config.yaml; all_done; finish"
    made = project_with(tmp_path, ONE, config=configured(tmp_path, script) + listening())
    run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env)
    assert not (made.root / "pwned").exists()
    assert names(made)[:2] == [("run_started", ""), ("phase_started", "1")]


def test_a_hostile_title_is_data(tmp_path: Path, env: dict[str, str]) -> None:
    phase = PhaseFile("1", "$(touch pwned) '; touch pwned; '")
    made = project_with(tmp_path, phase, config=configured(tmp_path, WORKS) + listening())
    assert run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env).returncode == 0
    assert heard(made)[1]["phase"]["title"] == phase.title
    assert not (made.root / "pwned").exists()


def test_a_kill_leaves_no_command_behind(tmp_path: Path, env: dict[str, str]) -> None:
    mark = f"sleep-{os.getpid()}-{tmp_path.name}"
    config = configured(tmp_path, "begin; stay began") + hooks(run_started=f"MARK={mark} sleep 1000; true")
    made = project_with(tmp_path, ONE, config=config)
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_until(lambda: carrying(mark), 60, "the hook")
        running.process.kill()
        running.wait()
        wait_until(lambda: not carrying(mark), 20, "the hook's end")


def test_asking_twice_ends_the_waiting_for_the_last_ones(tmp_path: Path, env: dict[str, str]) -> None:
    config = configured(tmp_path, WORKS) + hooks(run_finished="touch last; sleep 1000", timeout="600")
    made = project_with(tmp_path, ONE, config=config.replace('"600"', "600"))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_until(lambda: "hooks are still at work, for 1200 s at most; ctrl-C" in running.stderr(), 60)
        assert (made.root / "last").exists()
        running.send_signal(signal.SIGINT)
        wait_until(lambda: "Stopping: " in running.stderr(), 20, "the first word")
        running.send_signal(signal.SIGINT)
        assert running.wait().returncode == 0, "the run itself was over"
    assert status(made, env)["outcome"] == "done"
