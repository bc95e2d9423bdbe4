"""Contents are kept once, found by their digest, and checked when they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.errors import WorkspaceError
from orchestrator.workspace.contents import Contents


def test_what_is_kept_is_found(tmp_path: Path) -> None:
    contents = Contents(str(tmp_path / "store"))
    name = contents.keep(b"\0content")
    assert contents.keep(b"\0content") == name
    assert contents.read(name) == b"\0content"
    assert contents.read(contents.keep(b"")) == b""


def test_what_is_not_named_is_forgotten_with_what_killed_writers_left(tmp_path: Path) -> None:
    contents = Contents(str(tmp_path / "store"))
    kept, dropped = contents.keep(b"a"), contents.keep(b"b")
    half = tmp_path / "store/objects" / kept[:2] / f"{kept[2:]}.1.tmp"
    half.write_text("half")
    contents.forget_all_but({kept})
    assert contents.read(kept) == b"a"
    assert not half.exists()
    with pytest.raises(WorkspaceError, match="missing or damaged; remove"):
        contents.read(dropped)
