"""What `orchestrate plan` refuses before it starts a session; the rest is in tests/e2e/test_plan.py."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.cli.plan import MOST_BYTES
from orchestrator.errors import EXIT_USAGE


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a description, on a machine without the CLI."""
    made = tmp_path / "project"
    (made / ".git").mkdir(parents=True)
    (made / "IDEA.md").write_text("# Export\n", "utf-8")
    monkeypatch.chdir(made)
    monkeypatch.setenv("PATH", str(tmp_path))
    return made


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What is said when the command is refused; nothing may have been made."""
    before = sorted(os.listdir())
    assert main(["plan", *words]) == EXIT_USAGE
    assert sorted(os.listdir()) == before
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


def test_a_description_that_is_not_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, "NONE.md")
    assert told == "orchestrate: NONE.md: does not exist; name a file that describes what is to be built\n"
    assert root.is_dir()


@pytest.mark.usefixtures("root")
def test_a_folder_instead_of_a_description(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Is a directory; name a readable text file" in refused(capsys, ".git")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "IDEA.md: is empty; describe in it what is to be built"),
        (b" \n\n<!--\nx\n-->\n", "IDEA.md: is empty"),
        (b"x" * (MOST_BYTES + 1), "IDEA.md: is larger than 200 kB; name a description"),
        (b"a\n\xff", "IDEA.md:2: byte 0xff is not UTF-8"),
        (b"\x7fELF\0", "IDEA.md:1: a NUL byte stands here"),
    ],
)
def test_a_description_that_is_none(
    root: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    (root / "IDEA.md").write_bytes(content)
    assert said in refused(capsys, "IDEA.md")


def test_a_description_of_just_the_largest_size_is_read(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "IDEA.md").write_bytes(b"x" * MOST_BYTES)
    assert "the Claude Code CLI ('claude') is not on your PATH" in refused(capsys, "IDEA.md")


def test_a_master_plan_that_is_there_already(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "docs").mkdir()
    (root / "docs" / "master-plan.md").write_text("mine", "utf-8")
    told = refused(capsys, "IDEA.md")
    assert "docs/master-plan.md: is there already; it is never overwritten: name another folder" in told


def test_a_folder_for_the_plan_that_is_a_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "docs").write_text("", "utf-8")
    assert "docs: is no folder; name one for the plan with --output" in refused(capsys, "IDEA.md")


@pytest.mark.usefixtures("root")
def test_a_folder_for_the_plan_outside_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    assert "lies outside of the project" in refused(capsys, "IDEA.md", "-o", "../elsewhere")


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_of_phases_that_is_none(capsys: pytest.CaptureFixture[str], number: str) -> None:
    assert "is no whole number from 1" in refused(capsys, "IDEA.md", "--phases", number)
