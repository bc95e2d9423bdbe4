from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.process.leftovers import Process, alive, boot_id, end, end_marked, marked, start_ticks
from tests.support.processes import Family
from tests.support.waiting import wait_until

MARKED = ("child", "setsid", "daemon", "stubborn-child", "stubborn-daemon")


@pytest.fixture
def leader(
    family: Family, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[subprocess.Popen[bytes]]:
    monkeypatch.setenv("MARK", str(tmp_path))
    with subprocess.Popen(family.argv(sys.executable, "stay", *MARKED)) as process:
        monkeypatch.delenv("MARK")
        family.pids(*MARKED)
        yield process


def test_every_process_with_the_marker_is_found(
    leader: subprocess.Popen[bytes], family: Family, tmp_path: Path
) -> None:
    found = marked("MARK", str(tmp_path))
    assert sorted(process.pid for process in found) == sorted(family.pids(*MARKED).values())
    assert {process.command for process in found} == {
        " ".join(family.argv(sys.executable, "stay", *MARKED))[:200]
    }
    end(found, 0)
    assert leader.wait() == -signal.SIGKILL


def test_another_value_or_variable_is_not_found(leader: subprocess.Popen[bytes], tmp_path: Path) -> None:
    near = (marked("MARK", f"{tmp_path}x"), marked("MARK", str(tmp_path)[:-1]), marked("ARK", str(tmp_path)))
    assert near == ((), (), ())
    end_marked("MARK", str(tmp_path))
    assert leader.wait() == -signal.SIGKILL


def test_we_never_find_ourselves() -> None:
    script = "from orchestrator.process.leftovers import marked; print(marked('MARK', 'me'))"
    env = {**os.environ, "MARK": "me"}
    done = subprocess.run((sys.executable, "-c", script), env=env, capture_output=True, text=True, timeout=60)
    assert done.stdout == "()\n"


def test_ending_the_marked_leaves_none_even_of_those_that_ignore_sigterm(
    leader: subprocess.Popen[bytes], family: Family, tmp_path: Path
) -> None:
    found = end_marked("MARK", str(tmp_path), grace=0.2)
    assert len(found) == len(MARKED) + 1
    assert leader.wait() == -signal.SIGTERM
    assert family.living() == []


def test_ending_waits_no_longer_than_it_takes() -> None:
    with subprocess.Popen(("sleep", "1000")) as process:
        ticks = start_ticks(process.pid)
        assert ticks is not None
        end((Process(process.pid, ticks, ""),), grace=600)
        assert process.wait() == -signal.SIGTERM


def test_a_process_that_only_has_the_same_pid_is_spared() -> None:
    with subprocess.Popen(("sleep", "1000")) as process:
        end((Process(process.pid, (start_ticks(process.pid) or 0) + 1, ""),), grace=0)
        assert process.poll() is None
        process.kill()


def test_alive_needs_the_same_pid_start_and_boot() -> None:
    with subprocess.Popen(("sleep", "1000")) as process:
        ticks = start_ticks(process.pid) or 0
        assert alive(process.pid, ticks, boot_id())
        assert not alive(process.pid, ticks + 1, boot_id())
        assert not alive(process.pid, ticks, "another boot")
        process.kill()
        wait_until(lambda: start_ticks(process.pid) is None, what="a zombie that counts as dead")
        assert not alive(process.pid, ticks, boot_id())
    assert start_ticks(process.pid) is None


def test_a_boot_has_an_id() -> None:
    assert boot_id() == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
