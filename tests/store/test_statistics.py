from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.model.statistics import FindingUse, GateUse, PhaseUse, Statistics
from orchestrator.store import runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.statistics import statistics
from tests.support.large import Size, large
from tests.support.made import phase, plan


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """Five runs of two phases with two attempts each; the fourth one is blocked."""
    large(tmp_path, Size(runs=5, phases=2, attempts=2, files=False))
    with closing(Database(StateFolder(str(tmp_path)).database)) as opened:
        yield opened


def ids(db: Database) -> list[str]:
    return [row["id"] for row in db.rows("SELECT id FROM run ORDER BY rowid")]


def test_one_run_is_added_up_by_phase_gate_and_finding(db: Database) -> None:
    found = statistics(db, ids(db)[:1])
    assert found.runs == 1
    assert found.phases == tuple(
        PhaseUse(str(n), f"Build part {n}", 1, 1, 0, 2, 2, 5_000, 180.0, 0.25) for n in (1, 2)
    )
    assert found.gates[0] == GateUse("1", "pytest", 2, 1, 0, 40.0)
    assert found.gates[-1] == GateUse("2", "ruff", 2, 0, 0, 20.0)
    assert found.findings == (FindingUse("gate failed", 2, 2, 2),)


def test_the_same_phase_of_several_runs_is_one(db: Database) -> None:
    found = statistics(db, ids(db))
    assert [(use.phase, use.runs, use.done, use.blocked, use.attempts) for use in found.phases] == [
        ("1", 5, 5, 0, 10),
        ("2", 5, 4, 1, 10),
    ]
    assert found.findings == (FindingUse("gate failed", 11, 11, 2),)
    assert sum(use.seconds for use in found.gates) == 5 * 2 * 2 * 30.0


def test_the_same_id_in_another_plan_is_another_phase(db: Database) -> None:
    (first, *_) = ids(db)
    with db.atomic():
        db.write("UPDATE run SET plan_path = 'other.md' WHERE id = ?", first)
    found = statistics(db, ids(db))
    assert [(use.phase, use.runs) for use in found.phases] == [("1", 4), ("2", 4), ("1", 1), ("2", 1)]
    assert found.findings[0].phases == 4


def test_what_cost_most_comes_first(db: Database) -> None:
    with db.atomic():
        db.write("UPDATE session SET cost_usd = 9 WHERE phase_id = '2'")
        db.write("UPDATE gate_result SET seconds = 500, exit_code = NULL WHERE name = 'ruff'")
        db.write(
            "INSERT INTO finding SELECT run_id, phase_id, number, 7, 'no signal', 'low', 'm', '', ''"
            " FROM attempt"
        )
    found = statistics(db, ids(db))
    assert [use.phase for use in found.phases] == ["2", "1"]
    assert (found.gates[0].name, found.gates[0].failed, found.gates[0].timed_out) == ("ruff", 0, 10)
    assert [use.kind for use in found.findings] == ["no signal", "gate failed"]


def test_what_the_plan_accepts_does_not_count(db: Database) -> None:
    with db.atomic():
        db.write("UPDATE finding SET accepted = 'known' WHERE attempt = 1")
    assert statistics(db, ids(db)).findings == (FindingUse("gate failed", 1, 1, 1),)


def test_an_assumed_phase_was_not_done(db: Database) -> None:
    with db.atomic():
        db.write("UPDATE phase SET assumed = 1 WHERE phase_id = '1'")
    assert [use.done for use in statistics(db, ids(db)).phases] == [0, 4]


def test_sessions_that_told_no_cost_have_none(db: Database) -> None:
    with db.atomic():
        db.write("UPDATE session SET cost_usd = NULL")
    assert [use.cost_usd for use in statistics(db, ids(db)).phases] == [None, None]


def test_a_killed_session_is_priced_as_status_prices_it(db: Database) -> None:
    (run_id, *_) = ids(db)
    with db.atomic():
        db.write("UPDATE session SET cost_usd = NULL, estimated = 1 WHERE phase_id = '1' AND attempt = 1")
    found = {use.phase: use.cost_usd for use in statistics(db, [run_id]).phases}
    assert found == {record.id: record.cost_usd for record in runs.phases(db, run_id)}
    assert found["1"] == pytest.approx(0.25)


def test_the_title_is_that_of_the_newest_run(db: Database) -> None:
    with db.atomic():
        db.write("UPDATE phase SET title = 'Newest' WHERE run_id = ? AND phase_id = '1'", ids(db)[-1])
    assert statistics(db, ids(db)).phases[0].title == "Newest"


def test_runs_that_began_nothing_have_phases_and_no_use(db: Database) -> None:
    runs.create(db, "new", plan(phase("1", title="Only")), "{}", "sonnet", {})
    nothing = PhaseUse("1", "Only", 1, 0, 0, 0, 0, 0, 0.0, None)
    assert statistics(db, ["new"]) == Statistics(1, (nothing,), (), ())
    assert statistics(db, []) == Statistics(0, (), (), ())
