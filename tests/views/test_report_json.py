from __future__ import annotations

import json
from typing import Any

from orchestrator.model.lifecycle import State
from orchestrator.model.report import FileChange, Report
from orchestrator.views.report_json import report_json, statistics_data
from tests.support.reports import made_attempt, made_phase, made_report


def document(report: Report) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(report_json(report))
    return data


def test_a_run_is_told_with_its_phases_once() -> None:
    data = document(
        made_report(made_phase("1"), made_phase("2", State.PENDING, depends_on=("1",)), outcome="running")
    )
    assert (data["version"], data["project"], data["run"]["outcome"]) == (1, "shop", "running")
    assert "phases" not in data["run"]
    assert [(one["phase"]["id"], one["depends_on"], len(one["attempts"])) for one in data["phases"]] == [
        ("1", [], 1),
        ("2", ["1"], 0),
    ]


def test_every_outcome_is_told_as_it_was_read() -> None:
    for outcome in ("running", "interrupted", "done"):
        assert document(made_report(outcome=outcome))["run"]["outcome"] == outcome
    assert document(made_report(made_phase("1", State.BLOCKED)))["run"]["outcome"] == "blocked"
    assert document(made_report(outcome="paused", paused="why"))["run"]["outcome"] == "paused"


def test_a_diff_is_told_by_file_and_is_null_without_files() -> None:
    changed = (FileChange("a.py", 3, 1),)
    phase = made_phase("1", attempts=(made_attempt(changed=changed), made_attempt(2, 300)))
    first, second = document(made_report(phase))["phases"][0]["attempts"]
    assert first["diff"]["files"] == [{"path": "a.py", "added": 3, "removed": 1}]
    assert first["diff"]["text"] is None
    assert second["diff"] is None


def test_amounts_are_rounded() -> None:
    report = made_report()
    use = report.statistics.phases[0]._replace(cost_usd=0.1 + 0.2, seconds=1 / 3)
    data = statistics_data(report.statistics._replace(phases=(use, use._replace(cost_usd=None))))
    assert [(one["cost_usd"], one["seconds"]) for one in data["phases"]] == [(0.3, 0.333), (None, 0.333)]
