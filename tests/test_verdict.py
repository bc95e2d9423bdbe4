from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.findings import SEVERITIES, findings
from orchestrator.model.evidence import (
    Decision,
    Evidence,
    Finding,
    FindingKind,
    Severity,
    Signal,
    SignalStatus,
)
from orchestrator.model.plan import Phase, Task
from orchestrator.model.session import AgentRun, AgentStatus, Ending, Outcome
from orchestrator.verdict import Circumstances, judge, judge_failed_session, worker_blocked
from tests.support.made import agent, circumstances, evidence, gate, notes, phase, result

FOUND = st.lists(st.sampled_from(FindingKind)).map(
    lambda kinds: tuple(Finding(kind, SEVERITIES[kind], kind.value) for kind in kinds)
)
AROUND = st.builds(
    Circumstances, st.integers(1, 4), st.integers(1, 4), resumable=st.booleans(), strict=st.booleans()
)
FULL = phase(
    gates=(gate("a"), gate("b")), agents=("doc-sync",), notes_out=("notes/1.md",), notes_in=("notes/0.md",)
)
GATE_RESULTS = st.builds(
    result, st.sampled_from([gate("a"), gate("b"), gate("c")]), st.sampled_from([0, 1, 127, None])
)
EVIDENCE = st.builds(
    Evidence,
    outcome=st.builds(Outcome, st.sampled_from(Ending), st.just("why"), st.booleans()),
    gates=st.lists(GATE_RESULTS, max_size=4).map(tuple),
    agents=st.lists(
        st.builds(AgentRun, st.sampled_from(["doc-sync", "x"]), st.just("t"), st.sampled_from(AgentStatus))
    ).map(tuple),
    notes=st.lists(
        st.builds(
            notes,
            st.sampled_from(["notes/1.md", "notes/2.md"]),
            exists=st.booleans(),
            fresh=st.booleans(),
            missing_sections=st.sampled_from([(), ("Summary",)]),
        ),
        max_size=2,
    ).map(tuple),
    signal=st.none()
    | st.builds(Signal, st.sampled_from(SignalStatus), st.just(""), st.none(), st.just("now")),
    refused_signals=st.sampled_from([(), ("a.json: is no JSON object",)]),
    open_tasks=st.sampled_from([(), (Task("write it", False, 20),)]),
)


def kinds(found: tuple[Finding, ...]) -> list[FindingKind]:
    return [finding.kind for finding in found]


def test_every_kind_of_finding_has_a_weight() -> None:
    assert set(SEVERITIES) == set(FindingKind)


def test_evidence_that_fulfils_the_contract_has_no_findings() -> None:
    passed = (result(gate("a")), result(gate("b")))
    good = evidence(gates=passed, agents=(agent("doc-sync"),), notes=(notes(),))
    assert findings(FULL, good) == ()


