"""Snapshots without git: what is left out, and what is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.errors import WorkspaceError
from tests.workspace.support import changes, repository, with_git, without_git


def test_what_it_does_not_see_is_said(root: Path) -> None:
    workspace = without_git(root)
    before = workspace.snapshot()
    for name in (".git/x", "a/node_modules/x", ".venv/x", "b/__pycache__/x", ".orchestrator/x"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    (root / "sub").mkdir()
    (root / "sub/.git").write_text("gitdir: elsewhere")
    assert workspace.snapshot() == before
    assert "git is not on PATH" in workspace.limits
    assert "node_modules" in workspace.limits
    assert with_git(root).limits == ""


def test_ignore_rules_have_no_say(root: Path) -> None:
    repository(root)
    workspace = without_git(root)
    before = workspace.snapshot()
    (root / "a.log").write_text("x")
    assert changes(workspace, before, workspace.snapshot()) == {"a.log": "added"}


def test_a_damaged_memory_does_no_harm(root: Path) -> None:
    (root / "a").write_text("1")
    workspace = without_git(root)
    tree = workspace.snapshot()
    seen = root / ".orchestrator/shadow/seen.json"
    seen.write_text("{broken")
    assert workspace.snapshot() == tree
    seen.write_text("[]")
    assert workspace.snapshot() == tree


def test_a_snapshot_made_with_git_is_not_known_without(root: Path) -> None:
    (root / "a").write_text("1")
    tree = with_git(root).snapshot()
    with pytest.raises(WorkspaceError, match="put git on PATH again"):
        without_git(root).content(tree, "a")


def test_a_damaged_content_is_an_error_with_a_cure(root: Path) -> None:
    (root / "a").write_text("content")
    workspace = without_git(root)
    tree = workspace.snapshot()
    for path in (root / ".orchestrator/shadow/objects").rglob("*"):
        if path.is_file() and path.read_bytes() == b"content":
            path.write_bytes(b"forged!")
    with pytest.raises(WorkspaceError, match="remove this folder"):
        workspace.content(tree, "a")


def test_what_it_keeps_is_private(root: Path) -> None:
    (root / "a").write_text("secret")
    without_git(root).snapshot()
    store = root / ".orchestrator/shadow"
    assert {path.stat().st_mode & 0o077 for path in (store, *store.rglob("*")) if path.is_dir()} == {0}
