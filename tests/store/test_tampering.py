"""A real run, and everything of its record changed, removed or added to: what was done is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.engine.frozen import freeze
from orchestrator.evidence_chain import Change, Checked
from orchestrator.lifecycle import Lifecycle, Tracked
from orchestrator.model.lifecycle import Trigger
from orchestrator.store import attempts, journal, runs
from orchestrator.store.database import Database
from orchestrator.store.tampering import check
from tests.engine.stage import RUN, Crash, Stage, phase

# The first attempt's gate fails, the second one's does not; `let` holds what the second phase waits for.
TWICE = "begin; all_done; echo x >> count; finish"
GATE = "echo ran; test $(wc -l < count) -ge 2"
TABLES = (
    "run",
    "phase",
    "journal",
    "attempt",
    "session",
    "gate_result",
    "finding",
    "signal",
    "baseline",
    "plan_file",
)
# What no seal covers: it is written after the last one, and nothing else tells it.
UNPROVED = {("run", "ended_at"), ("run", "paused"), ("run", "cleaned_at"), ("journal", "seq")}
KEYS = {"run_id", "phase_id", "id"}


def made(folder: Path) -> Stage:
    """A finished run: one phase with two attempts, and a second one."""
    stage = Stage(folder, (phase("1", GATE), phase("2", "true", depends_on=("1",))), TWICE)
    (stage.root / "guarded").write_text("as it was")
    stage.settings = stage.settings._replace(protect=("guarded",))
    return stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = made(tmp_path_factory.mktemp("stage"))
    assert stage.go().exit_code == 0
    assert stage.record().phases[0].attempt == 2
    return stage


@pytest.fixture
def db(stage: Stage) -> Iterator[Database]:
    with closing(Database(stage.state.database)) as opened:
        yield opened


class Undo(Exception):
    """Whatever was written is to be forgotten."""


def after(stage: Stage, db: Database, statement: str, *values: object) -> Checked:
    """What is found after a change, which is undone then."""
    found: list[Checked] = []

    def tampered() -> None:
        with db.atomic():
            assert db.write(statement, *values) == 1
            found.append(check(db, stage.state, RUN))
            raise Undo

    with pytest.raises(Undo):
        tampered()
    return found[0]


def altered(value: object) -> object:
    if isinstance(value, (int, float)):
        return value + 100
    if isinstance(value, bytes):
        return value + b"x"
    return f"{value or ''}x"


def names(table: str, row: sqlite3.Row) -> set[str]:
    """What a row may be called: by its own name, or by that of the row that it contradicts."""
    key = {
        "run": "",
        "attempt": "",
        "journal": "version",
        "phase": "phase_id",
        "signal": "name",
        "plan_file": "path",
    }
    column = key.get(table, "ordinal")
    mine = f"{table} {row[column]}" if column else table
    extra = {"journal": {"phase"}, "phase": {"phase"}, "attempt": {"seal"}}
    return {mine} | extra.get(table, set())


def test_a_run_that_nobody_touched_is_intact(stage: Stage, db: Database) -> None:
    found = check(db, stage.state, RUN)
    assert (found.sealed, found.open, found.changes) == (3, (), ())
    assert len(found.head) == 64


@pytest.mark.parametrize("table", TABLES)
def test_a_change_of_any_column_of_any_row_is_found_and_named(stage: Stage, db: Database, table: str) -> None:
    rows = db.rows(f"SELECT rowid AS place, * FROM {table}")
    assert rows
    for row in rows:
        for column in row.keys():  # noqa: SIM118  # a Row iterates over values
            if column == "place" or column in KEYS or (table, column) in UNPROVED:
                continue
            update = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"
            found = after(stage, db, update, altered(row[column]), row["place"])
            named = {change.name for change in found.changes}
            assert named & names(table, row), (table, column, tuple(row), found.changes)


@pytest.mark.parametrize("table", [table for table in TABLES if table != "run"])
def test_a_row_that_was_removed_is_found_and_named(stage: Stage, db: Database, table: str) -> None:
    for row in db.rows(f"SELECT rowid AS place, * FROM {table}"):
        found = after(stage, db, f"DELETE FROM {table} WHERE rowid = ?", row["place"])
        follows = {f"journal {row['version'] + 1}"} if table == "journal" else set()
        named = {change.name for change in found.changes}
        assert named & (names(table, row) | follows), (tuple(row), found.changes)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        (
            "INSERT INTO session SELECT run_id, phase_id, attempt, 9, claude_id, continues, started_at,"
            " ended_at, ending, reason, resumable, exit_code, summary, left_behind, 0, 0, 0, 0, 0, notes,"
            " 1, NULL, NULL, NULL"
            " FROM session WHERE phase_id = '1' AND attempt = 1",
            "session 9",
        ),
        (
            "INSERT INTO gate_result SELECT run_id, phase_id, attempt, 9, name, command, 0, seconds,"
            " output_path, left_behind, at, tree FROM gate_result WHERE phase_id = '1' AND attempt = 1",
            "gate_result 9",
        ),
        (
            "INSERT INTO finding SELECT run_id, phase_id, 2, 9, kind, severity, message, detail, accepted"
            " FROM finding WHERE attempt = 1",
            "finding 9",
        ),
        (
            "INSERT INTO signal SELECT run_id, phase_id, attempt, 'more', at, status, reason, report"
            " FROM signal WHERE phase_id = '1' AND attempt = 1",
            "signal more",
        ),
        (
            "INSERT INTO baseline SELECT run_id, phase_id, 9, name, command, 0, seconds, output_path, at"
            " FROM baseline WHERE phase_id = '1'",
            "baseline 9",
        ),
        (
            "INSERT INTO plan_file SELECT run_id, 'more', sha256, content FROM plan_file LIMIT 1",
            "plan_file more",
        ),
        (
            "INSERT INTO attempt (run_id, phase_id, number, token, started_at, ended_at, decision, reason)"
            " SELECT run_id, phase_id, 9, token, started_at, ended_at, decision, reason"
            " FROM attempt WHERE phase_id = '1' AND number = 1",
            "seal",
        ),
        (
            "INSERT INTO journal SELECT NULL, run_id, phase_id, at, 'accept', 'verifying', 'done', 99,"
            " attempt, reason FROM journal WHERE phase_id = '1' AND version = 0",
            "journal 99",
        ),
    ],
)
def test_a_row_that_was_added_is_found_and_named(
    stage: Stage, db: Database, statement: str, name: str
) -> None:
    assert name in {change.name for change in after(stage, db, statement).changes}


def test_a_run_that_was_declared_done_is_found(stage: Stage, db: Database) -> None:
    found = after(stage, db, "UPDATE run SET exit_code = 1")
    assert found.changes == (Change("", 0, "row", "run", "has an exit code that its phases do not have"),)


def test_a_seal_that_was_made_anew_breaks_the_chain_and_changes_the_head(stage: Stage, db: Database) -> None:
    before = check(db, stage.state, RUN).head
    found = after(
        stage, db, "UPDATE attempt SET evidence = evidence || ' ' WHERE phase_id = '1' AND number = 1"
    )
    assert {(change.attempt, change.what) for change in found.changes} == {(1, "seal"), (2, "seal")}
    assert found.head != before


def files(stage: Stage) -> list[Path]:
    folder = Path(stage.state.path, "runs", RUN)
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "beat"]


def test_the_evidence_of_an_attempt_is_all_there(stage: Stage) -> None:
    folder = Path(stage.state.attempt(RUN, "1", 1))
    there = {path.relative_to(folder).as_posix() for path in files(stage) if path.is_relative_to(folder)}
    assert {"prompt.md", "session.jsonl", "stderr.log", "gates/1.log", "verdict.json"} <= there
    assert {"changes.diff", "protected/protected.json"} <= there


def tampered(stage: Stage, path: Path, how: Callable[[Path], object]) -> set[tuple[str, str]]:
    """What is found after something was done to a file, which is put back then."""
    content = path.read_bytes() if path.exists() else None
    how(path)
    try:
        with closing(Database(stage.state.database)) as db:
            return {(change.name, change.how) for change in check(db, stage.state, RUN).changes}
    finally:
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)


def evidence_name(stage: Stage, path: Path) -> str:
    """`runs/RUN/1/2/gates/1.log` -> `gates/1.log`; what the baseline left keeps its folder's name."""
    parts = path.relative_to(stage.state.path).parts[3:]
    return Path(*(parts if parts[0] == "baseline" else parts[1:])).as_posix()


