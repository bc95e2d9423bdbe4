"""Single files are looked at and put back without ever leaving the project through a link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from orchestrator.workspace import places
from orchestrator.workspace.places import Kind, look, put, put_link, read, remove, take


def test_what_is_there_is_told(root: Path) -> None:
    (root / "file").write_text("x")
    (root / "file").chmod(0o640)
    (root / "link").symlink_to("/etc/passwd")
    (root / "folder").mkdir()
    os.mkfifo(root / "fifo")
    file = look(str(root), "file")
    assert file is not None
    assert (file.kind, file.mode, file.digest) == (Kind.FILE, 0o640, places.digest(b"x"))
    link = take(str(root), "link")
    assert link is not None
    assert (link[0].kind, link[1]) == (Kind.LINK, b"/etc/passwd")
    assert [look(str(root), name) for name in ("folder", "fifo", "missing", "file/below")] == [None] * 4


def test_of_a_large_file_size_and_time_are_looked_at(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "KEPT_BYTES", 10)
    (root / "large").write_text("x" * 11)
    taken = take(str(root), "large")
    assert taken is not None
    assert taken[0].kind is Kind.STAND_IN
    assert places.is_stand_in(taken[1])
    assert len(taken[1]) < places.STAND_IN_BYTES


def test_a_link_or_fifo_is_never_read(root: Path) -> None:
    (root / "file").write_text("x")
    (root / "link").symlink_to("file")
    os.mkfifo(root / "fifo")
    for name in ("link", "fifo", "missing"):
        with pytest.raises(OSError, match=r".+"):
            read(str(root / name))


def test_a_file_is_put_with_folders_and_an_exact_mode(root: Path) -> None:
    put(str(root), "a/b/c", b"x", 0o604, exact=True)
    assert (root / "a/b/c").read_bytes() == b"x"
    assert stat.S_IMODE((root / "a/b/c").stat().st_mode) == 0o604
    put(str(root), "a/b/c", b"y", 0o777)
    assert (root / "a/b/c").read_bytes() == b"y"
    assert list((root / "a/b").iterdir()) == [root / "a/b/c"]


def test_what_stands_in_the_way_goes_and_nothing_behind_a_link(root: Path) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "file").write_text("mine")
    (root / "a").symlink_to(outside)
    put(str(root), "a/file", b"x", 0o666)
    assert (outside / "file").read_text() == "mine"
    (root / "b").mkdir()
    (root / "b/link").symlink_to(outside)
    put(str(root), "b", b"x", 0o666)
    assert (outside / "file").exists()
    (root / "c").write_text("x")
    put_link(str(root), "c/link", b"file")
    assert os.readlink(root / "c/link") == "file"
    put(str(root), "c/link", b"now a file", 0o666)
    assert (root / "c/link").read_bytes() == b"now a file"


def test_a_file_is_removed_only_from_the_project(root: Path) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "file").write_text("mine")
    (root / "a").symlink_to(outside)
    for path in ("a/file", "missing", "missing/file"):
        remove(str(root), path)
    assert (outside / "file").exists()
    (root / "folder").mkdir()
    remove(str(root), "folder")
    assert (root / "folder").exists()
    remove(str(root), "a")
    assert not (root / "a").is_symlink()


def test_a_write_that_fails_leaves_nothing(root: Path) -> None:
    (root / "f").write_text("before")
    (root / "f").unlink()
    with pytest.raises(TypeError):
        put(str(root), "f", "no bytes", 0o600)  # type: ignore[arg-type] # the simplest way to fail while writing
    assert list(root.iterdir()) == []


@pytest.mark.parametrize("way", ["file", "link"])
def test_what_a_killed_writer_left_beside_a_file_goes_when_it_is_put_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    def write() -> None:
        if way == "file":
            put(str(root), "a", b"x", 0o600)
        else:
            put_link(str(root), "a", b"x")

    class Killed(BaseException):
        """As if the process were gone."""

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", die)
        patched.setattr(os, "unlink", lambda _: None)  # the dead clean up nothing
        with pytest.raises(Killed):
            write()
    assert [path.suffix for path in root.iterdir()] == [".tmp"]
    monkeypatch.setattr(os, "getpid", lambda: 1)  # the next one is another process
    write()
    assert [path.name for path in root.iterdir()] == ["a"]
