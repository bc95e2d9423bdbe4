"""Gates that have just judged the same files are not asked again for the next phase's baseline."""

from __future__ import annotations

from pathlib import Path

from orchestrator.engine.recent import Recent
from tests.engine.stage import Stage, phase
from tests.support.made import gate, result

# It counts outside of the project, so that the project's files stay as they are.
COUNTS = "echo x >> ../counted; test -e work"
WORKER = "begin; touch work; all_done; finish"


def test_the_next_phase_takes_over_what_the_same_gate_just_said(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1", COUNTS), phase("2", COUNTS, depends_on=("1",))), WORKER)
    assert stage.go().exit_code == 0
    assert len((tmp_path / "counted").read_text().split()) == 3  # before and after phase 1, after phase 2
    baseline = stage.query("SELECT phase_id, exit_code FROM baseline ORDER BY phase_id")
    assert baseline == [("1", 1), ("2", 0)]


def test_a_gate_of_its_own_is_asked(tmp_path: Path) -> None:
    other = phase("2", f"{COUNTS}; true", depends_on=("1",))
    stage = Stage(tmp_path, (phase("1", COUNTS), other), WORKER)
    assert stage.go().exit_code == 0
    assert len((tmp_path / "counted").read_text().split()) == 4


def test_only_the_same_files_and_every_gate_are_remembered() -> None:
    recent, said = Recent(), result(gate("a"))
    assert recent.recall("tree", (gate("a"),)) is None
    recent.keep("tree", (said,))
    assert recent.recall("tree", (gate("a", line=7),)) == (result(gate("a", line=7)),)
    assert recent.recall("other", (gate("a"),)) is None
    assert recent.recall("tree", (gate("a"), gate("b"))) is None
