from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pytest

from orchestrator.hooks import record
from tests.hooks.made import room
from tests.support.waiting import wait_until


def test_calls_are_numbered_and_come_back_in_order(tmp_path: Path) -> None:
    folder = str(tmp_path)
    assert (record.next_number(folder), record.stops(folder)) == (1, [])
    for number in range(1, 12):
        assert record.next_number(folder) == number
        record.save_stop(folder, number, blocked=number < 3, why=str(number), gates=[])
    assert [stop["why"] for stop in record.stops(folder)] == [str(number) for number in range(1, 12)]
    assert sum(stop["blocked"] for stop in record.stops(folder)) == 2


def test_they_are_private(tmp_path: Path) -> None:
    record.save_stop(str(tmp_path), 1, blocked=False, why="", gates=[])
    record.note(str(tmp_path), "denied", {"tool": "Edit"})
    assert (tmp_path / "hooks").stat().st_mode & 0o777 == 0o700
    for path in (tmp_path / "hooks").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "[]", "5", "{}", '{"blocked": 1}', "[" * 100_000, "\xff\x00"])
def test_what_is_no_record_counts_for_nothing(tmp_path: Path, content: str) -> None:
    record.save_stop(str(tmp_path), 1, blocked=True, why="", gates=[])
    (tmp_path / "hooks" / "stop-2.json").write_text(content)
    (tmp_path / "hooks" / "stop-x.json").write_text(content)
    (tmp_path / "hooks" / f"stop-{'9' * 5000}.json"[:200]).write_text(content)
    assert len(record.stops(str(tmp_path))) == 1
    assert record.next_number(str(tmp_path)) == 3


def test_a_note_is_a_line_of_json(tmp_path: Path) -> None:
    record.note(str(tmp_path), "denied", {"tool": "a\nb"})
    record.note(str(tmp_path), "denied", {"tool": "c\ud800"})
    lines = (tmp_path / "hooks" / "denied.jsonl").read_text().splitlines()
    assert [json.loads(line)["tool"] for line in lines] == ["a\nb", "c\ud800"]


def test_a_note_that_cannot_be_written_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "hooks").write_text("no folder")
    record.note(str(tmp_path), "denied", {"tool": "Edit"})
    assert (tmp_path / "hooks").read_text() == "no folder"


def test_a_note_does_not_follow_a_link(tmp_path: Path) -> None:
    (tmp_path / "hooks").mkdir()
    os.symlink(tmp_path / "elsewhere", tmp_path / "hooks" / "denied.jsonl")
    record.note(str(tmp_path), "denied", {"tool": "Edit"})
    assert not (tmp_path / "elsewhere").exists()


def beating(folder: Path, number: int = 1, age: float = 0.0) -> Path:
    """The record of a gate that a Stop hook runs, whose heart beat so many seconds ago."""
    gate = Path(record.room(str(folder), number), "1")
    gate.mkdir()
    (gate / "beat").touch()
    moment = time.time() - age
    os.utime(gate / "beat", (moment, moment))
    return gate


def test_gates_run_in_a_hook_as_long_as_a_heart_beats(tmp_path: Path) -> None:
    folder = tmp_path / "att[e]mpt*"
    assert not record.gates_run(str(folder))
    gate = beating(folder)
    assert record.gates_run(str(folder))
    (gate / "exit.json").touch()
    assert not record.gates_run(str(folder))
    beating(folder, 2)
    assert record.gates_run(str(folder))


def test_a_hook_that_was_killed_runs_no_gates(tmp_path: Path) -> None:
    beating(tmp_path, age=60.0)
    assert not record.gates_run(str(tmp_path))


def test_a_gate_of_a_real_hook_is_seen_while_it_runs(tmp_path: Path) -> None:
    made = room(tmp_path, "until test -e go; do :; done")
    thread = threading.Thread(target=made.stop)
    thread.start()
    try:
        wait_until(lambda: record.gates_run(str(made.folder)))
    finally:
        (made.root / "go").touch()
        thread.join(30)
    assert not record.gates_run(str(made.folder))
