from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.process.leftovers import start_ticks
from tests.crash.project import FOLDER
from tests.crash.targets import LIFE, Supervised, kill, strays, supervised

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")


@pytest.fixture
def orphan(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that the third life of a run left behind."""
    env = {**os.environ, FOLDER: str(tmp_path / "lines"), LIFE: "3"}
    with subprocess.Popen(["sleep", "1000"], env=env) as process:
        yield process
        process.kill()


def test_an_orphan_is_found_by_every_later_life(tmp_path: Path, orphan: subprocess.Popen[bytes]) -> None:
    assert strays(tmp_path) == strays(tmp_path, before=4) == [f"{orphan.pid} sleep 1000"]
    assert strays(tmp_path, before=3) == strays(tmp_path / "another") == []
    kill(orphan.pid)
    orphan.wait()
    assert strays(tmp_path) == []


def test_what_works_in_the_project_without_a_mark_is_found_too(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    with subprocess.Popen(["sleep", "1000"], cwd=tmp_path / "project") as process:
        assert strays(tmp_path) == [f"{process.pid} sleep 1000"]
        process.kill()


def test_only_a_living_supervisor_of_a_living_command_is_a_target(tmp_path: Path) -> None:
    record = tmp_path / ".orchestrator/runs/r/1/1/process"
    record.mkdir(parents=True)
    with subprocess.Popen(["sleep", "1000"]) as command:
        me = os.getpid()
        started = {"pid": me, "command_pid": command.pid, "start_ticks": start_ticks(me)}
        (record / "started.json").write_text(json.dumps(started))
        assert supervised(tmp_path) == Supervised(me, command.pid, is_session=True)
        (record / "started.json").write_text(json.dumps({**started, "start_ticks": 1}))
        assert supervised(tmp_path) is None
        command.kill()
    (record / "started.json").write_text(json.dumps(started))
    assert supervised(tmp_path) is None
    kill(command.pid)  # gone: nothing happens
