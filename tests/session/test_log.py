from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.display import LineKind
from orchestrator.redaction import Secrets
from orchestrator.session import log
from orchestrator.session.files import SessionFiles
from orchestrator.session.log import AttemptLog, RawLog, tail_lines
from tests.support.waiting import wait_until


def said(text: str) -> bytes:
    """A line of a stream in which the session says this."""
    block = {"type": "text", "text": text}
    return json.dumps({"type": "assistant", "message": {"content": [block]}}).encode() + b"\n"


def called(call: str, answer: str) -> bytes:
    """Two lines: a command is called, and answers."""
    use = {"type": "tool_use", "id": call, "name": "Bash", "input": {"command": call}}
    result = {"type": "tool_result", "tool_use_id": call, "content": answer}
    asked = json.dumps({"type": "assistant", "message": {"content": [use]}})
    told = json.dumps({"type": "user", "message": {"content": [result]}})
    return f"{asked}\n{told}\n".encode()


def stream(folder: Path, ordinal: int = 1) -> Path:
    return Path(SessionFiles(str(folder), ordinal).stream)


def shown(found: AttemptLog, *, ended: bool = False) -> list[tuple[int, str]]:
    return [(one.ordinal, one.line.text) for one in found.lines(ended=ended)]


def test_each_call_brings_what_is_new(tmp_path: Path) -> None:
    with stream(tmp_path).open("ab", buffering=0) as writer, AttemptLog(str(tmp_path), lambda: [1]) as found:
        writer.write(said("one") + said("two")[:20])
        assert shown(found) == [(1, "one")]
        assert shown(found) == []
        writer.write(said("two")[20:])
        assert shown(found) == [(1, "two")]


def test_sessions_that_begin_later_are_found_and_a_session_before_them_is_read_to_its_end(
    tmp_path: Path,
) -> None:
    known = [1]
    with AttemptLog(str(tmp_path), lambda: known) as found:
        assert shown(found) == []
        stream(tmp_path).write_bytes(said("one") + said("cut off").rstrip())
        assert shown(found) == [(1, "one")]
        known.append(2)
        assert shown(found) == [(1, "cut off")]
        stream(tmp_path, 2).write_bytes(said("two"))
        assert shown(found) == [(2, "two")]
        assert shown(found, ended=True) == []


def test_a_session_that_wrote_nothing_is_passed_over(tmp_path: Path) -> None:
    stream(tmp_path, 2).write_bytes(said("two").rstrip())
    with AttemptLog(str(tmp_path), lambda: [1, 2]) as found:
        assert shown(found, ended=True) == [(2, "two")]


def test_broken_lines_are_counted_and_shown(tmp_path: Path) -> None:
    stream(tmp_path).write_bytes(b"no json\n" + said("still here") + b"[]\n\n")
    with AttemptLog(str(tmp_path), lambda: [1]) as found:
        assert [one.line.kind for one in found.lines()] == [LineKind.NOTE, LineKind.TEXT, LineKind.NOTE]
        assert found.broken == 2


@pytest.mark.parametrize(("results", "texts"), [(False, ["[Bash: ls]"]), (True, ["[Bash: ls]", "  a file"])])
def test_answers_of_tools_are_there_when_they_are_asked_for(
    tmp_path: Path, results: bool, texts: list[str]
) -> None:
    stream(tmp_path).write_bytes(called("ls", "a file"))
    with AttemptLog(str(tmp_path), lambda: [1], results=results) as found:
        assert [text for _, text in shown(found)] == texts


def test_secrets_of_a_session_under_way_are_covered(tmp_path: Path) -> None:
    stream(tmp_path).write_bytes(said("the key is Zx81kQ0vLm3T"))
    secrets = Secrets([("KEY", "Zx81kQ0vLm3T")])
    with AttemptLog(str(tmp_path), lambda: [1], secrets=secrets) as found:
        assert shown(found) == [(1, "the key is [KEY]*******")]
    with RawLog(str(tmp_path), lambda: [1], secrets=secrets) as raw:
        assert b"".join(raw.pieces()) == said("the key is [KEY]*******")


@pytest.mark.parametrize("gone", ["folder", "never there", "while it is read"])
def test_files_that_vanish_are_no_error(tmp_path: Path, gone: str) -> None:
    folder = tmp_path / "attempt"
    if gone != "never there":
        folder.mkdir()
        stream(folder).write_bytes(said("one") + said("two"))
    if gone == "folder":
        stream(folder).unlink()
        folder.rmdir()
    with AttemptLog(str(folder), lambda: [1, 2]) as found:
        lines = found.lines(ended=True)
        if gone == "while it is read":
            assert next(lines).line.text == "one"
            stream(folder).unlink()
            assert [one.line.text for one in lines] == ["two"]
        assert list(found.lines(ended=True)) == []


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_what_a_worker_put_in_the_place_of_a_stream_neither_holds_nor_leads_away(
    tmp_path: Path, kind: str
) -> None:
    (tmp_path / "elsewhere").write_bytes(said("not ours"))
    place = stream(tmp_path)
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "link":
        place.symlink_to(tmp_path / "elsewhere")
    else:
        place.mkdir()
    with AttemptLog(str(tmp_path), lambda: [1]) as found, RawLog(str(tmp_path), lambda: [1]) as raw:
        assert list(found.lines(ended=True)) == []
        assert list(raw.pieces(ended=True)) == []
    assert tail_lines(str(place), 5) == []


