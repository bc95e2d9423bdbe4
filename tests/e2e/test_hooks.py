"""Hooks inside the session, called by the real CLI."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestrator.hooks import record
from tests.e2e.support.commands import Completed, run_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project
from tests.e2e.support.state import evidence, findings, sessions
from tests.e2e.support.worker import (
    all_done,
    bash,
    done,
    edit,
    expecting,
    phase,
    read,
    say,
    script,
    sent_back,
    together,
    write,
)
from tests.support.scripted_api import ScriptedAPI

pytestmark = pytest.mark.claude

CHECKED = PhaseFile("1", "Setup", gates=("cat wanted.txt: the file is there",))
HELD_BACK = "gate 'cat wanted.txt' failed with exit code 1"
# The hook takes longer than a session may live on after its result: it must come before that.
BRIEF = "gate_timeout: 3\nclaude:\n  result_grace: 0.5\n"
ONCE = "max_retries: 0\n"
DISABLED = '{"disableAllHooks": true}\n'


def run(made: Project, env: dict[str, str]) -> Completed:
    return run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env, timeout=100)


def stops(made: Project, attempt: int = 1) -> list[dict[str, Any]]:
    return record.stops(str(evidence(made, "1", attempt)))


def test_a_failing_gate_is_told_and_repaired_inside_the_session(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, CHECKED, config=ONCE)
    made.write(".claude/settings.json", DISABLED)  # of the project's hooks; ours are called all the same
    repair = expecting(HELD_BACK, write("wanted.txt", "now\n"))
    api.play(script(phase("1", all_done(CHECKED), say("All is done."), repair, say("Repaired."))))
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    assert [(row.attempt, row.ending) for row in sessions(made)] == [(1, "claims done")]
    first, second = stops(made)
    assert (first["blocked"], second["blocked"]) == (True, False)
    assert [gate["exit_code"] for gate in (*first["gates"], *second["gates"])] == [1, 0]


def test_a_worker_that_repairs_nothing_is_let_go_and_rejected_from_outside(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, CHECKED, config=ONCE)
    stubborn = [expecting(HELD_BACK, say("It is fine as it is.")) for _ in range(3)]
    api.play(script(phase("1", all_done(CHECKED), say("All is done."), *stubborn)))
    ended = run(made, env)
    assert ended.returncode == 1
    assert [stop["blocked"] for stop in stops(made)] == [True, True, True, False]
    assert len(sessions(made)) == 1
    assert findings(made, 1) == ["gate failed"]


def test_an_edit_of_what_is_protected_is_refused_with_the_reason(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    config = ".orchestrator/config.yaml"
    made = project(tmp_path, PhaseFile("1", "Setup"), config=ONCE)
    setup = PhaseFile("1", "Setup")
    tick = edit(setup.path, "- [ ] Do the work", "- [x] Do the work")
    cheat = edit(setup.path, "- true: must pass", "- true: may pass")
    api.play(
        script(
            phase(
                "1",
                together(read(config), read(setup.path)),
                edit(config, "max_retries: 0", "max_retries: 9"),
                expecting(f"{config} is protected", cheat),
                expecting("tick its boxes", tick),
                expecting("has been updated", bash(f"echo '# by a command' >> {config}; cat {config}")),
                expecting("max_retries: 0\n# by a command", all_done(setup)),
            )
        )
    )
    run(made, env)  # a command is not looked at in the session, so what becomes of the run is left open
    assert "- [x] Do the work" in made.read(setup.path)
    assert "may pass" not in made.read(setup.path)
    denied = (evidence(made, "1", 1) / "hooks" / "denied.jsonl").read_text().splitlines()
    assert [json.loads(line)["tool"] for line in denied] == ["Edit", "Edit"]


def test_a_gate_that_hangs_inside_the_session_is_ended(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    hanging = PhaseFile("1", "Setup", gates=("test -e go || tail -f /dev/null",))
    made = project(tmp_path, hanging, config=f"{ONCE}{BRIEF}")
    api.play(
        script(
            phase(
                "1",
                all_done(hanging),
                say("All is done."),
                expecting("was ended after 3 s", write("go", "")),
                say("Repaired."),
            )
        )
    )
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    assert stops(made)[0]["gates"][0]["exit_code"] is None
    assert "left behind" not in ended.stdout


def test_a_worker_that_reports_blocked_is_let_go_at_once(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, CHECKED)
    api.play(script(phase("1", done("1", "blocked", "no disk"), say("I cannot."))))
    ended = run(made, env)
    assert ended.returncode == 1
    assert [(stop["blocked"], stop["gates"]) for stop in stops(made)] == [(False, [])]


def test_a_worker_that_lies_to_the_hook_is_found_out_afterwards(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(tmp_path, CHECKED, config="max_retries: 1\n")
    attempt = 'dir=$(dirname "$ORCHESTRATOR_SPOOL"); printf "#!/bin/sh\\nexit 0\\n" > "$dir/bin/orchestrate"'
    forged = attempt + '; echo "{}" > "$dir/contract.json"'
    api.play(
        script(
            phase("1", all_done(CHECKED), bash(forged), say("All is done.")),
            sent_back("1", expecting("cat wanted.txt", write("wanted.txt", "now\n")), done("1")),
        )
    )
    ended = run(made, env)
    assert ended.returncode == 0, ended.stdout
    assert stops(made) == []
    assert findings(made, 1) == ["gate failed"]
    assert [stop["blocked"] for stop in stops(made, 2)] == [False]


def test_it_can_be_switched_off(tmp_path: Path, api: ScriptedAPI, env: dict[str, str]) -> None:
    made = project(tmp_path, CHECKED, config=f"{ONCE}verify_in_session: false\n")
    api.play(script(phase("1", all_done(CHECKED))))
    assert run(made, env).returncode == 1
    assert stops(made) == []


def test_settings_of_the_user_replace_ours_and_the_run_says_so_once(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = project(
        tmp_path,
        CHECKED,
        PhaseFile("2", "Logic"),
        config=f"{ONCE}claude:\n  arguments: [--settings, '{{}}']\n",
    )
    api.play(script(phase("1", all_done(CHECKED)), phase("2", all_done(PhaseFile("2", "Logic")))))
    ended = run(made, env)
    assert ended.returncode == 1
    assert ended.stderr.count("bring --settings of their own") == 1
    assert stops(made) == []
