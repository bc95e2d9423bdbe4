from __future__ import annotations

import os
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from orchestrator.errors import StoreError
from orchestrator.store.database import Database
from orchestrator.store.schema import MIGRATIONS
from tests.support import programs
from tests.support.waiting import wait_until

SIGNAL = (
    "INSERT INTO run (id, plan_path, title, plan, model, started_at) VALUES (?, 'p', 't', '{}', 'm', 'now')"
)


def ids(db: Database) -> list[str]:
    return [row["id"] for row in db.rows("SELECT id FROM run ORDER BY id")]


@contextmanager
def other_program(path: str, statement: str) -> Iterator[None]:
    """Another connection that holds what the statement takes."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(statement)
        yield


def test_a_new_file_is_durable_checked_and_private(db: Database, tmp_path: Path) -> None:
    with db.atomic():
        db.write(SIGNAL, "1")

    def pragma(name: str) -> object:
        row = db.row(f"PRAGMA {name}")
        return row[0] if row else None

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2  # FULL
    assert pragma("foreign_keys") == 1
    assert pragma("user_version") == len(MIGRATIONS)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"state.db": 0o600, "state.db-wal": 0o600, "state.db-shm": 0o600}


def test_what_was_written_is_there_when_it_is_opened_again(db: Database) -> None:
    with db.atomic():
        db.write(SIGNAL, "1")
    with closing(Database(db.path)) as again:
        assert ids(again) == ["1"]


def test_a_row_without_its_parent_is_refused(db: Database) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"), db.atomic():
        db.write("INSERT INTO phase (run_id, phase_id, position, title, state, since) VALUES ('x',1,1,1,1,1)")


def test_writing_outside_of_a_transaction_is_a_bug(db: Database) -> None:
    with pytest.raises(AssertionError, match="inside atomic"):
        db.write(SIGNAL, "1")


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), SystemExit(3), GeneratorExit()])
def test_whatever_is_raised_inside_nothing_of_it_counts(db: Database, error: BaseException) -> None:
    def broken() -> None:
        with db.atomic():
            db.write(SIGNAL, "1")
            raise error

    with pytest.raises(type(error)):
        broken()
    assert ids(db) == []
    with db.atomic():
        db.write(SIGNAL, "2")
    assert ids(db) == ["2"]


def test_a_real_interrupt_inside_undoes_what_was_written(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from orchestrator.store.database import Database
db = Database(sys.argv[1])
try:
    with db.atomic():
        db.write("INSERT INTO run (id, plan_path, title, plan, model, started_at)"
                 " VALUES ('1', 'p', 't', '{}', 'm', 'now')")
        os.kill(os.getpid(), signal.SIGINT)
        while True:
            pass
except KeyboardInterrupt:
    print(db.rows("SELECT id FROM run"))
db.close()
"""
    assert programs.run(code, tmp_path / "state.db") == "[]\n"


def test_a_nested_block_becomes_durable_with_the_outermost(db: Database) -> None:
    with closing(Database(db.path)) as other:
        with db.atomic():
            with db.atomic():
                db.write(SIGNAL, "1")
            assert ids(other) == []
        assert ids(other) == ["1"]


def test_an_outer_failure_undoes_what_nested_blocks_wrote(db: Database) -> None:
    def broken() -> None:
        with db.atomic():
            with db.atomic():
                db.write(SIGNAL, "1")
            raise ValueError("outer")

    with pytest.raises(ValueError, match="outer"):
        broken()
    assert ids(db) == []


def test_a_nested_failure_that_is_caught_undoes_only_its_own_block(db: Database) -> None:
    def broken() -> None:
        with db.atomic():
            db.write(SIGNAL, "2")
            db.write(SIGNAL, "1")  # is there already

    with db.atomic():
        db.write(SIGNAL, "1")
        with pytest.raises(StoreError, match="UNIQUE"):
            broken()
        with db.atomic():
            db.write(SIGNAL, "3")
    assert ids(db) == ["1", "3"]


