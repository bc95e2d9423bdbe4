from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.drafting.answer import DraftFile
from orchestrator.drafting.place import put
from orchestrator.errors import EXIT_BLOCKED, DraftError

FILES = (DraftFile("a.md", "caf\u00e9\n"), DraftFile("b.md", "b"))


def test_all_files_are_written_into_a_folder_that_may_have_to_be_made(tmp_path: Path) -> None:
    put(str(tmp_path / "deep" / "docs"), FILES)
    assert (tmp_path / "deep" / "docs" / "a.md").read_text("utf-8") == "caf\u00e9\n"
    assert (tmp_path / "deep" / "docs" / "b.md").read_text("utf-8") == "b"


def test_a_file_that_is_there_is_not_touched_and_none_of_the_others_stays(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("mine", "utf-8")
    with pytest.raises(DraftError, match=r"b\.md: it is there already; nothing was written") as raised:
        put(str(tmp_path), FILES)
    assert raised.value.exit_code == EXIT_BLOCKED
    assert [path.name for path in tmp_path.iterdir()] == ["b.md"]
    assert (tmp_path / "b.md").read_text("utf-8") == "mine"


def test_a_link_that_leads_nowhere_is_there_too(tmp_path: Path) -> None:
    (tmp_path / "b.md").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DraftError):
        put(str(tmp_path), FILES)
    assert not (tmp_path / "elsewhere").exists()


def test_folders_that_were_made_for_nothing_are_removed(tmp_path: Path) -> None:
    unwritable = (*FILES, DraftFile("x" * 300 + ".md", "a name that no file system takes"))
    with pytest.raises(DraftError, match=r"(?i)name too long"):
        put(str(tmp_path / "deep" / "docs"), unwritable)
    assert list(tmp_path.iterdir()) == []
