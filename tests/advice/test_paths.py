"""Paths in tasks and notes."""

from __future__ import annotations

from orchestrator.model.configuration import Settings
from tests.advice.made import GOOD, NOTES, Around, codes, plan, said

GATES = "## Gates\n- pytest: all pass\n"


def tasks(*texts: str) -> str:
    return GATES + "## Tasks\n" + "".join(f"- [ ] {text}\n" for text in texts)


def test_a_task_that_must_not_do_what_it_says() -> None:
    text = tasks("1.1: Update `tests/test_a.py`", "1.2: Make `tests/test_b.py` pass", "Add `x.snap`")
    settings = Settings(protect=("tests/",))
    assert codes(plan(a=text), settings) == [("a.md", 4, "protected-path")]
    assert codes(plan(a=text + "## Protected\n- `*.snap`\n")) == [("a.md", 6, "protected-path")]


def test_notes_and_folders_that_are_protected() -> None:
    settings = Settings(protect=("notes/", "ci/"))
    assert codes(plan(a=NOTES.format(1) + GOOD), settings) == [("a.md", 2, "protected-path")]
    assert codes(plan(a=tasks("Remove `ci/`")), settings) == [("a.md", 4, "protected-path")]


def test_what_is_written_where_git_does_not_look() -> None:
    files = plan(a=NOTES.format(1) + tasks("Create `dist/x.py`", "Read `dist/y.py`"))
    around = Around(files, hidden=("dist/x.py", "dist/y.py", "notes/1.md"))
    assert codes(files, around=around) == [("a.md", 2, "path-ignored"), ("a.md", 6, "path-ignored")]


def test_a_file_of_a_phase_that_need_not_have_run() -> None:
    files = plan(a=tasks("Create `src/a.py`"), b=tasks("2.1: Use `./src/a.py`"))
    assert codes(files) == [("b.md", 4, "risky-order")]
    assert codes(files, around=Around((*files, "src/a.py"))) == []
    after = plan(
        "## Dependencies\nPhase 1 --> Phase 2\n",
        a=NOTES.format(1) + files["a.md"],
        b=files["b.md"],
    )
    assert codes(after) == []
    assert codes(plan(a=files["a.md"], b=tasks("Create `src/a.py`", "Use `src/a.py`"))) == []


def test_a_file_that_only_a_later_phase_makes() -> None:
    files = plan(
        "## Dependencies\nPhase 1 --> Phase 2\n",
        a=NOTES.format(1) + tasks("Extend `src/a.py`"),
        b=tasks("Create `src/a.py`"),
    )
    assert codes(files) == [("a.md", 6, "risky-order")]


def test_files_that_nothing_could_bring_back() -> None:
    files = plan(a=GOOD)
    (one,) = said(files, around=Around(files, loose=("a", "b", "c", "d", "e", "m.md", "a.md")))
    assert (one.path, one.line, one.code) == ("a", 0, "uncommitted")
    assert "'a', 'b', 'c' and 2 more files are neither" in one.problem
    (one,) = said(files, around=Around(files, loose=("a", "m.md")))
    assert "'a' is neither" in one.problem
    assert said(files, around=Around(files, loose=("m.md", "a.md"))) == []
