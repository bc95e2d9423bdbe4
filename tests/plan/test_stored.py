from __future__ import annotations

import json

from orchestrator.model.plan import Gate, GateOrigin
from orchestrator.plan.stored import stored_gates
from orchestrator.views.plan import dumps, plan_data
from tests.support.made import gate, phase, plan


def test_gates_are_read_as_they_were_stored() -> None:
    first = Gate("tests", "npm test", "all of them", GateOrigin.CONFIGURED, 7, must_fail_first=True)
    small = plan(phase("1", gates=(first, gate("ruff check ."))), phase("2", gates=()))
    assert stored_gates(dumps(plan_data(small))) == {"1": (first, gate("ruff check .")), "2": ()}


def test_a_plan_of_an_older_or_newer_version_can_be_read() -> None:
    stored = {**gate("true")._asdict(), "origin": "written", "later": 1}
    del stored["must_fail_first"]
    data = {"phases": [{"id": "1", "gates": [stored]}]}
    assert stored_gates(json.dumps(data)) == {"1": (gate("true"),)}
    assert stored_gates("{}") == {}
