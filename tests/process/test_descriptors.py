from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestrator.process.descriptors import file_id, output_closed
from orchestrator.process.run import Command, Supervised, start
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only /proc tells who has a file open")
Run = Callable[[str], Supervised]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Starts a script and returns once it has made the file `began`; it is ended with the test."""
    started: list[Supervised] = []

    def begin(script: str) -> Supervised:
        command = Command(
            argv=("/bin/sh", "-c", script),
            cwd=str(tmp_path),
            env=os.environ,
            stdin=None,
            stdout=str(tmp_path / "out"),
            stderr=str(tmp_path / "err"),
            record=str(tmp_path / "record"),
        )
        started.append(start(command))
        wait_until((tmp_path / "began").exists, what="the script's beginning")
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait(None)


def closed(tmp_path: Path, process: Supervised) -> bool:
    output = file_id(str(tmp_path / "out"))
    assert output is not None
    return output_closed(str(tmp_path / "record"), process.pid, output)


STAY = "touch began; tail -f /dev/null > other"  # a tail without an output ends


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"{STAY}; :", False),
        (f"exec >&-; {STAY}; :", True),
        (f"exec > other; {STAY}; :", True),
        (f"exec 5>&1 >&-; {STAY}; :", False),  # it may still write by another number
        (f"exec >> out; {STAY}; :", False),  # opened anew
        (f"tail -f /dev/null & exec >&-; {STAY}; :", False),  # a child has it
        (f"(tail -f /dev/null &) ; exec >&-; {STAY}; :", False),  # an orphan has it
        (f"setsid tail -f /dev/null & exec >&-; {STAY}; :", False),
    ],
)
def test_an_output_is_closed_when_nobody_of_the_command_has_it(
    run: Run, tmp_path: Path, script: str, expected: bool
) -> None:
    process = run(script)
    if expected:  # what was just forked may still be in between
        wait_until(lambda: closed(tmp_path, process))
    else:
        assert not closed(tmp_path, process)


def test_a_file_in_its_place_is_not_its_output(run: Run, tmp_path: Path) -> None:
    process = run(f"{STAY}; :")
    before = file_id(str(tmp_path / "out"))
    assert before is not None
    (tmp_path / "out").rename(tmp_path / "moved")
    (tmp_path / "out").write_text("somebody else's")
    assert not output_closed(str(tmp_path / "record"), process.pid, before)


def test_of_a_command_that_is_not_the_supervisors_nothing_is_said(run: Run, tmp_path: Path) -> None:
    process = run(f"exec >&-; {STAY}; :")
    wait_until(lambda: closed(tmp_path, process))
    record = tmp_path / "record" / "started.json"
    told = record.read_text()
    record.write_text(told.replace('"command_pid": ', '"command_pid": 1'))
    assert not closed(tmp_path, process)
    record.write_text(told.replace(str(process.pid), str(os.getpid())))
    assert not closed(tmp_path, process)
    record.unlink()
    assert not closed(tmp_path, process)


def test_a_command_that_has_ended_has_closed_nothing(run: Run, tmp_path: Path) -> None:
    process = run("touch began")
    assert process.wait(20)
    assert not closed(tmp_path, process)


def test_a_file_that_is_not_there_has_no_id(tmp_path: Path) -> None:
    assert file_id(str(tmp_path / "none")) is None
