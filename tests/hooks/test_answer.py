"""Whatever comes in, a session is never stopped by a fault of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.hooks.answer import answer
from tests.hooks.made import room

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
CALLS = st.fixed_dictionaries(
    {},
    optional={
        "tool_name": JSON,
        "cwd": JSON,
        "tool_input": JSON | st.fixed_dictionaries({"file_path": JSON}, optional={"edits": JSON}),
    },
)


@pytest.mark.parametrize("event", ["stop", "protect"])
@pytest.mark.parametrize("said", [b"", b"{", b"[]", b"5", b"\xff\x00", b"[" * 100_000, b'{"tool_input": 5}'])
def test_any_input_is_survived(tmp_path: Path, event: str, said: bytes) -> None:
    made = room(tmp_path)
    made.finish()
    assert answer(event, str(made.folder), said, made.environment) == ""


@pytest.mark.parametrize("event", ["stop", "protect"])
def test_a_folder_that_is_not_there_is_survived(tmp_path: Path, event: str) -> None:
    assert answer(event, str(tmp_path / "absent"), b"{}", {}) == ""


def test_what_went_wrong_is_noted(tmp_path: Path) -> None:
    answer("protect", str(tmp_path), b"[1]", {})
    [line] = (tmp_path / "hooks" / "errors.jsonl").read_text().splitlines()
    assert json.loads(line)["error"] == "ValueError: standard input is no JSON object"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(CALLS)
def test_any_call_is_answered_with_nothing_or_a_refusal(tmp_path: Path, call: object) -> None:
    made = room(tmp_path)
    text = answer("protect", str(made.folder), json.dumps(call).encode(), {})
    assert not text or json.loads(text)["hookSpecificOutput"]["permissionDecision"] == "deny"
