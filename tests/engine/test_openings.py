"""Which session comes next, and what it is told."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from orchestrator.engine.openings import chain
from orchestrator.model.attempts import Session
from orchestrator.model.configuration import Settings
from orchestrator.model.happening import SessionStarted
from orchestrator.process.wake import Wake
from tests.engine.stage import RUN, Stage, phase
from tests.support.standin import WORKS
from tests.support.waiting import wait_until

SESSIONS = "SELECT attempt, ordinal, continues, ending FROM session ORDER BY rowid"
IDS = "SELECT DISTINCT claude_id FROM session"
# What the CLI prints for a conversation that it does not find: one line, and no `init`.
LOST = (
    r"""printf '{"type":"result","subtype":"error_during_execution","is_error":true,"num_turns":0,"""
    r""""errors":["No conversation found with session ID: x"]}\n'; exit 1"""
)
GATED = phase("1", "test -e fixed")


def session(attempt: int, ordinal: int, *, continues: bool) -> Session:
    return Session(attempt, ordinal, "id", continues, None, ())


def reasons(stage: Stage) -> list[str]:
    return [each.why for each in stage.heard if isinstance(each, SessionStarted)]


def test_a_chain_reaches_back_to_the_session_that_began_the_conversation() -> None:
    all_of_them = (
        session(1, 1, continues=False),
        session(2, 1, continues=False),
        session(2, 2, continues=True),
        session(3, 1, continues=True),
    )
    assert chain(all_of_them) == all_of_them[1:]
    assert chain(all_of_them[:1]) == all_of_them[:1]
    assert chain(()) == ()


def test_a_rejected_attempt_is_repaired_by_its_own_session(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (GATED,), "begin; all_done; [ $ORCHESTRATOR_ATTEMPT = 1 ] || touch fixed; finish")
    assert stage.go().exit_code == 0
    assert reasons(stage) == ["first", "targeted fix"]
    assert len(stage.query(IDS)) == 1
    assert stage.prompt("1", 1).startswith("Phase 1: Phase 1 (one phase of the plan 'Small'")
    assert stage.prompt("1", 2).startswith("Phase 1 was sent back")
    assert "gate 'test -e fixed' failed" in stage.prompt("1", 2)


def test_a_session_that_cannot_be_continued_is_started_over_with_what_was_found(tmp_path: Path) -> None:
    silent_once = '[ "$ORCHESTRATOR_ATTEMPT" = 1 ] && exit 7; touch fixed; begin; all_done; finish'
    stage = Stage(tmp_path, (GATED,), silent_once)
    assert stage.go().exit_code == 0
    assert reasons(stage) == ["first", "full retry"]
    assert len(stage.query(IDS)) == 2
    assert "ended with exit code 7 and without a result" in stage.prompt("1", 2)
    assert stage.prompt("1", 2).startswith("Phase 1: Phase 1")


def test_a_conversation_that_is_lost_is_replaced_within_the_attempt(tmp_path: Path) -> None:
    work = "begin; all_done; test -e once && touch fixed; touch once; finish"
    script = f'case "$*" in *--resume*) {LOST} ;; esac; {work}'
    stage = Stage(tmp_path, (GATED,), script)
    assert stage.go().exit_code == 0
    assert stage.query(SESSIONS) == [
        (1, 1, 0, "claims done"),
        (2, 1, 1, "failed"),
        (2, 2, 0, "claims done"),
    ]
    assert "gate 'test -e fixed' failed" in stage.prompt("1", 2, "prompt-2.md")


def test_a_cli_that_never_finds_its_conversation_uses_up_its_attempts(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), LOST)
    assert stage.go().exit_code == 1
    assert stage.states() == {"1": "blocked"}
    assert [row[:2] for row in stage.query(SESSIONS)] == [(1, 1), (2, 1)]


def interrupt(stage: Stage) -> None:
    """One life of the orchestrator that is told to stop as soon as the worker has made `began`."""
    wake = Wake()

    def stop() -> None:
        wait_until((stage.root / "began").exists, what="the worker's beginning")
        wake.set()

    helper = Thread(target=stop)
    helper.start()
    try:
        assert stage.go(wake=wake).stopped
    finally:
        helper.join()
        wake.close()


def test_an_interrupted_session_is_continued_and_told_so(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), "begin; test -e began || stay began; all_done; finish")
    interrupt(stage)
    assert stage.go().exit_code == 0
    assert reasons(stage) == ["first", "interrupted"]
    assert stage.query(SESSIONS) == [(1, 1, 0, "interrupted"), (1, 2, 1, "claims done")]
    assert len(stage.query(IDS)) == 1
    assert stage.prompt("1", 1, "prompt-2.md").startswith(
        "Phase 1 is not finished: your session was interrupted"
    )


def test_a_repair_that_was_interrupted_is_told_again_what_to_repair(tmp_path: Path) -> None:
    repair = 'case "$prompt" in *"test -e fixed"*) test -e began || stay began; touch fixed ;; esac'
    once = '[ "$ORCHESTRATOR_ATTEMPT" = 1 ] ||'
    stage = Stage(tmp_path, (GATED,), f"begin; {once} {repair}; all_done; finish")
    interrupt(stage)
    assert stage.go().exit_code == 0
    assert reasons(stage) == ["first", "targeted fix", "interrupted"]
    assert "gate 'test -e fixed' failed" in stage.prompt("1", 2, "prompt-2.md")


