from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.configuration import ClaudeSettings, Settings
from orchestrator.session.watch import Bounds, Facts, bounds, decide
from orchestrator.stream.cut import FINISHED, INTERRUPTED, CutKind

BOUNDS = Bounds(timeout=1000.0, start=10.0, idle=60.0, tool=300.0, result_grace=5.0, most_bytes=2_000_000)
# It began at 100 and spoke a second ago.
FACTS = Facts(
    now=150.0,
    started=100.0,
    last_event=149.0,
    anything_said=True,
    tool_running="",
    result_at=None,
    output_closed_since=None,
    bytes_written=2_000_000,
    told_to_stop=False,
)
SILENT: dict[str, Any] = {"anything_said": False, "last_event": 100.0}
BASH: dict[str, Any] = {"tool_running": "Bash"}


def cut(**facts: Any) -> CutKind | None:
    decided = decide(FACTS._replace(**facts), BOUNDS)
    return decided and decided.kind


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        # silence
        ({**SILENT, "now": 110.0}, None),
        ({**SILENT, "now": 110.1}, CutKind.SILENT_START),
        ({"now": 209.0}, None),
        ({"now": 209.1}, CutKind.IDLE),
        ({"now": 449.0, **BASH}, None),
        ({"now": 449.1, **BASH}, CutKind.TOOL_HANGS),
        ({"last_event": 500.0, "now": 560.0}, None),  # it announced a pause
        ({"last_event": 500.0, "now": 560.1}, CutKind.IDLE),
        # wall clock
        ({"now": 1100.0, "last_event": 1100.0}, None),
        ({"now": 1100.1, "last_event": 1100.0}, CutKind.TIMED_OUT),
        ({"now": 1100.1, "last_event": 1100.0, **BASH}, CutKind.TIMED_OUT),
        ({"now": 1100.1}, CutKind.TIMED_OUT),
        # output
        ({"bytes_written": 2_000_001}, CutKind.WROTE_TOO_MUCH),
        ({"bytes_written": 2_000_001, "now": 1100.1}, CutKind.WROTE_TOO_MUCH),
        ({"output_closed_since": 145.0}, None),
        ({"output_closed_since": 144.9}, CutKind.OUTPUT_CLOSED),
        ({"output_closed_since": 144.9, **BASH}, CutKind.OUTPUT_CLOSED),
        ({"output_closed_since": 144.9, **SILENT}, CutKind.OUTPUT_CLOSED),
        # told to stop
        ({"told_to_stop": True}, CutKind.INTERRUPTED),
        ({"told_to_stop": True, "now": 1100.1, "bytes_written": 2_000_001}, CutKind.INTERRUPTED),
        # nothing left to do but to exit
        ({"result_at": 145.0}, None),
        ({"result_at": 144.9}, CutKind.FINISHED),
        ({"result_at": 145.0, "told_to_stop": True}, CutKind.FINISHED),
        ({"result_at": 1099.0, "now": 1100.1}, CutKind.FINISHED),
        ({"result_at": 145.0, "bytes_written": 2_000_001}, CutKind.FINISHED),
        ({"result_at": 1000.0, "now": 1004.0, "output_closed_since": 100.0, **BASH}, None),
        ({"result_at": 1000.0, "now": 1004.0, **SILENT}, None),
    ],
)
def test_each_fault_has_its_bound_and_its_name(facts: dict[str, Any], expected: CutKind | None) -> None:
    assert cut(**facts) is expected


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({**SILENT, "now": 500.0}, "said nothing at all for 10 s (start_timeout)"),
        ({"now": 500.0}, "silent for 60 s while no tool ran (idle_timeout)"),
        ({"now": 500.0, **BASH}, "a tool (Bash) ran for 300 s without a word (tool_timeout)"),
        ({"now": 1100.1}, "was not finished after 1000 s (timeout)"),
        ({"output_closed_since": 100.0}, "closed its output without ending"),
        ({"bytes_written": 2_000_001}, "wrote more than 2 MB (log_limit)"),
        ({"told_to_stop": True}, INTERRUPTED.reason),
        ({"result_at": 100.0}, FINISHED.reason),
    ],
)
def test_the_reason_names_the_setting_that_would_change_it(facts: dict[str, Any], reason: str) -> None:
    decided = decide(FACTS._replace(**facts), BOUNDS)
    assert decided is not None
    assert decided.reason == reason


MOMENTS = st.floats(0.0, 5000.0)


@given(
    st.builds(
        Facts,
        now=MOMENTS,
        started=MOMENTS,
        last_event=MOMENTS,
        anything_said=st.booleans(),
        tool_running=st.sampled_from(["", "Bash"]),
        result_at=st.none() | MOMENTS,
        output_closed_since=st.none() | MOMENTS,
        bytes_written=st.integers(0, 4_000_000),
        told_to_stop=st.booleans(),
    )
)
def test_what_only_has_to_exit_is_never_at_fault(facts: Facts) -> None:
    decided = decide(facts, BOUNDS)
    if facts.result_at is not None:
        assert decided in (None, FINISHED)
    elif facts.told_to_stop:
        assert decided == INTERRUPTED
    else:
        assert decided not in (FINISHED, INTERRUPTED)


def test_the_bounds_are_those_of_the_configuration() -> None:
    claude = ClaudeSettings(result_grace=5.0)
    settings = Settings(
        timeout=1000.0, start_timeout=10.0, idle_timeout=60.0, tool_timeout=300.0, log_limit=2, claude=claude
    )
    assert bounds(settings) == BOUNDS


def test_what_else_limits_a_session_can_only_shorten_it() -> None:
    assert bounds(Settings(timeout=100.0), 30.0).timeout == 30.0
    assert bounds(Settings(timeout=100.0), 300.0).timeout == 100.0
