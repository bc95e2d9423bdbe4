"""The wordings that come with the program, and those of a project."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from orchestrator.errors import InputError, UsageError
from orchestrator.model.session import TroubleKind
from orchestrator.trouble.wordings import Wordings
from orchestrator.wordings import MOST_BYTES, load_own, shipped

PACKAGE = Path(__file__).parents[1] / "orchestrator"


def load(path: str) -> Wordings:
    """As the engine puts both together."""
    return load_own(path).before(shipped())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "wordings.txt"


def test_a_project_needs_no_file(path: Path) -> None:
    assert load(str(path)) == shipped()
    assert len(shipped().patterns) > 20


def test_what_a_project_says_goes_before_what_we_know(path: Path) -> None:
    path.write_text("\ufeff[billing]\nhit your limit\n", "utf-8")
    match = load(str(path)).find("You've hit your limit")
    assert match is not None
    assert match.kind is TroubleKind.BILLING
    ours = shipped().find("You've hit your limit")
    assert ours is not None
    assert ours.kind is TroubleKind.USAGE_LIMIT


def test_all_that_is_wrong_in_the_file_of_a_project_is_told(path: Path) -> None:
    path.write_text("[model]\n(\n[bill]\n", "utf-8")
    with pytest.raises(InputError) as caught:
        load(str(path))
    assert [(complaint.path, complaint.line) for complaint in caught.value.complaints] == [
        *((str(path), 2), (str(path), 3))
    ]


def test_a_file_in_another_encoding_is_named_with_the_line(path: Path) -> None:
    path.write_bytes("[model]\n# é\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"wordings\.txt:2: not UTF-8 at byte 10; save it as UTF-8"):
        load(str(path))


def test_a_file_that_is_no_list_of_wordings_is_not_read_whole(path: Path) -> None:
    path.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(InputError, match=r"the file is larger than 100,000 bytes; keep the few lines"):
        load(str(path))


def test_a_folder_in_the_place_of_the_file_is_an_error_that_names_it(path: Path) -> None:
    path.mkdir()
    with pytest.raises(UsageError, match=r"wordings\.txt: Is a directory; make it a readable file"):
        load(str(path))


def test_our_own_file_is_found_inside_a_zip_file(tmp_path: Path) -> None:
    archive = tmp_path / "orchestrate.pyz"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in (file for ending in ("py", "txt") for file in PACKAGE.rglob(f"*.{ending}")):
            packed.write(file, file.relative_to(PACKAGE.parent))
    code = "import orchestrator.wordings as w; print(w.__file__, len(w.shipped().patterns))"
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(archive)!r}); {code}"]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    assert ended.stdout.split() == [f"{archive}/orchestrator/wordings.py", str(len(shipped().patterns))]
