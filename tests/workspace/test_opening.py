"""Both ways of recording a project do the same: with git, and without."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.errors import WorkspaceError
from orchestrator.workspace import places
from orchestrator.workspace.opening import Workspace, open_workspace
from orchestrator.workspace.plain import PlainWorkspace
from tests.workspace.support import WAYS, changes


def test_what_happened_to_each_file_is_told(workspace: Workspace, root: Path) -> None:
    for name in ("edited", "gone", "grows", "becomes-link"):
        (root / name).write_text(f"{name}\n")
    (root / "run.sh").write_text("true\n")
    before = workspace.snapshot()
    (root / "edited").write_text("otherwise\n")
    (root / "gone").unlink()
    (root / "deep/er").mkdir(parents=True)
    (root / "deep/er/new").write_text("new\n")
    (root / "run.sh").chmod(0o755)
    (root / "becomes-link").unlink()
    (root / "becomes-link").symlink_to("grows")
    after = workspace.snapshot()
    assert changes(workspace, before, after) == {
        "becomes-link": "retyped",
        "deep/er/new": "added",
        "edited": "modified",
        "gone": "deleted",
        "run.sh": "modified",
    }


def test_equal_files_have_equal_ids_whenever_they_are_recorded(workspace: Workspace, root: Path) -> None:
    (root / "a").write_text("1")
    first = workspace.snapshot()
    (root / "a").write_text("2")
    second = workspace.snapshot()
    (root / "a").write_text("1")
    os.utime(root / "a", (1, 1))
    assert workspace.snapshot() == first != second


def test_an_edit_that_keeps_size_and_time_is_seen(workspace: Workspace, root: Path) -> None:
    (root / "a").write_text("old")
    os.utime(root / "a", (1_000_000_000, 1_000_000_000))
    before = workspace.snapshot()
    for _ in range(5):
        (root / "a").write_text("new")
        os.utime(root / "a", (1_000_000_000, 1_000_000_000))
        assert changes(workspace, before, workspace.snapshot()) == {"a": "modified"}
        (root / "a").write_text("old")
        os.utime(root / "a", (1_000_000_000, 1_000_000_000))
        assert workspace.snapshot() == before


def test_contents_are_kept(workspace: Workspace, root: Path) -> None:
    (root / "a").write_bytes(b"\0\xff\r\n$Id$")
    (root / "link").symlink_to("../any where")
    tree = workspace.snapshot()
    (root / "a").unlink()
    assert workspace.content(tree, "a") == b"\0\xff\r\n$Id$"
    assert workspace.content(tree, "link") == b"../any where"
    assert workspace.content(tree, "b") is None
    assert workspace.content(tree, "") is None


def test_the_diff_is_unified_and_names_renames_and_binaries(workspace: Workspace, root: Path) -> None:
    (root / "a").write_text("1\n2\n3\n")
    (root / "moved").write_text("long enough to be known again\n" * 9)
    (root / "picture").write_bytes(b"\0\1\2")
    before = workspace.snapshot()
    (root / "a").write_text("1\nzwei\n3\n")
    (root / "moved").rename(root / "here now")
    (root / "picture").write_bytes(b"\0\1\3")
    diff = workspace.diff(before, workspace.snapshot()).decode()
    assert "diff --git a/a b/a" in diff
    assert " 1\n-2\n+zwei\n 3\n" in diff
    assert "rename from moved\nrename to here now\n" in diff
    assert "Binary files a/picture and b/picture differ" in diff


def test_files_are_put_back_with_their_mode_and_added_ones_removed(workspace: Workspace, root: Path) -> None:
    (root / "tests/deep").mkdir(parents=True)
    (root / "tests/deep/test_a.py").write_bytes(b"assert 1\r\n")
    (root / "tests/run.sh").write_text("true\n")
    (root / "tests/run.sh").chmod(0o755)
    (root / "link").symlink_to("tests")
    before = workspace.snapshot()
    outside = root.parent / "outside"
    outside.mkdir()
    (root / "tests/run.sh").chmod(0o644)
    (root / "tests/deep/test_a.py").unlink()
    (root / "tests/deep").rmdir()
    (root / "tests/deep").symlink_to(outside)
    (root / "link").unlink()
    (root / "link").mkdir()
    (root / "link/inside").write_text("new")
    (root / "added").write_text("new")
    paths = [change.path for change in workspace.changed(before, workspace.snapshot())]
    workspace.restore(before, sorted(paths))
    assert workspace.snapshot() == before
    assert list(outside.iterdir()) == []
    assert (root / "tests/run.sh").stat().st_mode & stat.S_IXUSR
    assert not (root / "added").exists()
    assert os.readlink(root / "link") == "tests"


def test_nothing_is_removed_through_a_link(workspace: Workspace, root: Path) -> None:
    before = workspace.snapshot()
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "mine").write_text("precious")
    (root / "folder").symlink_to(outside)
    workspace.restore(before, ["folder/mine", "never/was"])
    assert (outside / "mine").read_text() == "precious"


def test_odd_files_are_passed_over_and_odd_names_are_not(workspace: Workspace, root: Path) -> None:
    os.mkfifo(root / "fifo")
    (root / "empty").mkdir()
    before = workspace.snapshot()
    names = [b"new\nline", b"\xff\xfe", b"tab\there", b'quo"te', b"-n", b":(glob)x", b"a", b"A", b"[a]*?"]
    for name in names:
        Path(os.fsdecode(os.fsencode(root) + b"/" + name)).write_bytes(name)
    after = workspace.snapshot()
    assert changes(workspace, before, after) == {os.fsdecode(name): "added" for name in names}
    assert [workspace.content(after, os.fsdecode(name)) for name in names] == names
    assert b'"b/new\\nline"' in workspace.diff(before, after)
    workspace.restore(before, [os.fsdecode(name) for name in names])
    assert workspace.snapshot() == before


def test_of_a_large_file_size_and_time_are_kept(
    workspace: Workspace, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "KEPT_BYTES", 1000)
    (root / "model").write_bytes(b"x" * 2000)
    before = workspace.snapshot()
    assert places.is_stand_in(workspace.content(before, "model") or b"")
    assert workspace.snapshot() == before
    workspace.restore(before, ["model"])  # it is as it was: nothing to do
    copy = root.parent / "copy"
    copy.mkdir()
    workspace.export(before, str(copy))
    assert (copy / "model").read_bytes() == b"x" * 2000
    (root / "model").write_bytes(b"y" * 2001)
    assert changes(workspace, before, workspace.snapshot()) == {"model": "modified"}
    with pytest.raises(WorkspaceError, match=r"model: no copy was kept.*put it back from elsewhere"):
        workspace.restore(before, ["model"])
    with pytest.raises(WorkspaceError, match="model"):
        workspace.export(before, str(copy))


def test_a_gigabyte_is_not_read(workspace: Workspace, root: Path) -> None:
    with open(root / "model", "wb") as file:
        file.truncate(2**30)
    tree = workspace.snapshot()
    assert len(workspace.content(tree, "model") or b"") < places.STAND_IN_BYTES


def test_an_export_holds_the_files_of_the_snapshot_and_no_others(workspace: Workspace, root: Path) -> None:
    (root / "bin").mkdir()
    (root / "bin/run").write_bytes(b"true\r\n")
    (root / "bin/run").chmod(0o755)
    (root / "link").symlink_to("bin/run")
    tree = workspace.snapshot()
    (root / "later").write_text("no")
    copy = root.parent / "copy"
    copy.mkdir()
    workspace.export(tree, str(copy))
    assert sorted(p.relative_to(copy).as_posix() for p in copy.rglob("*")) == ["bin", "bin/run", "link"]
    assert (copy / "bin/run").read_bytes() == b"true\r\n"
    assert (copy / "bin/run").stat().st_mode & stat.S_IXUSR
    assert os.readlink(copy / "link") == "bin/run"


def test_pruning_keeps_what_is_to_be_kept(workspace: Workspace, root: Path) -> None:
    (root / "a").write_text("kept")
    kept = workspace.snapshot()
    (root / "a").write_text("forgotten")
    forgotten = workspace.snapshot()
    (root / "a").write_text("newest")
    workspace.snapshot()
    workspace.prune([kept, "0" * 40])
    assert workspace.content(kept, "a") == b"kept"
    with pytest.raises(WorkspaceError):
        workspace.content(forgotten, "a")
    newest = workspace.snapshot()
    assert workspace.content(newest, "a") == b"newest"
    assert changes(workspace, kept, newest) == {"a": "modified"}


@pytest.mark.parametrize("tree", ["0" * 40, "plain-" + "0" * 64, "nonsense", "--help"])
def test_an_unknown_snapshot_is_an_error_with_a_cure(workspace: Workspace, tree: str) -> None:
    with pytest.raises(WorkspaceError, match=r"remove|put git on PATH"):
        workspace.changed(workspace.snapshot(), tree)


def test_an_empty_project_has_a_snapshot(workspace: Workspace) -> None:
    tree = workspace.snapshot()
    assert workspace.changed(tree, workspace.snapshot()) == ()
    assert workspace.diff(tree, tree) == b""


def test_a_git_that_does_not_work_is_as_none(root: Path) -> None:
    (root / ".orchestrator").mkdir()
    programs = root.parent / "programs"
    programs.mkdir()
    (programs / "git").write_text("#!/bin/sh\necho 'no developer tools' >&2; exit 1\n")
    (programs / "git").chmod(0o755)
    workspace = open_workspace(str(root), str(root / ".orchestrator"), {"PATH": str(programs)})
    assert isinstance(workspace, PlainWorkspace)
    assert "git is not on PATH" in workspace.limits


def test_a_git_that_the_project_brings_along_is_not_called(root: Path) -> None:
    (root / ".orchestrator").mkdir()
    (root / "bin").mkdir()
    (root / "bin/git").write_text(f"#!/bin/sh\ntouch {root}/called\n")
    (root / "bin/git").chmod(0o755)
    (root.parent / "link").symlink_to(root / "bin")
    path = f"bin:.::{root}/bin:{root.parent}/link"
    workspace = open_workspace(str(root), str(root / ".orchestrator"), {"PATH": path})
    workspace.snapshot()
    assert not (root / "called").exists()


def test_a_state_folder_that_cannot_hold_anything_is_an_error_with_a_cure(root: Path) -> None:
    (root / ".orchestrator").mkdir()
    (root / ".orchestrator/shadow.git").write_text("in the way")
    (root / ".orchestrator/shadow").write_text("in the way")
    with pytest.raises(WorkspaceError, match=r"full disk|writable"):
        open_workspace(str(root), str(root / ".orchestrator"), os.environ).snapshot()


FILES = st.dictionaries(
    st.sampled_from(["a", "b", "d/a", "d/b", "d/e/a", "c"]),
    st.tuples(st.sampled_from(["file", "program", "link"]), st.binary(max_size=3).map(lambda b: b.hex())),
    max_size=6,
)


def lay_out(root: Path, files: dict[str, tuple[str, str]]) -> None:
    """Make the project hold these files and no others."""
    for path in sorted(root.rglob("*"), reverse=True):
        if ".orchestrator" not in path.parts:
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    for name, (kind, text) in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == "link":
            path.symlink_to(text or "nowhere")
        else:
            path.write_text(text)
            path.chmod(0o755 if kind == "program" else 0o644)


@pytest.mark.parametrize("way", sorted(WAYS))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=FILES, after=FILES)
def test_any_edit_is_told_and_can_be_undone(
    way: str, root: Path, before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> None:
    workspace = WAYS[way](root)
    lay_out(root, before)
    first = workspace.snapshot()
    lay_out(root, after)
    second = workspace.snapshot()
    told = changes(workspace, first, second)
    assert set(told) == {p for p in before.keys() | after.keys() if before.get(p) != after.get(p)}
    assert {p for p, what in told.items() if what == "added"} == after.keys() - before.keys()
    assert {p for p, what in told.items() if what == "deleted"} == before.keys() - after.keys()
    assert (workspace.diff(first, second) == b"") == (first == second) == (before == after)
    workspace.restore(first, sorted(told))
    assert workspace.snapshot() == first
    assert {p: workspace.content(second, p) for p in after} == {
        p: (text or ("nowhere" if kind == "link" else "")).encode() for p, (kind, text) in after.items()
    }


def test_what_a_killed_process_left_half_written_goes_and_snapshots_stay(
    workspace: Workspace, root: Path
) -> None:
    (root / "a").write_text("1")
    tree = workspace.snapshot()
    with_git = (root / ".orchestrator/shadow.git").exists()
    left = root / ".orchestrator" / ("shadow.git/index.77.88" if with_git else "shadow/objects/cd.77.tmp")
    left.write_text("half")
    workspace.recover()
    assert not left.exists()
    assert workspace.content(tree, "a") == b"1"
    assert workspace.snapshot() == tree
