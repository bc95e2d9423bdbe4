from __future__ import annotations

import json
import shlex

from orchestrator.hooks.settings import LONGEST, MARGIN, session_settings

PROGRAM, FOLDER = '/it\'s a "$p"/bin/orchestrate', '/it\'s a "$p"'


def test_both_hooks_call_our_program_by_its_path() -> None:
    said = json.loads(session_settings(PROGRAM, FOLDER, stop=600.0, protect=True))
    [[stop]] = [entry["hooks"] for entry in said["hooks"]["Stop"]]
    [edit] = said["hooks"]["PreToolUse"]
    assert shlex.split(stop["command"]) == [PROGRAM, "hook", "stop", FOLDER]
    assert shlex.split(edit["hooks"][0]["command"]) == [PROGRAM, "hook", "protect", FOLDER]
    assert edit["matcher"].split("|") == ["Edit", "Write", "MultiEdit", "NotebookEdit"]
    assert stop["timeout"] == 600 + MARGIN
    assert edit["hooks"][0]["timeout"] < MARGIN


def test_a_project_cannot_switch_them_off() -> None:
    assert json.loads(session_settings(PROGRAM, FOLDER, stop=1.0, protect=False))["disableAllHooks"] is False


def test_each_can_be_left_out() -> None:
    assert set(json.loads(session_settings(PROGRAM, FOLDER, stop=None, protect=True))["hooks"]) == {
        "PreToolUse"
    }
    assert set(json.loads(session_settings(PROGRAM, FOLDER, stop=1.0, protect=False))["hooks"]) == {"Stop"}
    assert session_settings(PROGRAM, FOLDER, stop=None, protect=False) == ""


def test_a_month_of_gates_is_no_more_than_a_timer_holds() -> None:
    said = json.loads(session_settings(PROGRAM, FOLDER, stop=3e6, protect=False))
    assert said["hooks"]["Stop"][0]["hooks"][0]["timeout"] == LONGEST
