"""Whatever happens to a protected file is told with its diff, and undone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.errors import WorkspaceError
from orchestrator.globs import compiled
from orchestrator.model.workspace import Tampering
from orchestrator.workspace import places
from orchestrator.workspace.guard import Protection, Saved, load
from orchestrator.workspace.protected import protected_state

GLOBS = compiled(("tests/", "ci.sh"))


@pytest.fixture
def protection(root: Path) -> Protection:
    (root / "tests/deep").mkdir(parents=True)
    (root / "tests/test_a.py").write_text("assert f() == 1\n")
    (root / "tests/deep/data").write_bytes(b"\0\1")
    (root / "tests/link").symlink_to("test_a.py")
    (root / "ci.sh").write_text("make test\n")
    (root / "ci.sh").chmod(0o750)
    return Protection(str(root), GLOBS)


@pytest.fixture
def saved(protection: Protection, tmp_path: Path) -> Saved:
    return protection.before(str(tmp_path / "evidence/protected"))


def told(protection: Protection, saved: Saved) -> dict[str, str]:
    return {change.path: change.kind.value for change in protection.check(saved)}


def test_nothing_changed_is_nothing_told(protection: Protection, saved: Saved, root: Path) -> None:
    (root / "src.py").write_text("work")
    (root / "ci.sh").write_text("make test\n")
    assert protection.check(saved) == ()


def test_every_kind_of_change_is_told_and_undone(protection: Protection, saved: Saved, root: Path) -> None:
    state = protected_state(str(root), GLOBS)
    (root / "tests/test_a.py").write_text("assert True\n")
    (root / "tests/deep/data").unlink()
    (root / "tests/new.py").write_text("import pytest\n")
    (root / "tests/link").unlink()
    (root / "tests/link").symlink_to("new.py")
    (root / "ci.sh").chmod(0o640)
    changes = protection.check(saved)
    assert {change.path: change.kind for change in changes} == {
        "ci.sh": Tampering.MODE,
        "tests/deep/data": Tampering.DELETED,
        "tests/link": Tampering.LINK,
        "tests/new.py": Tampering.ADDED,
        "tests/test_a.py": Tampering.CHANGED,
    }
    diffs = {change.path: change.diff for change in changes}
    assert "-assert f() == 1\n+assert True\n" in diffs["tests/test_a.py"]
    assert "old mode 100750\nnew mode 100640\n" in diffs["ci.sh"]
    assert "Binary files a/tests/deep/data and /dev/null differ" in diffs["tests/deep/data"]
    assert "+import pytest" in diffs["tests/new.py"]
    assert "-test_a.py" in diffs["tests/link"]
    assert protection.restore(saved, changes) == ()
    assert protected_state(str(root), GLOBS) == state
    assert (root / "ci.sh").stat().st_mode & 0o777 == 0o750


def test_a_folder_replaced_by_a_link_is_told_and_undone(
    protection: Protection, saved: Saved, root: Path
) -> None:
    state = protected_state(str(root), GLOBS)
    (root / "tests").rename(root / "old-tests")
    (root / "tests").symlink_to("old-tests")
    assert told(protection, saved) == {
        "tests": "added",
        "tests/deep/data": "deleted",
        "tests/link": "deleted",
        "tests/test_a.py": "deleted",
    }
    assert protection.restore(saved, protection.check(saved)) == ()
    assert protected_state(str(root), GLOBS) == state
    assert (root / "old-tests/test_a.py").exists()


def test_a_file_replaced_by_a_folder_is_told_and_undone(
    protection: Protection, saved: Saved, root: Path
) -> None:
    (root / "ci.sh").unlink()
    (root / "ci.sh").mkdir()
    (root / "ci.sh/inside").write_text("x")
    assert told(protection, saved) == {"ci.sh": "deleted", "ci.sh/inside": "added"}
    assert protection.restore(saved, protection.check(saved)) == ()
    assert told(protection, saved) == {}


def test_a_link_in_the_place_of_a_file_is_told(protection: Protection, saved: Saved, root: Path) -> None:
    (root / "ci.sh").rename(root / "elsewhere")
    (root / "ci.sh").symlink_to("elsewhere")
    assert told(protection, saved) == {"ci.sh": "link"}
    assert protection.restore(saved, protection.check(saved)) == ()
    assert not (root / "ci.sh").is_symlink()


def test_what_was_saved_is_read_back(protection: Protection, saved: Saved) -> None:
    assert load(saved.folder) == saved
    again = protection.before(saved.folder)
    assert again.digest == saved.digest


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"a": 1}', '{"a": ["x", 1, "y"]}', '{"a": ["file", "x", "y"]}']
)
def test_a_damaged_list_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "protected.json").write_text(text)
    assert load(str(tmp_path)) is None
    assert load(str(tmp_path / "missing")) is None


def test_a_forged_list_has_another_digest(saved: Saved) -> None:
    path = Path(saved.folder, "protected.json")
    path.write_text(path.read_text().replace("tests/test_a.py", "tests/other.py"))
    forged = load(saved.folder)
    assert forged is not None
    assert forged.digest != saved.digest


def test_a_forged_copy_is_never_put_back(protection: Protection, saved: Saved, root: Path) -> None:
    Path(saved.folder, saved.files["ci.sh"].digest).write_text("true\n")
    (root / "ci.sh").unlink()
    changes = protection.check(saved)
    assert [change.diff for change in changes] == ["ci.sh: the copy from before is damaged\n"]
    assert protection.restore(saved, changes) == (
        "ci.sh: there is no good copy of it; put it back from version control",
    )
    assert not (root / "ci.sh").exists()


def test_a_large_file_is_watched_but_not_copied(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "KEPT_BYTES", 500)
    (root / "ci.sh").write_bytes(b"x" * 2000)
    protection = Protection(str(root), GLOBS)
    saved = protection.before(str(tmp_path / "protected"))
    assert protection.check(saved) == ()
    (root / "ci.sh").write_bytes(b"x" * 2001)
    assert told(protection, saved) == {"ci.sh": "changed"}
    assert "version control" in protection.restore(saved, protection.check(saved))[0]


def test_a_folder_that_cannot_be_written_is_an_error_with_a_cure(
    protection: Protection, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkspaceError, match="full disk or missing rights"):
        protection.before(str(tmp_path / "file/below"))


def test_copies_are_private(saved: Saved) -> None:
    modes = {path.stat().st_mode & 0o077 for path in Path(saved.folder).rglob("*")}
    assert modes == {0}
    assert os.stat(saved.folder).st_mode & 0o077 == 0
