from __future__ import annotations

import json
from typing import Any

import pytest

from orchestrator.model.dossier import (
    AttemptEntry,
    BaselineEntry,
    Dossier,
    FindingEntry,
    GateEntry,
    HistoryEntry,
    SessionEntry,
    SignalEntry,
    TamperedEntry,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.records import AttemptUse, PhaseRecord, RunRecord
from orchestrator.views.attempt import dossier_text
from orchestrator.views.attempt_json import dossier_json

AT = "2026-11-22T14:07:40.123Z"
PHASE = PhaseRecord("1", "Setup", State.DONE, 3, 1, 1, False, "good", AT, 0.5, 10)
RUN = RunRecord("r", "docs/master-plan.md", "Small", "sonnet", AT, None, None, (PHASE,))
EVIL = "\x1b[2J\u202eevil\x07\r"
DIFF = "diff --git a/x.py b/x.py\n@@ -1 +1,2 @@\n-a\n+b\n+c\n"


def gate(exit_code: int | None = 0, before: int | str | None = "none", **other: Any) -> GateEntry:
    baseline = None if isinstance(before, str) else BaselineEntry(before, 1.0, "b.log")
    usual: dict[str, Any] = {
        **{"name": "tests", "command": "make test", "exit_code": exit_code, "seconds": 1.0, "at": AT},
        **{"tree": None, "output_path": "gates/1.log", "baseline": baseline, "tail": "one\ntwo\n"},
        "left_behind": (),
    }
    return GateEntry(**{**usual, **other})


def session(**other: Any) -> SessionEntry:
    usual: dict[str, Any] = {
        **{
            "ordinal": 1,
            "claude_id": "c",
            "continues": False,
            "prompt_path": "a/prompt.md",
            "prompt": "Do it",
        },
        **{"stream_path": "a/session.jsonl", "model": "sonnet", "cli_version": "2", "started_at": AT},
        **{"ended_at": AT, "seconds": 74.0, "ending": "claims done", "reason": "with a result"},
        **{"exit_code": 0, "turns": 3, "input_tokens": 1000, "output_tokens": 200, "cache_read_tokens": 30},
        **{"cache_creation_tokens": 4, "cost_usd": 0.06, "agents": (("doc-sync", "completed"),)},
        "left_behind": ("sleep 1000",),
    }
    return SessionEntry(**{**usual, **other})


def attempt(**other: Any) -> AttemptEntry:
    usual: dict[str, Any] = {
        **{"number": 2, "why": "targeted fix after attempt 1: no", "folder": "a", "started_at": AT},
        **{"ended_at": AT, "sessions": (session(),), "gates": (gate(),), "base_tree": "t0", "tree": "t1"},
        "signals": (SignalEntry(AT, "completed", "all of it", {"tests": 12}),),
        "findings": (FindingEntry("tests weakened", "high", "a skip in x.py", "+skip", "flaky on arm"),),
        **{
            "before": (),
            "tampered": (),
            "diff_path": "a/changes.diff",
            "diff": DIFF,
            "decision": "accept",
            "reason": "good",
            "chain": "0" * 64,
        },
    }
    return AttemptEntry(**{**usual, **other})


def dossier(*attempts: AttemptEntry, phase: PhaseRecord = PHASE) -> Dossier:
    return Dossier(RUN, phase, (HistoryEntry(AT, "start", "pending", "running", 1, ""),), attempts)


def text(*attempts: AttemptEntry, width: int = 80, whole_diff: bool = False) -> str:
    return dossier_text(dossier(*attempts), width, whole_diff=whole_diff)


def test_everything_that_led_to_the_verdict_is_there() -> None:
    shown = text(attempt())
    for part in (
        "Phase 1: Setup: done",
        "run r of docs/master-plan.md, model sonnet",
        "2026-11-22 14:07:40 UTC  start -> running",
        "Attempt 2 (2026-11-22 14:07:40 UTC), a",
        "why: targeted fix after attempt 1: no",
        "prompt: a/prompt.md",
        "| Do it",
        "ending: claims done: with a result",
        "used: 1,234 tokens, $0.06, 74 s, 3 turns",
        "agent doc-sync: completed",
        "ended a process it left behind: sleep 1000",
        "worker: reported completed: all of it",
        '| {"tests": 12}',
        "gate tests: passed (1.0 s)",
        "command: make test",
        "output: gates/1.log",
        "| two",
        "finding [high] tests weakened: a skip in x.py",
        "accepted: flaky on arm",
        "| +skip",
        "diff: 1 file, +2 -1; a/changes.diff",
        "x.py +2 -1",
        "tree: t0 -> t1",
        "verdict: accept: good",
    ):
        assert part in shown
    assert "| +b" not in shown
    assert "| +b" in text(attempt(), whole_diff=True)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (0, "none", "gate tests: passed ("),
        (0, 0, "gate tests: passed before and after ("),
        (0, 2, "gate tests: failed with exit code 2 before, passes now ("),
        (0, None, "gate tests: did not end in time before, passes now ("),
        (1, 0, "gate tests: passed before; now it failed with exit code 1 ("),
        (None, 0, "gate tests: passed before; now it did not end in time ("),
        (1, 1, "gate tests: failed with exit code 1 before and after ("),
        (1, 2, "gate tests: failed with exit code 1; before, it failed with exit code 2 ("),
        (None, None, "gate tests: did not end in time before and after ("),
        (None, "none", "gate tests: did not end in time ("),
    ],
)
def test_a_gate_is_told_with_what_it_did_before_the_work(
    now: int | None, before: int | str | None, words: str
) -> None:
    assert words in text(attempt(gates=(gate(now, before),)), width=200)


