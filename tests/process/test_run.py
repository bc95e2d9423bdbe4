from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.errors import UsageError
from orchestrator.process.record import read_started
from orchestrator.process.run import MARKER, Command, Supervised, start
from orchestrator.process.wake import Wake
from tests.support.processes import Family, living
from tests.support.waiting import wait_until

PYTHON = sys.executable
MARKED = ("child", "setsid", "daemon", "stubborn-daemon")  # not the scrubbed ones: they carry no marker
Make = Callable[..., Command]


@pytest.fixture
def command(tmp_path: Path) -> Make:
    def make(*argv: str) -> Command:
        return Command(
            argv=argv,
            cwd=str(tmp_path),
            env=os.environ,
            stdin=None,
            stdout=str(tmp_path / "out"),
            stderr=None,
            record=str(tmp_path / "record"),
        )

    return make


@pytest.fixture
def wake() -> Iterator[Wake]:
    flag = Wake()
    yield flag
    flag.close()


def test_a_command_runs_to_its_end_and_leaves_a_record(command: Make, tmp_path: Path) -> None:
    supervised = start(command("/bin/sh", "-c", "echo out; echo err >&2; pwd; exit 3"))
    assert supervised.wait(20)
    record = supervised.record()
    assert (record.code, record.stopped_by, record.left_behind) == (3, "", ())
    assert (tmp_path / "out").read_text() == f"out\nerr\n{tmp_path}\n"
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600


def test_output_and_errors_can_go_to_files_of_their_own_which_are_emptied_first(
    command: Make, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("an earlier attempt, much longer than this one")
    supervised = start(
        replace(command("/bin/sh", "-c", "echo out; echo err >&2"), stderr=str(tmp_path / "err"))
    )
    assert supervised.record().code == 0
    assert ((tmp_path / "out").read_text(), (tmp_path / "err").read_text()) == ("out\n", "err\n")


def test_input_comes_from_the_file_or_from_nowhere(command: Make, tmp_path: Path) -> None:
    (tmp_path / "prompt").write_bytes(b"do \xff it\n" * 100_000)
    assert start(replace(command("cat"), stdin=str(tmp_path / "prompt"))).record().code == 0
    assert (tmp_path / "out").read_bytes() == (tmp_path / "prompt").read_bytes()
    assert start(command("cat")).record().code == 0
    assert (tmp_path / "out").read_bytes() == b""


def test_the_environment_is_the_given_one_and_the_marker(command: Make, tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "TEST_MARK": str(tmp_path), "A": "ü"}
    assert start(replace(command("env", "-0"), env=env)).record().code == 0
    seen = dict(line.split("=", 1) for line in (tmp_path / "out").read_text().split("\0") if line)
    assert {key: seen[key] for key in (*env, MARKER)} == {**env, MARKER: str(tmp_path / "record")}
    assert set(seen) <= {*env, MARKER, "LC_CTYPE"}  # Python adds this one in a C locale


def test_a_missing_command_is_a_record_not_an_exception(command: Make, tmp_path: Path) -> None:
    assert start(command("no-such-command")).record().code == 127
    assert (tmp_path / "out").read_text() == "supervisor: no-such-command: command not found\n"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"cwd": "/no/such/folder"}, "/no/such/folder"),
        ({"stdin": "/no/such/prompt"}, "/no/such/prompt"),
        ({"stdout": "/no/such/out"}, "/no/such/out"),
        ({"launcher": ("no-such-launcher",)}, "no-such-launcher"),
        ({"launcher": ("./no-such-launcher",)}, "./no-such-launcher"),
        ({"record": "/proc/record"}, "/proc/record"),
    ],
)
def test_what_is_missing_is_named_with_what_to_do(
    change: dict[str, object], what: str, command: Make
) -> None:
    with pytest.raises(UsageError) as caught:
        start(replace(command("true"), **change))  # type: ignore[arg-type] # the table's values differ in type
    assert str(caught.value).startswith(f"{what}: ")
    assert "make sure" in str(caught.value)


