"""Commands of the user's get their message, are bounded in time and size, and what fails is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.process.wake import Wake
from orchestrator.reactions import MOST_BYTES, Reaction, ReactionRoom, carry_out
from orchestrator.redaction import secrets_in
from tests.support.processes import SORTS, Family, living


@pytest.fixture
def room(tmp_path: Path) -> Iterator[ReactionRoom]:
    wake = Wake()
    yield ReactionRoom(
        str(tmp_path), dict(os.environ), 30.0, wake, secrets_in({"MY_TOKEN": "hush-hush-hush"})
    )
    wake.close()


def react(room: ReactionRoom, command: str, message: str = '{"event":"phase_done"}') -> str:
    return carry_out(Reaction("phase_done", command, message, f"{room.root}/calls/1"), room)


def output(room: ReactionRoom) -> str:
    return Path(room.root, "calls/1/output.log").read_text()


def test_it_reads_its_message_and_runs_in_the_project(room: ReactionRoom) -> None:
    assert react(room, "cat; pwd") == ""
    assert output(room).splitlines() == ['{"event":"phase_done"}', room.root]


def test_a_message_that_nobody_reads_does_no_harm(room: ReactionRoom) -> None:
    assert react(room, "true", "x" * 1_000_000) == ""


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("echo first; echo it is closed >&2; exit 3", "failed with exit code 3: it is closed; see calls/1/"),
        ("exit 7", "failed with exit code 7; see"),
        ("no-such-program", "failed with exit code 127: "),
        ("kill -9 $$", "failed with exit code 137"),
    ],
)
def test_a_failure_tells_what_it_said_and_where_the_rest_is(
    command: str, said: str, room: ReactionRoom
) -> None:
    complaint = react(room, command)
    assert complaint.startswith("the hook 'phase_done' ")
    assert said in complaint


def test_one_that_hangs_is_ended_with_all_that_it_started(room: ReactionRoom, tmp_path: Path) -> None:
    family = Family(tmp_path / "family")
    quick = ReactionRoom(room.root, room.environment, 1.0, room.wake, room.secrets)
    complaint = react(quick, " ".join(family.argv(sys.executable, "stay", *SORTS)))
    assert "was ended after 1 s (hooks.timeout)" in complaint
    assert set(family.pids(*SORTS)) == {*SORTS, "leader"}
    assert family.living() == []


def test_what_it_leaves_in_the_background_is_ended_with_it(room: ReactionRoom, tmp_path: Path) -> None:
    assert react(room, "sleep 1000 & echo $! > pid") == ""
    assert not living(int((tmp_path / "pid").read_text()))


def test_one_that_prints_without_end_is_kept_within_bounds(room: ReactionRoom) -> None:
    assert react(room, "head -c 100000000 /dev/zero | tr '\\0' x; echo; echo last") == ""
    assert Path(room.root, "calls/1/output.log").stat().st_size < 2 * MOST_BYTES
    assert output(room).endswith("last\n")


def test_secrets_are_covered_in_all_that_is_kept(room: ReactionRoom) -> None:
    complaint = react(room, "cat; echo hush-hush-hush; exit 1", "{'reason': 'hush-hush-hush'}")
    kept = [path.read_text() for path in Path(room.root, "calls/1").iterdir()]
    assert "hush-hush-hush" not in "".join([complaint, *kept])


def test_a_folder_that_cannot_be_made_is_told(room: ReactionRoom, tmp_path: Path) -> None:
    (tmp_path / "calls").write_text("a file")
    assert react(room, "true").startswith("the hook 'phase_done' could not be run: ")
