from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.lifecycle import Lifecycle, Tracked
from orchestrator.model.dossier import Dossier
from orchestrator.model.lifecycle import Trigger
from orchestrator.session.files import SessionFiles
from orchestrator.store import journal
from orchestrator.store.database import Database
from orchestrator.store.reading import Place, dossier, numbers
from tests.engine.stage import RUN, Stage, phase

AGENT = (
    '{"type":"assistant","message":{"content":[{"type":"tool_use","id":"t1","name":"Task",'
    '"input":{"subagent_type":"doc-sync","prompt":"x"}}]}}'
)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Blocked after an attempt that called an agent, resumed by a person, then done."""
    script = f"begin; echo '{AGENT}'; all_done; test -e go && touch green; touch go; finish"
    stage = Stage(tmp_path_factory.mktemp("stage"), (phase("1", "test -e green"),), script)
    stage.settings = stage.settings._replace(max_retries=0)
    assert stage.go().exit_code == 1
    with closing(Database(stage.state.database)) as db:
        (record,) = stage.record().phases
        tracked = Tracked("1", record.state, record.version, record.attempt, record.first_attempt)
        Lifecycle(lambda step: journal.append(db, RUN, step)).fire(tracked, Trigger.REOPEN, "resumed")
    assert stage.go().exit_code == 0
    return stage


@pytest.fixture
def db(stage: Stage) -> Iterator[Database]:
    with closing(Database(stage.state.database)) as opened:
        yield opened


def read(stage: Stage, db: Database) -> Dossier:
    run = stage.record()

    def files(folder: str, ordinal: int) -> tuple[str, str]:
        found = SessionFiles(folder, ordinal)
        return found.prompt, found.stream

    place = Place(db, stage.state, run, run.phases[0], files)
    return dossier(place, numbers(db, RUN, "1"))


def test_attempts_are_read_with_why_they_began(stage: Stage, db: Database) -> None:
    first, second = read(stage, db).attempts
    assert (first.why, second.why) == ("first attempt", "a person resumed the blocked phase")
    assert (first.decision, second.decision) == ("block", "accept")
    assert [finding.kind for finding in first.findings] == ["gate failed"]
    assert second.folder == f".orchestrator/runs/{RUN}/1/2"


def test_a_session_is_read_with_its_files_and_what_its_stream_added_up_to(stage: Stage, db: Database) -> None:
    (session,) = read(stage, db).attempts[0].sessions
    assert session.prompt == stage.prompt("1", 1)
    assert session.stream_path == f".orchestrator/runs/{RUN}/1/1/session.jsonl"
    assert (session.ending, session.model, session.turns, session.cost_usd) == (
        "claims done",
        "stand-in",
        1,
        0.01,
    )
    assert session.agents == (("doc-sync", "requested"),)
    assert session.seconds is not None
    assert session.seconds > 0


def test_a_baseline_belongs_to_the_last_round(stage: Stage, db: Database) -> None:
    first, second = read(stage, db).attempts
    assert first.gates[0].baseline is None
    assert second.gates[0].baseline is not None
    assert second.gates[0].baseline.exit_code == 1
    assert (stage.root / second.gates[0].baseline.output_path).exists()
    assert second.before == ()  # its gates tell it


def test_files_that_are_gone_are_no_error(stage: Stage, db: Database) -> None:
    folder = Path(stage.state.attempt(RUN, "1", 1))
    contents = {path: path.read_bytes() for path in (folder / "prompt.md", folder / "changes.diff")}
    for path in contents:
        path.unlink()
    try:
        found = read(stage, db).attempts[0]
    finally:
        for path, content in contents.items():
            path.write_bytes(content)
    assert found.sessions[0].prompt is None
    assert found.diff is None


@pytest.mark.parametrize("text", ["", "[]", "rubbish", "5", "{}"])
def test_documents_that_somebody_replaced_are_no_error(stage: Stage, db: Database, text: str) -> None:
    (before,) = db.rows("SELECT summary, left_behind FROM session WHERE attempt = 1")
    with db.atomic():
        db.write("UPDATE attempt SET tampered = ? WHERE number = 1", text)
        db.write("UPDATE session SET summary = ?, left_behind = ? WHERE attempt = 1", text, text)
        db.write("UPDATE signal SET report = ?", text)
    found = read(stage, db).attempts[0]
    with db.atomic():
        db.write("UPDATE session SET summary = ?, left_behind = ? WHERE attempt = 1", *before)
        db.write("UPDATE signal SET report = NULL")
        db.write("UPDATE attempt SET tampered = NULL")
    assert (found.sessions[0].agents, found.sessions[0].left_behind) == ((), ())
    assert found.tampered == ()
    assert found.signals[0].report in (None, {})


def test_the_attempts_of_a_round_are_compared_with_the_tree_before_it(tmp_path: Path) -> None:
    stage = Stage(
        tmp_path, (phase("1", "test $(wc -l < count) -ge 2"),), "begin; all_done; echo x >> count; finish"
    )
    assert stage.go().exit_code == 0
    with closing(Database(stage.state.database)) as db:
        first, second = read(stage, db).attempts
    assert first.base_tree == second.base_tree
    assert first.base_tree is not None
    assert first.diff is not None
    assert "+x" in first.diff
    assert len({first.base_tree, first.tree, second.tree}) == 3


def test_files_that_were_tampered_with_are_read(tmp_path: Path) -> None:
    script = "begin; all_done; echo x > work; echo more >> docs/phase1-x.md; finish"
    stage = Stage(tmp_path, (phase("1", "true"),), script)
    stage.settings = stage.settings._replace(max_retries=0)
    assert stage.go().exit_code == 1
    with closing(Database(stage.state.database)) as db:
        (tampered,) = read(stage, db).attempts[0].tampered
    assert (tampered.path, tampered.protected, tampered.by_gate, tampered.put_back) == (
        *("docs/phase1-x.md", False),
        *(False, True),
    )
    assert "+more" in tampered.diff


def test_gates_that_stopped_a_phase_before_its_first_session_are_read(tmp_path: Path) -> None:
    stage = Stage(tmp_path, (phase("1", "echo why >&2; exit 127"),))
    assert stage.go().exit_code == 1
    with closing(Database(stage.state.database)) as db:
        (found,) = read(stage, db).attempts
    assert (found.sessions, found.gates) == ((), ())
    ((name, entry),) = found.before
    assert (name, entry.exit_code) == ("echo why >&2; exit 127", 127)
    assert (stage.root / entry.output_path).read_text() == "why\n"