def test_a_missing_interpreter_is_named(command: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(UsageError, match=r"/no/such/python: No such file.*make sure"):
        start(command("true"))


def test_a_failed_start_leaves_no_descriptor_open(command: Make) -> None:
    before = os.listdir("/proc/self/fd")
    with pytest.raises(UsageError):
        start(replace(command("true"), cwd="/no/such/folder"))
    assert os.listdir("/proc/self/fd") == before


def test_a_whole_life_leaves_no_descriptor_open(command: Make) -> None:
    before = os.listdir("/proc/self/fd")
    assert start(command("true")).record().code == 0
    assert os.listdir("/proc/self/fd") == before


def test_our_own_signals_are_not_held_back_after_a_start(command: Make) -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert start(command("true")).wait(20)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


def test_waiting_ends_at_its_timeout(command: Make) -> None:
    supervised = start(command("sleep", "1000"))
    assert not supervised.wait(0)
    assert not supervised.wait(0.05)
    supervised.kill()
    assert supervised.wait(20)
    assert supervised.wait(0)


def test_a_stop_is_polite_and_asking_twice_is_asking_once(family: Family, command: Make) -> None:
    supervised = start(
        replace(command(*family.argv(PYTHON, "stay", "stubborn-setsid")), stop="INT:20,TERM:20")
    )
    family.pids("stubborn-setsid")
    for _ in range(20):
        supervised.stop()
    assert supervised.wait(20)
    record = supervised.record()
    assert (record.code, record.stopped_by, len(record.left_behind)) == (130, "request", 1)


def test_a_stop_right_after_the_start_is_obeyed(command: Make) -> None:
    for _ in range(5):
        supervised = start(command("sleep", "1000"))
        supervised.stop()
        assert supervised.wait(20)
        assert (supervised.record().code, supervised.record().stopped_by) == (143, "request")


def test_a_kill_does_not_wait_for_the_ladder(family: Family, command: Make) -> None:
    words = ("/bin/sh", "-c", 'trap "" TERM INT; "$@"', "sh", *family.argv(PYTHON, "stay", "stubborn-daemon"))
    supervised = start(replace(command(*words), stop="TERM:600"))
    family.pids("stubborn-daemon")
    supervised.stop()
    supervised.kill()
    assert supervised.wait(20)
    assert (supervised.record().code, supervised.record().stopped_by) == (137, "request")


def test_stopping_what_has_ended_does_nothing(command: Make) -> None:
    supervised = start(command("true"))
    assert supervised.wait(20)
    supervised.stop()
    supervised.kill()
    assert supervised.record().stopped_by == ""


def test_what_a_killed_supervisor_left_is_ended_by_its_marker(family: Family, command: Make) -> None:
    supervised = start(command(*family.argv(PYTHON, "stay", *MARKED)))
    family.pids(*MARKED)
    os.kill(supervised.pid, signal.SIGKILL)
    record = supervised.record()
    assert (record.code, record.stopped_by, len(record.left_behind)) == (137, "lost", len(MARKED) + 1)
    assert family.living() == []


def test_a_wake_interrupts_a_wait_and_stays_up_until_it_is_cleared(command: Make, wake: Wake) -> None:
    supervised = start(command("sleep", "1000"))
    answers: list[bool] = []
    waiter = threading.Thread(target=lambda: answers.append(supervised.wait(None, wake)))
    waiter.start()
    wake.set()
    waiter.join(20)
    assert (answers, supervised.wait(600, wake)) == ([False], False)
    wake.clear()
    assert not supervised.wait(0.01, wake)
    supervised.kill()
    assert supervised.wait(None, wake)


def test_the_end_counts_more_than_a_wake(command: Make, wake: Wake) -> None:
    supervised = start(command("true"))
    assert supervised.wait(None)
    wake.set()
    assert supervised.wait(None, wake)


@pytest.mark.parametrize("pidfds", [True, False])
def test_waiting_does_not_spin(
    pidfds: bool, command: Make, wake: Wake, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not pidfds:
        monkeypatch.delattr(os, "pidfd_open")  # as on macOS
    supervised = start(command("sleep", "1000"))
    before = time.thread_time()
    assert not supervised.wait(0.5, wake)
    assert time.thread_time() - before < 0.05
    wake.set()
    assert not supervised.wait(None, wake)
    wake.clear()
    supervised.kill()
    assert supervised.wait(None, wake)
    assert supervised.record().code == 137


def test_many_threads_can_supervise_at_once(command: Make, tmp_path: Path) -> None:
    codes: dict[int, int] = {}

    def run(number: int) -> None:
        one = replace(command("/bin/sh", "-c", f"exit {number}"), record=str(tmp_path / f"r{number}"))
        codes[number] = start(replace(one, stdout=str(tmp_path / f"o{number}"))).record().code

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert codes == {number: number for number in range(8)}


ORCHESTRATOR = """
import os, sys
from orchestrator.process.run import Command, start
folder, *words = sys.argv[1:]
start(Command(tuple(words), folder, os.environ, None, folder + "/out", None, folder + "/record")).wait(None)
"""


def test_everything_ends_when_the_orchestrator_is_killed(family: Family, tmp_path: Path) -> None:
    words = family.argv(PYTHON, "stay", *MARKED, "scrubbed-daemon")
    with subprocess.Popen((PYTHON, "-c", ORCHESTRATOR, str(tmp_path), *words)) as orchestrator:
        family.pids(*MARKED, "scrubbed-daemon")
        orchestrator.kill()
    wait_until(lambda: family.living() == [], 2.0)
    started = read_started(str(tmp_path / "record"))
    assert started is not None
    wait_until(lambda: not living(started.pid))


def launcher(tmp_path: Path, text: str) -> str:
    path = tmp_path / "launch"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o700)
    return str(path)


LAUNCHERS = {"exec": 'exec "$@"', "waits": '"$@"', "background": '"$@" & wait $!'}


@pytest.mark.parametrize("text", LAUNCHERS.values(), ids=LAUNCHERS.keys())
def test_behind_a_launcher_exit_code_output_and_cleaning_up_are_the_same(
    text: str, family: Family, command: Make, tmp_path: Path
) -> None:
    words = (launcher(tmp_path, text),)
    supervised = start(replace(command(*family.argv(PYTHON, "9", "stubborn-daemon")), launcher=words))
    record = supervised.record()
    assert (record.code, record.stopped_by, family.living()) == (9, "", [])


def test_a_launcher_that_takes_one_string_gets_one(command: Make, tmp_path: Path) -> None:
    words = ("sh", "-c", "cd {cwd} && exec {command}")
    assert start(replace(command("printf", "%s|", "a b", "'"), launcher=words)).record().code == 0
    assert (tmp_path / "out").read_text() == "a b|'|"


@pytest.mark.parametrize("text", LAUNCHERS.values(), ids=LAUNCHERS.keys())
def test_a_stop_behind_a_launcher_ends_everything(
    text: str, family: Family, command: Make, tmp_path: Path
) -> None:
    words = (launcher(tmp_path, text),)
    argv = family.argv(PYTHON, "stay", "setsid", "stubborn-daemon")
    supervised = start(replace(command(*argv), launcher=words, stop="TERM:1"))
    family.pids("setsid", "stubborn-daemon")
    supervised.stop()
    assert supervised.wait(20)
    assert (supervised.record().stopped_by, family.living()) == ("request", [])


BWRAP = ("bwrap", "--dev-bind", "/", "/", "--unshare-pid", "--proc", "/proc", "--die-with-parent", "--")


def bwrap_works() -> bool:
    return shutil.which("bwrap") is not None and subprocess.run((*BWRAP, "true")).returncode == 0


@pytest.mark.skipif(not bwrap_works(), reason="bubblewrap is not installed, or may not make namespaces here")
def test_it_works_behind_bubblewrap(command: Make, tmp_path: Path) -> None:
    script = "sleep 1000 & setsid sleep 1000 & echo ran; exit 7"
    supervised = start(replace(command("/bin/sh", "-c", script), launcher=BWRAP))
    assert supervised.record().code == 7
    assert (tmp_path / "out").read_text() == "ran\n"
    stopped: Supervised = start(replace(command("sleep", "1000"), launcher=BWRAP))
    stopped.stop()
    assert stopped.record().stopped_by == "request"
