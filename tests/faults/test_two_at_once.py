"""Two orchestrators on one project, and many who only look while one works."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestrator.process.leftovers import boot_id, start_ticks
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import holder
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.support import programs
from tests.support.processes import living
from tests.support.standin import configured
from tests.support.waiting import wait_until

QUIET = "notifications:\n  provider: none\n"
PHASES = (PhaseFile("1", "Setup"), PhaseFile("2", "Logic", depends_on=("1",)))
STAYS_ONCE = 'begin; case $prompt in *"was interrupted"*) all_done; finish ;; *) stay began ;; esac'
# Works until it is told that enough was looked at.
SLOW = 'begin; touch "began-$phase"; while ! test -e enough; do begin; sleep 0.05; done; all_done; finish'

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")


def made_with(folder: Path, script: str, phases: tuple[PhaseFile, ...] = PHASES[:1]) -> Project:
    return project(folder, *phases, config=configured(folder, script, more=QUIET))


def wait_for(made: Project, name: str) -> None:
    wait_until(lambda: (made.root / name).exists(), 60, f"the file {name}")


@pytest.mark.parametrize(
    "words", [("run", MASTER_PLAN), ("run", MASTER_PLAN, "--fresh"), ("resume",), ("verify",)]
)
def test_a_second_one_is_told_who_works_where_since_when_and_at_what(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    made = made_with(tmp_path, STAYS_ONCE)
    with programs.begun("run", MASTER_PLAN, cwd=made.root) as first:
        wait_for(made, "began")
        second = programs.orchestrate(*words, cwd=made.root)
        assert (second.returncode, second.stdout) == (4, "")
        who = rf"process {first.pid} on {re.escape(os.uname().nodename)} since 20\S+Z \(run {MASTER_PLAN}\)"
        assert re.search(rf"{made.root}/\.orchestrator/lock: {who} works on this project; ", second.stderr)
        told = holder(StateFolder(str(made.root)).lock)
        assert told is not None
        assert (told.pid, told.boot_id, told.start_ticks) == (first.pid, boot_id(), start_ticks(first.pid))
        first.send_signal(signal.SIGINT)
        assert first.wait(30) == 130
    assert programs.orchestrate("resume", cwd=made.root).returncode == 0


@on_linux
def test_the_lock_of_a_dead_one_is_taken_over_and_its_workers_are_ended(tmp_path: Path) -> None:
    made = made_with(tmp_path, STAYS_ONCE)
    with programs.begun("run", MASTER_PLAN, cwd=made.root) as first:
        wait_for(made, "began")
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert programs.orchestrate("resume", cwd=made.root).returncode == 0
    assert holder(StateFolder(str(made.root)).lock) is None


@on_linux
def test_a_second_one_neither_ends_nor_doubles_the_work_of_a_first_whose_folder_was_removed(
    tmp_path: Path,
) -> None:
    made = made_with(tmp_path, f'echo $$ > "$ORCHESTRATOR_PROJECT/pid"; {STAYS_ONCE}')
    config = made.read(".orchestrator/config.yaml")
    with programs.begun("run", MASTER_PLAN, cwd=made.root) as first:
        wait_for(made, "began")
        worker = int(made.read("pid"))
        shutil.rmtree(made.root / ".orchestrator")
        made.write(".orchestrator/config.yaml", config)
        second = programs.orchestrate("run", MASTER_PLAN, cwd=made.root)
        assert second.returncode == 4, second.stderr
        told = f"it was removed while process {first.pid} works on this project; put it back, or end that"
        assert told in second.stderr
        assert living(worker)
        first.send_signal(signal.SIGINT)  # it cannot record that it was stopped, and says so
        assert first.wait(30) == 2
        wait_until(lambda: not living(worker), what="the end of the worker")


def test_twenty_who_look_neither_fail_nor_block_and_hardly_slow_the_run_down(tmp_path: Path) -> None:
    made = made_with(tmp_path, SLOW, PHASES)
    code = """
import contextlib, io, os, sys, time
from orchestrator.cli.main import main
looks, slowest = 0, 0.0
commands = (["status"], ["history"], ["show", "1", "--json"], ["report", "-f", "json"])
while not os.path.exists("enough"):
    began = time.monotonic()
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(commands[looks % 4]) == 0
    looks, slowest = looks + 1, max(slowest, time.monotonic() - began)
    if looks == int(sys.argv[1]):
        open(f"looked-{os.getpid()}", "w").close()
print(looks, slowest)
"""
    with programs.begun("run", MASTER_PLAN, cwd=made.root) as run:
        wait_for(made, "began-1")
        readers = [programs.start(code, 6, cwd=made.root) for _ in range(20)]
        try:
            wait_until(lambda: len(list(made.root.glob("looked-*"))) == 20, 90, "six looks by each of twenty")
            assert run.poll() is None
            (made.root / "enough").touch()
            before = time.monotonic()
            told = [reader.communicate(timeout=60) for reader in readers]
            assert run.wait(60) == 0
            assert time.monotonic() - before < 30
        finally:
            _end(readers)
    assert [errors for _, errors in told] == [""] * 20
    assert all(int(output.split()[0]) >= 6 for output, _ in told)


def _end(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        process.kill()
        process.communicate()