def test_an_error_of_the_database_is_a_store_error_and_the_next_block_works(db: Database) -> None:
    with pytest.raises(StoreError, match="no such table"), db.atomic():
        db.write("INSERT INTO absent VALUES (1)")
    with db.atomic():
        db.write(SIGNAL, "1")
    assert ids(db) == ["1"]
    with pytest.raises(StoreError, match="no such column"):
        db.rows("SELECT absent FROM run")


def test_text_that_no_file_could_hold_is_stored_without_it(db: Database) -> None:
    with db.atomic():
        db.write(SIGNAL, "a\ud800b\udcff é")
    assert ids(db) == ["a?b? é"]
    assert db.row("SELECT id FROM run WHERE id = ?", "\udcff") is None


def test_processes_that_open_a_new_file_at_once_make_it_once(tmp_path: Path) -> None:
    code = """
import os, sys, time
from orchestrator.store.database import Database
open(f"{sys.argv[2]}/ready-{os.getpid()}", "w").close()
while not os.path.exists(f"{sys.argv[2]}/go"):
    pass
for number in range(10):
    db = Database(f"{sys.argv[1]}-{number}")
    with db.atomic():
        db.write("INSERT INTO run (id, plan_path, title, plan, model, started_at)"
                 " VALUES (?, 'p', 't', '{}', 'm', 'now')", str(os.getpid()))
    db.close()
"""
    folder = tmp_path / "start"
    folder.mkdir()
    started = [programs.start(code, tmp_path / "state.db", folder) for _ in range(3)]
    wait_until(lambda: len(list(folder.iterdir())) == len(started))
    (folder / "go").touch()
    ends = [process.communicate(timeout=60)[1] for process in started]
    assert ends == ["", "", ""]
    for number in range(10):
        with closing(Database(str(tmp_path / f"state.db-{number}"))) as db:
            assert ids(db) == sorted(str(process.pid) for process in started)


def test_a_file_of_a_newer_version_is_refused_and_left_alone(db: Database) -> None:
    with db.atomic():
        db.write(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StoreError, match="written by a newer orchestrate"):
        Database(db.path)
    row = db.row("PRAGMA user_version")
    assert row is not None
    assert row[0] == len(MIGRATIONS) + 1


def test_a_migration_that_fails_leaves_the_old_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "state.db")
    Database(path).close()
    broken = (*MIGRATIONS, ("ALTER TABLE run ADD COLUMN extra TEXT", "not a statement"))
    monkeypatch.setattr("orchestrator.store.database.MIGRATIONS", broken)
    with pytest.raises(StoreError, match="syntax error"):
        Database(path)
    monkeypatch.undo()
    with closing(Database(path)) as db:
        assert "extra" not in [row["name"] for row in db.rows("PRAGMA table_info(run)")]


def test_a_migration_that_was_released_later_is_applied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "state.db")
    Database(path).close()
    monkeypatch.setattr(
        "orchestrator.store.database.MIGRATIONS", (*MIGRATIONS, ("ALTER TABLE run ADD COLUMN extra TEXT",))
    )
    with closing(Database(path)) as db:
        assert "extra" in [row["name"] for row in db.rows("PRAGMA table_info(run)")]


def test_a_file_of_the_first_version_keeps_its_rows(tmp_path: Path) -> None:
    path = str(tmp_path / "state.db")
    with closing(sqlite3.connect(path)) as old, old:
        for statement in MIGRATIONS[0]:
            old.execute(statement)
        old.execute("PRAGMA user_version = 1")
        old.execute("INSERT INTO run VALUES ('r', 'p', 't', '{}', 'm', 'now', NULL, NULL)")
        old.execute("INSERT INTO attempt VALUES ('r', '1', 1, 'token', 'then', 'now', 'accept', 'good')")
        old.execute("INSERT INTO gate_result VALUES ('r', '1', 1, 1, 'g', 'true', 0, 1.5, 'o', '[]', 'now')")
        old.execute("INSERT INTO finding VALUES ('r', '1', 1, 1, 'no signal', 'low', 'm', 'd')")
    with closing(Database(path)) as db:

        def row(table: str) -> tuple[object, ...]:
            return tuple(db.rows(f"SELECT * FROM {table}")[0])

        assert row("run") == ("r", "p", "t", "{}", "m", "now", None, None, None, None)
        assert row("attempt")[-4:] == (None,) * 4
        assert row("attempt")[:8] == ("r", "1", 1, "token", "then", "now", "accept", "good")
        assert row("gate_result")[-2:] == ("now", None)
        assert row("finding")[-2:] == ("d", "")
        assert db.rows("SELECT * FROM baseline") + db.rows("SELECT * FROM plan_file") == []


