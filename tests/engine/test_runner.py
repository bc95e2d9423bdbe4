"""One phase from where it stands to its end."""

from __future__ import annotations

from pathlib import Path

from orchestrator.model.configuration import Settings
from orchestrator.model.happening import Happening, Judged, SessionStarted
from orchestrator.process.wake import Wake
from tests.engine.stage import Stage, phase

FIRST = '[ "$ORCHESTRATOR_ATTEMPT" = 1 ]'


def moves(stage: Stage) -> list[str]:
    return [trigger for _, trigger, _ in stage.triggers()]


def test_a_session_that_fails_is_not_verified_but_tried_again(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1", "echo x >> checked"),), f"begin; {FIRST} && exit 9; all_done; finish")
    assert stage.go().exit_code == 0
    assert moves(stage) == ["start", "fail", "retry", "finish", "accept"]
    assert stage.count("checked") == 2  # before the work, and after the session that ended well


def test_sessions_that_go_on_failing_end_in_a_blocked_phase(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), "begin; exit 9")
    assert stage.go().exit_code == 1
    assert moves(stage) == ["start", "fail", "retry", "block"]
    assert stage.record().phases[0].reason.startswith("all 2 attempts used up; still wrong: the session")


def test_an_answer_that_was_cut_is_verified_and_found_wanting(tmp_path: Path) -> None:
    cut = f"begin; all_done; if {FIRST}; then finish | sed 's/end_turn/max_tokens/'; else finish; fi"
    stage = Stage(tmp_path, (phase("1"),), cut)
    assert stage.go().exit_code == 0
    assert moves(stage) == ["start", "finish", "reject", "retry", "finish", "accept"]


def test_a_worker_that_reports_blocked_is_believed_however_its_session_ends(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1", "echo x >> checked"),), "begin; done_with blocked why; exit 9")
    assert stage.go().exit_code == 1
    assert moves(stage) == ["start", "block"]
    assert stage.record().phases[0].reason == "the worker reports blocked: why"
    assert stage.count("checked") == 1  # before the work


def test_the_last_word_of_a_worker_counts(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), "begin; done_with blocked why; all_done; finish")
    assert stage.go().exit_code == 0


def test_a_stop_between_two_attempts_is_picked_up_at_the_next_one(tmp_path: Path) -> None:
    stage, wake = Stage(tmp_path, (phase("1", "test -e fixed"),)), Wake()

    def hear(happening: Happening) -> None:
        if isinstance(happening, Judged):
            wake.set()

    stage.report = hear
    assert stage.go(wake=wake).stopped
    wake.close()
    assert stage.states() == {"1": "remediating"}
    (stage.root / "fixed").touch()
    assert stage.go().exit_code == 0
    assert moves(stage) == ["start", "finish", "reject", "interrupt", "retry", "finish", "accept"]


def test_attempts_are_counted_within_a_round(tmp_path: Path) -> None:
    working = 'begin; echo "$ORCHESTRATOR_ATTEMPT" > work; all_done; finish'
    stage = Stage(tmp_path, (phase("1", "false"),), working, Settings(max_retries=2))
    stage.go()
    begun = [each for each in stage.heard if isinstance(each, SessionStarted)]
    assert [(each.attempt, each.attempts) for each in begun] == [(1, 3), (2, 3), (3, 3)]


def test_what_repeats_itself_is_not_tried_again(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1", "false"),), settings=Settings(max_retries=5))
    assert stage.go().exit_code == 1
    assert moves(stage) == ["start", "finish", "reject", "retry", "finish", "block"]
    assert stage.record().phases[0].reason.startswith("the same findings as in the attempt before")


def test_a_gate_that_cannot_start_blocks_before_a_session_is_paid_for(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1", "cd . && no-such-program"),))
    assert stage.go().exit_code == 1
    assert moves(stage) == ["start", "block"]
    assert "cannot start: exit code 127" in stage.record().phases[0].reason
    assert stage.query("SELECT * FROM session") == []


def test_a_gate_that_must_fail_first_and_does_not_blocks_before_a_session_is_paid_for(tmp_path: Path) -> None:
    green = phase("1", "true")
    must_fail = green._replace(gates=(green.gates[0]._replace(must_fail_first=True),))
    stage = Stage(tmp_path, (must_fail,))
    assert stage.go().exit_code == 1
    assert "must fail first, but it passes before any work was done" in stage.record().phases[0].reason
    assert stage.query("SELECT * FROM session") == []
