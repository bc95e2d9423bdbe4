"""Every crash window: the orchestrator dies around each of its commits, and the next one goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.stage import Crash, Stage, phase

# The first session of phase 1 lies, so that its attempt is rejected and remediated.
WORKER = 'begin; echo x >> worked; [ "$ORCHESTRATOR_ATTEMPT" = 1 ] || touch fixed; all_done; finish'
PHASES = (phase("1", "echo x >> checked; test -e fixed"), phase("2", "true", depends_on=("1",)))


def stage(folder: Path) -> Stage:
    folder.mkdir()
    return Stage(folder, PHASES, WORKER)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after it"])
def test_a_crash_around_any_commit_repeats_no_work_and_loses_none(tmp_path: Path, after: bool) -> None:
    undisturbed = stage(tmp_path / "undisturbed")
    assert undisturbed.go().exit_code == 0
    assert (undisturbed.count("worked"), undisturbed.count("checked")) == (3, 3)  # once before the work
    for commit in range(1, undisturbed.commits + 1):
        crashed = stage(tmp_path / str(commit))
        with pytest.raises(Crash):
            crashed.go(crash_at=commit, after=after)
        assert crashed.go().exit_code == 0, commit
        assert crashed.states() == {"1": "done", "2": "done"}, commit
        assert crashed.triggers() == undisturbed.triggers(), commit
        assert crashed.count("worked") == 3, commit  # no session is paid for twice
        assert crashed.count("checked") in (3, 4), commit  # the baseline or a verification may be repeated
        assert crashed.query(GATES) == undisturbed.query(GATES), commit
        assert crashed.query(FINDINGS) == undisturbed.query(FINDINGS), commit
        assert crashed.record().exit_code == 0, commit


GATES = "SELECT phase_id, attempt, command, exit_code FROM gate_result ORDER BY phase_id, attempt, ordinal"
FINDINGS = "SELECT phase_id, attempt, kind FROM finding ORDER BY phase_id, attempt, ordinal"


def test_a_run_that_was_decided_but_not_ended_is_ended_by_the_next_one(tmp_path: Path) -> None:
    undisturbed = stage(tmp_path / "undisturbed")
    undisturbed.go()
    crashed = stage(tmp_path / "crashed")
    with pytest.raises(Crash):
        crashed.go(crash_at=undisturbed.commits)  # the last commit ends the run
    assert crashed.record().ended_at is None
    assert crashed.go().exit_code == 0
    assert crashed.record().ended_at is not None