@pytest.mark.parametrize("content", [b"this is no database, whatever its name says" * 30, b"\xff" * 5000])
def test_a_damaged_file_is_refused_with_a_cure(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"state\.db: .*not a database.*move it away"):
        Database(str(path))
    assert path.read_bytes() == content


def test_a_file_that_was_damaged_inside_is_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    Database(str(path)).close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)
    with pytest.raises(StoreError, match="damaged"), closing(Database(str(path))) as db:
        ids(db)


def test_a_folder_in_its_place_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Is a directory"):
        Database(str(tmp_path))


def test_a_folder_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    """As a user who is not root; the folder is entered first, because pytest's own are closed to others."""
    code = """
import os, sys
from orchestrator.errors import StoreError
from orchestrator.store.database import Database
os.chdir(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(65534)
try:
    Database("state.db")
except StoreError as error:
    print(error)
"""
    tmp_path.chmod(0o555)
    try:
        printed = programs.run(code, tmp_path)
    finally:
        tmp_path.chmod(0o700)
    assert printed == (
        "state.db: Permission denied; make the folder and the file readable and writable for you\n"
    )


def test_a_file_that_another_program_holds_is_waited_for_and_then_named(db: Database) -> None:
    with (
        other_program(db.path, "BEGIN EXCLUSIVE"),
        pytest.raises(StoreError, match=r"locked; another program held it for over 0\.05 seconds"),
        db.atomic(),
    ):
        pass
    with db.atomic():
        db.write(SIGNAL, "1")
    assert ids(db) == ["1"]


def test_a_new_file_that_another_program_holds_cannot_be_opened(tmp_path: Path) -> None:
    path = str(tmp_path / "state.db")
    with other_program(path, "BEGIN EXCLUSIVE"), pytest.raises(StoreError, match="locked"):
        Database(path, patience=0.05)


def test_readers_do_not_wait_for_a_writer_and_see_the_last_commit(db: Database) -> None:
    with db.atomic():
        db.write(SIGNAL, "1")
    with db.atomic():
        db.write(SIGNAL, "2")
        with closing(Database(db.path, patience=0.0)) as reader:
            assert ids(reader) == ["1"]


def test_a_writer_does_not_wait_for_a_reader(db: Database) -> None:
    with other_program(db.path, "BEGIN"), db.atomic():
        db.write(SIGNAL, "1")
    assert ids(db) == ["1"]


