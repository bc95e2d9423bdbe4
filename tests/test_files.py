from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.files import make_private, read_file, rewrite, sweep, write_private, write_shared


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_every_missing_folder_on_the_way_is_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private(str(tmp_path / "a" / "b" / "c"))
    finally:
        os.umask(before)
    assert [mode(tmp_path / path) for path in ("a", "a/b", "a/b/c")] == [0o700] * 3


def test_a_link_to_nowhere_is_an_error_and_no_endless_search(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError):
        make_private(str(tmp_path / "link" / "a"))


def test_a_private_file_replaces_an_open_one_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "prompt.md"
    path.write_text("old")
    path.chmod(0o644)
    write_private(str(path), "new \u00e9\r\n")
    assert path.read_bytes() == "new \u00e9\r\n".encode()
    assert mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "prompt.md"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_private(str(path), "half \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_killed_writers_left_half_written_is_swept_away_and_nothing_else(tmp_path: Path) -> None:
    for name in ("prompt.md.77.tmp", "deep/er/exit.json.78.tmp", "prompt.md", "deep/er/x.tmp.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("half")
    (tmp_path / "deep/link").symlink_to("..")
    sweep(str(tmp_path), below=False)
    assert sorted(path.name for path in tmp_path.rglob("*.tmp")) == ["exit.json.78.tmp"]
    sweep(str(tmp_path))
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "deep",
        "er",
        "link",
        "prompt.md",
        "x.tmp.md",
    ]
    sweep(str(tmp_path / "missing"))


def test_a_killed_writer_leaves_only_what_is_swept_away(tmp_path: Path) -> None:
    path = tmp_path / "prompt.md"
    script = (
        "import os, sys; from orchestrator.files import write_private;"
        "os.replace = lambda *_: os.kill(os.getpid(), 9); write_private(sys.argv[1], 'new')"
    )
    done = subprocess.run(
        (sys.executable, "-c", script, str(path)), cwd=Path(__file__).parents[1], check=False
    )
    assert done.returncode == -9
    assert [left.suffix for left in tmp_path.iterdir()] == [".tmp"]
    sweep(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_read_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_file(str(tmp_path / "a"), 5) == b"12345"
    with pytest.raises(OSError, match="File is larger than 0 MiB"):
        read_file(str(tmp_path / "a"), 4)


@pytest.mark.parametrize("writer", [False, True])
def test_a_pipe_holds_no_reader_up(tmp_path: Path, writer: bool) -> None:
    os.mkfifo(tmp_path / "a")
    keeper = os.open(tmp_path / "a", os.O_RDWR) if writer else None
    with pytest.raises(OSError, match="Not a regular file"):
        read_file(str(tmp_path / "a"), 5)
    if keeper is not None:
        os.close(keeper)


def test_folders_and_devices_are_no_files_and_no_descriptor_is_lost(tmp_path: Path) -> None:
    before = os.listdir("/proc/self/fd")
    with pytest.raises(IsADirectoryError):
        read_file(str(tmp_path), 5)
    with pytest.raises(OSError, match="Not a regular file"):
        read_file("/dev/zero", 5)
    assert os.listdir("/proc/self/fd") == before


def test_a_file_is_rewritten_with_its_mode_and_through_its_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    real, link = tmp_path / "folder/real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o751)
    link.symlink_to(real)
    rewrite(str(link), b"old", b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o751
    assert [path.name for path in real.parent.iterdir()] == ["real"]


def test_a_file_that_somebody_changed_meanwhile_is_not_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for content in (b"theirs", b"old and more"):
        path.write_bytes(content)
        with pytest.raises(OSError, match="Changed by somebody else") as caught:
            rewrite(str(path), b"old", b"new")
        assert caught.value.filename == str(path)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_gone_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rewrite(str(tmp_path / "a"), b"old", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_file_for_others_is_whole_and_has_the_mode_of_new_files(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_text("old")
    path.chmod(0o600)
    before = os.umask(0o022)
    try:
        write_shared(str(path), "new \ud800")
    finally:
        os.umask(before)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new ?", 0o644)
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_for_others_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/inside").touch()
    with pytest.raises(OSError, match="Is a directory"):
        write_shared(str(tmp_path / "folder"), "new")
    with pytest.raises(FileNotFoundError):
        write_shared(str(tmp_path / "absent/report"), "new")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]


def test_a_device_is_written_to_and_stays() -> None:
    write_shared(os.devnull, "new")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
