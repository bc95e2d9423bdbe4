"""`orchestrate vendor`: what it makes, refuses, finds and replaces."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from orchestrator import __version__
from orchestrator.cli.vendor import run
from orchestrator.errors import UsageError
from orchestrator.vendoring.folder import changing, look, replace
from orchestrator.vendoring.manifest import manifest_of
from orchestrator.vendoring.program import program_files
from tests.support import programs
from tests.vendoring.copies import contents, made_of, put

SCHEMA = json.loads((programs.CHECKOUT / "schemas/vendor.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def vendored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this program; not to be changed."""
    folder = tmp_path_factory.mktemp("vendored")
    files = program_files()
    replace(str(folder), files, manifest_of(__version__, files))
    return folder


@pytest.fixture
def tools(vendored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of this program in the folder `tools` of another repository."""
    shutil.copytree(vendored, tmp_path / "tools")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "tools"


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    code = run(words)
    return code, capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    _, printed = told(capsys, *words, "--json")
    data = json.loads(printed)
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    return data


def test_a_copy_is_made_and_how_to_start_it_is_told(
    vendored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    start = "python 'my tools/orchestrate.py' run docs/master-plan.md"
    assert told(capsys, "my tools") == (0, f"Vendored orchestrate {__version__} into my tools: {start}\n")
    assert contents(tmp_path / "my tools") == contents(vendored)


def test_what_lies_beside_a_copy_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "build.sh").write_text("mine")
    assert told(capsys, str(tmp_path))[0] == 0
    assert (tmp_path / "build.sh").read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"build.sh", "orchestrate.py", "orchestrator"}


@pytest.mark.parametrize("words", [(), ("--check",), ("--update",), ("--update", "--force")])
def test_a_good_copy_is_told_to_be_one_and_stays_as_it_is(
    words: tuple[str, ...], tools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = os.stat(tools / "orchestrator").st_ino
    fine = f"tools: orchestrate {__version__}, complete, unchanged and up to date\n"
    assert told(capsys, "tools", *words) == (0, fine)
    assert os.stat(tools / "orchestrator").st_ino == before


def test_a_check_names_every_difference_and_the_cure(tools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tools / "orchestrator/globs.py").write_text("mine")
    (tools / "orchestrator/text.py").unlink()
    (tools / "orchestrator/mine.py").write_text("mine")
    before = contents(tools)
    code, printed = told(capsys, "tools", "--check")
    assert code == 1
    assert printed.splitlines() == [
        "changed: orchestrator/globs.py",
        "missing: orchestrator/text.py",
        "added: orchestrator/mine.py",
        "`orchestrate vendor tools --update --force` replaces it",
    ]
    assert contents(tools) == before


def test_a_check_finds_an_older_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, "0.0.1")
    code, printed = told(capsys, str(tmp_path), "--check")
    assert code == 1
    assert f"out of date: the copy is 0.0.1, this program {__version__}\n" in printed
    assert f"`orchestrate vendor {tmp_path} --update` replaces it" in printed


def test_a_check_finds_another_build_of_the_same_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, __version__)
    code, printed = told(capsys, str(tmp_path), "--check")
    assert code == 1
    assert f"out of date: the copy is another {__version__} than this program\n" in printed


def test_an_update_replaces_an_older_copy(
    vendored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, "0.0.1")
    printed = told(capsys, str(tmp_path), "--update")
    assert printed == (0, f"Updated {tmp_path}: was 0.0.1, now {__version__}\n")
    assert contents(tmp_path) == contents(vendored)


def test_an_update_restores_what_is_missing(
    tools: Path, vendored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tools / "orchestrator/text.py").unlink()
    assert told(capsys, "tools", "--update")[0] == 0
    assert contents(tools) == contents(vendored)


def test_an_update_refuses_to_take_away_what_a_person_did_unless_told_so(
    tools: Path, vendored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(7):
        (tools / f"orchestrator/mine{number}.py").write_text("mine")
    before = contents(tools)
    with pytest.raises(UsageError) as refused:
        run(["tools", "--update"])
    assert "tools: changed by hand: orchestrator/mine0.py, " in str(refused.value)
    assert "mine4.py and 2 more; save what you need, then `orchestrate vendor tools" in str(refused.value)
    assert contents(tools) == before
    assert told(capsys, "tools", "--update", "--force")[0] == 0
    assert contents(tools) == contents(vendored)


def test_a_second_copy_in_the_same_place_must_be_asked_for(tmp_path: Path) -> None:
    put(tmp_path, "0.0.1")
    with pytest.raises(UsageError, match=r"there is a copy already, of 0\.0\.1; .* --update` replaces it"):
        run([str(tmp_path)])
    assert look(str(tmp_path), made_of("0.0.1")) is not None


@pytest.mark.parametrize("words", [(), ("--check",), ("--update",), ("--update", "--force")])
@pytest.mark.parametrize("there", ["orchestrator/mine.py", "orchestrate.py", "orchestrator"])
def test_what_is_no_copy_is_never_touched(words: tuple[str, ...], there: str, tmp_path: Path) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("mine")
    with pytest.raises(UsageError, match="no copy that this program made"):
        run([str(tmp_path), *words])
    assert contents(tmp_path) == {there: b"mine"}


def test_an_update_that_was_cut_off_is_seen_and_ended(
    tools: Path, vendored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tools / ".orchestrate-vendor").mkdir()
    (tools / "orchestrator").rename(tools / ".orchestrate-vendor/old")  # killed between the two moves
    code, printed = told(capsys, "tools", "--check")
    assert (code, printed.splitlines()[0]) == (1, "missing: orchestrator")
    assert told(capsys, "tools", "--update")[0] == 0
    assert contents(tools) == contents(vendored)


def test_a_first_copy_that_was_cut_off_is_made_again(
    tools: Path, vendored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(tools / "orchestrator")
    assert told(capsys, "tools")[0] == 0
    assert contents(tools) == contents(vendored)


@pytest.mark.parametrize("words", [("--check",), ("--update",)])
@pytest.mark.parametrize("folder", [".", "not there"])
def test_without_a_copy_it_is_told_how_to_make_one(
    words: tuple[str, ...], folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"there is no vendored copy; `orchestrate vendor .* makes one"):
        run([folder, *words])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["x", "--force"], "--force belongs to --update"),
        (["x", "--check", "--update"], "exclude each other"),
        ([""], "the folder's name is empty"),
        ([], "nothing is given for DIR"),
        ([str(programs.CHECKOUT)], "the program that runs lies there; name another folder"),
        ([str(programs.CHECKOUT), "--update", "--force"], "the program that runs lies there"),
        ([str(programs.CHECKOUT), "--check"], r"it has no vendored\.json"),
    ],
)
def test_what_makes_no_sense_is_refused(
    words: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=why):
        run(words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["file", "file/below"])
def test_a_place_that_will_not_do_is_named(folder: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match=f"{folder}: .*; name a folder that can be read and written"):
        run([str(tmp_path / folder)])


def test_only_one_changes_a_copy_at_a_time(tools: Path) -> None:
    (tools / "orchestrator/text.py").unlink()
    with changing("tools"), pytest.raises(UsageError, match="another `orchestrate vendor` works there"):
        run(["tools", "--update"])


def test_json_tells_what_was_done_and_what_was_found_before(
    tools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = as_json(capsys, "other")
    assert made == {"version": 1, "folder": "other", "action": "made", "program": __version__, "copy": None}
    (tools / "orchestrator/text.py").unlink()
    found = as_json(capsys, "tools", "--check")
    assert found["action"] == "nothing"
    assert found["copy"] == {
        "version": __version__,
        "changed": [],
        "missing": ["orchestrator/text.py"],
        "added": [],
        "outdated": False,
    }
    assert as_json(capsys, "tools", "--update") == found | {"action": "updated"}
    assert as_json(capsys, "tools", "--check")["copy"]["missing"] == []
