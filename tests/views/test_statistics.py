from __future__ import annotations

import json

from orchestrator.model.statistics import FindingUse, GateUse, PhaseUse, Statistics
from orchestrator.views.statistics import ROWS, statistics_data, statistics_json, statistics_text

PHASE = PhaseUse("1", "Setup", 3, 2, 1, 5, 6, 12_345, 3_700.1234, 1.25)
FREE = PHASE._replace(phase="2", title="\x1b[31mBuild " + "x" * 99, cost_usd=None)
GATE = GateUse("1", "pytest", 5, 2, 1, 61.0)
FINDING = FindingUse("gate failed", 3, 2, 1)
ALL = Statistics(3, (PHASE, FREE), (GATE,), (FINDING,))


def test_a_person_sees_the_sum_and_a_table_each() -> None:
    lines = statistics_text(ALL).splitlines()
    assert lines[0] == (
        "3 runs, 10 attempts, 12 sessions, 24,690 tokens, $1.25, 2 h 3 min of sessions and gates"
    )
    assert lines[2:] == [
        "phase  title                     runs  done  blocked  attempts  sessions  tokens  time    cost",
        "1      Setup                     3     2     1        5         6         12,345  62 min  $1.25",
        f"2      [31mBuild {'x' * 13}…  3     2     1        5         6         12,345  62 min  -",
        "",
        "gate    of phase  times  failed  out of time  time",
        "pytest  1         5      2       1            61 s",
        "",
        "finding      times  attempts  phases",
        "gate failed  3      2         1",
    ]
    assert "\x1b" not in "".join(lines)


def test_a_table_without_rows_is_left_out() -> None:
    assert statistics_text(Statistics(0, (), (), ())) == (
        "0 runs, 0 attempts, 0 sessions, 0 tokens, -, 0 s of sessions and gates"
    )


def test_long_tables_are_cut_for_a_person_and_not_for_a_program() -> None:
    many = ALL._replace(gates=(GATE,) * (ROWS + 2))
    assert "... 2 more rows, all of them with --json" in statistics_text(many)
    assert len(json.loads(statistics_json(many))["gates"]) == ROWS + 2


def test_a_program_sees_every_field_rounded() -> None:
    data = statistics_data(ALL)
    assert data["runs"] == 3
    assert data["phases"][0] == PHASE._asdict() | {"seconds": 3700.123}
    assert data["phases"][1]["cost_usd"] is None
    assert data["gates"] == [GATE._asdict()]
    assert data["findings"] == [FINDING._asdict()]
    assert json.loads(statistics_json(ALL)) == {"version": 1, **data}
