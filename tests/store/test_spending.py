from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from orchestrator.budget import look
from orchestrator.model.attempts import Session
from orchestrator.model.configuration import Budget
from orchestrator.model.evidence import GateResult
from orchestrator.model.records import AttemptUse, Spent
from orchestrator.model.session import Ending, ExitRecord, FinalResult, Outcome, Usage
from orchestrator.store import attempts, evidence, runs
from orchestrator.store.database import Database
from orchestrator.store.spending import by_attempt, spent
from orchestrator.stream.summary import Accumulator
from tests.support.made import gate, plan

RESULT = FinalResult("success", False, 1, "end_turn", "done", (), None, False)


def session(
    db: Database,
    run_id: str,
    phase_id: str = "1",
    attempt: int = 1,
    *,
    usage: Usage | None = None,
    guessed: Usage | None = None,
    seconds: float = 0.0,
) -> None:
    """A session that told what it used, or was killed before; then only a guess is there."""
    ordinal = attempts.open_session(db, run_id, phase_id, attempt, "c", continues=False)
    silent = Accumulator().summary()
    attempts.close_session(
        db,
        run_id,
        phase_id,
        Session(attempt, ordinal, "c", False, None, ()),
        summary=silent if usage is None else replace(silent, usage=usage, result=RESULT),
        ended=ExitRecord(0, "", (), seconds),
        outcome=Outcome(Ending.CLAIMS_DONE, "why", True),
        estimated=guessed,
    )


def ran(seconds: float, output: str) -> GateResult:
    return GateResult(gate(), 0, seconds, output, "")


def one(db: Database, what: str) -> Any:
    row = db.row(f"SELECT {what} AS found FROM session")
    assert row is not None
    return row["found"]


def test_nothing_is_spent_before_the_first_session(db: Database, run_id: str) -> None:
    assert spent(db, run_id, None) == spent(db, run_id, "1") == Spent()
    assert by_attempt(db, (run_id,)).get(run_id, {}) == {}


def test_every_session_of_every_attempt_counts(db: Database, run_id: str) -> None:
    session(db, run_id, usage=Usage(1, 2, 3, 4, 0.5), seconds=10)
    session(db, run_id, usage=Usage(10, 0, 0, 0, 0.25), seconds=20)
    session(db, run_id, attempt=2, usage=Usage(100, 0, 0, 0, 1.0), seconds=30)
    session(db, run_id, "2", usage=Usage(1000, 0, 0, 0, 2.0), seconds=40)
    assert spent(db, run_id, None) == Spent(3.75, 1120, 100, 4)
    assert spent(db, run_id, "1") == Spent(1.75, 120, 60, 3)
    assert spent(db, run_id, "2") == Spent(2.0, 1000, 40, 1)
    assert by_attempt(db, (run_id,)).get(run_id, {}) == {
        "1": (AttemptUse(1, 2, 20, 0.75, 30, False), AttemptUse(2, 1, 100, 1.0, 30, False)),
        "2": (AttemptUse(1, 1, 1000, 2.0, 40, False),),
    }


def test_another_run_does_not_count(db: Database, run_id: str) -> None:
    runs.create(db, "other", plan(), "{}", "sonnet", {})
    session(db, "other", usage=Usage(5, cost_usd=1.0))
    assert spent(db, run_id, None) == Spent()


def test_a_session_that_runs_counts_as_one(db: Database, run_id: str) -> None:
    attempts.open_session(db, run_id, "1", 1, "c", continues=False)
    assert spent(db, run_id, "1") == Spent(sessions=1)


def test_a_session_that_failed_and_used_nothing_counts_as_one(db: Database, run_id: str) -> None:
    session(db, run_id, usage=Usage(cost_usd=0.0), seconds=1)
    session(db, run_id, seconds=2)
    assert spent(db, run_id, None) == Spent(0.0, 0, 3, 2)


def test_gates_take_time_before_and_after_the_work(db: Database, run_id: str) -> None:
    attempts.save_baseline(db, run_id, "1", (ran(1, "1/baseline/1.log"), ran(2, "1/baseline/2.log")))
    session(db, run_id, usage=Usage(cost_usd=0.0), seconds=10)
    evidence.save_gates(db, run_id, "1", 1, (ran(3, "1/1/1.log"), ran(4, "1/1/2.log")), "tree")
    evidence.save_gates(db, run_id, "1", 2, (ran(5, "1/2/1.log"),), "tree")
    assert spent(db, run_id, None).seconds == spent(db, run_id, "1").seconds == 25
    assert spent(db, run_id, "2").seconds == 0
    assert [use.seconds for use in by_attempt(db, (run_id,)).get(run_id, {})["1"]] == [17, 5]


