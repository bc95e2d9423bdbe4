"""The index is private while a snapshot is taken, and is never believed too much."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.workspace.git import Git, find_git
from orchestrator.workspace.index import forget, private_index, remove_stale, take


@pytest.fixture
def shadow(root: Path) -> Git:
    made = Git(find_git(str(root), os.environ["PATH"]), str(root.parent / "shadow.git"), str(root))
    assert made.make()
    return made


def entries(shadow: Git, index: str) -> list[bytes]:
    return shadow.in_shadow("ls-files", "-z", index=index).split(b"\0")[:-1]


def test_a_snapshot_that_fails_leaves_the_index_as_it_was(shadow: Git, root: Path) -> None:
    (root / "a").write_text("x")
    with private_index(shadow) as index:
        assert take(shadow, index, [b"a"]) == []
    (root / "b").write_text("x")
    with pytest.raises(RuntimeError), private_index(shadow) as index:  # noqa: PT012 - the block fails at its end
        take(shadow, index, [b"b"])
        raise RuntimeError
    assert entries(shadow, shadow.index) == [b"a"]
    assert [name for name in os.listdir(shadow.repository) if name.startswith("index.")] == []


def test_what_changed_lately_and_what_is_gone_is_forgotten(shadow: Git, root: Path) -> None:
    for name in ("old", "young", "gone"):
        (root / name).write_text("x")
    with private_index(shadow) as index:
        take(shadow, index, [b"gone", b"old", b"young"])
    now = os.stat(root / "old").st_ctime_ns
    os.utime(shadow.index, ns=(now + 3_000_000_000, now + 3_000_000_000))
    present = {b"old": os.lstat(root / "old"), b"young": os.lstat(root / "young")}
    with private_index(shadow) as index:
        forget(shadow, index, present)
        assert entries(shadow, index) == [b"old", b"young"]
    os.utime(shadow.index, ns=(now - 1, now - 1))
    with private_index(shadow) as index:
        forget(shadow, index, present)
        assert entries(shadow, index) == []


def test_only_old_private_indexes_are_removed(shadow: Git) -> None:
    left = os.path.join(shadow.repository, "index.1.2")
    Path(left).write_text("x")
    remove_stale(shadow)
    assert os.path.exists(left)
    remove_stale(shadow, -60)
    assert not os.path.exists(left)
