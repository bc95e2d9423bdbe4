from __future__ import annotations

import json
import re
import time

import pytest

from orchestrator import clock
from orchestrator.errors import UsageError
from orchestrator.lifecycle import Lifecycle, Tracked
from orchestrator.model.lifecycle import State, Trigger
from orchestrator.model.records import PhaseRecord
from orchestrator.store import attempts, journal, runs
from orchestrator.store.database import Database
from tests.support.made import phase, plan

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def create(db: Database, *ids: str) -> None:
    for run_id in ids:
        runs.create(db, run_id, plan(), "{}", "sonnet", {})


def test_the_clock_tells_utc_with_milliseconds_and_sorts_as_text() -> None:
    first, second = clock.now(), clock.now()
    assert TIME.fullmatch(first)
    assert first <= second


def test_ids_name_the_second_and_differ_within_it() -> None:
    ids = {runs.new_id() for _ in range(20)}
    assert all(re.fullmatch(r"\d{8}-\d{6}-[0-9a-f]{4}", run_id) for run_id in ids)
    assert len(ids) > 1


def test_a_new_run_has_all_phases_pending_in_the_plans_order(db: Database, run_id: str) -> None:
    run = runs.find(db, run_id)
    assert (run.plan_path, run.title, run.model) == ("docs/master-plan.md", "Small", "sonnet")
    assert (run.ended_at, run.exit_code) == (None, None)
    assert [(p.id, p.state, p.version, p.attempt, p.assumed) for p in run.phases] == [
        ("1", State.PENDING, 0, 0, False),
        ("2", State.PENDING, 0, 0, False),
    ]
    assert runs.plan_json(db, run_id) == "{}"


def test_a_run_ends_and_is_reopened_with_another_model(db: Database, run_id: str) -> None:
    runs.end(db, run_id, 1)
    ended = runs.find(db, run_id)
    assert ended.exit_code == 1
    assert ended.ended_at is not None
    runs.reopen(db, run_id, "opus")
    again = runs.find(db, run_id)
    assert (again.ended_at, again.exit_code, again.model) == (None, None, "opus")


def test_a_paused_run_tells_why_until_it_goes_on(db: Database, run_id: str) -> None:
    assert runs.find(db, run_id).paused == ""
    runs.pause(db, run_id, "the run's budget of $5.00 is used up: $5.12 spent")
    paused = runs.find(db, run_id)
    assert (paused.paused, paused.ended_at) == ("the run's budget of $5.00 is used up: $5.12 spent", None)
    runs.reopen(db, run_id, "sonnet")
    assert runs.find(db, run_id).paused == ""


def waiting(db: Database, run_id: str, trouble: str | None, after: float, phase_id: str = "1") -> PhaseRecord:
    """A phase whose last session may be followed by another one so many seconds from now."""
    ordinal = attempts.open_session(db, run_id, phase_id, 1, "c", continues=False)
    with db.atomic():
        db.write(
            "UPDATE session SET trouble = ?, retry_at = ? WHERE ordinal = ? AND phase_id = ?",
            *(trouble, time.time() + after, ordinal, phase_id),
        )
    return next(phase for phase in runs.phases(db, run_id) if phase.id == phase_id)


LIMITED = json.dumps({"kind": "usage limit", "said": "no more", "resets_at": None})


def start(db: Database, run_id: str, phase_id: str = "1") -> None:
    lifecycle = Lifecycle(lambda step: journal.append(db, run_id, step))
    lifecycle.fire(Tracked(phase_id), Trigger.START)


def test_a_phase_waits_for_what_its_last_session_met(db: Database, run_id: str) -> None:
    start(db, run_id)
    found = waiting(db, run_id, LIMITED, 3600)
    assert found.waits_for == "usage limit"
    assert found.waits_until == pytest.approx(time.time() + 3600, abs=60)
    assert runs.phases(db, run_id)[1].waits_until is None


def test_a_wait_ends_with_its_time_with_the_next_session_and_with_the_phase(
    db: Database, run_id: str
) -> None:
    start(db, run_id)
    assert waiting(db, run_id, LIMITED, -1).waits_until is None
    assert waiting(db, run_id, LIMITED, 3600).waits_until is not None
    attempts.open_session(db, run_id, "1", 2, "c", continues=False)
    assert runs.phases(db, run_id)[0].waits_until is None
    assert waiting(db, run_id, LIMITED, 3600, "2").waits_until is None  # it is not running


@pytest.mark.parametrize("trouble", [None, "", "{", "[]", "{}", '"usage limit"'])
def test_a_wait_for_something_unknown_is_still_a_wait(db: Database, run_id: str, trouble: str | None) -> None:
    start(db, run_id)
    found = waiting(db, run_id, trouble, 3600)
    assert (found.waits_until is not None, found.waits_for) == (True, "")


def test_a_run_is_found_by_its_id_or_an_end_of_it(db: Database) -> None:
    create(db, "20261122-140740-3fa2", "20261122-150000-77aa", "20270101-000000-0001")
    for words in ("20261122-140740-3fa2", "3fa2", "20261122-14"):
        assert runs.find(db, words).id == "20261122-140740-3fa2"


def test_an_ambiguous_or_unknown_run_is_an_error_that_helps(db: Database) -> None:
    create(db, "20261122-140740-3fa2", "20261122-150000-77aa")
    with pytest.raises(UsageError, match="give more of: 20261122-140740-3fa2, 20261122-150000-77aa"):
        runs.find(db, "2026")
    for unknown in ("x", "%", "_", "*"):
        with pytest.raises(UsageError, match="orchestrate history"):
            runs.find(db, unknown)


def test_an_id_that_is_the_beginning_of_another_is_found(db: Database) -> None:
    create(db, "a", "ab")
    assert runs.find(db, "a").id == "a"


def test_the_latest_run_is_the_one_started_last_of_this_plan_or_of_any(db: Database) -> None:
    assert runs.latest(db) is None
    create(db, "z", "a")
    latest = runs.latest(db)
    assert latest is not None
    assert latest.id == "a"
    assert runs.latest(db, "docs/other.md") is None
    assert [run.id for run in runs.listed(db, 10)] == ["a", "z"]
    assert [run.id for run in runs.listed(db, 1)] == ["a"]


def test_a_changed_plan_keeps_what_its_phases_have_reached(db: Database, run_id: str) -> None:
    lifecycle = Lifecycle(lambda step: journal.append(db, run_id, step))
    lifecycle.fire(Tracked("2"), Trigger.ASSUME)
    runs.replace_plan(
        db, run_id, plan(phase("3"), phase("2", title="New"), phase("1")), '{"v": 2}', {"a.md": b"new"}
    )
    listed = runs.phases(db, run_id)
    assert [(p.id, p.title, p.state) for p in listed] == [
        ("3", "Phase 3", State.PENDING),
        ("2", "New", State.DONE),
        ("1", "Phase 1", State.PENDING),
    ]
    assert runs.plan_json(db, run_id) == '{"v": 2}'
