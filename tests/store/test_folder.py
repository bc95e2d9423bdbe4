from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from orchestrator.errors import StoreError
from orchestrator.files import make_private
from orchestrator.store.folder import StateFolder, prepare


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    return StateFolder(str(tmp_path))


def test_everything_lies_below_one_folder(folder: StateFolder, tmp_path: Path) -> None:
    state = tmp_path / ".orchestrator"
    assert folder.database == str(state / "state.db")
    assert folder.lock == str(state / "lock")
    assert folder.configuration == str(state / "config.yaml")
    assert folder.wordings == str(state / "wordings.txt")
    assert folder.attempt("r", "3.1", 2) == str(state / "runs/r/3.1/2")
    assert folder.draft("d") == str(state / "plan/d")
    assert folder.relative(folder.database) == ".orchestrator/state.db"


def test_the_folder_is_private_even_when_it_was_there_before(folder: StateFolder) -> None:
    path = Path(folder.path)
    path.mkdir(mode=0o755)
    path.chmod(0o755)
    prepare(folder)
    assert mode(path) == 0o700
    assert mode(path / ".gitignore") == 0o600


def test_preparing_again_leaves_what_a_person_changed(folder: StateFolder) -> None:
    prepare(folder)
    ignore = Path(folder.path, ".gitignore")
    ignore.write_text("mine\n")
    prepare(folder)
    assert ignore.read_text() == "mine\n"


def test_git_sees_what_a_person_writes_and_nothing_else(folder: StateFolder, tmp_path: Path) -> None:
    prepare(folder)
    attempt = Path(folder.attempt("r", "1", 1))
    make_private(str(attempt))
    evidence = (attempt / "config.yaml", attempt / "wordings.txt")
    schema = Path(folder.path, "configuration.schema.json")
    for path in (folder.configuration, folder.wordings, schema, folder.database, folder.lock, *evidence):
        Path(path).write_text("x")
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "--all"], check=True)
    listed = subprocess.run([*git, "ls-files"], check=True, capture_output=True, text=True)
    names = ("config.yaml", "configuration.schema.json", "wordings.txt")
    assert listed.stdout.splitlines() == [f".orchestrator/{name}" for name in names]


def test_a_file_in_the_place_of_the_folder_is_an_error_that_names_it(folder: StateFolder) -> None:
    Path(folder.path).write_text("x")
    with pytest.raises(StoreError, match=r"\.orchestrator: Not a directory; orchestrate keeps its state"):
        prepare(folder)
