from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.findings import REQUIRED_SECTIONS
from orchestrator.model.evidence import NotesFact
from orchestrator.notes import facts, missing_sections, snapshot

GOOD = "# Notes\n\n## Summary\nDone.\n\n## Key Decisions\n- one\n\n## Files Modified\n- a.py\n"
PATH = "notes/1.md"
LINES = st.lists(
    st.sampled_from(
        [
            "## Summary",
            "## Key Decisions",
            "### More",
            "# Top",
            "text",
            "",
            "  ",
            "```",
            "~~~",
            "```py",
            "`` `",
        ]
    )
).map("\n".join)


def fact(root: Path, before: str = "{}") -> NotesFact:
    (found,) = facts(str(root), (PATH,), before, REQUIRED_SECTIONS)
    return found


def write(root: Path, text: str = GOOD) -> Path:
    path = root / PATH
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8", newline="")
    return path


def test_complete_notes_that_were_not_there_before_are_good(tmp_path: Path) -> None:
    before = snapshot(str(tmp_path), (PATH,))
    write(tmp_path)
    assert fact(tmp_path, before) == NotesFact(PATH, True, True, ())


def test_no_notes_are_missing(tmp_path: Path) -> None:
    assert fact(tmp_path) == NotesFact(PATH, False, False, ())


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nowhere"])
def test_what_is_no_file_is_missing_and_holds_nobody_up(tmp_path: Path, kind: str) -> None:
    path = tmp_path / PATH
    path.parent.mkdir()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(tmp_path / "nowhere")
    assert not fact(tmp_path).exists


def test_notes_that_nobody_touched_are_stale(tmp_path: Path) -> None:
    write(tmp_path)
    assert fact(tmp_path, snapshot(str(tmp_path), (PATH,))) == NotesFact(PATH, True, False, ())


def test_notes_that_were_written_again_are_fresh_even_with_the_same_text(tmp_path: Path) -> None:
    path = write(tmp_path)
    os.utime(path, ns=(1, 1))
    before = snapshot(str(tmp_path), (PATH,))
    write(tmp_path)
    assert fact(tmp_path, before).fresh


def test_notes_that_were_replaced_are_fresh_even_with_the_same_time(tmp_path: Path) -> None:
    path = write(tmp_path)
    os.utime(path, ns=(1, 1))
    before = snapshot(str(tmp_path), (PATH,))
    other = tmp_path / "other"
    other.write_text(GOOD)
    os.utime(other, ns=(1, 1))
    other.replace(path)
    assert fact(tmp_path, before).fresh


def test_a_new_link_is_no_writing_of_notes(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "old.md").write_text(GOOD)
    before = snapshot(str(tmp_path), (PATH,))
    (tmp_path / PATH).symlink_to("../old.md")
    assert fact(tmp_path, before) == NotesFact(PATH, True, False, ())


def test_notes_behind_a_link_that_was_there_are_fresh_when_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "old.md").write_text(GOOD)
    os.utime(tmp_path / "old.md", ns=(1, 1))
    (tmp_path / PATH).symlink_to("../old.md")
    before = snapshot(str(tmp_path), (PATH,))
    (tmp_path / PATH).write_text(GOOD)
    assert fact(tmp_path, before).fresh


@pytest.mark.parametrize("damaged", ["", "{", "[]", "null", "[" * 100_000])
def test_without_a_whole_snapshot_nothing_is_fresh(tmp_path: Path, damaged: str) -> None:
    write(tmp_path)
    assert fact(tmp_path, damaged) == NotesFact(PATH, True, False, ())


@pytest.mark.parametrize("odd", ['{"notes/1.md": 5}', '{"notes/1.md": "x"}'])
def test_an_odd_snapshot_ends_nothing(tmp_path: Path, odd: str) -> None:
    write(tmp_path)
    assert fact(tmp_path, odd).exists


def test_bytes_that_are_no_utf8_are_read_all_the_same(tmp_path: Path) -> None:
    write(tmp_path).write_bytes(GOOD.encode().replace(b"Done", b"\xff\xfe"))
    assert fact(tmp_path).missing_sections == ()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (GOOD, ()),
        (GOOD.replace("\n", "\r\n"), ()),
        (GOOD.replace("\n", "\r"), ()),
        (GOOD.replace("## Summary", "  ##   summary ##"), ()),
        (GOOD.replace("Done.", "### Part\ntext"), ()),
        (GOOD.replace("Done.", "```\ncode\n```"), ()),
        ("", REQUIRED_SECTIONS),
        (GOOD.replace("Done.", ""), ("Summary",)),
        (GOOD.replace("Done.", " \t"), ("Summary",)),
        (GOOD.replace("Done.", "### Part"), ("Summary",)),
        (GOOD.replace("Done.", "```\n```"), ("Summary",)),
        (GOOD.replace("## Summary", "### Summary"), ("Summary",)),
        (GOOD.replace("## Summary", "# Summary"), ("Summary",)),
        (GOOD.replace("## Summary", "##Summary"), ("Summary",)),
        (GOOD.replace("## Summary", "    ## Summary"), ("Summary",)),
        (f"```\n{GOOD}```\n", REQUIRED_SECTIONS),
        (f"~~~\n```\n{GOOD}~~~\n", REQUIRED_SECTIONS),
        (f"````\n```\n{GOOD}````\n", REQUIRED_SECTIONS),
        (f"```\n```python\n{GOOD}", REQUIRED_SECTIONS),
        (f"```not a fence``` but code\n{GOOD}", ()),
        (GOOD + "\n## Summary\n", ()),
        (GOOD.replace("Done.", "<!-- what was\ndone -->"), ("Summary",)),
        (GOOD.replace("Done.", "Done. <!-- by me -->"), ()),
        (GOOD.replace("Done.", "an open <!-- is text"), ()),
    ],
)
def test_sections_need_a_heading_and_text(text: str, missing: tuple[str, ...]) -> None:
    assert missing_sections(text, REQUIRED_SECTIONS) == missing


@given(LINES)
def test_a_section_that_is_there_has_its_heading_in_the_text(text: str) -> None:
    missing = missing_sections(text, REQUIRED_SECTIONS)
    for name in set(REQUIRED_SECTIONS) - set(missing):
        assert f"## {name}" in text.splitlines()


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    assert set(missing_sections(text, REQUIRED_SECTIONS)) <= set(REQUIRED_SECTIONS)
