from __future__ import annotations

import json

import pytest

from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseOutcome, PhaseRecord, RunRecord, RunSummary, RunUse
from orchestrator.views.history import history_json, history_text

AT = "2026-11-22T14:07:40.123Z"
NOW = 1_795_356_600.0  # 2026-11-22 14:10 UTC
RUN = RunRecord("20261122-140740-3fa2", "docs/plan.md", "Small", "sonnet", AT, None, None, ())
USED = RunUse(3, 12_345, 0.25, 61.5, False)
OPEN = RunSummary(RUN, 2, 1, USED, None)
ENDED = OPEN._replace(run=RUN._replace(ended_at="2026-11-22T14:27:40.123Z", exit_code=0), done=2)


def test_history_has_one_line_a_run_and_only_the_one_at_work_is_running() -> None:
    older = OPEN._replace(run=RUN._replace(id="20261121-000000-0001"))
    assert history_text((OPEN, older, ENDED), older.run.id, NOW).splitlines() == [
        "run                   outcome      phases       duration  tokens  cost   plan",
        "20261122-140740-3fa2  interrupted  1 of 2 done  -         12,345  $0.25  docs/plan.md",
        "20261121-000000-0001  running      1 of 2 done  2 min     12,345  $0.25  docs/plan.md",
        "20261122-140740-3fa2  done         2 of 2 done  20 min    12,345  $0.25  docs/plan.md",
    ]


def test_what_was_assumed_is_not_called_done() -> None:
    assert " 1 of 2 done, 1 assumed " in history_text((ENDED._replace(done=1, assumed=1),), None, NOW)


def test_the_outcome_of_one_phase_takes_the_place_of_all() -> None:
    blocked = ENDED._replace(phase=PhaseOutcome(State.BLOCKED, 3, False))
    lines = history_text((blocked,), None, NOW, phase="3.1").splitlines()
    assert "phase 3.1" in lines[0]
    assert "blocked, 3 attempts" in lines[1]


def test_runs_of_a_plan_that_ended_have_a_trend() -> None:
    shown = history_text((ENDED, ENDED, OPEN), None, NOW, encoding="utf-8")
    assert "\n\ndocs/plan.md, 2 runs that ended, the last one on the right:\n" in shown
    assert "██  20 min, median before 20 min (+0%)" in shown
    assert "██" not in history_text((ENDED, ENDED), None, NOW)
    assert "that ended" not in history_text((ENDED, OPEN), None, NOW)


def test_what_is_estimated_is_marked_and_what_has_no_price_is_no_estimate_of_one() -> None:
    guessed = OPEN._replace(used=USED._replace(estimated=True))
    assert "~12,345  ~$0.25" in history_text((guessed,), None, NOW)
    unpriced = guessed._replace(used=guessed.used._replace(cost_usd=None))
    assert history_text((unpriced,), None, NOW).splitlines()[1].split()[-3:] == [
        "~12,345",
        "-",
        "docs/plan.md",
    ]
    assert "~" not in history_text((OPEN,), None, NOW)


def test_a_program_gets_whole_runs_and_trends() -> None:
    phase = PhaseRecord("1", "Setup", State.DONE, 3, 2, 1, False, "good", AT, 0.25, 12_345)
    older = ENDED._replace(run=ENDED.run._replace(id="older", exit_code=1))
    runs = tuple(summary.run._replace(phases=(phase,)) for summary in (ENDED, older))
    data = json.loads(history_json((ENDED, older), runs, None))
    assert [(run["id"], run["outcome"], run["duration_seconds"]) for run in data["runs"]] == [
        (RUN.id, "done", 1200.0),
        ("older", "blocked", 1200.0),
    ]
    (trend,) = data["trends"]
    assert (trend["plan"], trend["last"]["run"]) == ("docs/plan.md", RUN.id)
    assert json.loads(history_json((), (), None)) == {"version": 1, "runs": [], "trends": []}


@pytest.mark.parametrize("odd", ["\x1b[31m", "\x9b", "\u202e", "\x00", "\ud800", "\r"])
def test_nothing_of_a_run_acts_on_a_terminal(odd: str) -> None:
    strange = ENDED._replace(run=ENDED.run._replace(plan_path=f"{odd}.md"))
    shown = history_text((strange, strange), None, NOW)
    assert odd not in shown
    assert shown.encode()
