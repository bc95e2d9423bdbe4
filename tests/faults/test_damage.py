"""A state file that a broken disk has changed: every command says so or works; none of them shows a bug."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.errors import StoreError
from orchestrator.store.database import Database
from orchestrator.store.soundness import blamed_on_damage
from orchestrator.store.values import check
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.support import programs
from tests.support.standin import configured

QUIET = "notifications:\n  provider: none\nmax_retries: 0\n"
PAGE = 4096
RUN = "INSERT INTO run (id, plan_path, title, plan, model, started_at) VALUES (?, 'p', 't', '{}', 'm', 'now')"
# Killed before the log was taken over into the file.
LEAVES_A_LOG = f"""
import os, sys
from orchestrator.store.database import Database
db = Database(sys.argv[1])
with db.atomic():
    db.write({RUN!r}, "1")
os._exit(0)
"""
LOOKS = (
    ("status",),
    ("status", "--json"),
    ("history",),
    ("report", "--format", "md"),
    ("report", "--format", "junit"),
    ("report",),
    ("show", "1"),
    ("show", "2", "--attempt", "all", "--json"),
    ("verify", "--evidence"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a run that is over; its second phase is blocked."""
    folder = tmp_path_factory.mktemp("damage")
    phases = (PhaseFile("1", "Setup"), PhaseFile("2", "Logic", ("1",), gates=("test -e never: there",)))
    made = project(folder, *phases, config=configured(folder, more=QUIET))
    ended = programs.orchestrate("run", MASTER_PLAN, cwd=made.root)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    return made


@pytest.fixture
def database(made: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state file of a copy of the project, which is the working folder."""
    root = tmp_path / "project"
    shutil.copytree(made.root, root, symlinks=True)
    monkeypatch.chdir(root)
    return root / ".orchestrator" / "state.db"


def looked(capsys: pytest.CaptureFixture[str], what: str) -> set[int]:
    """The exit codes of all commands that look; each of them worked, or said that the file is damaged."""
    codes = set()
    for words in LOOKS:
        code = main(words)
        _, errors = capsys.readouterr()
        assert code in (0, 1, 2), f"{what}: {words}: {code}: {errors}"
        codes.add(code)
    return codes


def usable(database: Path) -> bool:
    """Whether a command that writes would begin."""
    try:
        with closing(Database(str(database), patience=0.1)) as db:
            db.check_start()
    except StoreError:
        return False
    return True


def put(database: Path, content: bytes) -> None:
    for path in database.parent.glob("state.db-*"):
        path.unlink()
    database.write_bytes(content)


def test_what_a_look_finds_in_a_sound_file_is_not_called_damage(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(Database(str(database))) as db:
        check(db)
    assert looked(capsys, "untouched") == {0}
    assert usable(database)


def test_a_bit_that_flipped_at_a_border_of_a_page_is_no_bug_of_any_command(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = database.read_bytes()
    for border in range(0, len(good), PAGE):
        for place in (border, border + 3, border + PAGE - 1):
            content = bytearray(good)
            content[place] ^= 0x10
            put(database, bytes(content))
            looked(capsys, f"byte {place}")
            usable(database)
    assert database.stat().st_size == len(good)


def test_a_file_whose_pages_are_overwritten_is_refused_by_who_would_write(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = database.read_bytes()
    for border in range(0, len(good), PAGE):
        put(database, good[:border] + b"\xa5" * PAGE + good[border + PAGE :])
        looked(capsys, f"page at {border}")
        assert not usable(database)


@pytest.mark.parametrize("size", [0, 1, -1])
def test_a_file_that_was_cut_to_nothing_or_by_one_byte_is_no_bug_of_any_command(
    database: Path, capsys: pytest.CaptureFixture[str], size: int
) -> None:
    put(database, database.read_bytes()[:size])
    assert looked(capsys, f"cut at {size}") <= {0, 1, 2}  # the seals may tell, where SQLite does not


@pytest.mark.parametrize("size", [99, 100, 512, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE, -PAGE])
def test_a_file_that_was_cut_is_refused_by_who_would_write(
    database: Path, capsys: pytest.CaptureFixture[str], size: int
) -> None:
    put(database, database.read_bytes()[:size])
    looked(capsys, f"cut at {size}")
    assert not usable(database)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE phase SET state = 'dona'", "the value of state in row 1 of table phase"),
        ("UPDATE phase SET position = x'00'", "the value of position in row 1 of table phase"),
        ("UPDATE attempt SET evidence = '{'", "the value of evidence in row 1 of table attempt"),
        ("ALTER TABLE phase RENAME COLUMN title TO titel", "table phase is not as it was made"),
        ("DROP TABLE attempt", "table attempt is not as it was made"),
    ],
)
def test_values_that_nobody_wrote_are_damage_and_no_bug(
    database: Path, capsys: pytest.CaptureFixture[str], statement: str, told: str
) -> None:
    with closing(sqlite3.connect(database)) as db, db:
        db.execute(statement)
    with closing(Database(str(database))) as opened, pytest.raises(StoreError, match=re.escape(told)):
        check(opened)
    looked(capsys, statement)


def test_a_run_does_not_begin_on_a_damaged_file(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = database.read_bytes()
    put(database, content[: 3 * PAGE] + b"\xa5" * PAGE + content[4 * PAGE :])
    for words in (["run", MASTER_PLAN, "--fresh"], ["resume"], ["verify"]):
        assert main(words) == 2
        assert "the file is damaged; move it away to start anew" in capsys.readouterr().err


def test_a_log_that_was_removed_takes_only_the_last_moves_along(tmp_path: Path) -> None:
    """Removed while nobody ran: what was in the file before stays readable."""
    path = tmp_path / "state.db"
    Database(str(path)).close()
    programs.run(LEAVES_A_LOG, path)
    log = Path(f"{path}-wal")
    assert log.stat().st_size > 0
    log.unlink()
    with closing(Database(str(path))) as db:
        db.check(thorough=True)
        assert db.rows("SELECT id FROM run") == []
        with db.atomic():
            db.write(RUN, "2")


def test_a_bug_of_ours_is_not_blamed_on_a_sound_file(database: Path) -> None:
    with closing(Database(str(database))) as db, pytest.raises(KeyError), blamed_on_damage(db):
        raise KeyError("ours")
