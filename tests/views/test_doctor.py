"""How the findings look, for a person and for a program."""

from __future__ import annotations

import json

from orchestrator.doctor.report import Group, error, ok, warning
from orchestrator.views.doctor import doctor_json, doctor_text

LONG = "a cure that is so long that it does not fit into one line of a terminal, however wide it may be"
GROUPS = (
    Group("machine", (ok("python", "3.12 \x1b[31mred"), warning("clock", "it is late", LONG))),
    Group("claude", (error("root", "you are root", "be somebody else"),)),
)


def test_a_check_is_a_line_with_its_cure_below() -> None:
    assert doctor_text(GROUPS, 80).splitlines() == [
        "machine",
        "  ok       python: 3.12 [31mred",
        "  warning  clock: it is late",
        "           -> a cure that is so long that it does not fit into one line of a",
        "              terminal, however wide it may be",
        "",
        "claude",
        "  error    root: you are root",
        "           -> be somebody else",
        "",
        "1 error, 1 warning, 1 ok. See to the errors before a run.",
    ]


def test_no_line_is_wider_than_the_terminal() -> None:
    for width in (40, 80, 200):
        assert max(map(len, doctor_text(GROUPS, width).splitlines())) <= width


def test_where_all_is_well_that_is_said() -> None:
    assert doctor_text((Group("x", (ok("a", "b"),)),), 80).endswith(
        "0 errors, 0 warnings, 1 ok. Nothing stands in the way of a run."
    )


def test_a_program_reads_the_same() -> None:
    data = json.loads(doctor_json(GROUPS))
    assert (data["version"], data["healthy"]) == (1, False)
    assert data["checks"][2] == {
        "group": "claude",
        "name": "root",
        "health": "error",
        "found": "you are root",
        "cure": "be somebody else",
    }
