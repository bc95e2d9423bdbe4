"""What is told of a session while it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.engine import sessions
from orchestrator.model.display import LineKind
from orchestrator.model.happening import SessionSaid, SessionUsed
from tests.engine.stage import Stage, phase

# One message in two lines, another one, and a tool with its answer.
TALKS = r"""
begin
message() {
    printf '{"type":"assistant","message":{"id":"%s","usage":{"input_tokens":%s,"output_tokens":1},' "$1" "$2"
    printf '"content":[%s]},"parent_tool_use_id":null}\n' "$3"
}
message a 100 '{"type":"text","text":"Well."}'
message a 100 '{"type":"text","text":"So."}'
message b 250 '{"type":"tool_use","id":"t","name":"Bash","input":{"command":"make"}}'
printf '{"type":"user","message":{"content":'
printf '[{"type":"tool_result","tool_use_id":"t","content":"one\\ntwo"}]}}\n'
all_done; finish
"""


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell what a session uses each time."""
    monkeypatch.setattr(sessions, "USED_PAUSE", 0.0)


def used(stage: Stage) -> list[int]:
    return [each.usage.tokens for each in stage.heard if isinstance(each, SessionUsed)]


def results(stage: Stage) -> list[str]:
    lines = [each.line for each in stage.heard if isinstance(each, SessionSaid)]
    return [line.text for line in lines if line.kind is LineKind.RESULT]


@pytest.mark.usefixtures("eager")
def test_what_a_session_uses_is_told_when_it_has_changed(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), TALKS)
    assert stage.go().exit_code == 0
    assert used(stage) == [101, 352]


def test_it_is_not_told_more_often_than_anybody_reads(tmp_path: Path) -> None:
    stage = Stage(
        tmp_path,
        (phase("1"),),
        TALKS.replace("all_done", 'for n in $(seq 500); do message "$n" 1; done; all_done'),
    )
    assert stage.go().exit_code == 0
    assert 1 <= len(used(stage)) < 50


def test_what_tools_answered_is_told_when_somebody_wants_it(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), TALKS, results=True)
    assert stage.go().exit_code == 0
    assert results(stage) == ["  one (+1 lines)"]


def test_otherwise_answers_are_passed_over(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), TALKS)
    assert stage.go().exit_code == 0
    assert results(stage) == []
