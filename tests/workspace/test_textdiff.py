"""Diffs made here are those that git makes and applies, and no input makes them slow."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.workspace.textdiff import Side, file_diff, quoted
from tests.workspace.support import git


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"1\n2\n3\n", b"1\n2\n3"),
        (b"1\n2", b"1\n2\n"),
        (b"one\n", b""),
        (b"a\rb\x0bc\x0cd\x85\n", b"a\rb\x0bc\x0cd\x85\ne"),
        ("é\n".encode(), b"\xff\n"),
        (b"\n" * 30 + b"x\n", b"\n" * 30 + b"y\n"),
    ],
)
def test_git_applies_them(tmp_path: Path, before: bytes, after: bytes) -> None:
    check_applies(tmp_path, before, after)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    *[st.lists(st.sampled_from([b"a\n", b"b\r\n", b"\n", b"\xff \n", b"c"]), max_size=12).map(b"".join)] * 2,
)
def test_git_applies_any_of_them(tmp_path: Path, before: bytes, after: bytes) -> None:
    check_applies(tmp_path, before, after)


def check_applies(folder: Path, before: bytes, after: bytes) -> None:
    (folder / "f").write_bytes(before)
    diff = file_diff("f", Side(before), Side(after))
    if before != after:
        done = subprocess.run(
            ("git", "apply", "--whitespace=nowarn", "-"),
            cwd=folder,
            input=diff,
            capture_output=True,
            check=False,
        )
        assert done.stderr == b""
    assert (folder / "f").read_bytes() == after


def test_the_head_tells_what_happened() -> None:
    assert file_diff("a", None, Side(b"", "100755")) == b"diff --git a/a b/a\nnew file mode 100755\n"
    assert file_diff("a", Side(b""), None) == b"diff --git a/a b/a\ndeleted file mode 100644\n"
    assert b"old mode 100644\nnew mode 120000\n" in file_diff("a", Side(b"x"), Side(b"y", "120000"))
    assert file_diff("b", Side(b"x"), Side(b"x"), renamed_from="a") == (
        b"diff --git a/a b/b\nrename from a\nrename to b\n"
    )


@pytest.mark.parametrize(
    "name", ["plain", "two words", "é", 'q"t', "back\\slash", "new\nline", "bell\x07", "tab\t"]
)
def test_names_are_quoted_as_git_does(tmp_path: Path, name: str) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / name).write_text("x")
    shown = git(tmp_path, "-c", "core.quotePath=false", "ls-files", "--others").rstrip("\n")
    assert quoted(name) == shown.replace("\\a", "\\007")


def test_large_changes_become_one_block_and_stay_exact(tmp_path: Path) -> None:
    before = b"".join(b"line %d\n" % number for number in range(5000))
    after = (
        b"line 0\n" + b"".join(b"other %d\n" % (number * 7 % 999) for number in range(6000)) + b"line 4999\n"
    )
    began = time.process_time()
    diff = file_diff("f", Side(before), Side(after))
    assert time.process_time() - began < 2.0
    assert diff.startswith(b"diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -2,4998 +2,6000 @@\n-line 1\n")
    (tmp_path / "f").write_bytes(before)
    subprocess.run(("git", "apply", "--unidiff-zero", "-"), cwd=tmp_path, input=diff, check=True)
    assert (tmp_path / "f").read_bytes() == after


def test_what_is_too_large_or_binary_is_only_named() -> None:
    assert file_diff("f", Side(b"a"), Side(b"x" * 3_000_000)).endswith(b"differ (too large to be compared)\n")
    assert file_diff("f", None, Side(b"a\0b")).endswith(b"Binary files /dev/null and b/f differ\n")


@pytest.mark.parametrize("pair", [(b"a\n" * 1000, b"a\nb\n" * 500), (b"\n" * 900, b"x\n" * 1100)])
def test_repeated_lines_are_not_slow(pair: tuple[bytes, bytes]) -> None:
    began = time.process_time()
    assert file_diff("f", Side(pair[0]), Side(pair[1]))
    assert time.process_time() - began < 3.0
