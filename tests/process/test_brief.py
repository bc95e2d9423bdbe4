"""Helper programs end, one way or another, and leave nothing behind."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from orchestrator.process.brief import run_briefly


@pytest.mark.parametrize(
    ("script", "code"), [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137), ("kill -15 $$", 143)]
)
def test_the_exit_code_is_returned(script: str, code: int) -> None:
    assert run_briefly(["/bin/sh", "-c", script], 30) == code


def test_a_program_that_is_not_there_is_127(tmp_path: Path) -> None:
    assert run_briefly([str(tmp_path / "nothing")], 30) == 127


def test_a_program_that_may_not_run_is_127(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no program")
    assert run_briefly([str(tmp_path / "text")], 30) == 127


def test_an_argument_that_no_program_can_take_is_127() -> None:
    assert run_briefly(["/bin/true", "a\0b"], 30) == 127
    assert run_briefly(["/bin/true", "\ud800"], 30) == 127


def test_it_has_its_own_session_and_nothing_to_read_or_write(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    script = (
        "import os, sys; print('noise'); print('noise', file=sys.stderr)\n"
        "open(sys.argv[1], 'w').write(repr((os.getsid(0) == os.getpid(), sys.stdin.read())))"
    )
    record = tmp_path / "record"
    assert run_briefly([sys.executable, "-c", script, str(record)], 30) == 0
    assert record.read_text() == "(True, '')"
    assert capfd.readouterr() == ("", "")


def test_at_the_timeout_the_whole_group_is_killed(tmp_path: Path) -> None:
    fifo = tmp_path / "held-open-by-whoever-lives"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        script = f"exec 3>'{fifo}'; trap '' TERM; sleep 1000 & sleep 1000"
        assert run_briefly(["/bin/sh", "-c", script], 0.5) == 124
        hang_up = select.poll()
        hang_up.register(reader)
        hang_up.poll(30_000)  # the kernel ends the killed ones in its own time
        assert os.read(reader, 1) == b""  # the end of the file: nobody holds it any more
    finally:
        os.close(reader)