def test_a_process_killed_between_write_and_commit_leaves_nothing_half(tmp_path: Path) -> None:
    code = """
import sys, time
from orchestrator.store.database import Database
db = Database(sys.argv[1])
columns = "id, plan_path, title, plan, model, started_at"
insert = f"INSERT INTO run ({columns}) VALUES (?, 'p', 't', '{{}}', 'm', 'now')"
with db.atomic():
    db.write(insert, "committed")
with db.atomic():
    for number in range(2000):
        db.write(insert, f"{number:05d}" * 200)
    print("written", flush=True)
    time.sleep(1000)
"""
    path = tmp_path / "state.db"
    with programs.start(code, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with closing(Database(str(path))) as db:
        assert ids(db) == ["committed"]
        assert [row[0] for row in db.rows("PRAGMA integrity_check")] == ["ok"]


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_was_removed_or_replaced_is_not_written_to(
    db: Database, tmp_path: Path, replaced: bool
) -> None:
    os.rename(db.path, tmp_path / "moved.db")
    if replaced:
        Path(db.path).touch()
    with pytest.raises(StoreError, match="removed or replaced while we worked"), db.atomic():
        db.write(SIGNAL, "1")
    os.replace(tmp_path / "moved.db", db.path)
    with db.atomic():
        db.write(SIGNAL, "2")
    assert ids(db) == ["2"]


def refused(db: Database) -> bool:
    """Whether another program may not write now, while it may read."""
    with closing(sqlite3.connect(db.path, timeout=0.01)) as other:
        other.execute("SELECT id FROM run").fetchall()
        try:
            other.execute("DELETE FROM run")
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
        return False


def fail_within(db: Database) -> None:
    with db.atomic():
        db.write(SIGNAL, "2")
        raise ZeroDivisionError


def test_alone_it_keeps_other_writers_out_and_lets_readers_in(db: Database) -> None:
    with db.alone():
        assert refused(db)
        with db.atomic():
            db.write(SIGNAL, "1")
        assert refused(db)
        with pytest.raises(ZeroDivisionError):
            fail_within(db)
        assert refused(db)
        with db.atomic(), db.atomic():
            db.write(SIGNAL, "3")
    assert ids(db) == ["1", "3"]
    assert not refused(db)


def test_alone_it_waits_for_a_writer_that_was_faster(tmp_path: Path) -> None:
    with closing(Database(str(tmp_path / "state.db"), patience=0.01)) as db:
        with (
            other_program(db.path, "BEGIN IMMEDIATE"),
            db.alone(),
            pytest.raises(StoreError, match="another program"),
            db.atomic(),
        ):
            db.write(SIGNAL, "1")
        with db.alone(), db.atomic():
            db.write(SIGNAL, "2")
        assert ids(db) == ["2"]


def test_a_file_that_cannot_be_written_can_be_looked_at_unless_its_format_is_older() -> None:
    """As a user who is not root, in a folder whose parents are open to everybody."""
    code = """
import os, sys
from orchestrator.errors import StoreError
from orchestrator.store.database import Database
if os.geteuid() == 0:
    os.setuid(65534)
try:
    db = Database(sys.argv[1], looking=True)
    print(len(db.rows("SELECT id FROM run")))
except StoreError as error:
    print(error)
"""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        path = Path(folder, "50% #1?.db")
        with closing(Database(str(path))) as db, db.atomic():
            db.write(SIGNAL, "1")
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        assert programs.run(code, path) == "1\n"
        Path(folder).chmod(0o755)
        path.chmod(0o644)
        with closing(sqlite3.connect(path)) as old:
            old.execute("PRAGMA user_version = 1")
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        told = programs.run(code, path)
        Path(folder).chmod(0o755)
    assert "written by an older orchestrate (format 1, this one needs" in told
    assert "make the folder and the file writable for you" in told


def test_a_large_file_is_looked_through_after_an_unclean_end_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestrator.store.database.WHOLE_LOOK", 0)
    path = tmp_path / "state.db"
    with closing(Database(str(path))) as db, db.atomic():
        db.write(SIGNAL, "x" * 200_000)
    good = path.read_bytes()
    path.write_bytes(good[:-8192] + b"\xa5" * 8192)
    with closing(Database(str(path))) as db:
        db.check_start()
        with pytest.raises(StoreError, match="damaged"):
            db.check()
        with closing(Database(str(path))) as second:  # beside one that has not closed its log
            with db.atomic():
                db.write("CREATE TABLE other (x)")
            second.check_start()
        with closing(Database(str(path))) as third, pytest.raises(StoreError, match="damaged"):
            third.check_start()


def test_a_new_file_waits_for_another_program_before_it_gets_its_log(tmp_path: Path) -> None:
    path = str(tmp_path / "state.db")
    with other_program(path, "BEGIN EXCLUSIVE"), pytest.raises(StoreError, match="close that program"):
        Database(path, patience=0.05)
    with closing(Database(path, patience=0.05)) as db:
        assert ids(db) == []


def test_what_is_read_together_is_of_one_moment(db: Database) -> None:
    with closing(Database(db.path)) as other, db.reading():
        assert ids(db) == []
        with other.atomic():
            other.write(SIGNAL, "1")
        with db.reading():
            assert ids(db) == []
        assert ids(db) == []
    assert ids(db) == ["1"]


def test_reading_within_a_transaction_sees_what_it_wrote_and_ends_nothing(db: Database) -> None:
    with closing(Database(db.path)) as other, db.atomic():
        db.write(SIGNAL, "1")
        with db.reading():
            assert ids(db) == ["1"]
        assert ids(other) == []
    assert ids(db) == ["1"]
