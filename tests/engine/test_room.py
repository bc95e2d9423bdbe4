from __future__ import annotations

from contextlib import closing

from orchestrator.engine.room import gate_room
from orchestrator.model.configuration import Settings
from orchestrator.process.leftovers import PROJECT
from orchestrator.process.wake import Wake


def test_gates_know_their_project_and_not_the_session_around_us() -> None:
    settings = Settings(gate_timeout=7.0, launcher=("nice",), log_limit=3)
    with closing(Wake()) as wake:
        room = gate_room("/p", settings, {"CLAUDECODE": "1", "HOME": "/h", PROJECT: "/other"}, wake)
    assert room.environment == {"HOME": "/h", PROJECT: "/p"}
    assert (room.root, room.timeout, room.launcher) == ("/p", 7.0, ("nice",))
    assert room.most_bytes == 3_000_000
