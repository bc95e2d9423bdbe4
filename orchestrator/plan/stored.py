"""Reads the gates of phases back from a plan that was stored as JSON when a run started."""

from __future__ import annotations

import json
from typing import Any

from orchestrator.model.plan import Gate, GateOrigin


def stored_gates(plan_json: str) -> dict[str, tuple[Gate, ...]]:
    """Phase id -> its gates, in their order, as `views.plan.plan_data` wrote them."""
    return {
        phase["id"]: tuple(_gate(gate) for gate in phase["gates"])
        for phase in json.loads(plan_json).get("phases", ())
    }


def _gate(data: dict[str, Any]) -> Gate:
    """Keys that a newer version wrote are passed over."""
    known = {name: value for name, value in data.items() if name in Gate._fields}
    return Gate(**{**known, "origin": GateOrigin(data["origin"])})