@pytest.mark.parametrize(
    ("contract", "given_evidence", "kind", "words"),
    [
        (phase(), evidence(gates=(result(exit_code=2, tail="boom"),)), FindingKind.GATE_FAILED, "code 2"),
        (phase(), evidence(gates=(result(exit_code=None),)), FindingKind.GATE_TIMED_OUT, "after 1 s"),
        (phase(), evidence(gates=(result(exit_code=127),)), FindingKind.GATE_NOT_STARTED, "could not start"),
        (phase(), evidence(gates=(result(exit_code=126),)), FindingKind.GATE_NOT_STARTED, "could not start"),
        (phase(), evidence(gates=()), FindingKind.GATE_NOT_STARTED, "was not run"),
        (phase(), evidence(gates=(result(gate("b")),)), FindingKind.GATE_NOT_STARTED, "'true' was not run"),
        (phase(agents=("a",)), evidence(), FindingKind.AGENT_MISSING, "no agent ran"),
        (phase(agents=("a",)), evidence(agents=(agent("b"),)), FindingKind.AGENT_MISSING, "only b ran"),
        (
            phase(agents=("a",)),
            evidence(agents=(agent("a", AgentStatus.FAILED),)),
            FindingKind.AGENT_UNFINISHED,
            "but failed",
        ),
        (
            phase(agents=("a",)),
            evidence(agents=(agent("a", AgentStatus.LAUNCHED),)),
            FindingKind.AGENT_UNFINISHED,
            "never seen",
        ),
        (
            phase(agents=("a",)),
            evidence(agents=(agent("a", AgentStatus.REQUESTED),)),
            FindingKind.AGENT_UNFINISHED,
            "never seen",
        ),
        (
            phase(notes_out=("notes/1.md",)),
            evidence(notes=(notes(exists=False),)),
            FindingKind.NOTES_MISSING,
            "notes/1.md",
        ),
        (phase(notes_out=("n.md",)), evidence(), FindingKind.NOTES_MISSING, "n.md were not looked at"),
        (phase(), evidence(notes=(notes(fresh=False),)), FindingKind.NOTES_STALE, "older than this work"),
        (
            phase(),
            evidence(notes=(notes(missing_sections=("Summary", "Key Decisions")),)),
            FindingKind.NOTES_INCOMPLETE,
            "'## Summary', '## Key Decisions'",
        ),
        (
            phase(),
            evidence(outcome=Outcome(Ending.SUSPECT, "no text", True)),
            FindingKind.SESSION_SUSPECT,
            "no text",
        ),
        (
            phase(),
            evidence(outcome=Outcome(Ending.TIMED_OUT, "1800 s", True)),
            FindingKind.SESSION_FAILED,
            "(timed out): 1800 s",
        ),
        (phase(), evidence(refused_signals=("x.json: no",)), FindingKind.SIGNAL_REFUSED, "x.json: no"),
        (phase("3.1"), evidence(signal=None), FindingKind.NO_SIGNAL, "--phase 3.1 --status completed"),
        (
            phase(),
            evidence(signal=Signal(SignalStatus.BLOCKED, "help", None, "")),
            FindingKind.NO_SIGNAL,
            "orchestrate done",
        ),
        (
            phase(),
            evidence(open_tasks=(Task("a", False, 20), Task("b", False, 21))),
            FindingKind.TASKS_OPEN,
            "2 tasks left open",
        ),
    ],
)
def test_a_shortfall_is_found_and_named(
    contract: Phase, given_evidence: Evidence, kind: FindingKind, words: str
) -> None:
    found = findings(contract, given_evidence)
    assert kinds(found) == [kind]
    assert words in found[0].message
    assert found[0].severity is SEVERITIES[kind]
    assert "\n" not in found[0].message


def test_a_failing_gate_brings_the_end_of_its_output_and_open_tasks_their_lines() -> None:
    poor = evidence(gates=(result(exit_code=1, tail="boom"),), open_tasks=(Task("write it", False, 20),))
    assert [finding.detail for finding in findings(phase(), poor)] == ["boom", "docs/phase1.md:20: write it"]


def test_an_agent_that_failed_and_then_finished_counts() -> None:
    runs = (agent("a", AgentStatus.FAILED), agent("a"))
    assert findings(phase(agents=("a",)), evidence(agents=runs)) == ()


def test_stale_and_incomplete_notes_are_two_findings() -> None:
    found = findings(phase(), evidence(notes=(notes(fresh=False, missing_sections=("Summary",)),)))
    assert kinds(found) == [FindingKind.NOTES_STALE, FindingKind.NOTES_INCOMPLETE]


def test_the_gravest_finding_comes_first() -> None:
    poor = evidence(gates=(result(exit_code=1),), signal=None, refused_signals=("x",))
    assert [finding.severity for finding in findings(phase(), poor)] == [
        Severity.CRITICAL,
        Severity.HIGH,
        Severity.LOW,
    ]


def test_the_command_of_a_gate_is_told_beside_a_name_that_says_something_else() -> None:
    named, bare = result(gate("make test", "tests"), 1), result(gate("make test", "make test"), 1)
    messages = [
        found.message
        for found in findings(phase(gates=(named.gate, bare.gate)), evidence(gates=(named, bare)))
    ]
    assert "gate 'tests' failed with exit code 1 (`make test`)" in messages
    assert "gate 'make test' failed with exit code 1" in messages


LOW = Finding(FindingKind.TASKS_OPEN, Severity.LOW, "1 task left open")
HIGH = Finding(FindingKind.GATE_FAILED, Severity.HIGH, "gate 'a' failed")
CRITICAL = Finding(FindingKind.SIGNAL_REFUSED, Severity.CRITICAL, "a signal was refused")


