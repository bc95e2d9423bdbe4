from __future__ import annotations

import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.views.difference import FileDifference, statistics


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout


def test_the_statistics_are_those_of_git(tmp_path: Path) -> None:
    """Among the files one that holds a diff, one whose name git quotes, and one that was renamed."""
    git(tmp_path, "init", "--quiet")
    before = {"a.txt": "1\n2\n3\n", "gone.txt": "x\n", "moved.txt": "m\n" * 20, "same": "s"}
    after = {
        "a.txt": "1\n\n--- two\n+++ three",
        "b c/d.diff": "diff --git a/x b/x\n@@ -1,2 +1,2 @@\n-a\n+b\n",
        "new/moved.txt": "m\n" * 20,
        "same": "s",
        "\u00e9.txt": "e\n",
    }
    for name, text in before.items():
        (tmp_path / name).write_text(text)
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "before")
    for name in before:
        (tmp_path / name).unlink()
    for name, text in after.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "add", "--all")
    found = {file.path: (file.added, file.removed) for file in statistics(git(tmp_path, "diff", "HEAD"))}
    told = git(tmp_path, "diff", "HEAD", "--numstat", "--no-renames", "-z").strip("\0").split("\0")
    expected = {path: (int(added), int(removed)) for added, removed, path in (t.split("\t") for t in told)}
    del expected["moved.txt"], expected["new/moved.txt"]  # git's diff shows the renaming, without lines
    assert found.pop("new/moved.txt") == (0, 0)
    assert {name.replace("\\303\\251", "\u00e9"): counts for name, counts in found.items()} == expected


@given(
    st.text()
    | st.lists(st.sampled_from(["diff --git a/x b/x", "@@ -1 +1 @@", "@@ -a @@", "+x", "-y"])).map("\n".join)
)
def test_any_text_has_statistics(text: str) -> None:
    assert all(file.added >= 0 and file.removed >= 0 for file in statistics(text))


def test_nothing_changed() -> None:
    assert statistics("") == ()
    assert statistics("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n") == (
        FileDifference("x", 0, 0),
    )
