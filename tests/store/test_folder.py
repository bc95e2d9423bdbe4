from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from orchestrator.errors import StoreError
from orchestrator.files import make_private, write_private
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
    assert folder.attempt("r", "3.1", 2) == str(state / "runs/r/3.1/2")
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


def test_git_sees_the_configuration_and_nothing_else(folder: StateFolder, tmp_path: Path) -> None:
    prepare(folder)
    attempt = Path(folder.attempt("r", "1", 1))
    make_private(str(attempt))
    for path in (folder.configuration, folder.database, folder.lock, attempt / "config.yaml"):
        Path(path).write_text("x")
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "--all"], check=True)
    listed = subprocess.run([*git, "ls-files"], check=True, capture_output=True, text=True)
    assert listed.stdout.splitlines() == [".orchestrator/config.yaml"]


def test_a_file_in_the_place_of_the_folder_is_an_error_that_names_it(folder: StateFolder) -> None:
    Path(folder.path).write_text("x")
    with pytest.raises(StoreError, match=r"\.orchestrator: Not a directory; orchestrate keeps its state"):
        prepare(folder)


def test_every_missing_folder_on_the_way_is_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private(str(tmp_path / "a" / "b" / "c"))
    finally:
        os.umask(before)
    assert [mode(tmp_path / path) for path in ("a", "a/b", "a/b/c")] == [0o700] * 3


def test_a_link_to_nowhere_is_an_error_and_no_endless_search(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError):
        make_private(str(tmp_path / "link" / "a"))


def test_a_private_file_replaces_an_open_one_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "prompt.md"
    path.write_text("old")
    path.chmod(0o644)
    write_private(str(path), "new \u00e9\r\n")
    assert path.read_bytes() == "new \u00e9\r\n".encode()
    assert mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "prompt.md"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_private(str(path), "half \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
