from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.new_files import create_all, existing


def test_files_are_written_with_the_folders_that_they_need(tmp_path: Path) -> None:
    create_all(str(tmp_path), {"a/b/c.md": "caf\u00e9\n", "d.md": ""})
    assert (tmp_path / "a/b/c.md").read_bytes() == "caf\u00e9\n".encode()
    assert (tmp_path / "d.md").read_bytes() == b""


def test_a_file_that_is_there_stays_and_nothing_else_is_written(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old/b.md").write_text("mine")
    with pytest.raises(FileExistsError) as caught:
        create_all(str(tmp_path), {"new/deep/a.md": "x", "old/c.md": "x", "old/b.md": "x"})
    assert caught.value.filename == str(tmp_path / "old/b.md")
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["old", "b.md"]
    assert (tmp_path / "old/b.md").read_text() == "mine"


def test_a_file_where_a_folder_is_needed_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "docs").write_text("mine")
    with pytest.raises(OSError, match="docs"):
        create_all(str(tmp_path), {"a.md": "x", "docs/b.md": "x"})
    assert os.listdir(tmp_path) == ["docs"]


def test_a_name_is_taken_by_anything_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to("nowhere")
    assert existing(str(tmp_path), dict.fromkeys(("a", "b", "c", "a/d"), "")) == ("a", "b")
