from __future__ import annotations

import json
import os
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.evidence import Signal, SignalStatus
from orchestrator.signals import MAX_BYTES, MAX_FILES, collect, parse

TOKEN = "5f" * 16
GOOD: dict[str, Any] = {
    "version": 1,
    "token": TOKEN,
    "phase": "1",
    "attempt": "1",
    "status": "completed",
    "reason": "",
    "report": None,
    "at": "2026-11-22T14:00:00Z",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def drop(spool: Path, name: str = "1.json", **other: Any) -> None:
    (spool / name).write_text(json.dumps({**GOOD, **other}))


def refused(spool: Path) -> tuple[str, ...]:
    """Why nothing of the spool counts."""
    collected = collect(str(spool), "1", TOKEN)
    assert collected.signals == ()
    assert collected.last is None
    return collected.refused


def test_signals_come_in_order_and_the_last_one_is_the_last_word(tmp_path: Path) -> None:
    drop(tmp_path, "2.json", status="blocked", reason="no database", report={"tests": 12})
    drop(tmp_path, "1.json")
    collected = collect(str(tmp_path), "1", TOKEN)
    assert [name for name, _ in collected.signals] == ["1.json", "2.json"]
    assert collected.last == Signal(SignalStatus.BLOCKED, "no database", {"tests": 12}, GOOD["at"])
    assert collected.refused == ()


def test_a_file_that_is_not_finished_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".1.json.tmp").write_text("{")
    assert refused(tmp_path) == ()


def test_a_spool_that_is_gone_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone") == (f"the spool {tmp_path}/gone is gone",)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"token": "no"}, "does not carry this attempt's token"),
        ({"token": None}, "does not carry this attempt's token"),
        ({"phase": "2"}, "speaks for another phase"),
        ({"phase": 1}, "speaks for another phase"),
        ({"status": "done"}, "has no known status"),
        ({"status": None}, "has no known status"),
        ({"status": ["completed"]}, "has no known status"),
        ({"status": {}}, "has no known status"),
        ({"reason": None}, "has a reason or a time that is no text"),
        ({"at": 5}, "has a reason or a time that is no text"),
        ({"report": [1]}, "has a report that is no JSON object"),
    ],
)
def test_a_signal_that_is_not_as_it_should_be_does_not_count(
    tmp_path: Path, other: dict[str, Any], why: str
) -> None:
    drop(tmp_path, **other)
    assert refused(tmp_path) == (f"1.json: {why}",)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 5000])
def test_a_report_with_a_number_that_json_does_not_have_is_refused(tmp_path: Path, number: str) -> None:
    (tmp_path / "1.json").write_text(json.dumps({**GOOD, "report": {"n": "N"}}).replace('"N"', number))
    assert refused(tmp_path) == ("1.json: cannot be read (ValueError)",)


@pytest.mark.parametrize("depth", [100, 400, 900])
def test_a_report_that_could_not_be_stored_is_refused(tmp_path: Path, depth: int) -> None:
    report = '{"a":' * depth + "1" + "}" * depth
    (tmp_path / "1.json").write_text(json.dumps({**GOOD, "report": "R"}).replace('"R"', report))
    assert refused(tmp_path) == ("1.json: has a report that is nested more than 100 deep",)


def test_a_report_may_be_nested(tmp_path: Path) -> None:
    drop(tmp_path, report={"a": [{"b": [[[1]]]}]})
    assert collect(str(tmp_path), "1", TOKEN).refused == ()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 5000, b"\x00"])
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "1.json").write_bytes(content)
    (why,) = refused(tmp_path)
    assert why.startswith("1.json: cannot be read (")


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text(json.dumps(GOOD) + " " * MAX_BYTES)
    assert refused(tmp_path) == ("1.json: is larger than 1 MiB",)


def test_a_flood_of_files_is_cut_and_told(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 5):
        drop(tmp_path, f"{number:04d}.json")
    collected = collect(str(tmp_path), "1", TOKEN)
    assert len(collected.signals) == MAX_FILES
    assert collected.signals[-1][0] == f"{MAX_FILES + 4:04d}.json"
    assert collected.refused == (f"{MAX_FILES + 5} files in the spool, only the last {MAX_FILES} were read",)


def test_a_link_is_not_followed_even_to_a_good_signal(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    drop(tmp_path, "outside.json")
    (spool / "1.json").symlink_to(tmp_path / "outside.json")
    assert refused(spool) == ("1.json: cannot be read (OSError)",)


def test_a_pipe_holds_nobody_up_with_or_without_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "1.json")
    assert refused(tmp_path) == ("1.json: is no file",)
    keeper = os.open(tmp_path / "1.json", os.O_RDWR)
    try:
        assert refused(tmp_path) == ("1.json: is no file",)
    finally:
        os.close(keeper)


def test_folders_and_sockets_are_refused_and_no_descriptor_is_lost(tmp_path: Path) -> None:
    (tmp_path / "1.json").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "2.json"))
        before = os.listdir("/proc/self/fd")
        assert refused(tmp_path) == ("1.json: is no file", "2.json: cannot be read (OSError)")
        assert os.listdir("/proc/self/fd") == before


def test_a_name_that_no_terminal_should_see_is_told_without_it(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff\x1b[31mred\n.json")).write_text("{}")
    (why,) = refused(tmp_path)
    assert why == "[31mred .json: does not carry this attempt's token"


@given(st.binary())
def test_no_bytes_count_without_the_token_and_none_raise(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "1.json").write_bytes(content)
        assert len(refused(Path(folder))) == 1


@given(JSON)
def test_no_json_counts_without_the_token(data: Any) -> None:
    assert isinstance(parse(data, "1", TOKEN), str)


@given(st.fixed_dictionaries({}, optional={key: JSON | st.just(GOOD[key]) for key in GOOD}))
def test_whatever_carries_the_token_is_a_signal_of_this_phase_or_refused(data: dict[str, Any]) -> None:
    read = parse(data, "1", TOKEN)
    if isinstance(read, Signal):
        assert (data["token"], data["phase"]) == (TOKEN, "1")
        assert read.status.value == data["status"]
    else:
        assert read