def test_whatever_is_done_to_a_file_is_found_and_named(stage: Stage) -> None:
    for path in files(stage):
        name = evidence_name(stage, path)

        def append(path: Path) -> None:
            path.write_bytes(path.read_bytes() + b" ")

        def link(path: Path) -> None:
            aside = stage.folder / "aside"
            aside.write_bytes(path.read_bytes())
            path.unlink()
            path.symlink_to(aside)

        assert tampered(stage, path, append) == {(name, "changed")}
        assert tampered(stage, path, link) == {(name, "changed")}
        assert tampered(stage, path, Path.unlink) == {(name, "removed")}
    more = Path(stage.state.attempt(RUN, "1", 2), "more.txt")
    assert tampered(stage, more, Path.touch) == {("more.txt", "added")}


def test_what_a_gate_printed_before_the_work_is_covered_too(stage: Stage) -> None:
    path = Path(stage.state.baseline(RUN, "1"), "1.log")
    assert "ran" in path.read_text()
    found = tampered(stage, path, lambda path: path.write_text("green"))
    assert found == {("baseline/1.log", "changed")}  # once in the evidence of either attempt
    more = path.with_name("2.log")
    assert tampered(stage, more, Path.touch) == {("baseline/2.log", "added")}


def intact(stage: Stage) -> Checked:
    with closing(Database(stage.state.database)) as db:
        found = check(db, stage.state, RUN)
    assert found.changes == ()
    return found


