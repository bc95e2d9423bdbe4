from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestrator.errors import EXIT_LOCKED, LockedError, StoreError
from orchestrator.store.lock import active_run, held
from tests.support import programs

HOLDER = """
import signal, sys
from orchestrator.store.lock import held
with held(sys.argv[1], "run docs/plan.md"):
    print("held", flush=True)
    signal.pause()
"""


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    with programs.start(HOLDER, path) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


def test_a_second_orchestrator_is_told_who_holds_the_project_and_since_when(path: Path) -> None:
    with holder(path) as process:
        with pytest.raises(LockedError) as caught, held(str(path), "run"):
            pass
        assert active_run(str(path)) is not None
    told = str(caught.value)
    assert told.startswith(f"{path}: process {process.pid} on {os.uname().nodename} since 20")
    assert re.search(r"since \d{4}-\d\d-\d\dT[\d:.]+Z \(run docs/plan\.md\) works on this project", told)
    assert caught.value.exit_code == EXIT_LOCKED


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_of_a_killed_holder_is_free_at_once(path: Path, number: signal.Signals) -> None:
    with holder(path) as process:
        process.send_signal(number)
        process.wait()
        assert active_run(str(path)) is None
        with held(str(path), "run"):
            assert active_run(str(path)) is not None
    assert active_run(str(path)) is None


def test_a_look_at_a_lock_does_not_create_it(path: Path) -> None:
    assert active_run(str(path)) is None
    assert not path.exists()


def test_onlookers_see_which_run_is_carried_out(path: Path) -> None:
    with held(str(path), "run") as carry_out:
        assert active_run(str(path)) == ""
        carry_out("20261122-140740-3fa2")
        assert active_run(str(path)) == "20261122-140740-3fa2"
        carry_out("r")
        assert active_run(str(path)) == "r"
    assert active_run(str(path)) is None


def test_the_lock_is_free_after_an_error_inside(path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), held(str(path), "run"):
        raise ValueError("inside")
    with held(str(path), "again"):
        assert active_run(str(path)) is not None


def test_the_lock_file_is_private_and_its_content_may_be_anything(path: Path) -> None:
    path.write_text("no JSON at all, and longer than what will be written into it" * 20)
    with held(str(path), "first"), pytest.raises(LockedError, match=r"\(first\)"), held(str(path), "second"):
        pass
    path.unlink()
    with held(str(path), "new"):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_holder_that_left_no_name_is_another_process(path: Path) -> None:
    with holder(path):
        path.write_text("[]")
        with pytest.raises(LockedError, match="another process works on this project"), held(str(path), "x"):
            pass


def test_a_short_look_by_others_does_not_keep_an_orchestrator_out(path: Path) -> None:
    """`status` takes the lock for an instant."""
    code = """
import fcntl, sys, time
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_SH)
print("looking", flush=True)
time.sleep(0.1)
"""
    with programs.start(code, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "looking\n"
        with held(str(path), "run"):
            assert active_run(str(path)) is not None


def test_a_place_that_can_have_no_lock_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Is a directory; the lock must be a file"), held(str(tmp_path), "x"):
        pass
