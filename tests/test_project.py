from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.errors import UsageError
from orchestrator.project import MAX_PLAN_BYTES, ProjectFiles, find_root, relative, working_folder


def program(path: Path, mode: int = 0o755) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(mode)


@pytest.mark.parametrize(
    ("markers", "root"),
    [
        ((), "a/b/c"),
        (("a/.git",), "a"),
        (("a/.orchestrator",), "a"),
        (("a/.orchestrator", "a/b/.git"), "a"),
        (("a/.orchestrator", "a/b/.orchestrator"), "a/b"),
        (("a/.git", "a/b/c/.orchestrator"), "a/b/c"),
    ],
)
def test_the_nearest_state_wins_then_git_then_the_folder_itself(
    tmp_path: Path, markers: tuple[str, ...], root: str
) -> None:
    (tmp_path / "a/b/c").mkdir(parents=True)
    for marker in markers:
        (tmp_path / marker).mkdir()
    assert find_root(str(tmp_path / "a/b/c")) == str(tmp_path / root)


def test_a_git_worktree_is_a_project_and_links_are_resolved(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/.git").write_text("gitdir: elsewhere\n")
    (tmp_path / "link").symlink_to(tmp_path / "a/b")
    assert find_root(str(tmp_path / "link")) == str(tmp_path / "a")


def test_a_working_folder_that_was_removed_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    assert working_folder() == str(gone)
    gone.rmdir()
    with pytest.raises(UsageError, match="was removed"):
        working_folder()


def test_a_path_is_named_from_the_root_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / "docs")
    assert relative(str(tmp_path), "plan.md") == "docs/plan.md"
    assert relative(str(tmp_path), "../plan.md") == "plan.md"
    assert relative(str(tmp_path), str(tmp_path / "..x/plan.md")) == "..x/plan.md"


def test_a_path_outside_is_an_error_even_through_a_link(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    for path in (tmp_path / "plan.md", root / "link" / "plan.md", tmp_path / "project2" / "plan.md"):
        with pytest.raises(UsageError, match="lies outside of the project"):
            relative(str(root), str(path))


def test_a_file_is_read_and_an_archive_refused(tmp_path: Path) -> None:
    files = ProjectFiles(str(tmp_path), "")
    (tmp_path / "plan.md").write_bytes(b"\xef\xbb\xbf# Plan\r\n")
    assert files.read("plan.md") == b"\xef\xbb\xbf# Plan\r\n"
    with pytest.raises(FileNotFoundError):
        files.read("other.md")
    with (tmp_path / "big.md").open("wb") as big:
        big.truncate(MAX_PLAN_BYTES + 1)
    with pytest.raises(OSError, match="larger than 4 MiB"):
        files.read("big.md")


def test_programs_are_found_where_a_gate_would_find_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "project"
    program(root / "scripts/check")
    program(root / "node_modules/.bin/eslint")
    program(root / "scripts/data", mode=0o644)
    program(tmp_path / "bin/ruff")
    monkeypatch.chdir(tmp_path)
    files = ProjectFiles(str(root), os.pathsep.join([str(tmp_path / "bin"), "", "node_modules/.bin"]))
    found = {
        word for word in ("ruff", "eslint", "./scripts/check", "scripts/check") if files.is_program(word)
    }
    assert found == {"ruff", "eslint", "./scripts/check", "scripts/check"}
    for word in ("check", "scripts/data", "bin/ruff", "scripts", "", ".", "a\0b"):
        assert not files.is_program(word)


def test_a_link_is_followed_inside_of_the_project_and_no_further(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "a.md").write_text("inside")
    (tmp_path / "b.md").write_text("outside")
    (root / "in.md").symlink_to("a.md")
    (root / "out.md").symlink_to("../b.md")
    files = ProjectFiles(str(root), "")
    assert files.read("in.md") == b"inside"
    with pytest.raises(OSError, match="A link that leaves the project"):
        files.read("out.md")


def test_a_path_that_could_not_be_recorded_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not UTF-8"):
        relative(str(tmp_path), os.fsdecode(b"\xff.md"))
    with pytest.raises(UsageError, match="path is empty"):
        relative(str(tmp_path), "")


def test_a_folder_is_listed_inside_of_the_project_and_no_further(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "docs").mkdir(parents=True)
    (root / "a.md").write_text("")
    (root / "out").symlink_to(tmp_path)
    files = ProjectFiles(str(root), "")
    assert files.names("") == ["a.md", "docs", "out"]
    assert files.names("docs") == []
    assert files.names("missing") == files.names("a.md") == files.names("out") == files.names("..") == []
