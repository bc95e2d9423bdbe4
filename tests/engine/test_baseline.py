"""Gates before the first session."""

from __future__ import annotations

from pathlib import Path

from orchestrator.model.happening import GateEnded, GateStarted, SessionStarted
from tests.engine.stage import Stage, phase


def test_each_gate_is_told_as_it_begins_and_as_it_ends(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1", "true", "test -e fixed || true"),))
    assert stage.go().exit_code == 0
    begins = next(n for n, each in enumerate(stage.heard) if isinstance(each, SessionStarted))
    before = [
        (type(each), each.baseline)
        for each in stage.heard[:begins]
        if isinstance(each, GateStarted | GateEnded)
    ]
    assert before == [(GateStarted, True), (GateEnded, True)] * 2
    after = [each.baseline for each in stage.heard[begins:] if isinstance(each, GateStarted | GateEnded)]
    assert after == [False] * 4
