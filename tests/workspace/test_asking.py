"""What a real repository says of paths."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from orchestrator.workspace.asking import Repository


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "sub").mkdir(parents=True)
    (root / ".gitignore").write_text("dist/\n*.log\n")
    (root / "sub/kept").write_text("")
    (root / "kept").write_text("")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "All")
    return root


def ask(root: Path) -> Repository:
    return Repository(str(root), os.environ)


def test_ignored_paths_need_not_exist(repository: Path) -> None:
    paths = ["dist/a", "x.log", "a b\n.log", ":(top)y.log", "src/a.py", "kept"]
    assert ask(repository).ignored(paths) == {"dist/a", "x.log", "a b\n.log", ":(top)y.log"}
    assert ask(repository).ignored([]) == frozenset()


def test_uncommitted_files_are_new_changed_staged_or_gone(repository: Path) -> None:
    assert ask(repository).uncommitted() == ()
    (repository / "kept").write_text("changed")
    (repository / "sub/new file").write_text("")
    (repository / "a.log").write_text("")
    (repository / "staged").write_text("")
    git(repository, "add", "staged")
    (repository / "sub/kept").unlink()
    (repository / ".orchestrator").mkdir()
    (repository / ".orchestrator/config.yaml").write_text("")
    assert ask(repository).uncommitted() == ("kept", "staged", "sub/kept", "sub/new file")


def test_a_project_in_a_folder_of_a_repository(repository: Path) -> None:
    (repository / "new").write_text("")
    (repository / "sub/new").write_text("")
    sub = ask(repository / "sub")
    assert sub.uncommitted() == ("new",)
    assert sub.ignored(["x.log", "new"]) == {"x.log"}


def test_a_repository_that_ignores_the_project_has_no_say(repository: Path) -> None:
    project = repository / "dist"
    project.mkdir()
    (project / "a.log").write_text("")
    assert (ask(project).uncommitted(), ask(project).ignored(["a.log"])) == ((), frozenset())


def test_without_a_repository_or_git_nothing_is_said(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "a").write_text("")
    assert (ask(tmp_path).uncommitted(), ask(tmp_path).ignored(["a"])) == ((), frozenset())
    without = Repository(str(repository), {"PATH": "/nowhere"})
    assert (without.uncommitted(), without.ignored(["x.log"])) == ((), frozenset())


def test_asking_changes_nothing(repository: Path) -> None:
    os.utime(repository / "kept")
    index = (repository / ".git/index").read_bytes()
    ask(repository).uncommitted()
    assert (repository / ".git/index").read_bytes() == index
