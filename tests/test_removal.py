"""Folders go with all that is in them, and nothing else does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.removal import remove_folder


def test_a_folder_goes_through_no_link_and_whatever_its_modes_say(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o755)
    (kept / "precious").write_text("x")
    folder = tmp_path / "folder"
    (folder / "closed" / "inner").mkdir(parents=True)
    (folder / "closed" / "inner" / "file").write_text("x")
    (folder / "link").symlink_to(kept)
    (folder / "closed" / "up").symlink_to("../..")
    os.mkfifo(folder / "pipe")
    (folder / "closed" / "inner").chmod(0o000)
    (folder / "closed").chmod(0o500)
    remove_folder(str(folder))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (kept / "precious").exists()
    assert kept.stat().st_mode & 0o777 == 0o755


def test_a_link_in_the_place_of_a_folder_goes_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    remove_folder(str(tmp_path / "link"))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_folder_that_is_deeper_than_any_path_goes_with_names_that_are_in_the_way(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    for name in ("1.moved/full", "2.moved", "3.moved"):
        (folder / name).mkdir(parents=True)
    (folder / "3.moved" / "file").write_text("x")
    here = os.open(folder, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("deep", dir_fd=here)
        below = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    remove_folder(str(folder))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_cannot_be_removed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        remove_folder(str(tmp_path / "missing"))
