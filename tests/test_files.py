from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.files import make_private, read_file, write_private


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