@given(
    parts=st.lists(st.sampled_from([b"a", b"\n", b"\xff", said("x"), b"\r\n", b"{"]), max_size=20),
    cut=st.integers(0, 400),
)
def test_raw_is_every_byte_of_every_stream(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("raw")
    whole = b"".join(parts)
    with stream(folder).open("wb", buffering=0) as writer, RawLog(str(folder), lambda: [1, 2]) as raw:
        writer.write(whole[:cut])
        stream(folder, 2).write_bytes(whole)
        begun = b"".join(raw.pieces())
        assert begun.startswith(whole[:cut])
        assert begun + b"".join(raw.pieces(ended=True)) == whole[:cut] + whole


@given(
    lines=st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=12),
    unfinished=st.booleans(),
    count=st.integers(1, 14),
    chunk=st.integers(1, 9),
)
def test_the_last_lines_are_found_from_the_end(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], unfinished: bool, count: int, chunk: int
) -> None:
    path = tmp_path_factory.mktemp("last") / "stream"
    rest = b"x" if unfinished else b""
    path.write_bytes(b"".join(line + b"\n" for line in lines) + rest)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log, "CHUNK", chunk)
        start, found = log._last_lines(str(path), count)
    last = lines[-count:]
    assert path.read_bytes()[start:] == b"".join(line + b"\n" for line in last) + rest
    assert found == len(last)


def test_a_log_can_begin_shortly_before_its_end_and_goes_on_from_there(tmp_path: Path) -> None:
    for ordinal in (1, 2, 3):
        stream(tmp_path, ordinal).write_bytes(b"".join(said(f"{ordinal}.{n}") for n in range(5)))
    with AttemptLog(str(tmp_path), lambda: [1, 2, 3], last=7) as found:
        assert [text for _, text in shown(found)] == ["2.3", "2.4", "3.0", "3.1", "3.2", "3.3", "3.4"]
        with stream(tmp_path, 3).open("ab") as writer:
            writer.write(said("3.5"))
        assert shown(found) == [(3, "3.5")]


def test_one_session_may_have_enough_of_the_last_lines(tmp_path: Path) -> None:
    for ordinal in (1, 2):
        stream(tmp_path, ordinal).write_bytes(said("a") + said("b"))
    with AttemptLog(str(tmp_path), lambda: [1, 2], last=1) as found:
        assert shown(found) == [(2, "b")]


def test_the_end_of_a_long_stream_is_there_at_once_and_in_little_memory(tmp_path: Path) -> None:
    path = stream(tmp_path)
    with path.open("wb") as writer:
        writer.truncate(2_000_000_000)  # a hole: nobody could read that in a test's time
        writer.seek(0, os.SEEK_END)
        writer.write(b"\n" + b"".join(said(str(n)) for n in range(1000)))
    tracemalloc.start()
    try:
        lines = tail_lines(str(path), 3)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [line.text for line in lines] == ["997", "998", "999"]
    assert peak < 4_000_000


def test_no_more_than_so_much_is_looked_through_for_the_last_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "CHUNK", 100)
    monkeypatch.setattr(log, "FROM_THE_END", 1000)
    stream(tmp_path).write_bytes(said("x" * 2000) + said("short") + said("last"))
    assert [line.text for line in tail_lines(str(stream(tmp_path)), 5)] == ["short", "last"]


WRITER = """
import sys, time
from pathlib import Path
lines, folder = sys.stdin.buffer.read().splitlines(keepends=True), Path(sys.argv[1])
with open(folder / "session.jsonl", "ab", buffering=0) as file:
    for line in lines:
        file.write(line[:9]); file.write(line[9:])
"""


def test_a_process_that_writes_is_followed_to_its_end(tmp_path: Path) -> None:
    lines = b"".join(said(str(n)) for n in range(200))
    argv = [sys.executable, "-c", WRITER, str(tmp_path)]
    got: list[str] = []
    with (
        subprocess.Popen(argv, stdin=subprocess.PIPE) as writer,
        AttemptLog(str(tmp_path), lambda: [1]) as found,
    ):
        assert writer.stdin is not None
        writer.stdin.write(lines)
        writer.stdin.close()
        deadline = time.monotonic() + 20
        while writer.poll() is None and time.monotonic() < deadline:
            got += [one.line.text for one in found.lines()]
        wait_until(lambda: writer.poll() is not None)
        got += [one.line.text for one in found.lines(ended=True)]
        assert found.broken == 0
    assert got == [str(n) for n in range(200)]
