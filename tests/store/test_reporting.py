from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.cli.state import session_files
from orchestrator.model.report import FileChange, Report
from orchestrator.plan.stored import stored_gates
from orchestrator.store import reading, reporting, runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.views.plan import dumps, plan_data
from tests.engine.stage import RUN, Stage, phase
from tests.support.large import Size, large


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Done at the second attempt, then blocked for good, and what depends on that."""
    stage = Stage(
        tmp_path_factory.mktemp("stage"),
        (
            phase("1", "test $(wc -l < count) -ge 2"),
            phase("2", "echo no; exit 1", depends_on=("1",)),
            phase("3", "true", depends_on=("1", "2")),
        ),
        "begin; all_done; echo x >> count; finish",
    )
    stage.change("UPDATE run SET plan = ?", dumps(plan_data(stage.plan)))
    assert stage.go().exit_code == 1
    return stage


@pytest.fixture
def db(stage: Stage) -> Iterator[Database]:
    with closing(Database(stage.state.database)) as opened:
        yield opened


def read(stage: Stage, db: Database, active: str | None = None) -> Report:
    return reporting.report(db, stage.state, RUN, active, session_files)


def test_a_run_is_read_with_all_its_phases_in_the_order_of_the_plan(stage: Stage, db: Database) -> None:
    report = read(stage, db)
    assert (report.run, report.outcome, report.project) == (stage.record(), "blocked", "project")
    assert [(one.record.id, one.depends_on, len(one.attempts)) for one in report.phases] == [
        ("1", (), 2),
        ("2", ("1",), 2),
        ("3", ("1", "2"), 0),
    ]
    assert [entry.trigger for entry in report.phases[2].history] == ["block"]


def test_an_attempt_is_what_show_tells_of_it_without_prompts_and_diff(stage: Stage, db: Database) -> None:
    record = stage.record()
    for one in read(stage, db).phases:
        place = reading.Place(db, stage.state, record, one.record, session_files)
        told = reading.dossier(place, reading.numbers(db, RUN, one.record.id))
        assert told.history == one.history
        for entry, mine in zip(told.attempts, one.attempts, strict=True):
            sessions = tuple(session._replace(prompt=None) for session in entry.sessions)
            assert mine.entry == entry._replace(diff=None, sessions=sessions)


def test_a_diff_is_read_as_the_number_of_lines_by_file(stage: Stage, db: Database) -> None:
    first, second = read(stage, db).phases[0].attempts
    assert FileChange("count", 1, 0) in first.changed
    assert FileChange("count", 2, 0) in second.changed


def test_the_end_of_a_gates_output_is_read(stage: Stage, db: Database) -> None:
    gate = read(stage, db).phases[1].attempts[0].entry.gates[0]
    assert (gate.tail, gate.exit_code) == ("no\n", 1)


def test_only_the_run_at_work_is_running(stage: Stage, db: Database) -> None:
    with db.atomic():
        db.write("UPDATE run SET ended_at = NULL")
        assert read(stage, db, active=RUN).outcome == "running"
        assert read(stage, db, active="another").outcome == "interrupted"
        db.write("UPDATE run SET ended_at = started_at")


@pytest.mark.parametrize("plan", ["{}", "[]", "rubbish", '{"phases": [{}]}', '{"phases": 5}', "null"])
def test_a_stored_plan_that_cannot_be_read_is_no_error(stage: Stage, db: Database, plan: str) -> None:
    before = runs.plan_json(db, RUN)
    assert set(stored_gates(before)) == {"1", "2", "3"}
    with db.atomic():
        db.write("UPDATE run SET plan = ?", plan)
    found = read(stage, db)
    with db.atomic():
        db.write("UPDATE run SET plan = ?", before)
    assert [one.depends_on for one in found.phases] == [(), (), ()]


def test_a_run_that_goes_on_meanwhile_is_read_as_of_one_moment(stage: Stage, db: Database) -> None:
    with closing(Database(stage.state.database)) as other, db.reading():
        before = read(stage, db)
        with other.atomic():
            other.write("UPDATE phase SET title = 'New' WHERE phase_id = '1'")
            other.write("DELETE FROM finding")
        assert read(stage, db)._replace(made_at="") == before._replace(made_at="")
        with other.atomic():
            other.write("UPDATE phase SET title = 'Phase 1' WHERE phase_id = '1'")
    assert read(stage, db).statistics.findings == ()


def test_evidence_that_is_gone_leaves_gaps(tmp_path: Path) -> None:
    (run_id,) = large(tmp_path, Size(phases=2, attempts=2))
    folder = StateFolder(str(tmp_path))
    with closing(Database(folder.database)) as db:
        whole = reporting.report(db, folder, run_id, None, session_files)
        shutil.rmtree(tmp_path / ".orchestrator/runs")
        bare = reporting.report(db, folder, run_id, None, session_files)
    assert whole.phases[0].attempts[0].changed == (FileChange("src/module1.py", 2, 1),)
    entry = bare.phases[0].attempts[0].entry
    assert (bare.phases[0].attempts[0].changed, entry.gates[0].tail) == ((), None)
    assert entry.gates[0].exit_code == whole.phases[0].attempts[0].entry.gates[0].exit_code
    assert bare.statistics == whole.statistics


def test_what_a_worker_laid_in_the_place_of_a_diff_neither_leads_nor_holds_us(tmp_path: Path) -> None:
    (run_id,) = large(tmp_path, Size(phases=1, attempts=1))
    folder = StateFolder(str(tmp_path))
    diff = Path(folder.attempt(run_id, "1", 1), "changes.diff")
    diff.unlink()
    diff.symlink_to("/dev/zero")
    with closing(Database(folder.database)) as db:
        assert reporting.report(db, folder, run_id, None, session_files).phases[0].attempts[0].changed == ()


def test_the_number_of_queries_does_not_grow_with_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows = Database.rows

    def counted(db: Database, query: str, *values: object) -> list[sqlite3.Row]:
        asked.append(query)
        return rows(db, query, *values)

    monkeypatch.setattr(Database, "rows", counted)
    numbers = []
    for size in (Size(phases=1, attempts=1), Size(phases=9, attempts=3)):
        root = tmp_path / str(size.phases)
        root.mkdir()
        (run_id,) = large(root, size)
        folder = StateFolder(str(root))
        with closing(Database(folder.database)) as db:
            asked.clear()
            reporting.report(db, folder, run_id, None, session_files)
            numbers.append(len(asked))
    assert numbers[0] == numbers[1]
