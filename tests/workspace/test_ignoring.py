"""A new ignore rule that hides protected files is told; one that does not is nobody's business."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.globs import check, compiled
from orchestrator.model.workspace import IgnoreRule
from orchestrator.workspace.ignoring import EXCLUDE, ignore_files, ignore_rules_added
from tests.workspace.support import git, repository

GLOBS = compiled(("tests/", "*.snap"))
PROTECTED = ("tests/test_a.py", "tests/deep/data.json", "ui/a.snap")


def hidden(rule: str, path: str = ".gitignore") -> str:
    added = ignore_rules_added({}, {path: rule.encode()}, GLOBS, PROTECTED)
    return added[0].hides if added else ""


@pytest.mark.parametrize(
    ("rule", "hides"),
    [
        ("tests/", "tests/deep/data.json"),
        ("/tests", "tests/deep/data.json"),
        ("deep", "tests/deep/data.json"),
        ("test_*.py", "tests/test_a.py"),
        ("tests/*", "tests/deep/data.json"),
        ("**/*.snap", "ui/a.snap"),
        ("*", "tests/deep/data.json"),
        ("tests/test_new.py", "tests/test_new.py"),
        ("new.snap", "new.snap"),
        ("test_a.py   ", "tests/test_a.py"),
    ],
)
def test_a_rule_that_hides_is_told(rule: str, hides: str) -> None:
    assert hidden(rule) == hides


@pytest.mark.parametrize(
    "rule",
    ["", "# tests/", "!tests/", "build/", "*.log", "__pycache__/", "/test_a.py", "tests.py", "[", "../tests"],
)
def test_a_rule_that_hides_nothing_protected_is_not_told(rule: str) -> None:
    assert hidden(rule) == ""


def test_rules_of_a_folder_hold_below_it() -> None:
    assert hidden("/deep", "tests/.gitignore") == "tests/deep/data.json"
    assert hidden("test_a.py", "tests/.gitignore") == "tests/test_a.py"
    assert hidden("data.json", "tests/.gitignore") == "tests/deep/data.json"
    assert hidden("test_a.py", "ui/.gitignore") == ""
    assert hidden("/tests/", EXCLUDE) == "tests/deep/data.json"


def test_only_new_rules_are_told_with_their_line() -> None:
    before = {".gitignore": b"*.log\ntests/deep\n"}
    after = {".gitignore": b"\xef\xbb\xbf*.log\r\n# why\r\ntests/deep\r\ntests/deep/\r\n", EXCLUDE: b"*.snap"}
    assert ignore_rules_added(before, after, GLOBS, PROTECTED) == (
        IgnoreRule(EXCLUDE, 1, "*.snap", "ui/a.snap"),
        IgnoreRule(".gitignore", 4, "tests/deep/", "tests/deep/data.json"),
    )
    assert ignore_rules_added(after, before, GLOBS, PROTECTED) == ()


def test_ignore_files_are_found_in_the_project_its_worktrees_and_submodules(tmp_path: Path) -> None:
    main = repository(tmp_path / "main")
    (main / ".git/info/exclude").write_text("mine\n")
    (main / "sub").mkdir()
    (main / "sub/.gitignore").write_text("x\n")
    (main / "node_modules").mkdir()
    (main / "node_modules/.gitignore").write_text("x\n")
    assert ignore_files(str(main)) == {
        ".gitignore": b"*.log\nbuild/\n",
        "sub/.gitignore": b"x\n",
        EXCLUDE: b"mine\n",
    }
    git(main, "worktree", "add", "--quiet", str(tmp_path / "tree"))
    assert ignore_files(str(tmp_path / "tree")) == {".gitignore": b"*.log\nbuild/\n", EXCLUDE: b"mine\n"}


def test_a_project_without_git_may_have_ignore_files(root: Path) -> None:
    assert ignore_files(str(root)) == {}
    (root / ".gitignore").write_text("x")
    assert ignore_files(str(root)) == {".gitignore": b"x"}


RULES = st.text("ab*?/[]!\\# ", max_size=7)
NAMES = ("aa", "a/a", "a/b/a", "b/a", "b/aa", "ab/ba", "ab/bb")


@given(st.lists(RULES, max_size=3).map("\n".join))
def test_any_text_is_read(text: str) -> None:
    told = ignore_rules_added({}, {"x/.gitignore": text.encode()}, compiled(("**",)), ["x/a", "x/a/b"])
    assert all(rule.hides.startswith("x/") for rule in told)


def test_git_hides_what_we_say_it_hides(root: Path) -> None:
    """Many rules, each compared with git's own reading of it."""
    repository(root)
    git(root, "rm", "--quiet", "--cached", ".gitignore")
    rules = [
        "a",
        "/a",
        "a/",
        "b/a",
        "/b/*",
        "a/**",
        "**/a",
        "a/**/a",
        "[ab]",
        "?",
        "*b*",
        r"\a",
        "a*",
        "ab/b[!b]",
    ]
    assert [check(rule) for rule in rules] == [""] * len(rules)
    for name in NAMES:
        (root / "d" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "d" / name).write_text("x")
    files = [f"d/{name}" for name in NAMES]
    for rule in rules:
        (root / "d/.gitignore").write_text(rule + "\n")
        seen = set(git(root, "ls-files", "--others", "--exclude-standard", "d").split())
        for path in files:
            told = ignore_rules_added({}, {"d/.gitignore": rule.encode()}, compiled(("/never/",)), [path])
            assert bool(told) == (path not in seen), (rule, path)
