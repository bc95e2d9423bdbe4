"""Killed, stopped, hung, misused: what is verified stays, what was open goes on, nothing is left behind."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.support.commands import CHECKOUT, Completed, Running, run_orchestrate, start, start_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.e2e.support.state import SessionRow, sessions, states, status, triggers
from tests.e2e.support.worker import all_done, interrupted, phase, script, silence, stay
from tests.support.scripted_api import ScriptedAPI
from tests.support.standin import configured
from tests.support.waiting import wait_until

SETUP = PhaseFile("1", "Setup")
LOGIC = PhaseFile("2", "Logic", depends_on=("1",))
# The first session stays until it is stopped; the next one does the work.
STAYS_ONCE = 'case $prompt in *"was interrupted"*) all_done; finish ;; *) stay began ;; esac'
STAYS = f"begin; {STAYS_ONCE}"
STUBBORN = f"trap '' INT TERM HUP; begin; {STAYS_ONCE}"

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")


def run(made: Project, env: dict[str, str], *options: str) -> Completed:
    return run_orchestrate("run", MASTER_PLAN, *options, cwd=made.root, env=env)


def resume(made: Project, env: dict[str, str], *options: str) -> Completed:
    return run_orchestrate("resume", *options, cwd=made.root, env=env)


def wait_for(made: Project, name: str, running: Running) -> None:
    """Until the worker or a gate has made this file."""

    def there() -> bool:
        assert running.process.poll() is None, running.stdout() + running.stderr()
        return (made.root / name).exists()

    wait_until(there, 60, f"the file {name}")


def assert_continued(rows: list[SessionRow]) -> None:
    """Two sessions of one attempt: the second one continued the first, which was interrupted."""
    first, second = rows
    assert (first.ending, second.ending) == ("interrupted", "claims done")
    assert (first.continues, second.continues) == (False, True)
    assert (first.attempt, first.claude_id) == (second.attempt, second.claude_id)


@on_linux
@pytest.mark.claude
def test_after_a_kill_nothing_is_left_and_resume_continues_the_same_session(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, LOGIC)
    api.play(
        script(
            phase("1", all_done(SETUP)),
            phase("2", stay("began")),
            interrupted("2", all_done(LOGIC)),
        )
    )
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_for(made, "began", running)
        running.send_signal(signal.SIGKILL)
        assert running.wait().returncode == -signal.SIGKILL
        wait_until(lambda: not running.survivors(), 10, "the end of everything it started")
    assert status(made, env)["outcome"] == "interrupted"
    again = run(made, env)
    assert again.returncode == 2
    assert "is unfinished; go on with `orchestrate resume`" in again.stderr
    ended = resume(made, env)
    assert ended.returncode == 0, ended.stdout
    assert [row.phase for row in sessions(made)] == ["1", "2", "2"]
    assert_continued(sessions(made)[1:])
    assert triggers(made, "2") == ["start", "finish", "accept"]


@pytest.mark.claude
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_session_that_was_cut_off_before_its_first_answer_costs_no_attempt(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str], number: signal.Signals
) -> None:
    made = project(tmp_path, SETUP)
    work = (silence(300), all_done(SETUP))
    api.play(script(phase("1", *work, across_sessions=True), interrupted("1", all_done(SETUP))))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        api.wait_until(lambda api: api.requests)
        running.send_signal(number)
        running.wait()
        wait_until(lambda: not running.survivors(), 10, "the end of everything it started")
    ended = resume(made, env)
    assert ended.returncode == 0, ended.stdout
    assert [row.attempt for row in sessions(made)] == [1] * len(sessions(made))


@pytest.mark.claude
def test_an_interrupted_session_of_the_cli_goes_on_where_it_was(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP)
    api.play(script(phase("1", stay("began")), interrupted("1", all_done(SETUP))))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_for(made, "began", running)
        running.send_signal(signal.SIGINT)
        assert running.wait().returncode == 130
        assert running.survivors() == []
    assert resume(made, env).returncode == 0
    assert_continued(sessions(made))


@on_linux
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_stops_the_run_so_that_it_can_be_resumed(
    tmp_path: Path, env: dict[str, str], number: signal.Signals, code: int
) -> None:
    made = project(tmp_path, SETUP, config=configured(tmp_path, STAYS))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_for(made, "began", running)
        running.send_signal(number)
        ended = running.wait()
        assert running.survivors() == []
    assert ended.returncode == code
    assert "once more to end them at once" in ended.stderr
    assert "Go on with: orchestrate resume" in ended.stdout
    assert status(made, env)["outcome"] == "interrupted"
    assert triggers(made, "1") == ["start", "interrupt"]
    assert resume(made, env).returncode == 0
    assert_continued(sessions(made))


def test_closing_the_terminal_stops_the_run_so_that_it_can_be_resumed(
    tmp_path: Path, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config=configured(tmp_path, STAYS))
    leader, follower = os.openpty()
    # A process that leads a session takes the first terminal that it opens for its own.
    command = (
        *("sh", "-c", 'exec "$0" -m orchestrator run "$1" < "$2" > "$2" 2>&1'),
        *(sys.executable, MASTER_PLAN, os.ttyname(follower)),
    )
    with start(command, made.root, {**env, "PYTHONPATH": str(CHECKOUT)}) as running:
        os.close(follower)
        wait_for(made, "began", running)
        os.close(leader)
        assert running.wait().returncode == 129
    assert triggers(made, "1") == ["start", "interrupt"]
    assert resume(made, env).returncode == 0
    assert_continued(sessions(made))


def test_a_second_interrupt_ends_at_once_what_ignores_signals(tmp_path: Path, env: dict[str, str]) -> None:
    made = project(tmp_path, SETUP, config=configured(tmp_path, STUBBORN))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_for(made, "began", running)
        running.send_signal(signal.SIGINT)
        wait_until(lambda: "Stopping" in running.stderr(), what="the first signal's message")
        running.send_signal(signal.SIGINT)
        assert running.wait(7).returncode == 130  # a polite stop would take 15 seconds
        assert running.survivors() == []
    assert resume(made, env).returncode == 0
    assert_continued(sessions(made))


def test_a_hang_up_that_was_to_be_ignored_is_ignored(tmp_path: Path, env: dict[str, str]) -> None:
    made = project(tmp_path, SETUP, config=configured(tmp_path, "begin; touch began; " + WAITS_FOR_GO))
    command = ("nohup", sys.executable, "-m", "orchestrator", "run", MASTER_PLAN)
    with start(command, made.root, {**env, "PYTHONPATH": str(CHECKOUT)}) as running:
        wait_for(made, "began", running)
        running.send_signal(signal.SIGHUP)
        made.write("go", "")
        assert running.wait().returncode == 0


WAITS_FOR_GO = "until test -e go; do :; done; all_done; finish"
# Before the work there are no notes, so that the baseline is done with it at once.
GATE_STAYS = "test -e notes || exit 1; touch began; test -e go || tail -f /dev/null"


@on_linux
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_what_was_being_verified_is_verified_again_without_a_session(
    tmp_path: Path, env: dict[str, str], number: signal.Signals
) -> None:
    gated = PhaseFile("1", "Setup", gates=(f"`{GATE_STAYS}`: the gate",))
    made = project(tmp_path, gated, config=configured(tmp_path))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_for(made, "began", running)
        assert states(status(made, env)) == {"1": "verifying"}
        running.send_signal(number)
        running.wait()
        wait_until(lambda: not running.survivors(), 10, "the end of everything it started")
    made.write("go", "")
    assert resume(made, env).returncode == 0
    assert len(sessions(made)) == 1
    assert triggers(made, "1")[-1] == "accept"
    assert triggers(made, "1").count("finish") == 1


def test_a_session_that_does_not_end_after_its_result_is_ended_and_counts(
    tmp_path: Path, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config=configured(tmp_path, "begin; all_done; finish; stay x", grace=0.5))
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    assert [row.ending for row in sessions(made)] == ["claims done"]


def test_a_session_without_a_result_is_none_whatever_its_exit_code(
    tmp_path: Path, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config=configured(tmp_path, "begin; all_done", "max_retries: 0\n"))
    ended = run(made, env)
    assert ended.returncode == 1
    assert "ended with exit code 0 but without a result" in ended.stdout
    assert [row.ending for row in sessions(made)] == ["no result"]


def test_a_cli_that_cannot_be_started_is_told_before_anything_is_recorded(
    tmp_path: Path, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config="claude:\n  command: [no-such-claude]\n")
    ended = run(made, env)
    assert ended.returncode == 2
    assert "'no-such-claude'" in ended.stderr
    assert status(made, env) is None


def test_a_worker_that_removes_the_state_ends_the_run_with_a_word_of_it(
    tmp_path: Path, env: dict[str, str]
) -> None:
    made = project(tmp_path, SETUP, config=configured(tmp_path, "begin; rm -rf .orchestrator; finish"))
    ended = run(made, env)
    assert ended.returncode == 2
    assert "state.db: it was removed or replaced while we worked" in ended.stderr


@on_linux
@pytest.mark.parametrize("orchestrator_too", [True, False])
def test_what_a_killed_supervisor_left_behind_is_ended_and_the_work_goes_on(
    tmp_path: Path, env: dict[str, str], orchestrator_too: bool
) -> None:
    script = "begin; test -e began || { echo $PPID > supervisor; stay began; }; all_done; finish"
    made = project(tmp_path, SETUP, config=configured(tmp_path, script))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_for(made, "began", running)
        if orchestrator_too:
            running.send_signal(signal.SIGSTOP)  # so that it sees nothing of what follows
        os.kill(int(made.read("supervisor")), signal.SIGKILL)
        if orchestrator_too:
            running.send_signal(signal.SIGKILL)
            running.wait()
            assert running.survivors() != []
            assert resume(made, env).returncode == 0
            assert_continued(sessions(made))
        else:
            assert running.wait().returncode == 0
            assert [(row.attempt, row.ending) for row in sessions(made)] == [
                (1, "no result"),
                (2, "claims done"),
            ]
        assert running.survivors() == []


def test_one_orchestrator_at_a_time_and_any_number_of_onlookers(tmp_path: Path, env: dict[str, str]) -> None:
    made = project(tmp_path, SETUP, config=configured(tmp_path, f"begin; touch began; {WAITS_FOR_GO}"))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_for(made, "began", running)
        second = run(made, env)
        assert second.returncode == 4
        assert f"process {running.process.pid}" in second.stderr
        assert resume(made, env).returncode == 4
        with ThreadPoolExecutor(20) as onlookers:
            told = list(onlookers.map(lambda _: status(made, env), range(20)))
        assert {look["outcome"] for look in told} == {"running"}
        made.write("go", "")
        assert running.wait().returncode == 0
    assert status(made, env)["outcome"] == "done"


@pytest.mark.parametrize(
    "into",
    ["| head -1", "| true", "> /dev/full", "--json | true"],
)
@pytest.mark.parametrize("unbuffered", ["", "1"])  # a write fails at once, or when it is flushed
def test_a_reader_that_goes_away_does_not_hurt_the_run(
    tmp_path: Path, env: dict[str, str], into: str, unbuffered: str
) -> None:
    made = project(tmp_path, SETUP, config=configured(tmp_path, "begin; done_with blocked no; finish"))
    command = f"set -o pipefail; {shlex.quote(sys.executable)} -m orchestrator run {MASTER_PLAN} {into}"
    env |= {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": unbuffered}
    with start(("bash", "-c", command), made.root, env) as running:
        ended = running.wait()
    assert ended.returncode == 1  # as of every run that ends blocked
    assert "orchestrate:" not in ended.stderr
    assert "BrokenPipe" not in ended.stderr
    assert states(status(made, env)) == {"1": "blocked"}


def test_a_blocked_run_is_reopened_by_resume_with_a_new_round_of_attempts(
    tmp_path: Path, env: dict[str, str]
) -> None:
    gated = PhaseFile("1", "Setup", gates=("test -e go",))
    config = configured(tmp_path, more="max_retries: 1\n")
    made = project(tmp_path, gated, LOGIC, config=config)
    assert run(made, env).returncode == 1
    assert states(status(made, env)) == {"1": "blocked", "2": "blocked"}
    still = resume(made, env)
    assert still.returncode == 1
    assert "(attempt 2 of 2, targeted fix)" in still.stdout
    made.write("go", "")
    assert resume(made, env).returncode == 0
    told = status(made, env)
    assert states(told) == {"1": "done", "2": "done"}
    assert [told["phases"][0]["attempts"], told["phases"][1]["attempts"]] == [5, 1]
    done = resume(made, env)
    assert (done.returncode, len(sessions(made))) == (0, 6)
    assert "nothing to resume" in done.stdout
    assert json.loads(resume(made, env, "--json").stdout)["run"] == status(made, env)


def test_a_plan_that_was_changed_meanwhile_is_only_taken_when_a_person_says_so(
    tmp_path: Path, env: dict[str, str]
) -> None:
    gated = PhaseFile("1", "Setup", gates=("test -e never",))
    made = project(tmp_path, gated, config=configured(tmp_path, more="max_retries: 0\n"))
    assert run(made, env).returncode == 1
    made.write(gated.path, made.read(gated.path).replace("test -e never", "test -d docs"))
    refused = resume(made, env)
    assert refused.returncode == 2
    assert "phase 1: gates changed from 'test -e never' to 'test -d docs'" in refused.stderr
    assert resume(made, env, "--accept-changes").returncode == 0


def test_an_unfinished_run_can_be_left_behind(tmp_path: Path, env: dict[str, str]) -> None:
    script = f"begin; test -e go || {{ touch began; {STAYS_ONCE}; }}; all_done; finish"
    made = project(tmp_path, SETUP, config=configured(tmp_path, script))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_for(made, "began", running)
        running.send_signal(signal.SIGTERM)
        running.wait()
    made.write("go", "")
    assert run(made, env, "--fresh").returncode == 0
    told = run_orchestrate("history", "--json", cwd=made.root, env=env)
    assert [each["outcome"] for each in json.loads(told.stdout)["runs"]] == ["done", "interrupted"]


def test_a_run_from_a_later_phase_assumes_what_that_depends_on(tmp_path: Path, env: dict[str, str]) -> None:
    made = project(tmp_path, SETUP, LOGIC, PhaseFile("3", "Aside"), config=configured(tmp_path))
    ended = run(made, env, "--phase", "2")
    assert ended.returncode == 0
    assert ended.stdout.endswith("Done: 2 phases done, 1 assumed, 0 blocked\n")
    told = status(made, env)
    assert [(p["state"], p["assumed"], p["attempts"]) for p in told["phases"]] == [
        ("done", True, 0),
        ("done", False, 1),
        ("done", False, 1),
    ]
    assert [row.phase for row in sessions(made)] == ["2", "3"]
    shown = run_orchestrate("status", cwd=made.root, env=env).stdout
    assert "done (assumed)" in shown


def test_a_phase_that_is_not_there_is_answered_with_the_nearest(tmp_path: Path, env: dict[str, str]) -> None:
    made = project(tmp_path, PhaseFile("setup", "Setup"), config=configured(tmp_path))
    ended = run(made, env, "--phase", "setpu")
    assert ended.returncode == 2
    assert "has no phase 'setpu'" in ended.stderr
    assert "'setup'" in ended.stderr
    assert not (made.root / ".orchestrator" / "state.db").exists()


def test_every_command_works_from_a_folder_inside_the_project(tmp_path: Path, env: dict[str, str]) -> None:
    gated = PhaseFile("1", "Setup", gates=("test -e go",))
    made = project(tmp_path, gated, config=configured(tmp_path, more="max_retries: 0\n"))
    inside = made.root / "docs"
    dry = run_orchestrate("run", "master-plan.md", "--dry-run", cwd=inside, env=env)
    assert "docs/phase1-setup.md" in dry.stdout
    assert run_orchestrate("run", "master-plan.md", cwd=inside, env=env).returncode == 1
    made.write("go", "")
    assert run_orchestrate("resume", cwd=inside, env=env).returncode == 0
    assert ": done" in run_orchestrate("status", cwd=inside, env=env).stdout
    assert "1 of 1 done" in run_orchestrate("history", cwd=inside, env=env).stdout
    assert not (inside / ".orchestrator").exists()
