"""Troubles of the session are sat out without an attempt, whatever happens meanwhile."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from orchestrator.model.happening import Happening, RunEnded, Waiting
from orchestrator.model.session import TroubleKind
from orchestrator.patience import Pace
from orchestrator.process.wake import Wake
from tests.engine.stage import Stage, phase

QUICK = Pace(after_reset=0.0, first_limit=0.05, longest_limit=0.2, first_api=0.05, longest_api=0.1)
LIMITED_ONCE = "begin; first_time limited && limited 4; all_done; finish"
FAR = "begin; first_time limited && limited 7200; all_done; finish"


def stage(folder: Path, script: str) -> Stage:
    made = Stage(folder, (phase("1", "true"),), script)
    made.pace = QUICK
    return made


def stopping_when_it_waits(made: Stage) -> Wake:
    """A flag that goes up as soon as something is waited for."""
    wake = Wake()

    def hear(what: Happening) -> None:
        made.heard.append(what)
        if isinstance(what, Waiting):
            wake.set()

    made.report = hear
    return wake


def waits(made: Stage) -> list[Waiting]:
    return [each for each in made.heard if isinstance(each, Waiting)]


def sessions(made: Stage) -> list[tuple[object, ...]]:
    return made.query("SELECT attempt, ordinal, continues, claude_id FROM session ORDER BY attempt, ordinal")


def test_a_usage_limit_is_waited_out_and_the_same_session_goes_on(tmp_path: Path) -> None:
    made = stage(tmp_path, LIMITED_ONCE)
    began = time.time()
    assert made.go().exit_code == 0
    assert [trigger for _, trigger, _ in made.triggers()] == ["start", "finish", "accept"]
    first, second = sessions(made)
    assert first[:3] == (1, 1, 0)
    assert second == (1, 2, 1, first[3])
    (wait,) = waits(made)
    assert wait.trouble.kind is TroubleKind.USAGE_LIMIT
    assert began + 3 <= wait.until <= time.time() + 4
    told = made.prompt("1", 1, "prompt-2.md")
    assert "was stopped by a usage limit, which is over now" in told


def test_a_wait_survives_a_restart(tmp_path: Path) -> None:
    made = stage(tmp_path, FAR)
    wake = stopping_when_it_waits(made)
    assert made.go(wake=wake).stopped
    assert made.triggers()[-1] == ("1", "interrupt", 1)
    (until,) = {wait.until for wait in waits(made)}
    wake.clear()
    assert made.go(wake=wake).stopped, "the second life goes on waiting"
    assert {wait.until for wait in waits(made)} == {until}
    assert len(sessions(made)) == 1, "and starts nothing meanwhile"
    made.change("UPDATE session SET retry_at = ?", time.time() + 0.2)
    wake.clear()
    made.report = made.heard.append
    assert made.go(wake=wake).exit_code == 0
    wake.close()
    assert made.record().phases[0].attempt == 1


def test_a_second_life_after_a_kill_before_the_wait_was_recorded_waits_as_well(tmp_path: Path) -> None:
    made = stage(tmp_path, FAR)
    wake = stopping_when_it_waits(made)
    made.go(wake=wake)
    made.change("UPDATE session SET retry_at = NULL")
    wake.clear()
    assert made.go(wake=wake).stopped
    wake.close()
    assert len(sessions(made)) == 1
    assert made.query("SELECT retry_at > 0 FROM session") == [(1,)]


def test_who_does_not_wait_gets_a_paused_run_that_can_go_on(tmp_path: Path) -> None:
    made = stage(tmp_path, FAR)
    made.settings = made.settings._replace(wait_for_limits=False)
    conducted = made.go()
    assert (conducted.stopped, conducted.exit_code) == (True, 5)
    assert conducted.paused == "usage limit: You have hit your session limit"
    assert made.record().paused == conducted.paused
    ended = made.heard[-1]
    assert isinstance(ended, RunEnded)
    assert ended.paused == conducted.paused
    made.change("UPDATE session SET retry_at = ?", time.time() - 1)
    assert made.go().exit_code == 0
    assert made.record().phases[0].attempt == 1


@pytest.mark.parametrize(
    "failure",
    [
        "refused server_error 529 'API Error: Overloaded'",
        "refused server_error 500 'API Error: 500'",
        "refused unknown null 'API Error: Unable to connect to API (ConnectionRefused)'",
        "refused unknown null 'API Error: Connection closed mid-response.'",
    ],
)
def test_an_api_that_fails_for_a_while_costs_no_attempt(tmp_path: Path, failure: str) -> None:
    made = stage(tmp_path, f"begin; first_time a && {failure}; first_time b && {failure}; all_done; finish")
    made.settings = made.settings._replace(max_retries=0)
    assert made.go().exit_code == 0
    assert len(sessions(made)) == 3
    assert [wait.trouble.kind for wait in waits(made)] == [TroubleKind.API] * 2


def test_an_api_that_never_answers_blocks_in_the_end(tmp_path: Path) -> None:
    made = stage(tmp_path, "begin; refused server_error 529 'API Error: Overloaded'")
    made.settings = made.settings._replace(api_retries=2)
    assert made.go().exit_code == 1
    (only,) = made.record().phases
    assert only.reason.startswith("the API failed 3 sessions (api_retries)")
    assert only.attempt == 1


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("begin; refused authentication_failed 401 'Invalid API key'", "authentication"),
        ("begin; refused billing_error 400 'Credit balance is too low'", "billing"),
        ("begin; refused model_not_found 404 'There is an issue with the selected model'", "model"),
        (
            "echo '--dangerously-skip-permissions cannot be used with root/sudo' >&2; exit 1",
            "root",
        ),
        ("echo \"error: unknown option '--session-id'\" >&2; exit 1", "old CLI"),
        ("exit 127", "no CLI"),
    ],
)
def test_what_only_a_person_can_mend_blocks_after_one_session(tmp_path: Path, script: str, kind: str) -> None:
    made = stage(tmp_path, script)
    assert made.go().exit_code == 1
    assert made.record().phases[0].reason.startswith(f"{kind}: ")
    assert len(sessions(made)) == 1
    assert waits(made) == []


def test_wordings_of_a_limit_that_a_tool_printed_are_no_limit(tmp_path: Path) -> None:
    quoted = (
        r"""printf '{"type":"user","message":{"role":"user","content":[{"type":"tool_result",'"""
        r"""'"tool_use_id":"t","content":"You have hit your session limit, resets 3pm"}]},"""
        r""""parent_tool_use_id":null}\n';"""
    )
    made = stage(tmp_path, f"begin; {quoted} all_done; finish")
    assert made.go().exit_code == 0
    assert (waits(made), len(sessions(made))) == ([], 1)


def test_a_stop_ends_a_wait_at_once(tmp_path: Path) -> None:
    made = stage(tmp_path, FAR)
    wake = Wake()
    waiting = threading.Event()

    def hear(what: Happening) -> None:
        if isinstance(what, Waiting):
            waiting.set()

    made.report = hear
    ended: list[bool] = []
    thread = threading.Thread(target=lambda: ended.append(made.go(wake=wake).stopped))
    thread.start()
    assert waiting.wait(30)
    wake.set()
    thread.join(10)
    wake.close()
    assert ended == [True]