def test_what_is_not_there_is_said() -> None:
    bare = attempt(
        sessions=(session(prompt=None, ending=None, seconds=None, turns=None, model=None),),
        signals=(),
        gates=(),
        findings=(),
        diff=None,
        tree=None,
        decision=None,
    )
    shown = text(bare)
    for part in ("(it is gone)", "its end was not seen yet", "reported nothing", "no gate ran", "none yet"):
        assert part in shown
    assert "diff:" not in shown
    assert "(it is gone)" in text(attempt(gates=(gate(tail=None),)))
    assert text().endswith("No attempt was made yet.")
    assumed = dossier(phase=PHASE._replace(assumed=True))._replace(history=())
    shown = dossier_text(assumed, 80, whole_diff=False)
    assert "done (assumed, never verified)" in shown
    assert "nothing happened to it yet" in shown


def test_files_that_were_tampered_with_are_named() -> None:
    by_work = TamperedEntry("tests/a.py", DIFF, protected=True, by_gate=False, put_back=True)
    by_gate = TamperedEntry("docs/p.md", DIFF, protected=False, by_gate=True, put_back=False)
    shown = text(attempt(tampered=(by_work, by_gate)), width=200)
    assert "changed by the work, though protected: tests/a.py; it was put back" in shown
    assert "changed by the gates, though part of the contract: docs/p.md; it COULD NOT BE PUT BACK" in shown
    (data,) = json.loads(dossier_json(dossier(attempt(tampered=(by_work,))), whole_diff=False))["attempts"]
    assert data["tampered"] == [by_work._asdict()]


def test_gates_that_ran_only_before_the_work_are_told() -> None:
    stopped = attempt(before=(("lint", BaselineEntry(127, 0.2, "b.log")),), gates=(), sessions=())
    shown = text(stopped)
    assert "before the work: gate lint: failed with exit code 127 (0.2 s); b.log" in shown
    assert "no gate ran after the work" in shown
    (data,) = json.loads(dossier_json(dossier(stopped), whole_diff=False))["attempts"]
    assert data["before"] == [{"name": "lint", "exit_code": 127, "seconds": 0.2, "output_path": "b.log"}]


def test_a_diff_that_is_empty_is_told() -> None:
    assert "diff: no file was changed" in text(attempt(diff=""))


def long(words: int) -> str:
    return " ".join(["word"] * words)


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    wide = attempt(
        why=long(50),
        sessions=(session(prompt="x" * 1000 + "\n" + "y\n" * 50, reason=long(50)),),
        gates=(gate(1, tail="\t" + "z" * 500 + "\n", command=long(60)),),
        findings=(FindingEntry("gate failed", "high", long(60), "d" * 400, long(40)),),
        reason=long(99),
        diff="".join(f"diff --git a/f{n} b/f{n}\n" for n in range(50)),
    )
    shown = text(wide, width=width, whole_diff=width == 40)
    assert max(map(len, shown.splitlines())) <= width
    assert "... 41 more lines" in shown
    assert ("... 20 more files" in shown) == (width == 80)


def test_control_characters_never_pass() -> None:
    evil = attempt(
        why=EVIL,
        sessions=(
            session(prompt=EVIL, reason=EVIL, agents=((EVIL, EVIL),), left_behind=(EVIL,), model=EVIL),
        ),
        signals=(SignalEntry(AT, "completed", EVIL, {EVIL: EVIL}),),
        gates=(gate(1, name=EVIL, command=EVIL, tail=EVIL, left_behind=(EVIL,)),),
        findings=(FindingEntry("gate failed", "high", EVIL, EVIL, EVIL),),
        diff=f"diff --git a/{EVIL} b/{EVIL}\n",
        before=((EVIL, BaselineEntry(1, 0.1, EVIL)),),
        tampered=(TamperedEntry(EVIL, EVIL, protected=True, by_gate=False, put_back=True),),
        reason=EVIL,
        tree=EVIL,
    )
    titled = dossier(evil, phase=PHASE._replace(title=EVIL))
    for whole in (True, False):
        shown = dossier_text(titled, 80, whole_diff=whole)
        assert "evil" in shown
        assert not set(shown) & set("\x1b\u202e\x07\r")
        assert dossier_json(titled, whole_diff=whole).isascii()


def test_an_attempt_says_what_all_of_it_used_and_what_of_that_is_estimated() -> None:
    told, guessed = (
        AttemptUse(1, 1, 1_234, 0.06, 90.4, estimated=False),
        AttemptUse(2, 3, 5_678, 0.25, 74.6, estimated=True),
    )
    phase = PHASE._replace(by_attempt=(told, guessed))
    shown = dossier_text(
        dossier(attempt(number=1), attempt(sessions=(session(estimated=True, cost_usd=None),)), phase=phase),
        80,
        whole_diff=False,
    )
    assert "\n  used: 1 session, 1,234 tokens, $0.06, 90 s with its gates\n" in shown
    assert "\n  used: 3 sessions, ~5,678 tokens, ~$0.25, 75 s with its gates\n" in shown
    assert "\n    used: 1,234 tokens, $0.06, 74 s, 3 turns\n" in shown
    assert "\n    used: ~1,234 tokens, -, 74 s, 3 turns\n" in shown


def test_an_attempt_whose_use_is_not_known_has_no_line_for_it() -> None:
    assert "\n  used:" not in text(attempt())