def test_wherever_an_orchestrator_was_killed_its_own_traces_are_no_tampering(tmp_path: Path) -> None:
    commit, crashed = 1, True
    while crashed:
        stage = made(tmp_path / str(commit))
        try:
            stage.go(crash_at=commit, after=True)
            crashed = False
        except Crash:
            intact(stage)
            stage.go()
        assert intact(stage).sealed == 3
        commit += 3  # every third one: each life runs real processes


def test_a_person_who_resumes_with_another_plan_leaves_no_false_trace(tmp_path: Path) -> None:
    stage = made(tmp_path)
    stage.write("claude", "begin; done_with blocked no; finish")
    assert stage.go().exit_code == 1
    intact(stage)
    with closing(Database(stage.state.database)) as db:
        runs.reopen(db, RUN, "opus")
        (stage.root / stage.plan.phases[0].path).write_text("# Phase 1: Other\n")
        files = freeze(stage.state, stage.plan)
        runs.replace_plan(db, RUN, stage.plan._replace(title="Other"), '{"other": 1}', files)
        for record in runs.phases(db, RUN):
            lifecycle = Lifecycle(lambda step: journal.append(db, RUN, step))
            lifecycle.fire(
                Tracked(record.id, record.state, record.version, record.attempt, record.first_attempt),
                Trigger.REOPEN,
            )
    before = stage.query("SELECT * FROM baseline")
    with pytest.raises(Crash):  # at the third commit the new round has a baseline of its own
        stage.go(crash_at=3, after=True)
    assert stage.query("SELECT * FROM baseline") != before
    assert intact(stage).sealed == 1
    stage.write("claude", TWICE)
    assert stage.go().exit_code == 0
    assert intact(stage).sealed == 4


def test_an_attempt_that_goes_on_is_open(tmp_path: Path) -> None:
    stage = made(tmp_path)
    with closing(Database(stage.state.database)) as db:
        tracked = Tracked("1")
        Lifecycle(lambda step: journal.append(db, RUN, step)).fire(tracked, Trigger.START)
        attempts.open_attempt(db, RUN, "1", 1)
    assert intact(stage).open == (("1", 1),)


def test_an_attempt_without_a_seal_proves_nothing(stage: Stage, db: Database) -> None:
    found = after(stage, db, "UPDATE attempt SET evidence = NULL, chain = NULL WHERE phase_id = '2'")
    assert [(change.phase_id, change.attempt, change.what) for change in found.changes] == [("2", 1, "seal")]
    assert "older orchestrate" in found.changes[0].how
