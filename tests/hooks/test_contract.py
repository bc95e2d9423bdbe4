from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestrator.hooks import contract
from orchestrator.model.configuration import Settings
from tests.hooks.made import room
from tests.support import made


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    settings = Settings(protect=("tests/",), gate_timeout=7.0, timeout=1000.0, strict_compliance=False)
    written = contract.text(
        "/p", made.plan(), made.phase(protected=("ci/",)), settings, "/p/notes.json", began=5000.0
    )
    (tmp_path / contract.NAME).write_text(written)
    data = contract.read(str(tmp_path))
    assert data["plan_files"] == ["docs/master-plan.md", "docs/phase1.md"]
    assert [(rule["pattern"], rule["by"]) for rule in data["protected"][:2]] == [
        ("tests/", "`protect` in the configuration"),
        ("ci/", "`## Protected` in docs/phase1.md"),
    ]
    assert data["gates"] == [{"name": "true", "command": "true"}]
    assert (data["gate_timeout"], data["until"], data["strict"]) == (7.0, 5900.0, False)


def test_a_name_that_is_not_utf_8_survives(tmp_path: Path) -> None:
    root = "/p/caf\udce9"
    written = contract.text(root, made.plan(), made.phase(), Settings(), "", 0.0)
    (tmp_path / contract.NAME).write_text(written)
    assert contract.read(str(tmp_path))["root"] == root


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 2}', "{", "\x00"])
def test_what_a_worker_wrote_over_it_is_no_contract(tmp_path: Path, content: str) -> None:
    made_room = room(tmp_path)
    (made_room.folder / contract.NAME).write_text(content)
    with pytest.raises(ValueError, match=r"version|Expecting"):
        contract.read(str(made_room.folder))


def test_it_holds_no_token(tmp_path: Path) -> None:
    made_room = room(tmp_path, "true")
    assert "t0ken" not in json.dumps(contract.read(str(made_room.folder)))
