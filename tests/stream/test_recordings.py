"""The recordings of the real CLI come out as a reader of them sees them."""

from __future__ import annotations

import pytest

from orchestrator.model.display import LineKind
from orchestrator.stream.events import Malformed, Other
from orchestrator.stream.outcome import judge
from tests.stream import recordings
from tests.stream.recordings import FOLDER, Expected, expectations


@pytest.mark.parametrize(("name", "expected"), expectations().items())
def test_ending_agents_tokens_and_cost_are_what_a_reader_sees(name: str, expected: Expected) -> None:
    summary = recordings.summary(name)
    outcome = judge(summary, expected.exit_code)
    assert (outcome.ending.value, outcome.resumable) == (expected.ending, expected.resumable), outcome.reason
    assert [[run.agent, run.status.value] for run in summary.agents] == expected.agents
    assert summary.usage == expected.usage
    assert (summary.last_error, summary.results) == (expected.error, expected.results)


def test_every_recording_has_an_expectation() -> None:
    found = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.jsonl")}
    assert found == set(expectations())


def test_only_the_stream_that_was_cut_is_malformed() -> None:
    broken = {
        name: event.sample[:16]
        for name in expectations()
        for event in recordings.events(name)
        if isinstance(event, Malformed)
    }
    assert broken == {"2.1.197/62-stdout-cut-unread-pipe": b'{"type":"user","'}


def test_nothing_in_the_recordings_is_unknown() -> None:
    events = (event for name in expectations() for event in recordings.events(name))
    assert [event for event in events if isinstance(event, Other) and not event.known] == []


@pytest.mark.parametrize("version", ["2.1.197", "2.1.330"])
def test_the_session_tells_who_it_is(version: str) -> None:
    summary = recordings.summary(f"{version}/01-tools-ok-and-error")
    assert summary.cli_version == version
    assert summary.session_id is not None
    assert len(summary.session_id) == 36
    assert summary.model is not None
    assert summary.model.startswith("claude-sonnet-5")
    assert "general-purpose" in summary.known_agents


def test_a_session_is_shown_line_by_line() -> None:
    shown = [line.text for line in recordings.shown("2.1.197/01-tools-ok-and-error")]
    assert shown[:8] == [
        "I'll read the phase file.",
        "[Read: phase1.md]",
        "[Write: module.py]",
        "[Bash: echo validation passed]",
        "[Edit: module.py]",
        "[Edit: module.py]",
        "[ERROR: String to replace not found in file...]",
        "[Read: missing.md]",
    ]


def test_what_a_sub_agent_does_bears_its_name() -> None:
    acted = [(line.agent, line.text) for line in recordings.shown("2.1.330/02-subagent-agent-tool")]
    assert acted == [
        ("", "[Agent: general-purpose: sync docs]"),
        ("", "Phase complete."),
        ("general-purpose", "sub looking"),
        ("general-purpose", "[Bash: echo from-sub]"),
        ("general-purpose", "sub result"),
        ("", "All done."),
    ]


def test_the_resolved_name_of_a_sub_agent_counts_rather_than_the_one_asked_for() -> None:
    assert [run.agent for run in recordings.summary("2.1.197/179-subagent-name-variant").agents] == [
        "doc-sync"
    ]


def test_retries_limits_and_compaction_are_noted() -> None:
    def notes(name: str) -> list[str]:
        return [line.text for line in recordings.shown(name) if line.kind is LineKind.NOTE]

    assert notes("2.1.197/22-api-429-retry-after")[0] == "[Retry 1 of 10 in 2 s: rate_limit (429)]"
    assert notes("2.1.197/82-autocompact") == ["[Context compacted]"]
    limit = "[Rate limit seven_day: nearly reached, resets 2026-11-22 18:30 UTC]"
    assert notes("2.1.197/synthetic-rate-limit-warning") == [limit]