def test_a_session_that_was_interrupted_before_it_began_is_begun_again(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), "test -e began || stay began; begin; all_done; finish")
    interrupt(stage)
    assert stage.go().exit_code == 0
    assert reasons(stage) == ["first", "first"]
    assert stage.query(SESSIONS) == [(1, 1, 0, "interrupted"), (1, 2, 0, "claims done")]


def test_a_repair_that_was_interrupted_before_it_began_is_still_a_repair(tmp_path: Path) -> None:
    repair = 'case "$prompt" in *"sent back"*) test -e began || stay began; touch fixed ;; esac'
    script = f"{repair}; begin; all_done; finish"
    stage = Stage(tmp_path, (GATED,), script)
    interrupt(stage)
    assert stage.go().exit_code == 0
    assert reasons(stage) == ["first", "targeted fix", "targeted fix"]
    assert len(stage.query(IDS)) == 1


# A stand-in that calls no hook of its own accord; it shows what it was given.
SHOWS = 'for word; do case $before in --settings) echo "$word" > settings.json ;; esac; before=$word; done'


def attempt_of(stage: Stage, number: int) -> Path:
    return Path(stage.state.attempt(RUN, "1", number))


def test_a_session_is_given_hooks_that_answer_from_its_attempts_folder(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (GATED,), f"{SHOWS}; touch fixed; {WORKS}")
    assert stage.go().exit_code == 0
    told = json.loads((stage.root / "settings.json").read_text())
    assert set(told["hooks"]) == {"Stop", "PreToolUse"}
    folder = attempt_of(stage, 1)
    assert f"{folder}/bin/orchestrate hook stop {folder}" in told["hooks"]["Stop"][0]["hooks"][0]["command"]
    written = folder / "contract.json"
    assert written.stat().st_mode & 0o777 == 0o600
    known = json.loads(written.read_text())
    assert known["gates"] == [{"name": "test -e fixed", "command": "test -e fixed"}]
    assert known["notes_before"] == str(folder / "notes.json")


def test_gates_inside_the_session_can_be_switched_off_and_protection_stays(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1"),), f"{SHOWS}; {WORKS}", Settings(verify_in_session=False))
    assert stage.go().exit_code == 0
    assert set(json.loads((stage.root / "settings.json").read_text())["hooks"]) == {"PreToolUse"}


def test_a_repair_is_measured_against_the_notes_before_all_of_the_work(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (GATED,), "begin; all_done; [ $ORCHESTRATOR_ATTEMPT = 1 ] || touch fixed; finish")
    assert stage.go().exit_code == 0
    known = json.loads((attempt_of(stage, 2) / "contract.json").read_text())
    assert known["notes_before"] == str(attempt_of(stage, 1) / "notes.json")


def test_a_worker_that_forges_all_that_the_hooks_know_gains_nothing(tmp_path: Path) -> None:
    forge = (
        'dir=$(dirname "$ORCHESTRATOR_SPOOL"); mkdir -p "$dir/hooks"; '
        'echo "#!/bin/sh" > "$dir/bin/orchestrate"; '
        """echo '{"version": 1, "gates": [], "blocks": 0}' > "$dir/contract.json"; """
        """echo '{"blocked": false, "gates": [{"exit_code": 0}]}' > "$dir/hooks/stop-1.json"; """
    )
    stage = Stage(tmp_path, (GATED,), f"{forge} {WORKS}")
    assert stage.go().exit_code == 1
    assert stage.states() == {"1": "blocked"}
    assert len(stage.query("SELECT * FROM finding WHERE kind = 'gate failed'")) == 2


HANGS_ONCE = 'case $prompt in *"broke off"*) all_done; finish ;; *) stay began ;; esac'


@pytest.mark.parametrize(
    ("script", "settings", "told"),
    [
        ("stay began", {"start_timeout": 0.4}, "said nothing at all for 0.4 s (start_timeout)"),
        (f"begin; {HANGS_ONCE}", {"idle_timeout": 0.8}, "silent for 0.8 s while no tool ran (idle_timeout)"),
        (f"begin; {HANGS_ONCE}", {"timeout": 0.8}, "was not finished after 0.8 s (timeout)"),
        ("begin; yes", {"log_limit": 1}, "wrote more than 1 MB (log_limit)"),
    ],
)
def test_what_a_session_may_take_is_configured_and_the_journal_says_what_was_too_much(
    tmp_path: Path, script: str, settings: dict[str, Any], told: str
) -> None:
    stage = Stage(tmp_path, (GATED,), script, Settings(max_retries=0)._replace(**settings))
    assert stage.go().exit_code == 1
    ((reason,),) = stage.query("SELECT reason FROM journal WHERE trigger = 'block'")
    assert told in str(reason)


def test_a_session_that_hung_is_continued_by_the_next_attempt(tmp_path: Path) -> None:
    settings = Settings(max_retries=1, idle_timeout=2.0)
    stage = Stage(tmp_path, (phase("1", "true"),), f"begin; {HANGS_ONCE}", settings)
    assert stage.go().exit_code == 0
    assert stage.query(SESSIONS) == [(1, 1, 0, "hung"), (2, 1, 1, "claims done")]
    assert len(stage.query(IDS)) == 1
