from __future__ import annotations

from orchestrator.evidence_chain import link, opened
from orchestrator.store import attempts
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.sealing import seal_attempt

FOLDER = StateFolder("/p")


def sealed(db: Database, run_id: str, number: int) -> tuple[str, str]:
    row = db.row("SELECT evidence, chain FROM attempt WHERE run_id = ? AND number = ?", run_id, number)
    assert row is not None
    return row["evidence"], row["chain"]


def test_each_seal_is_chained_to_the_one_before(db: Database, run_id: str) -> None:
    for number in (1, 2):
        attempts.open_attempt(db, run_id, "1", number)
        seal_attempt(db, run_id, "1", number, FOLDER, {"prompt.md": f"digest {number}"})
    (first, chain), (second, next_chain) = sealed(db, run_id, 1), sealed(db, run_id, 2)
    assert chain == link("", first)
    assert next_chain == link(chain, second)
    assert opened(second)["files"] == {"prompt.md": "digest 2"}
    assert set(opened(second)["rows"]) == {"attempt"}
    assert set(opened(second)["run"]) == {"run", "phase 1", "phase 2"}


def test_an_attempt_that_is_verified_again_is_sealed_again(db: Database, run_id: str) -> None:
    attempts.open_attempt(db, run_id, "1", 1)
    for content in ("old", "new"):
        seal_attempt(db, run_id, "1", 1, FOLDER, {"verdict.json": content})
    evidence, chain = sealed(db, run_id, 1)
    assert opened(evidence)["files"] == {"verdict.json": "new"}
    assert chain == link("", evidence)


def test_an_attempt_that_was_never_opened_has_no_seal(db: Database, run_id: str) -> None:
    seal_attempt(db, run_id, "1", 1, FOLDER, {})
    assert db.rows("SELECT * FROM attempt") == []
