"""A clean copy holds what would be committed, nothing else, and goes away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.errors import WorkspaceError
from orchestrator.workspace.clean import clean_checkout
from orchestrator.workspace.opening import Workspace
from tests.workspace.support import repository, with_git


def test_leftovers_of_the_project_are_not_in_the_copy(root: Path, tmp_path: Path) -> None:
    repository(root)
    (root / "left.log").write_text("makes the gate green")
    (root / "new.py").write_text("work")
    workspace = with_git(root)
    with clean_checkout(workspace, workspace.snapshot(), str(tmp_path)) as copy:
        assert sorted(p.name for p in Path(copy).iterdir()) == [".gitignore", "new.py", "tracked"]
        assert Path(copy).parent == tmp_path
        (Path(copy) / "tracked").write_text("a gate wrote this")
    assert not Path(copy).exists()
    assert (root / "tracked").read_text() == "one\n"


def test_the_copy_goes_away_on_failure_and_when_it_is_read_only(
    workspace: Workspace, root: Path, tmp_path: Path
) -> None:
    (root / "a").write_text("x")
    tree = workspace.snapshot()
    seen: list[str] = []

    def gate() -> None:
        with clean_checkout(workspace, tree, str(tmp_path)) as copy:
            seen.append(copy)
            (Path(copy) / "locked").mkdir()
            (Path(copy) / "locked/file").write_text("x")
            (Path(copy) / "locked").chmod(0o500)
            raise RuntimeError("the gate failed")

    with pytest.raises(RuntimeError):
        gate()
    assert [Path(copy).exists() for copy in seen] == [False]


def test_a_place_that_cannot_be_written_is_an_error_with_a_cure(workspace: Workspace, root: Path) -> None:
    tree = workspace.snapshot()
    with (
        pytest.raises(WorkspaceError, match="TMPDIR"),
        clean_checkout(workspace, tree, str(root / "missing")),
    ):
        pass


def test_an_unknown_snapshot_leaves_no_copy(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "copies"
    target.mkdir()
    with pytest.raises(WorkspaceError), clean_checkout(workspace, "0" * 40, str(target)):
        pass
    assert list(target.iterdir()) == []


def test_copies_that_killed_processes_left_are_removed_and_those_of_other_projects_stay(
    root: Path, tmp_path: Path
) -> None:
    repository(root)
    workspace = with_git(root)
    tree, folder = workspace.snapshot(), tmp_path / "copies"
    folder.mkdir()
    with clean_checkout(workspace, tree, str(folder)) as first:
        with clean_checkout(workspace, tree, str(folder)):
            assert Path(first).exists()  # another thread may be at work in it
        ours, _, _ = Path(first).name.rpartition(f"-{os.getpid()}-")
        left, other = folder / f"{ours}-1-x", folder / "orchestrate-clean-0-0-1-x"
        for place in (left, other):
            (place / "deep").mkdir(parents=True)
    with clean_checkout(workspace, tree, str(folder)):
        assert not left.exists()
        assert other.exists()
