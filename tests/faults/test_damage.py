"""A state file that a broken disk has changed: every command says so or works; none of them shows a bug."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.errors import StoreError
from orchestrator.store.database import Database
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.support import programs
from tests.support.standin import configured

QUIET = "notifications:\n  provider: none\nmax_retries: 0\n"
LOOKS = (
    ("status",),
    ("status", "--json"),
    ("history",),
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