@pytest.mark.parametrize(
    ("found", "around", "decision"),
    [
        ((), circumstances(), Decision.ACCEPT),
        ((), circumstances(used=3), Decision.ACCEPT),
        ((LOW,), circumstances(strict=False), Decision.ACCEPT),
        ((LOW,), circumstances(used=3, strict=False), Decision.ACCEPT),
        ((LOW,), circumstances(), Decision.TARGETED_FIX),
        ((LOW,), circumstances(used=3), Decision.BLOCK),
        ((HIGH,), circumstances(strict=False), Decision.TARGETED_FIX),
        ((HIGH, HIGH, HIGH), circumstances(), Decision.TARGETED_FIX),
        ((HIGH,), circumstances(resumable=False), Decision.FULL_RETRY),
        ((CRITICAL, LOW), circumstances(), Decision.TARGETED_FIX),
        ((CRITICAL, CRITICAL), circumstances(), Decision.FULL_RETRY),
        ((CRITICAL, CRITICAL), circumstances(used=3), Decision.BLOCK),
        ((HIGH,), circumstances(used=1, allowed=1), Decision.BLOCK),
        ((HIGH,), circumstances(used=5), Decision.BLOCK),
    ],
)
def test_what_follows_from_findings(
    found: tuple[Finding, ...], around: Circumstances, decision: Decision
) -> None:
    verdict = judge(found, around)
    assert verdict.decision is decision
    assert verdict.findings == found
    assert verdict.reason


def test_a_blocked_phase_says_how_often_it_was_tried_and_what_is_still_wrong() -> None:
    reason = judge((HIGH, LOW), circumstances(used=3)).reason
    assert reason == "all 3 attempts used up; still wrong: gate 'a' failed; 1 task left open"
    once = judge((HIGH,), circumstances(used=1, allowed=1)).reason
    assert once == "the only attempt used up; still wrong: gate 'a' failed"


@given(FOUND, AROUND)
def test_nothing_worse_than_low_is_ever_accepted(found: tuple[Finding, ...], around: Circumstances) -> None:
    verdict = judge(found, around)
    if any(finding.severity is not Severity.LOW for finding in found):
        assert verdict.decision is not Decision.ACCEPT
    if found and around.strict:
        assert verdict.decision is not Decision.ACCEPT


@given(FOUND, AROUND)
def test_a_phase_is_blocked_exactly_when_its_attempts_are_used_up(
    found: tuple[Finding, ...], around: Circumstances
) -> None:
    decision = judge(found, around).decision
    if decision is not Decision.ACCEPT:
        assert (decision is Decision.BLOCK) == (around.attempts_used >= around.attempts_allowed)


@given(EVIDENCE, AROUND)
def test_an_accepted_attempt_has_every_proof(gathered: Evidence, around: Circumstances) -> None:
    """The first promise: whatever the evidence, nothing is accepted that the contract asks for and lacks."""
    if judge(findings(FULL, gathered), around).decision is not Decision.ACCEPT:
        return
    assert {result.gate.command for result in gathered.gates if result.passed} >= {"a", "b"}
    assert all(result.passed for result in gathered.gates)
    assert AgentRun("doc-sync", "t", AgentStatus.COMPLETED) in gathered.agents
    assert "notes/1.md" in [fact.path for fact in gathered.notes]
    assert all(fact.exists and fact.fresh and not fact.missing_sections for fact in gathered.notes)
    assert gathered.outcome.ending is Ending.CLAIMS_DONE
    assert not gathered.refused_signals


@given(EVIDENCE, AROUND)
def test_the_same_evidence_gives_the_same_verdict(gathered: Evidence, around: Circumstances) -> None:
    again = replace(gathered)
    assert judge(findings(FULL, gathered), around) == judge(findings(FULL, again), around)


@pytest.mark.parametrize(
    ("around", "decision"),
    [
        (circumstances(), Decision.TARGETED_FIX),
        (circumstances(resumable=False), Decision.FULL_RETRY),
        (circumstances(used=3), Decision.BLOCK),
    ],
)
def test_a_failed_session_uses_an_attempt(around: Circumstances, decision: Decision) -> None:
    verdict = judge_failed_session(Outcome(Ending.NO_RESULT, "exit code 1", False), around)
    assert verdict.decision is decision
    assert "came to nothing (no result): exit code 1" in verdict.reason


def test_a_worker_that_cannot_go_on_blocks_its_phase_at_once() -> None:
    assert worker_blocked("no database").decision is Decision.BLOCK
    assert "no database" in worker_blocked("no database").reason
    assert "no reason given" in worker_blocked("").reason


def test_however_many_signals_are_refused_it_is_one_finding_with_all_of_them() -> None:
    refused = tuple(f"{number}.json: no" for number in range(100))
    [found] = findings(phase(), evidence(refused_signals=refused))
    assert found.message == "a signal was refused: 0.json: no (and 99 more)"
    assert found.detail.splitlines() == list(refused)
