"""Snapshots with git: nothing of the user's has a say, and nothing of the user's is touched."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from orchestrator.errors import WorkspaceError
from orchestrator.workspace import places
from tests.support.waiting import wait_until
from tests.workspace.support import changes, fingerprint, git, repository, with_git


def test_the_users_repository_stays_bit_for_bit_as_it_was(root: Path) -> None:
    repository(root)
    (root / "tracked").write_text("edited\n")
    (root / "staged").write_text("staged\n")
    git(root, "add", "staged")
    (root / "untracked").write_text("untracked\n")
    hook = root / ".git/hooks/post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch '{root}/hooked'\n")
    hook.chmod(0o755)
    for setting in (
        f"core.fsmonitor touch {root}/monitored",
        "core.hooksPath .git/hooks",
        "core.autocrlf true",
    ):
        git(root, "config", *setting.split(" ", 1))
    was = fingerprint(root / ".git")
    workspace = with_git(root)
    before = workspace.snapshot()
    (root / "tracked").write_text("again\n")
    after = workspace.snapshot()
    workspace.diff(before, after)
    workspace.restore(before, ["tracked"])
    workspace.prune([before])
    assert fingerprint(root / ".git") == was
    assert not (root / "hooked").exists()
    assert not (root / "monitored").exists()


def test_ignore_rules_of_the_project_decide_and_the_users_own_do_not(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = root.parent / "my-gitconfig"
    (root.parent / "my-ignores").write_text("precious\n")
    mine.write_text(f"[core]\n\texcludesFile = {root.parent}/my-ignores\n")
    repository(root)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(mine))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    workspace = with_git(root)
    (root / ".git/info/exclude").write_text("secret\n")
    before = workspace.snapshot()
    for name in ("precious", "secret", "a.log", "build/x", "plain", ".orchestrator/runs"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("x")
    assert changes(workspace, before, workspace.snapshot()) == {"precious": "added", "plain": "added"}


def test_a_file_that_is_tracked_counts_although_it_is_ignored(root: Path) -> None:
    repository(root)
    (root / "kept.log").write_text("1")
    git(root, "add", "--force", "kept.log")
    workspace = with_git(root)
    before = workspace.snapshot()
    (root / "kept.log").write_text("2")
    assert changes(workspace, before, workspace.snapshot()) == {"kept.log": "modified"}


def test_attributes_change_no_byte_and_hide_no_difference(root: Path) -> None:
    repository(root)
    git(root, "config", "filter.upper.clean", "tr a-z A-Z")
    git(root, "config", "filter.upper.smudge", f"touch {root}/smudged")
    (root / ".gitattributes").write_text(
        "* text=auto eol=crlf ident filter=upper -diff working-tree-encoding=UTF-16\n"
    )
    workspace = with_git(root)
    (root / "a").write_bytes(b"$Id$\r\nmixed\n")
    before = workspace.snapshot()
    (root / "a").write_bytes(b"$Id$\r\nother\n")
    after = workspace.snapshot()
    assert workspace.content(before, "a") == b"$Id$\r\nmixed\n"
    assert b"-mixed\n+other\n" in workspace.diff(before, after)
    workspace.restore(before, ["a"])
    assert (root / "a").read_bytes() == b"$Id$\r\nmixed\n"
    copy = root.parent / "copy"
    copy.mkdir()
    workspace.export(before, str(copy))
    assert (copy / "a").read_bytes() == b"$Id$\r\nmixed\n"
    assert not (root / "smudged").exists()


def test_files_of_repositories_inside_count_with_their_own_ignore_rules(root: Path) -> None:
    repository(root)
    repository(root.parent / "library")
    git(
        root,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(root.parent / "library"),
        "sub",
    )
    repository(root / "nested")
    (root / "unborn").mkdir()
    git(root / "unborn", "init", "--quiet")
    workspace = with_git(root)
    before = workspace.snapshot()
    for folder in ("sub", "nested", "unborn"):
        (root / folder / "new").write_text("x")
        (root / folder / "a.log").write_text("x")
    assert changes(workspace, before, workspace.snapshot()) == {
        "nested/new": "added",
        "sub/new": "added",
        "unborn/a.log": "added",
        "unborn/new": "added",
    }
    assert workspace.content(before, "sub/tracked") == b"one\n"


def test_a_worktree_and_a_subfolder_of_a_repository_are_projects_too(tmp_path: Path) -> None:
    main = repository(tmp_path / "main")
    git(main, "worktree", "add", "--quiet", str(tmp_path / "tree"))
    (main / ".git/info/exclude").write_text("secret\n")
    (main / "part").mkdir()
    for root in (tmp_path / "tree", main / "part"):
        workspace = with_git(root)
        before = workspace.snapshot()
        for name in ("secret", "a.log", "seen"):
            (root / name).write_text("x")
        assert changes(workspace, before, workspace.snapshot()) == {"seen": "added"}


def test_a_home_kept_in_git_that_ignores_everything_has_no_say(tmp_path: Path) -> None:
    home = repository(tmp_path / "home")
    (home / ".gitignore").write_text("*\n")
    (home / "project").mkdir()
    workspace = with_git(home / "project")
    before = workspace.snapshot()
    (home / "project/a").write_text("x")
    assert changes(workspace, before, workspace.snapshot()) == {"a": "added"}


def test_a_broken_repository_is_recorded_by_its_ignore_files(root: Path) -> None:
    repository(root)
    workspace = with_git(root)
    before = workspace.snapshot()
    (root / ".git/HEAD").write_text("nonsense")
    (root / ".git/index").write_bytes(b"nonsense")
    (root / "a").write_text("x")
    (root / "a.log").write_text("x")
    assert changes(workspace, before, workspace.snapshot()) == {"a": "added"}


def test_a_folder_replaced_by_a_link_is_not_followed(root: Path) -> None:
    repository(root)
    (root / "folder").mkdir()
    (root / "folder/a").write_text("x")
    git(root, "add", "folder")
    workspace = with_git(root)
    before = workspace.snapshot()
    (root / "folder").rename(root.parent / "elsewhere")
    (root / "folder").symlink_to(root.parent / "elsewhere")
    assert changes(workspace, before, workspace.snapshot()) == {"folder": "added", "folder/a": "deleted"}


def test_a_tracked_file_that_became_a_fifo_is_gone(root: Path) -> None:
    repository(root)
    workspace = with_git(root)
    before = workspace.snapshot()
    (root / "tracked").unlink()
    os.mkfifo(root / "tracked")
    assert changes(workspace, before, workspace.snapshot()) == {"tracked": "deleted"}


AS_NOBODY = """
import os, sys
sys.path.insert(0, sys.argv[2])
import difflib, selectors, subprocess  # while we may read them
from orchestrator.workspace.opening import open_workspace
os.setgroups([]); os.setgid(65534); os.setuid(65534)
root = sys.argv[1]
os.mkdir(root + "/.orchestrator")
for environment in ({"PATH": os.environ["PATH"]}, {"PATH": "/nowhere"}):
    workspace = open_workspace(root, root + "/.orchestrator", environment)
    before = workspace.snapshot()
    with open(root + "/seen", "a") as file:
        file.write("more")
    told = [c.path for c in workspace.changed(before, workspace.snapshot())]
    print(told, workspace.content(before, "locked")[:30])
