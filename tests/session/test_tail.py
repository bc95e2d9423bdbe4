from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.session.tail import Oversized, Tail
from orchestrator.stream.events import AssistantText, Malformed
from tests.bench.bench_stream import LONG_LINE, read_with_us, write_long_line


def test_lines_come_as_they_are_finished(tmp_path: Path) -> None:
    path = tmp_path / "stream"
    with path.open("ab", buffering=0) as writer, Tail(path) as tail:
        writer.write(b"one\ntw")
        assert list(tail.lines()) == [b"one"]
        assert list(tail.lines()) == []
        writer.write(b"o\n\nthree")
        assert list(tail.lines()) == [b"two", b""]
        assert list(tail.lines(ended=True)) == [b"three"]
        assert list(tail.lines(ended=True)) == []


def test_a_file_that_is_not_there_yet_has_no_lines(tmp_path: Path) -> None:
    path = tmp_path / "later"
    with Tail(path) as tail:
        assert list(tail.lines(ended=True)) == []
        path.write_bytes(b"here\n")
        assert list(tail.lines()) == [b"here"]


def test_a_folder_is_an_error(tmp_path: Path) -> None:
    with Tail(tmp_path) as tail, pytest.raises(IsADirectoryError):
        list(tail.lines())


def test_only_line_feeds_end_a_line(tmp_path: Path) -> None:
    path = tmp_path / "stream"
    path.write_bytes("a\r\vb\u2028c\x1c\x85d\n".encode())
    with Tail(path) as tail:
        assert list(tail.lines()) == ["a\r\vb\u2028c\x1c\x85d".encode()]


def test_a_reader_that_stops_half_way_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "stream"
    path.write_bytes(b"a\nb\nc\nd")
    with Tail(path) as tail:
        assert next(tail.lines()) == b"a"
        assert next(tail.lines()) == b"b"
        assert list(tail.lines(ended=True)) == [b"c", b"d"]


def test_a_reader_whose_time_is_up_loses_nothing_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "stream"
    text = b'{"type":"text","text":"x"}'
    two = b'{"type":"assistant","message":{"content":[%b,%b]}}' % (text, text)
    path.write_bytes(two + b"\n" + two + b"\n" + two + b"\n")
    with Tail(path) as tail:
        assert list(tail.events(until=0.0)) == []
        assert next(tail.lines()) == two
        assert len(list(tail.events(until=0.0))) == 2
        assert len(list(tail.events(ended=True))) == 2


def test_a_line_above_the_limit_is_passed_over_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "stream"
    path.write_bytes(b"ok\n" + b"x" * 11 + b"\n" + b"y" * 10 + b"\n" + b"z" * 99)
    with Tail(path, limit=10, chunk=4) as tail:
        assert list(tail.lines(ended=True)) == [b"ok", Oversized(11), b"y" * 10, Oversized(99)]


def test_events_are_the_lines_decoded(tmp_path: Path) -> None:
    path = tmp_path / "stream"
    path.write_bytes(b'{"type":"assistant","message":{"content":"hi"}}\n' + b"x" * 99 + b'\n{"type')
    with Tail(path, limit=50) as tail:
        text, long, cut = tail.events(ended=True)
    assert text == AssistantText("hi", None, None)
    assert isinstance(long, Malformed)
    assert "99 bytes" in long.reason
    assert isinstance(cut, Malformed)


@given(st.binary(max_size=60).map(lambda noise: noise.replace(b"a", b"\n")), st.integers(1, 9))
def test_any_chunking_gives_the_same_lines(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, chunk: int
) -> None:
    path = tmp_path_factory.mktemp("tail") / "stream"
    path.write_bytes(data)
    expected = data.split(b"\n")
    with Tail(path, chunk=chunk) as tail:
        assert list(tail.lines(ended=True)) == (expected if expected[-1] else expected[:-1])


def test_a_process_that_writes_is_followed_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "stream"
    program = "import sys\nfor n in range(2000): print(n, flush=n % 7 == 0)"
    with path.open("wb") as out, Tail(path) as tail:
        writer = subprocess.Popen([sys.executable, "-c", program], stdout=out)
        seen: list[object] = []
        deadline = time.monotonic() + 60
        while writer.poll() is None:
            assert time.monotonic() < deadline
            seen += tail.lines()
        seen += tail.lines(ended=True)
    assert seen == [b"%d" % number for number in range(2000)]


def test_a_long_line_in_small_pieces_takes_neither_long_nor_much_memory(tmp_path: Path) -> None:
    path = tmp_path / "stream"
    path.write_bytes(b"x" * LONG_LINE + b"\n")
    with Tail(path, chunk=1024) as tail:
        tracemalloc.start()
        started = time.process_time()
        (line,) = tail.lines()
        seconds, (_, peak) = time.process_time() - started, tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert line == b"x" * LONG_LINE
    assert peak < 2.5 * LONG_LINE  # the pieces and their join
    assert seconds < 10  # a join for each piece would copy 50 GB


def test_one_line_of_ten_megabytes_passes_through_everything_within_80_mb(tmp_path: Path) -> None:
    path = tmp_path / "stream"
    write_long_line(path)
    assert read_with_us(path).peak < 80
