"""Recorded files are put back, or it is said why not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.errors import WorkspaceError
from orchestrator.workspace import places
from orchestrator.workspace.recorded import FILE, LINK, PROGRAM, copy_original, mode_of, put_back, take_away


def test_types_and_modes_are_put_back(root: Path) -> None:
    for path, mode in (("file", FILE), ("program", PROGRAM), ("link", LINK)):
        assert put_back(str(root), path, mode, b"file") == ""
        assert mode_of(os.lstat(root / path)) == mode
    assert take_away(str(root), "file") == ""
    assert take_away(str(root), "file") == ""
    assert not (root / "file").exists()


def test_what_hinders_is_said_with_a_cure(root: Path) -> None:
    long = "x" * 300
    assert "cannot be put back: File name too long; make" in put_back(str(root), long, FILE, b"")
    assert "cannot be removed: File name too long; make" in take_away(str(root), long)


def test_an_original_is_copied_only_while_it_is_the_same(root: Path) -> None:
    (root / "large").write_text("content")
    stand_in = places.stand_in(os.lstat(root / "large"))
    assert put_back(str(root), "large", FILE, stand_in) == ""
    copy_original(str(root), "large", stand_in, str(root / "copy"))
    assert (root / "copy").read_text() == "content"
    (root / "large").write_text("otherwise")
    assert "no copy was kept" in put_back(str(root), "large", FILE, stand_in)
    with pytest.raises(WorkspaceError, match="it changed since, and no copy was kept; record"):
        copy_original(str(root), "large", stand_in, str(root / "copy"))
    (root / "large").unlink()
    with pytest.raises(WorkspaceError, match="record the project anew"):
        copy_original(str(root), "large", stand_in, str(root / "copy"))
