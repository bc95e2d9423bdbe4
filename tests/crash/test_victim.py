from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.crash.bench import Undisturbed
from tests.crash.project import FOLDER, PAUSE, RUN, Template
from tests.crash.record import read
from tests.crash.victims import Life, Stable


def life(stable: Stable, template: Template, folder: Path, kill_at: int) -> Life:
    root = template.copy(folder)
    env = {**os.environ, FOLDER: str(folder / "lines"), PAUSE: "0"}
    made = stable.start(RUN, root, env, folder / "life", kill_at)
    assert made.ended(60)
    return made


def test_a_victim_dies_at_the_point_it_was_told(stable: Stable, template: Template, tmp_path: Path) -> None:
    ended = life(stable, template, tmp_path, 150)
    assert ended.status == -signal.SIGKILL
    assert [line.split()[0] for line in ended.points()] == [str(number) for number in range(1, 151)]
    assert read(tmp_path / "project").runs[0]["ended_at"] is None


def test_a_victim_without_a_point_lives_to_the_end(
    stable: Stable, template: Template, tmp_path: Path
) -> None:
    ended = life(stable, template, tmp_path, 0)
    assert ended.status == 0, ended.said()
    what = "\n".join(ended.points())
    assert {name for name in POINTS if name not in what} == set()


# Every transaction, row, file that is moved or written, and process: before and, where it matters, after.
POINTS = {
    *("before a commit", "after a commit", "write INSERT INTO journal"),
    *("os.rename", "after replace", "subprocess.Popen", "after __init__", "os.mkdir"),
    *("verdict.json", "prompt.md", "session.jsonl", "changes.diff", "lock", "state.db"),
}


def test_the_undisturbed_run_holds_a_lie_that_was_found_and_repaired(calm: Undisturbed) -> None:
    kinds = {row["kind"] for row in calm.record.finding}
    assert kinds == {"gate failed", "protected file changed"}
    assert [row["decision"] for row in calm.record.attempt].count("accept") == 3
    assert len(calm.record.attempt) == 4
