"""Programs are found as a shell would find them, and none is waited for too long."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.doctor.world import TIMED_OUT, Answer
from orchestrator.probes.programs import MOST_BYTES, WIDTH, ask, find
from orchestrator.process.leftovers import marked
from tests.probes.made import program
from tests.support.waiting import wait_until


def test_a_program_is_found_on_path_and_in_the_project(tmp_path: Path) -> None:
    there = str(program(tmp_path / "bin", "tool", "exit 0"))
    (tmp_path / "bin/text").write_text("no program")
    for path in (str(tmp_path / "bin"), "bin", f"/nowhere::{tmp_path}/bin"):
        assert find("tool", str(tmp_path), {"PATH": path}) == there
        assert find("text", str(tmp_path), {"PATH": path}) == ""
    assert os.path.samefile(find("./bin/tool", str(tmp_path), {}), there)
    assert find(there, str(tmp_path), {}) == there


@pytest.mark.parametrize("path", ["", ":", "/nowhere"])
def test_what_is_not_there_is_not_found(tmp_path: Path, path: str) -> None:
    assert find("tool", str(tmp_path), {"PATH": path}) == ""
    assert find("./tool", str(tmp_path), {"PATH": path}) == ""


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ("echo; echo '  one two '; echo three", Answer(0, "one two")),
        ("echo wrong >&2; exit 3", Answer(3, "wrong")),
        ("echo said; echo noise >&2", Answer(0, "said")),
        ("exit 4", Answer(4, "")),
        (r"printf '\033[31mred\377'", Answer(0, "[31mred\ufffd")),
        ('echo "$1 $WHO"', Answer(0, "--version me")),
    ],
)
def test_an_answer_is_one_line(tmp_path: Path, script: str, answer: Answer) -> None:
    asked = str(program(tmp_path, "tool", script))
    assert ask(asked, ("--version",), str(tmp_path), {"WHO": "me", "PATH": os.defpath}) == answer


def test_an_answer_without_end_is_cut(tmp_path: Path) -> None:
    asked = str(program(tmp_path, "tool", f"head -c {10 * MOST_BYTES} /dev/zero | tr '\\0' x"))
    assert len(ask(asked, (), "/", {"PATH": os.defpath}).said) == WIDTH


def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    asked = str(program(tmp_path, "tool", "trap '' TERM; sleep 1000 & sleep 1000"))
    environment = {"PATH": os.defpath, "MARK": str(tmp_path)}
    assert ask(asked, (), "/", environment, timeout=0.3) == Answer(TIMED_OUT, "")
    wait_until(lambda: not marked("MARK", str(tmp_path)), what="the end of what it started")


def test_what_cannot_be_started_answers_127(tmp_path: Path) -> None:
    assert ask(str(tmp_path / "nothing"), (), str(tmp_path), {}).code == 127
