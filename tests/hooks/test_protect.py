"""Which edits are refused, and what the worker is told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.hooks.protect import essence
from orchestrator.model.configuration import Settings
from tests.hooks.made import PHASE_FILE, PLAN_TEXT, Room
from tests.hooks.made import room as make_room

PROTECTED = Settings(protect=("tests/", "*.snap"))
TICKED = PLAN_TEXT.replace("[ ]", "[x]")


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return make_room(tmp_path, settings=PROTECTED)


@pytest.mark.parametrize(
    "path", ["tests/test_a.py", "tests/deep/x", "src/ui.snap", "ci/build.yml", "./src/../tests/a"]
)
def test_a_protected_file_is_not_written(room: Room, path: str) -> None:
    for name in (path, str(room.root / path)):
        assert "is protected" in room.protect("Write", file_path=name, content="x")
        assert "is protected" in room.protect("Edit", file_path=name, old_string="a", new_string="b")
        assert "is protected" in room.protect("MultiEdit", file_path=name, edits=[])
    assert "is protected" in room.protect("NotebookEdit", notebook_path=path, new_source="x")


@pytest.mark.parametrize("path", ["src/a.py", "testsuite.py", "src/tests.py", "/tmp/tests/x", "../tests/a"])
def test_everything_else_is_written(room: Room, path: str) -> None:
    assert room.protect("Write", file_path=path, content="x") == ""


def test_the_reason_says_what_by_whom_and_what_to_do(room: Room) -> None:
    by_configuration = room.protect("Write", file_path="tests/a.py", content="")
    assert by_configuration.startswith(
        "tests/a.py is protected ('tests/', by `protect` in the configuration): do the work without"
    )
    assert "orchestrate done --phase 1 --status blocked --reason 'WHY'" in by_configuration
    by_phase = room.protect("Write", file_path="ci/a.yml", content="")
    assert f"('ci/*.yml', by `## Protected` in {PHASE_FILE})" in by_phase


def test_a_path_counts_from_where_the_session_is(room: Room) -> None:
    assert "is protected" in room.protect("Write", inside="src", file_path="../ci/a.yml", content="")
    assert room.protect("Write", inside="src", file_path="ci/a.yml", content="") == ""


def test_a_link_hides_nothing(room: Room) -> None:
    room.write("tests/a.py", "")
    os.symlink("tests", room.root / "harmless")
    assert "is protected" in room.protect("Write", file_path="harmless/a.py", content="")
    os.symlink("../outside", room.root / "ui.snap")
    assert "is protected" in room.protect("Write", file_path="ui.snap", content="")


def test_a_project_behind_a_link_is_the_same_project(room: Room, tmp_path: Path) -> None:
    os.symlink(room.root, tmp_path / "link")
    behind = tmp_path / "link"
    new = str(behind / "tests" / "new.py")
    assert "is protected" in room.protect("Write", inside=str(behind), file_path=new, content="")


@pytest.mark.parametrize("path", [".orchestrator/config.yaml", ".orchestrator/runs/r/1/1/contract.json"])
def test_our_own_folder_is_always_protected(tmp_path: Path, path: str) -> None:
    reason = make_room(tmp_path).protect("Write", file_path=path, content="")
    assert "by orchestrate, which keeps its evidence there" in reason


def test_boxes_of_a_plan_file_are_ticked_by_every_tool(room: Room) -> None:
    ticks: dict[str, Any] = {"old_string": "- [ ] 1.1: Do it", "new_string": "- [x] 1.1: Do it"}
    assert room.protect("Edit", file_path=PHASE_FILE, **ticks) == ""
    assert room.protect("Edit", file_path=PHASE_FILE, old_string="[ ]", new_string="[X]") == ""
    assert room.protect("MultiEdit", file_path=PHASE_FILE, edits=[ticks, ticks]) == ""
    assert room.protect("Write", file_path=PHASE_FILE, content=TICKED) == ""
    assert room.protect("Write", file_path=PHASE_FILE, content=TICKED.replace("* [x]", "- [x]")) == ""


def test_nothing_else_of_a_plan_file_is_changed(room: Room) -> None:
    change: dict[str, Any] = {"old_string": "- [ ] 1.1: Do it", "new_string": "- [x] 1.1: Do a bit of it"}
    tick = {"old_string": "[ ]", "new_string": "[x]"}
    for reason in (
        room.protect("Edit", file_path=PHASE_FILE, **change),
        room.protect("Edit", file_path=PHASE_FILE, old_string="\n- [ ] 1.1: Do it", new_string=""),
        room.protect("MultiEdit", file_path=PHASE_FILE, edits=[tick, change]),
        room.protect("Write", file_path=PHASE_FILE, content="# Phase 1\n"),
        room.protect("Edit", file_path="docs/master-plan.md", old_string="Pending", new_string="Done"),
    ):
        assert "belongs to the plan: tick its boxes" in reason


def test_ticking_is_allowed_where_the_folder_is_protected(tmp_path: Path) -> None:
    room = make_room(tmp_path, settings=Settings(protect=("docs/",)))
    assert room.protect("Write", file_path=PHASE_FILE, content=TICKED) == ""
    assert "is protected" in room.protect("Write", file_path="docs/other.md", content="")


def test_a_plan_file_that_is_gone_may_be_put_back(room: Room) -> None:
    (room.root / PHASE_FILE).unlink()
    assert room.protect("Write", file_path=PHASE_FILE, content=PLAN_TEXT) == ""


def test_a_refusal_is_recorded(room: Room) -> None:
    room.protect("Write", file_path="tests/a", content="")
    assert '"tool": "Write"' in (room.folder / "hooks" / "denied.jsonl").read_text()


@pytest.mark.parametrize(
    "call", [{}, {"file_path": ""}, {"file_path": 5}, {"file_path": None}, {"command": "rm -rf tests"}]
)
def test_a_call_without_a_file_is_nothing_to_us(room: Room, call: dict[str, Any]) -> None:
    assert room.protect("Edit", **call) == ""
    assert room.errors() == ""


@pytest.mark.parametrize(
    "call", [{"file_path": PHASE_FILE}, {"file_path": "a\0b"}, {"file_path": PHASE_FILE, "old_string": 5}]
)
def test_an_odd_call_goes_on_and_is_noted(room: Room, call: dict[str, Any]) -> None:
    assert room.protect("Edit", **call) == ""
    assert '"event": "protect"' in room.errors()


LINES = st.lists(st.text(st.characters(exclude_characters="\r\n[]", codec="utf-8"), max_size=20), max_size=5)


@given(LINES, st.lists(st.sampled_from("xX "), min_size=5, max_size=5))
def test_only_ticks_leave_the_essence_as_it_is(lines: list[str], ticks: list[str]) -> None:
    opened = "\n".join(f"- [ ] {line}" for line in lines)
    ticked = "\n".join(f"- [{tick}] {line}" for tick, line in zip(ticks, lines, strict=False))
    assert essence(opened) == essence(ticked)
    assert essence(opened + "\n- [ ] more") != essence(ticked)
    assert essence(opened + "word") != essence(ticked)
