from __future__ import annotations

import json
from dataclasses import replace

import pytest

from orchestrator.model.attempts import Session
from orchestrator.model.evidence import Decision, Finding, FindingKind, Severity, Verdict
from orchestrator.model.session import AgentRun, AgentStatus, Ending, ExitRecord, Outcome, Usage
from orchestrator.store import attempts, runs
from orchestrator.store.database import Database
from orchestrator.stream.summary import Accumulator

FINDINGS = (
    Finding(FindingKind.SIGNAL_REFUSED, Severity.CRITICAL, "refused", "proof \u00e9"),
    Finding(FindingKind.NO_SIGNAL, Severity.LOW, "no signal"),
)
AGENTS = (AgentRun("doc-sync", "t1", AgentStatus.COMPLETED), AgentRun("x", "t2", AgentStatus.LAUNCHED))
USED = Usage(10, 20, 30, 40, 0.25)
SUMMARY = replace(Accumulator().summary(), agents=AGENTS, usage=USED)
OUTCOME = Outcome(Ending.CLAIMS_DONE, "it says so", True)


def close(db: Database, run_id: str, session: Session, usage: Usage = USED) -> None:
    attempts.close_session(
        db,
        run_id,
        "1",
        session,
        summary=replace(SUMMARY, usage=usage),
        ended=ExitRecord(0, "", ("sleep 9",), 1.5),
        outcome=OUTCOME,
    )


def test_an_attempt_keeps_its_token_when_it_is_opened_again(db: Database, run_id: str) -> None:
    first = attempts.open_attempt(db, run_id, "1", 1)
    assert attempts.open_attempt(db, run_id, "1", 1) == first
    assert len(first.token) == 32
    assert attempts.open_attempt(db, run_id, "1", 2).token != first.token
    assert attempts.open_attempt(db, run_id, "2", 1).token != first.token


def test_an_attempt_that_was_never_opened_is_none(db: Database, run_id: str) -> None:
    assert attempts.attempt(db, run_id, "1", 1) is None


def test_a_verdict_is_kept_with_its_findings_in_order(db: Database, run_id: str) -> None:
    attempts.open_attempt(db, run_id, "1", 1)
    attempts.close_attempt(db, run_id, "1", 1, Verdict(Decision.FULL_RETRY, "why", FINDINGS))
    found = attempts.attempt(db, run_id, "1", 1)
    assert found is not None
    assert (found.decision, found.findings) == (Decision.FULL_RETRY, FINDINGS)


def test_a_later_verdict_replaces_the_one_of_an_interrupted_verification(db: Database, run_id: str) -> None:
    attempts.open_attempt(db, run_id, "1", 1)
    attempts.close_attempt(db, run_id, "1", 1, Verdict(Decision.FULL_RETRY, "why", FINDINGS))
    attempts.close_attempt(db, run_id, "1", 1, Verdict(Decision.ACCEPT, "good", ()))
    found = attempts.attempt(db, run_id, "1", 1)
    assert found is not None
    assert (found.decision, found.findings) == (Decision.ACCEPT, ())


def test_sessions_are_counted_within_their_attempt(db: Database, run_id: str) -> None:
    opened = [attempts.open_session(db, run_id, "1", n, "c", continues=False) for n in (1, 1, 2)]
    assert opened == [1, 2, 1]
    assert [(s.attempt, s.ordinal) for s in attempts.sessions(db, run_id, "1")] == [(1, 1), (1, 2), (2, 1)]
    assert attempts.sessions(db, run_id, "2") == ()


def test_an_open_session_has_no_outcome_and_a_closed_one_is_read_back_whole(
    db: Database, run_id: str
) -> None:
    attempts.open_session(db, run_id, "1", 1, "c-1", continues=True)
    (opened,) = attempts.sessions(db, run_id, "1")
    assert opened == Session(1, 1, "c-1", True, None, (), did_something=False)
    close(db, run_id, opened)
    assert attempts.sessions(db, run_id, "1") == (Session(1, 1, "c-1", True, OUTCOME, AGENTS, ("sleep 9",)),)


@pytest.mark.parametrize(
    ("costs", "total"), [((0.25, 0.5), 0.75), ((None, 0.5), 0.5), ((None, None), None), ((0.0,), 0.0)]
)
def test_what_sessions_used_is_added_up_for_their_phase(
    db: Database, run_id: str, costs: tuple[float | None, ...], total: float | None
) -> None:
    for cost in costs:
        ordinal = attempts.open_session(db, run_id, "1", 1, "c", continues=False)
        close(db, run_id, Session(1, ordinal, "c", False, None, ()), replace(USED, cost_usd=cost))
    one, two = runs.phases(db, run_id)
    assert (one.cost_usd, one.tokens) == (total, 100 * len(costs))
    assert (two.cost_usd, two.tokens) == (None, 0)
    assert (one.sessions, two.sessions) == (len(costs), 0)


def test_how_long_a_session_ran_is_what_its_process_says(db: Database, run_id: str) -> None:
    ordinal = attempts.open_session(db, run_id, "1", 1, "c", continues=False)
    close(db, run_id, Session(1, ordinal, "c", False, None, ()))
    row = db.row("SELECT seconds FROM session")
    assert row is not None
    assert row["seconds"] == 1.5


def test_the_whole_summary_is_kept_as_json(db: Database, run_id: str) -> None:
    ordinal = attempts.open_session(db, run_id, "1", 1, "c", continues=False)
    close(db, run_id, Session(1, ordinal, "c", False, None, ()))
    row = db.row("SELECT summary, left_behind, exit_code FROM session")
    assert row is not None
    assert json.loads(row["summary"])["usage"]["cost_usd"] == 0.25
    assert (json.loads(row["left_behind"]), row["exit_code"]) == (["sleep 9"], 0)


def test_words_of_a_session_that_no_file_could_hold_do_not_end_the_run(db: Database, run_id: str) -> None:
    ordinal = attempts.open_session(db, run_id, "1", 1, "c", continues=False)
    attempts.close_session(
        db,
        run_id,
        "1",
        Session(1, ordinal, "c", False, None, ()),
        summary=SUMMARY,
        ended=ExitRecord(1, "", (), 0.1),
        outcome=Outcome(Ending.FAILED, "broken \ud800 text", False),
    )
    outcome = attempts.sessions(db, run_id, "1")[0].outcome
    assert outcome is not None
    assert outcome.reason == "broken ? text"
