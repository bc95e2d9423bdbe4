"""Protected files are found by their patterns, whatever version control thinks of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.errors import WorkspaceError
from orchestrator.globs import compiled
from orchestrator.workspace import protected
from orchestrator.workspace.protected import protected_files, protected_state
from tests.workspace.support import repository


def lay_out(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)


def found(root: Path, *patterns: str) -> list[str]:
    return sorted(protected_files(str(root), compiled(patterns)))


def test_ignored_files_are_protected_too(root: Path) -> None:
    repository(root)
    lay_out(root, "build/check.sh", "build/a.o", "tests/a.log")
    assert found(root, "tests/", "*.sh") == ["build/check.sh", "tests/a.log"]


def test_what_tools_make_is_left_out_unless_it_is_named(root: Path) -> None:
    lay_out(
        root, "tests/__pycache__/a.pyc", "node_modules/x/conftest.py", "conftest.py", ".git/hooks/pre-commit"
    )
    assert found(root, "tests/", "conftest.py", "**") == ["conftest.py"]
    assert found(root, ".git/hooks/**") == [".git/hooks/pre-commit"]
    assert found(root, "node_modules/x/") == ["node_modules/x/conftest.py"]


def test_of_our_own_folder_only_what_people_write_is_protected(root: Path) -> None:
    ours = [".orchestrator/config.yaml", ".orchestrator/wordings.txt"]
    lay_out(root, *ours, ".orchestrator/state.db", ".orchestrator/runs/1/a", "config.yaml", "wordings.txt")
    assert sorted(found(root, ".orchestrator/")) == ours


def test_links_are_named_and_not_followed(root: Path) -> None:
    lay_out(root, "real/a.py", "src/a.py")
    (root / "tests").symlink_to("real")
    (root / "loop").symlink_to(".")
    assert found(root, "tests/", "src/", "/loop/deep.py") == ["src/a.py", "tests"]
    assert found(root, "a.py") == ["real/a.py", "src/a.py"]
    assert protected_state(str(root), compiled(("tests/",)))["tests"].startswith("link:")


@pytest.mark.parametrize(("mode", "differs"), [(0o755, True), (0o200, True), (0o664, False), (0o600, False)])
def test_of_the_mode_the_owners_rights_to_read_and_run_count(root: Path, mode: int, differs: bool) -> None:
    lay_out(root, "run.sh")
    (root / "run.sh").chmod(0o644)
    before = protected_state(str(root), compiled(("run.sh",)))
    (root / "run.sh").chmod(mode)
    assert (protected_state(str(root), compiled(("run.sh",))) != before) is differs


def test_content_counts_and_time_does_not(root: Path) -> None:
    lay_out(root, "a")
    before = protected_state(str(root), compiled(("a",)))
    os.utime(root / "a", (1, 1))
    assert protected_state(str(root), compiled(("a",))) == before
    (root / "a").write_text("b")
    assert protected_state(str(root), compiled(("a",))) != before


def test_too_many_files_are_an_error_with_a_cure(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(root, "a", "b", "c")
    monkeypatch.setattr(protected, "MOST_FILES", 2)
    with pytest.raises(WorkspaceError, match="under `protect` name only"):
        protected_state(str(root), compiled(("**",)))


def test_odd_things_are_passed_over(root: Path) -> None:
    os.mkfifo(root / "fifo")
    assert protected_state(str(root), compiled(("**",))) == {}
    assert protected_state(str(root / "missing"), compiled(("**",))) == {}
