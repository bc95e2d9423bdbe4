from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.process import capped as module
from orchestrator.process.capped import LATEST, SOONEST, Capped, punch_hole

MARKER = re.compile(rb"\[orchestrate cut about (\d+) bytes here \(log_limit\)\]\n")
MOST, LEAST = 800_000, 10_000  # a head of 100,000 and a tail of 400,000
ways = pytest.mark.parametrize("holes", [True, False])
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="holes are made on Linux only")


@pytest.fixture
def holes() -> bool:
    return True


@pytest.fixture(autouse=True)
def possible(holes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not holes:  # a file system that cannot
        monkeypatch.setattr(module, "punch_hole", lambda *_: False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "log"
    made.touch()
    return made


def lines(first: int, last: int) -> bytes:
    return b"".join(b"line %06d\n" % number for number in range(first, last))


def write(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


def taken(path: Path) -> int:
    """Bytes of the disk."""
    return path.stat().st_blocks * 512


def parts(path: Path) -> tuple[bytes, int, bytes]:
    head, gone, end = MARKER.split(path.read_bytes())
    return head, int(gone), end


@ways
def test_what_is_within_the_bound_stays_as_it_is(path: Path) -> None:
    whole = lines(0, 90_000)
    with Capped(str(path), 1_080_000, LEAST) as capped:
        capped.look()
        write(path, whole)
        capped.look()
        capped.settle()
    assert path.read_bytes() == whole


@ways
def test_head_and_newest_end_stay_as_whole_lines_with_a_mark_between(path: Path) -> None:
    whole = lines(0, 500_000)
    with Capped(str(path), MOST, LEAST) as capped:
        write(path, whole)
        capped.look()
        capped.settle()
    head, gone, end = parts(path)
    assert whole.startswith(head)
    assert whole.endswith(end)
    assert head.endswith(b"\n")
    assert end.startswith(b"line ")
    assert 99_980 < len(head) <= 100_000
    assert 399_980 < len(end) <= 400_000
    assert gone == len(whole) - len(head) - len(end)


@ways
def test_however_often_it_is_cut_there_is_one_mark_with_all_that_went(path: Path) -> None:
    with Capped(str(path), MOST, LEAST) as capped:
        for part in range(20):
            write(path, lines(part * 50_000, part * 50_000 + 50_000))
            capped.look()
            assert taken(path) <= MOST
        capped.settle()
    head, gone, end = parts(path)
    whole = lines(0, 1_000_000)
    assert whole.startswith(head)
    assert whole.endswith(end)
    assert gone == len(whole) - len(head) - len(end)
    assert path.stat().st_size <= MOST


@ways
def test_what_nobody_looked_at_in_time_is_cut_at_the_end(path: Path) -> None:
    with Capped(str(path), MOST, LEAST) as capped:
        write(path, lines(0, 500_000))
        capped.settle()
    assert path.stat().st_size <= MOST
    assert parts(path)[2].endswith(b"line 499999\n")


@ways
def test_one_endless_line_is_cut_within_and_the_mark_stands_alone(path: Path) -> None:
    with Capped(str(path), MOST, LEAST) as capped:
        for _ in range(3):
            write(path, b"x" * 1_000_000)
            capped.look()
        capped.settle()
    head, gone, end = parts(path)
    assert (head, end) == (b"x" * 100_000 + b"\n", b"x" * 400_000)
    assert gone == 2_500_000


@ways
def test_the_end_that_must_stay_is_stronger_than_a_small_bound(path: Path) -> None:
    whole = lines(0, 500_000)
    with Capped(str(path), 8_000, 300_000) as capped:
        write(path, whole)
        capped.look()
        before = taken(path)
        write(path, b"more\n")
        capped.look()
        assert taken(path) >= before  # it is not cut at every look
        capped.settle()
    end = parts(path)[2]
    assert (whole + b"more\n").endswith(end)
    assert len(end) > 299_980


@ways
def test_a_command_that_empties_its_file_begins_anew(path: Path) -> None:
    with Capped(str(path), MOST, LEAST) as capped:
        write(path, lines(0, 500_000))
        capped.look()
        path.write_bytes(b"all that counts\n")
        capped.look()
        capped.settle()
    assert path.read_bytes() == b"all that counts\n"


WRITER = "import os\nfor n in range(400_000): os.write(1, b'line %06d\\n' % n)"


@on_linux
def test_nothing_of_the_end_is_lost_however_often_it_is_cut_while_it_is_written(path: Path) -> None:
    file = os.open(path, os.O_WRONLY | os.O_APPEND)
    writer = subprocess.Popen([sys.executable, "-c", WRITER], stdout=file)
    os.close(file)
    with Capped(str(path), 100_000, LEAST) as capped:
        while writer.poll() is None:
            capped.look()
        capped.settle()
    head, gone, end = parts(path)
    whole = lines(0, 400_000)
    assert whole.startswith(head)
    assert whole.endswith(end)
    assert gone == len(whole) - len(head) - len(end)


@ways
def test_what_a_command_puts_in_its_place_is_left_alone(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(lines(0, 500_000))
    with Capped(str(path), MOST, LEAST) as capped:
        path.unlink()
        path.symlink_to(other)
        capped.look()
        capped.settle()
    with Capped(str(path), MOST, LEAST) as capped:
        capped.look()
        capped.settle()
    assert other.read_bytes() == lines(0, 500_000)


def test_no_file_and_a_pipe_are_no_reason_to_fail(path: Path) -> None:
    path.unlink()
    with Capped(str(path), MOST, LEAST) as capped:
        capped.look()
        capped.settle()
    os.mkfifo(path)
    with Capped(str(path), MOST, LEAST) as capped:
        capped.look()
        capped.settle()
    assert path.is_fifo()


def test_looks_become_rare_where_little_happens_and_frequent_where_much_does(path: Path) -> None:
    with Capped(str(path), MOST, LEAST) as capped:
        assert capped.pause == SOONEST
        for _ in range(10):
            capped.look()
        assert capped.pause == LATEST
        write(path, b"x" * 400_000)
        capped.look()
        assert capped.pause == SOONEST


@on_linux
def test_a_hole_takes_no_room_and_changes_nothing_around_it(path: Path) -> None:
    path.write_bytes(b"x" * 1_000_000)
    with path.open("r+b") as file:
        assert punch_hole(file.fileno(), 100_001, 799_999)
    assert taken(path) < 250_000
    assert path.read_bytes() == b"x" * 100_001 + b"\0" * 799_999 + b"x" * 100_000


@on_linux
def test_a_file_that_cannot_have_holes_is_told_apart(path: Path) -> None:
    with path.open("rb") as file:
        assert not punch_hole(file.fileno(), 0, 10)
