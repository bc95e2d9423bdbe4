from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash import files
from tests.crash.record import Record


def state(root: Path, name: str, text: str = "{}") -> None:
    path = root / ".orchestrator" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_half_written_file_is_told(tmp_path: Path) -> None:
    state(tmp_path, "runs/r/1/1/verdict.json")
    assert files.whole(tmp_path) == []
    state(tmp_path, "runs/r/1/1/verdict.json", '{"decision"')
    assert files.whole(tmp_path) == [".orchestrator/runs/r/1/1/verdict.json is no JSON: b'{\"decision\"'"]


@pytest.mark.parametrize(
    "name", ["runs/r/1/1/prompt.md.77.tmp", "shadow.git/index.7.8", "shadow.git/index.lock"]
)
def test_what_was_never_finished_is_told(tmp_path: Path, name: str) -> None:
    state(tmp_path, "shadow.git/index")
    assert files.tidy(tmp_path) == []
    state(tmp_path, name)
    assert files.tidy(tmp_path) == [f".orchestrator/{name} was left behind"]


def test_missing_and_contradicting_evidence_is_told(tmp_path: Path) -> None:
    record = Record(
        attempt=[{"run_id": "r", "phase_id": "1", "number": 1, "decision": "accept"}],
        gate_result=[{"output_path": "gates/1.log"}],
    )
    verdict = ".orchestrator/runs/r/1/1/verdict.json"
    assert files.complete(tmp_path, record) == [f"{verdict} is missing", "gates/1.log is missing"]
    state(tmp_path, "runs/r/1/1/verdict.json", '{"decision": "block"}')
    assert f"{verdict} holds another decision than the database" in files.complete(tmp_path, record)


def test_a_finished_session_that_was_paid_for_twice_is_told(tmp_path: Path) -> None:
    row = {"run_id": "r", "phase_id": "1", "attempt": 1, "ordinal": 2, "ending": "interrupted"}
    record = Record(session=[{**row, "ordinal": 1}, row])
    assert files.complete(tmp_path, record) == []
    state(tmp_path, "runs/r/1/1/session-2.jsonl", '{"type":"result","is_error":false}\n')
    assert files.complete(tmp_path, record) == [
        ".orchestrator/runs/r/1/1/session-2.jsonl holds a result, but its session was taken for interrupted"
    ]


def test_work_that_was_done_again_or_by_nobody_known_is_told() -> None:
    row = {"phase_id": "1", "attempt": 1, "claude_id": "a"}
    record = Record(session=[row, {**row, "phase_id": "2", "claude_id": "b"}])
    assert files.worked_once(["1 1 a", "2 1 b"], record) == []
    again = files.worked_once(["1 1 a", "2 1 b", "1 1 a"], record)
    assert again == [
        "a phase was worked on again after it was done: 1 2 1",
        "3 sessions worked, but 2 are recorded",
    ]
    assert files.worked_once(["2 1 c"], record) == ["nobody recorded the session that noted '2 1 c'"]