"""


@pytest.mark.skipif(os.getuid() != 0, reason="root is needed to make files that another user cannot read")
def test_of_a_file_that_cannot_be_read_size_and_time_are_kept() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        root = Path(folder) / "project"
        for place in (Path(folder), root):
            place.mkdir(exist_ok=True)
            place.chmod(0o755)
        for name, mode in (("seen", 0o666), ("locked", 0o600), ("locked-too", 0o600)):
            (root / name).write_text("x")
            (root / name).chmod(mode)
        (root / "closed").mkdir(0o700)
        (root / "closed/a").write_text("x")
        root.chmod(0o777)
        code = str(Path(__file__).parents[2])
        done = subprocess.run(
            (sys.executable, "-c", AS_NOBODY, str(root), code), capture_output=True, text=True, timeout=60
        )
    assert done.stderr == ""
    assert done.stdout == "['seen'] b'orchestrate keeps no copy of t'\n" * 2


def test_what_git_refuses_and_can_be_read_is_found_among_many(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fake git program that refuses one file stands for a file that changes whenever it is read."""
    for number in range(20):
        (root / f"f{number}").write_text(str(number))
    programs = root.parent / "programs"
    programs.mkdir()
    real = subprocess.run(("which", "git"), capture_output=True, text=True, check=True).stdout.strip()
    (programs / "git").write_text(
        "#!/bin/sh\n"
        'case "$*" in *--stdin) cat > "$0.in"\n'
        """if tr '\\0' '\\n' < "$0.in" | grep -qx f13; then echo 'short read' >&2; exit 128; fi\n"""
        f'exec {real} "$@" < "$0.in";; esac\nexec {real} "$@"\n'
    )
    (programs / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    workspace = with_git(root)
    tree = workspace.snapshot()
    assert places.is_stand_in(workspace.content(tree, "f13") or b"")
    assert workspace.content(tree, "f12") == b"12"


def test_a_damaged_record_is_made_anew(root: Path) -> None:
    (root / "a").write_text("x")
    workspace = with_git(root)
    before = workspace.snapshot()
    index = root / ".orchestrator/shadow.git/index"
    index.write_bytes(index.read_bytes()[:-30])
    assert workspace.snapshot() == before
    (root / ".orchestrator/shadow.git/config").write_text("[core\n")
    (root / ".orchestrator/shadow.git/info/attributes").write_text("* -diff filter=x\n")
    assert with_git(root).snapshot() == before


def test_a_snapshot_that_was_killed_leaves_nothing_that_stops_the_next(root: Path) -> None:
    (root / "a").write_text("x")
    workspace = with_git(root)
    before = workspace.snapshot()
    shadow = root / ".orchestrator/shadow.git"
    (shadow / "index.lock").write_text("")
    stale = shadow / f"index.{os.getpid()}.{threading.get_ident()}"
    stale.write_text("half")
    (root / "b").write_text("x")
    after = workspace.snapshot()
    assert changes(workspace, before, after) == {"b": "added"}
    assert not stale.exists()


def test_threads_may_take_snapshots_at_once(root: Path) -> None:
    for number in range(50):
        (root / str(number)).write_text(str(number))
    workspace = with_git(root)
    expected = workspace.snapshot()
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(workspace.snapshot())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 4


def test_files_that_change_all_the_time_stop_no_snapshot(root: Path) -> None:
    script = (
        "i=0; while :; do i=$((i+1)); head -c $((i%7*20000)) /dev/zero > busy;"
        "rm -f come-and-go; : > come-and-go; done"
    )
    writer = subprocess.Popen(("/bin/sh", "-c", script), cwd=root, start_new_session=True)
    try:
        wait_until((root / "busy").exists)
        workspace = with_git(root)
        trees = [workspace.snapshot() for _ in range(10)]
    finally:
        os.killpg(writer.pid, signal.SIGKILL)
        writer.wait()
    assert all(workspace.diff(trees[0], tree) is not None for tree in trees)
    assert workspace.snapshot() == workspace.snapshot()


def test_only_taking_files_in_reads_the_project(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in front of the real git writes down which commands saw the project."""
    programs, real = root.parent / "programs", shutil.which("git")
    programs.mkdir()
    (programs / "git").write_text(
        '#!/bin/sh\ncase "$GIT_WORK_TREE" in\n'
        f'{root}) echo "$*" >> {programs}/saw ;;\nesac\nexec {real} "$@"\n'
    )
    (programs / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    workspace = with_git(root)
    for content in ("one", "two"):
        (root / "a").write_text(content)
        (root / f"{content}.big").write_bytes(b"x" * (places.KEPT_BYTES + 1))
        workspace.snapshot()
    saw = (programs / "saw").read_text()
    assert " update-index --add " in saw
    assert " --index-info" not in saw
    assert " write-tree" not in saw


def test_a_full_disk_is_an_error_with_a_cure(root: Path) -> None:
    (root / "a").write_text("x")
    workspace = with_git(root)
    objects = root / ".orchestrator/shadow.git/objects"
    for path in sorted(objects.rglob("*"), reverse=True):
        path.rmdir()
    objects.rmdir()
    objects.write_text("no room for objects")
    with pytest.raises(
        WorkspaceError, match=r"full disk or missing rights, or remove .orchestrator/shadow.git"
    ):
        workspace.snapshot()


@pytest.mark.skipif(os.getuid() != 0, reason="root is needed to give files away")
def test_a_repository_that_belongs_to_another_user_is_asked_as_well(root: Path) -> None:
    repository(root)
    (root / "kept.log").write_text("1")
    git(root, "add", "--force", "kept.log")
    for path in (root, *root.rglob("*")):
        os.chown(path, 65534, 65534)
    workspace = with_git(root)
    assert workspace.content(workspace.snapshot(), "kept.log") == b"1"
