"""A run is ended from another terminal, and goes on later."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.store.folder import StateFolder, prepare
from orchestrator.store.lock import held
from tests.cli.conftest import NEW, OLD
from tests.e2e.support.commands import Running, environment, run_orchestrate, start_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project
from tests.e2e.support.project import project as project_with
from tests.e2e.support.state import sessions, states, status, triggers
from tests.support.standin import configured
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are told apart by /proc")

ONE, TWO = PhaseFile("1", "One"), PhaseFile("2", "Two", depends_on=("1",))
STAYS_ONCE = 'begin; case $prompt in *"was interrupted"*) all_done; finish ;; *) stay began ;; esac'
STUBBORN = f"trap '' INT TERM HUP; {STAYS_ONCE}"
WAITS_FOR_A_FILE = "begin; touch began; until test -e go_on; do sleep 0.02; done; all_done; finish"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, "http://127.0.0.1:9")


@contextmanager
def under_way(made: Project, env: dict[str, str]) -> Iterator[Running]:
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_until(lambda: (made.root / "began").exists(), 60, "the session")
        yield running


@pytest.mark.parametrize(("options", "script"), [((), STAYS_ONCE), (("--now",), STUBBORN)])
def test_a_run_is_ended_and_goes_on_later(
    tmp_path: Path, env: dict[str, str], options: tuple[str, ...], script: str
) -> None:
    made = project_with(tmp_path, ONE, config=configured(tmp_path, script))
    with under_way(made, env) as running:
        told = run_orchestrate("stop", *options, cwd=made.root / "docs", env=env)
        ended = running.wait()
        assert running.survivors() == []
    assert told.returncode == 0, told.stderr
    assert "has ended. Go on with: orchestrate resume" in told.stdout
    assert ended.returncode == 5, ended.stdout
    assert "Paused: stopped with `orchestrate stop`" in ended.stdout
    found = status(made, env)
    assert (found["outcome"], found["paused"]) == ("paused", "stopped with `orchestrate stop`")
    assert triggers(made, "1") == ["start", "interrupt"]
    assert run_orchestrate("resume", cwd=made.root, env=env).returncode == 0
    assert [row.attempt for row in sessions(made)] == [1, 1]
    assert status(made, env)["paused"] == ""


def test_the_phase_under_way_may_end_first(tmp_path: Path, env: dict[str, str]) -> None:
    made = project_with(tmp_path, ONE, TWO, config=configured(tmp_path, WAITS_FOR_A_FILE))
    with under_way(made, env) as running:
        told = run_orchestrate("stop", "--after-phase", cwd=made.root, env=env)
        assert "ends when the phase under way has" in told.stdout
        wait_until(lambda: "Stopping when the phase under way has ended" in running.stderr(), 20, "the word")
        (made.root / "go_on").touch()
        ended = running.wait()
    assert ended.returncode == 5, ended.stdout
    found = status(made, env)
    assert (found["outcome"], states(found)) == ("paused", {"1": "done", "2": "pending"})
    assert run_orchestrate("resume", cwd=made.root, env=env).returncode == 0


def test_a_run_whose_last_phase_ends_is_done_and_not_paused(tmp_path: Path, env: dict[str, str]) -> None:
    made = project_with(tmp_path, ONE, config=configured(tmp_path, WAITS_FOR_A_FILE))
    with under_way(made, env) as running:
        run_orchestrate("stop", "--after-phase", cwd=made.root, env=env)
        (made.root / "go_on").touch()
        assert running.wait().returncode == 0
    assert status(made, env)["outcome"] == "done"


def test_a_signal_of_the_system_after_it_keeps_its_code(tmp_path: Path, env: dict[str, str]) -> None:
    made = project_with(tmp_path, ONE, config=configured(tmp_path, WAITS_FOR_A_FILE))
    with under_way(made, env) as running:
        run_orchestrate("stop", "--after-phase", cwd=made.root, env=env)
        running.send_signal(signal.SIGTERM)
        assert running.wait().returncode == 143
    assert status(made, env)["outcome"] == "interrupted"


def test_where_nothing_runs_there_is_nothing_to_stop(tmp_path: Path, env: dict[str, str]) -> None:
    told = run_orchestrate("stop", cwd=tmp_path, env=env)
    assert (told.returncode, told.stdout) == (0, "No run is under way.\n")
    assert not (tmp_path / ".orchestrator").exists()


def test_what_a_killed_run_left_behind_is_ended(tmp_path: Path, env: dict[str, str]) -> None:
    made = project_with(tmp_path, ONE, config=configured(tmp_path, STAYS_ONCE))
    with under_way(made, env) as running:
        folder = next((made.root / ".orchestrator/runs").glob("*/1/1/process"))
        supervisor = json.loads((folder / "started.json").read_text())["pid"]
        os.kill(running.process.pid, signal.SIGSTOP)
        os.kill(supervisor, signal.SIGKILL)
        os.kill(running.process.pid, signal.SIGKILL)
        running.wait()
        assert running.survivors() != []
        told = run_orchestrate("stop", cwd=made.root, env=env)
        assert told.stdout == "No run is under way.\n"
        assert running.survivors() == []


@contextmanager
def carried_out_by_us(root: Path, run_id: str) -> Iterator[ExitStack]:
    """The lock of a run is held by this very process; closing what it yields gives it back."""
    with ExitStack() as lock:
        lock.enter_context(held(StateFolder(str(root)).lock, "run docs/x.md"))(run_id)
        yield lock


def test_a_run_that_ends_before_it_can_be_asked_is_over(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with carried_out_by_us(project, OLD) as lock:

        def gone(pid: int, how: int) -> None:
            lock.close()
            raise ProcessLookupError(pid, how)

        monkeypatch.setattr(os, "kill", gone)
        assert main(["stop"]) == 0
    assert capsys.readouterr().out == f"Run {OLD} has ended. See: orchestrate status\n"


def test_a_run_of_another_user_is_told_and_goes_on(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(pid: int, how: int) -> None:
        raise PermissionError(pid, how)

    monkeypatch.setattr(os, "kill", refused)
    with carried_out_by_us(project, NEW):
        assert main(["stop"]) == 2
    assert f"process {os.getpid()} of another user; stop it as that user" in capsys.readouterr().err


def test_a_command_that_carries_out_no_run_is_not_sent_a_signal(tmp_path: Path, env: dict[str, str]) -> None:
    folder = StateFolder(str(tmp_path))
    prepare(folder)
    with held(folder.lock, "clean"):
        told = run_orchestrate("stop", cwd=tmp_path, env=env)
    assert told.returncode == 4
    assert f"process {os.getpid()} (clean) carries out no run yet" in told.stderr


def test_a_run_on_another_machine_is_told_and_left_alone(tmp_path: Path, env: dict[str, str]) -> None:
    folder = StateFolder(str(tmp_path))
    prepare(folder)
    with held(folder.lock, "run docs/x.md") as announce:
        announce("20261122-140740-3fa2")
        text = Path(folder.lock).read_text()
        Path(folder.lock).write_text(text.replace('"boot_id": "', '"boot_id": "other'))
        told = run_orchestrate("stop", cwd=tmp_path, env=env)
    assert told.returncode == 2
    assert "cannot be reached from here; stop it there" in told.stderr
