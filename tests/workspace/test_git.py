"""Git is called so that nothing outside of us decides what it does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.errors import WorkspaceError
from orchestrator.workspace.git import Git, find_git
from tests.workspace.support import git, repository


def program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def shadow(root: Path) -> Git:
    made = Git(find_git(str(root), os.environ["PATH"]), str(root.parent / "shadow.git"), str(root))
    assert made.make()
    return made


def test_the_first_git_outside_of_the_project_is_found(root: Path, tmp_path: Path) -> None:
    good = program(tmp_path / "bin/git")
    program(root / "venv/bin/git")
    (tmp_path / "links").mkdir()
    (tmp_path / "links/git").symlink_to(root / "venv/bin/git")
    (tmp_path / "not-executable").mkdir()
    (tmp_path / "not-executable/git").write_text("x")
    path = f"{root}/venv/bin:{tmp_path}/links:venv/bin::{tmp_path}/not-executable:{tmp_path}/bin"
    assert find_git(str(root), path) == good
    assert find_git(str(root), "") == ""


def test_the_shadow_repository_is_private_and_without_hooks(root: Path) -> None:
    made = shadow(root)
    assert os.stat(made.repository).st_mode & 0o077 == 0
    assert not os.path.exists(os.path.join(made.repository, "hooks"))


def test_settings_of_the_project_and_of_the_user_are_overruled(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(root)
    git(root, "config", "core.hooksPath", "/evil")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.quotePath")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "maybe")
    done = shadow(root).try_in_project("config", "--get", "core.hooksPath", folder=str(root))
    assert (done.code, done.stdout) == (0, b"/dev/null\n")


def test_a_repository_above_the_ceiling_is_not_asked(root: Path) -> None:
    repository(root)
    (root / "sub").mkdir()
    made = shadow(root)
    assert made.try_in_project("rev-parse", "--git-dir", folder=str(root / "sub")).code == 0
    assert (
        made.try_in_project("rev-parse", "--git-dir", folder=str(root / "sub"), ceiling=str(root)).code == 128
    )


def test_a_failure_tells_what_git_said_and_a_cure(root: Path) -> None:
    with pytest.raises(
        WorkspaceError, match=r"git cat-file: .*nonsense.*; look for a full disk or missing rights"
    ):
        shadow(root).in_shadow("cat-file", "blob", "nonsense")


def test_every_git_that_we_start_can_be_found_by_the_mark_of_the_project(root: Path, tmp_path: Path) -> None:
    tells = program(tmp_path / "bin/git")
    Path(tells).write_text('#!/bin/sh\necho "$ORCHESTRATOR_PROJECT"\n')
    made = Git(tells, str(tmp_path / "shadow.git"), str(root))
    assert made.in_shadow("status").decode() == f"{root}\n"
    assert made.try_in_project("status", folder=str(root)).stdout.decode() == f"{root}\n"
