"""What the full-screen view knows of a run, while others change it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from orchestrator.cli.stopping import ON_PURPOSE
from orchestrator.cli.watching import ATTEMPTS, Watching
from orchestrator.errors import StoreError, UsageError
from orchestrator.model.lifecycle import State, Trigger
from orchestrator.redaction import NO_SECRETS
from orchestrator.store import attempts, runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import held
from orchestrator.views.styled import UNICODE
from orchestrator.views.watch import Watched
from orchestrator.views.watch_keys import Looking, Tab
from orchestrator.views.watch_pane import texts
from tests.cli.conftest import NEW, OLD, fire, state
from tests.support.made import phase, plan

Made = Callable[..., Watching]


@pytest.fixture
def watching(project: Path) -> Iterator[Made]:
    """Somebody who watches the project."""
    with ExitStack() as stack:

        def made(run_id: str | None = None) -> Watching:
            found = Watching(StateFolder(str(project)), run_id, NO_SECRETS)
            stack.callback(found.close)
            return found

        yield made


def look(watching: Watching, looking: Looking | None = None) -> Watched:
    found = watching.look(looking or Looking())
    assert found is not None
    return found


def pane(watching: Watching, tab: Tab, *, help: bool = False) -> list[str]:
    _, shown = watching.pane(Looking(tab=tab, help=help), 60, 20, UNICODE)
    return [line.rstrip("\u2500 ") for line in texts(shown.rows)]


def test_the_newest_run_is_followed_and_a_named_one_kept(project: Path, watching: Made) -> None:
    newest, named = watching(), watching("0001")
    assert look(newest).run.id == NEW
    assert look(named).run.id == OLD
    with state(project) as db:
        runs.create(db, "20261123-000000-0002", plan(phase("9")), "{}", "sonnet", {})
    assert look(newest).run.id == "20261123-000000-0002"
    assert look(named).run.id == OLD


def test_the_phase_under_way_is_followed_unless_one_is_chosen(project: Path, watching: Made) -> None:
    made = watching()
    assert look(made).chosen.id == "2"
    assert look(made, Looking(phase="1")).chosen.id == "1"
    assert look(made, Looking(phase="gone")).chosen.id == "2"
    with state(project) as db:
        fire(db, NEW, "2", Trigger.START, "go")
    assert look(made).chosen.state is State.RUNNING


def test_only_a_run_that_is_carried_out_is_running(project: Path, watching: Made) -> None:
    made = watching()
    assert look(made).outcome == "interrupted"
    with held(StateFolder(str(project)).lock, "run") as carry_out:
        carry_out(NEW)
        assert look(made).outcome == "running"
    assert look(made).outcome == "interrupted"


def test_a_state_that_cannot_be_read_is_told_and_read_again_when_it_can(
    project: Path, watching: Made
) -> None:
    made = watching()
    path = project / ".orchestrator" / "state.db"
    assert look(made).trouble == ""
    path.rename(path.with_name("kept"))
    assert "it is gone" in look(made).trouble
    assert look(made).run.id == NEW
    path.write_bytes(b"rubbish" * 1000)
    assert "not a database" in look(made).trouble
    path.unlink()
    path.with_name("kept").rename(path)
    assert look(made).trouble == ""


def test_a_state_that_never_could_be_read_is_an_error(project: Path, watching: Made) -> None:
    for path in (project / ".orchestrator").glob("state.db*"):
        path.write_bytes(b"rubbish" * 1000)
    with pytest.raises(StoreError, match="not a database"):
        watching().look(Looking())


def test_where_nothing_was_run_there_is_nothing_to_watch(tmp_path: Path) -> None:
    assert Watching(StateFolder(str(tmp_path)), None, NO_SECRETS).look(Looking()) is None
    with pytest.raises(UsageError, match="there is no run 'x'; this project has no runs yet"):
        Watching(StateFolder(str(tmp_path)), "x", NO_SECRETS).look(Looking())


def test_looking_writes_nothing(project: Path, watching: Made) -> None:
    made = watching()
    folder = project / ".orchestrator"
    with state(project):  # which keeps the log beside the file
        look(made)
        before = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}
        for tab in Tab:
            pane(made, tab)
        look(made)
        after = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}
    assert after == before


def test_where_nothing_was_committed_only_that_is_asked(
    watching: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = watching()
    look(made)
    pane(made, Tab.DETAILS)
    asked = []
    rows = Database.rows

    def recorded(db: Database, query: str, *values: object) -> object:
        asked.append(query)
        return rows(db, query, *values)

    monkeypatch.setattr(Database, "rows", recorded)
    look(made)
    pane(made, Tab.DETAILS)
    assert asked == ["PRAGMA data_version"]
    look(made, Looking(phase="1"))
    assert len(asked) > 5


def test_without_a_session_every_tab_has_a_word(watching: Made) -> None:
    made = watching()
    look(made)
    assert pane(made, Tab.LOG) == ["No session has said anything yet."]
    assert pane(made, Tab.GATES) == pane(made, Tab.FINDINGS) == ["No attempt was made yet."]
    assert pane(made, Tab.DETAILS)[0] == "Phase 2: Phase 2: pending"
    assert pane(made, Tab.GATES, help=True)[0] == "Keys"


def test_the_last_attempts_are_shown_and_the_rest_is_pointed_to(project: Path, watching: Made) -> None:
    with state(project) as db:
        for number in range(1, ATTEMPTS + 3):
            attempts.open_attempt(db, NEW, "2", number)
    made = watching()
    look(made)
    shown = pane(made, Tab.FINDINGS)
    assert shown[:2] == [f"\u2500\u2500 attempt {ATTEMPTS + 2}", "no verdict yet"]
    assert shown[-1] == "Earlier attempts: orchestrate show 2 --attempt all"
    assert sum("attempt" in line for line in shown[:-1]) == ATTEMPTS


def test_what_is_recorded_meanwhile_is_shown(project: Path, watching: Made) -> None:
    made = watching()
    look(made)
    assert pane(made, Tab.GATES) == ["No attempt was made yet."]
    with state(project) as db:
        attempts.open_attempt(db, NEW, "2", 1)
    look(made)
    assert pane(made, Tab.GATES) == ["\u2500\u2500 attempt 1", "no gate ran yet"]


def test_a_run_that_was_cleaned_says_where_its_log_went(project: Path, watching: Made) -> None:
    with state(project) as db:
        attempts.open_attempt(db, NEW, "2", 1)
        attempts.open_session(db, NEW, "2", 1, "c", continues=False)
        with db.atomic():
            db.write("UPDATE run SET cleaned_at = '2026-11-30T00:00:00.000Z' WHERE id = ?", NEW)
    made = watching()
    look(made)
    assert pane(made, Tab.LOG) == ["Its files were removed on 2026-11-30 by `orchestrate clean`."]


def test_a_silent_session_is_told(project: Path, watching: Made) -> None:
    folder = StateFolder(str(project))
    with state(project) as db:
        fire(db, NEW, "2", Trigger.START, "go")
        attempts.open_attempt(db, NEW, "2", 1)
        attempts.open_session(db, NEW, "2", 1, "c", continues=False)
    stream = Path(folder.attempt(NEW, "2", 1)) / "session.jsonl"
    stream.parent.mkdir(parents=True)
    stream.touch()
    os.utime(stream, (0, 0))
    made = watching()
    assert look(made).quiet is None  # nobody carries it out
    with held(folder.lock, "run") as carry_out:
        carry_out(NEW)
        quiet = look(made).quiet
        assert quiet is not None
        assert quiet > 1_000_000_000
        stream.unlink()
        assert look(made).quiet is None


def test_a_run_that_is_not_under_way_cannot_be_stopped(project: Path, watching: Made) -> None:
    made = watching("0001")
    look(made)
    with held(StateFolder(str(project)).lock, "run") as carry_out:
        carry_out(NEW)  # another one is, and that one is not asked
        with pytest.raises(UsageError, match="no run is under way"):
            made.stop(ON_PURPOSE)
    assert not look(made).stopping


def test_values_that_nobody_should_have_written_are_damage_and_not_a_bug(
    project: Path, watching: Made
) -> None:
    made = watching()
    look(made)
    with state(project) as db, db.atomic():
        db.write("UPDATE phase SET state = 'rubbish' WHERE run_id = ?", NEW)
    assert "state.db" in look(made).trouble