def test_a_baseline_that_was_taken_over_took_no_time(db: Database, run_id: str) -> None:
    evidence.save_gates(db, run_id, "1", 1, (ran(3, "1/1/1.log"),), "tree")
    attempts.save_baseline(db, run_id, "2", (ran(3, "1/1/1.log"),))
    assert spent(db, run_id, None).seconds == 3
    assert spent(db, run_id, "2").seconds == 0


def test_older_records_know_when_a_session_began_and_ended(db: Database, run_id: str) -> None:
    session(db, run_id, usage=Usage(cost_usd=0.0))
    began, ended = "2026-11-22T14:00:00.000Z", "2026-11-22T14:01:30.500Z"
    with db.atomic():
        db.write("UPDATE session SET seconds = NULL, started_at = ?, ended_at = ?", began, ended)
    assert spent(db, run_id, None).seconds == pytest.approx(90.5, abs=0.01)


# what sessions did not tell


def test_what_a_killed_session_used_is_marked_as_estimated(db: Database, run_id: str) -> None:
    session(db, run_id, guessed=Usage(10, 20, 30, 40, 9.0))
    assert (one(db, "input_tokens"), one(db, "output_tokens")) == (10, 20)
    assert (one(db, "cache_read_tokens"), one(db, "cache_creation_tokens")) == (30, 40)
    assert one(db, "estimated") == 1


def test_what_a_session_told_itself_is_no_estimate(db: Database, run_id: str) -> None:
    session(db, run_id, usage=Usage(10, cost_usd=0.1), guessed=Usage(7))
    assert (one(db, "input_tokens"), one(db, "cost_usd"), one(db, "estimated")) == (10, 0.1, None)


def test_a_session_without_a_word_leaves_nothing_to_estimate(db: Database, run_id: str) -> None:
    session(db, run_id, guessed=Usage())
    assert (one(db, "input_tokens"), one(db, "estimated")) == (0, None)


def test_a_killed_session_is_priced_by_what_a_token_costs_in_this_run(db: Database, run_id: str) -> None:
    session(db, run_id, usage=Usage(100, cost_usd=1.0))
    session(db, run_id, "2", usage=Usage(300, cost_usd=1.0))
    session(db, run_id, guessed=Usage(40, 10))
    assert spent(db, run_id, None) == Spent(2.25, 450, 0, 3)
    assert spent(db, run_id, "1") == Spent(1.25, 150, 0, 2)
    assert by_attempt(db, (run_id,)).get(run_id, {})["1"] == (AttemptUse(1, 2, 150, 1.25, 0, True),)
    assert by_attempt(db, (run_id,)).get(run_id, {})["2"] == (AttemptUse(1, 1, 300, 1.0, 0, False),)


def test_without_a_price_its_tokens_count_and_its_dollars_heal_later(db: Database, run_id: str) -> None:
    session(db, run_id, guessed=Usage(50))
    assert spent(db, run_id, None) == Spent(0.0, 50, 0, 1)
    assert by_attempt(db, (run_id,)).get(run_id, {})["1"] == (AttemptUse(1, 1, 50, None, 0, True),)
    assert look(spent(db, run_id, None), Spent(), Budget(usd=1), Budget(), "1").reached == ""
    session(db, run_id, attempt=2, usage=Usage(100, cost_usd=1.0))
    assert spent(db, run_id, None) == Spent(1.5, 150, 0, 2)


@pytest.mark.parametrize("cost", [None, 0.0])
def test_a_session_that_tells_tokens_and_no_cost_is_named(
    db: Database, run_id: str, cost: float | None
) -> None:
    session(db, run_id, usage=Usage(5, cost_usd=0.1))
    session(db, run_id, "2", 3, usage=Usage(1000, 234, cost_usd=cost))
    silent = "session 1 of attempt 3 of phase 2 told 1,234 tokens and no cost"
    assert spent(db, run_id, None).unpriced == spent(db, run_id, "2").unpriced == silent
    assert spent(db, run_id, "1").unpriced == ""
    found = look(spent(db, run_id, None), spent(db, run_id, "1"), Budget(usd=5), Budget(), "1")
    assert found.reached == f"budget.usd cannot be held: {silent}; use budget.tokens instead"


def test_a_session_that_used_nothing_needs_no_price(db: Database, run_id: str) -> None:
    session(db, run_id, usage=Usage(cost_usd=None))
    session(db, run_id, usage=Usage(cost_usd=0.0))
    session(db, run_id, guessed=Usage(9))
    assert spent(db, run_id, None).unpriced == ""


def test_sessions_without_a_price_do_not_make_the_others_cheaper(db: Database, run_id: str) -> None:
    session(db, run_id, usage=Usage(100, cost_usd=1.0))
    session(db, run_id, usage=Usage(900, cost_usd=0.0))
    session(db, run_id, guessed=Usage(100))
    assert spent(db, run_id, None).usd == 2.0
