from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.files import make_private, write_private


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
