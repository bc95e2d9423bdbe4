"""What trusted helper programs say is kept, however much it is, and none outlives its time."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from orchestrator.process.capture import Captured, capture

ENV = {"PATH": os.defpath}


def shell(script: str, timeout: float = 30, input: bytes = b"", limit: int = 10**9) -> Captured:
    return capture(("/bin/sh", "-c", script), "/", ENV, timeout, input, limit)


def test_both_outputs_and_the_code_are_kept() -> None:
    assert shell("echo out; echo err >&2; exit 3") == Captured(3, b"out\n", b"err\n")


def test_a_signal_is_told_as_shells_do() -> None:
    assert shell("kill -9 $$").code == 137


def test_it_runs_in_the_folder_with_the_environment_and_session_it_was_given(tmp_path: Path) -> None:
    script = (
        "import os; print(os.getcwd(), os.environ['A'], 'HOME' in os.environ, os.getsid(0) == os.getpid())"
    )
    done = capture((sys.executable, "-I", "-S", "-c", script), str(tmp_path), {"A": "b"}, 30)
    assert done.stdout.decode().split() == [str(tmp_path), "b", "False", "True"]


def test_megabytes_go_in_and_out_at_once() -> None:
    content = os.urandom(5_000_000)
    assert shell("cat; echo end >&2", input=content) == Captured(0, content, b"end\n")


def test_a_program_that_does_not_listen_is_no_error() -> None:
    assert shell("exec <&-; echo done", input=b"x" * 1_000_000) == Captured(0, b"done\n", b"")


def test_what_is_too_much_is_read_and_dropped() -> None:
    done = shell("head -c 3000000 /dev/zero; echo end >&2", limit=1000)
    assert done == Captured(0, bytes(1000), b"end\n", cut=True)


@pytest.mark.parametrize("word", ["/nowhere/program", "/bin/tr\0ue"])
def test_a_program_that_cannot_start_is_127(word: str) -> None:
    done = capture((word,), "/", ENV, 30)
    assert done.code == 127
    assert done.stderr


def test_at_the_timeout_the_whole_group_is_killed(tmp_path: Path) -> None:
    fifo = tmp_path / "held-open-by-whoever-lives"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        done = shell(f"exec 3>'{fifo}'; trap '' TERM; echo begun; sleep 1000 & sleep 1000", timeout=1.0)
        assert (done.code, done.stdout) == (124, b"begun\n")
        hang_up = select.poll()
        hang_up.register(reader)
        hang_up.poll(30_000)  # the kernel ends the killed ones in its own time
        assert os.read(reader, 1) == b""
    finally:
        os.close(reader)
