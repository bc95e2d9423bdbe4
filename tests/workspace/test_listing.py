"""The files of a project, found in every sort of repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from orchestrator.globs import compiled
from orchestrator.removal import remove_folder
from orchestrator.workspace.git import Git, find_git
from orchestrator.workspace.ignoring import EXCLUDE, ignore_files
from orchestrator.workspace.listing import project_files
from orchestrator.workspace.protected import protected_files
from tests.workspace.support import git, repository


def listed(root: Path) -> list[str]:
    made = Git(find_git(str(root), os.environ["PATH"]), str(root.parent / "shadow.git"), str(root))
    assert made.make()
    return sorted(os.fsdecode(path) for path in project_files(made))


def test_tracked_and_new_files_count_and_ignored_ones_do_not(root: Path) -> None:
    repository(root)
    for name in ("new", "a.log", "folder/.gitignore"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("inner\n")
    (root / "folder/inner").write_text("x")
    (root / "link").symlink_to("folder")
    assert listed(root) == [".gitignore", "folder/.gitignore", "link", "new", "tracked"]


def test_a_project_without_git_has_its_ignore_files(root: Path) -> None:
    (root / ".gitignore").write_text("*.log\n")
    (root / "a.log").write_text("x")
    (root / "a").write_text("x")
    assert listed(root) == [".gitignore", "a"]


def test_a_submodule_that_is_not_checked_out_and_files_in_conflict_count_once(
    root: Path, tmp_path: Path
) -> None:
    repository(root)
    repository(tmp_path / "library")
    git(
        root,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(tmp_path / "library"),
        "sub",
    )
    git(root, "submodule", "--quiet", "deinit", "--force", "sub")
    git(root, "commit", "--quiet", "-m", "submodule")
    git(root, "checkout", "--quiet", "-b", "other")
    (root / "tracked").write_text("two\n")
    git(root, "commit", "--quiet", "-am", "two")
    git(root, "checkout", "--quiet", "main")
    (root / "tracked").write_text("three\n")
    git(root, "commit", "--quiet", "-am", "three")
    merged = subprocess.run(("git", "merge", "--quiet", "other"), cwd=root, capture_output=True, check=False)
    assert merged.returncode == 1
    assert listed(root) == [".gitignore", ".gitmodules", "tracked"]


def test_folders_thousands_deep_are_no_problem(root: Path) -> None:
    repository(root)
    deep = "/".join("d" * 1500)
    os.makedirs("/".join((str(root), *"d" * 500)))
    for start in (500, 1000):
        os.makedirs(os.path.join(str(root), *"d" * start, *"d" * 500))
    with open(f"{root}/{deep}/a", "w") as file:
        file.write("x")
    assert f"{deep}/a" in listed(root)
    assert ignore_files(str(root)).keys() == {".gitignore", EXCLUDE}
    assert list(protected_files(str(root), compiled(("a",)))) == [f"{deep}/a"]
    remove_folder(f"{root}/d")
    assert not os.path.exists(f"{root}/d")
