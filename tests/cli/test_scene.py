"""What a live page shows, from a project's state as it changes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestrator.cli import scene as scenes
from orchestrator.cli.scene import Scene
from orchestrator.errors import UsageError
from orchestrator.model.lifecycle import Trigger
from orchestrator.redaction import NO_SECRETS, Secrets
from orchestrator.store import runs
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import held
from tests.cli.conftest import NEW, OLD, fire, state
from tests.support.made import phase, plan

NEWER = "20261123-000000-0002"
SECRET = "tr0ub4dor-and-3"
SAID = (
    '{"type":"assistant","message":{"id":"m","role":"assistant","content":[{"type":"text","text":"%s"}]}}\n'
)


@pytest.fixture
def scene(project: Path) -> Iterator[Scene]:
    with Scene(StateFolder(str(project)), None, NO_SECRETS) as made:
        yield made


def settled(scene: Scene) -> str:
    """The page once nothing is new any more."""
    found = ""
    while (page := scene.page()) is not None:
        found = page.fragment
    return found


def now(scene: Scene) -> Any:
    return json.loads(scene.live())


def begin(root: Path, *said: str) -> Path:
    """Phase 2 of the new run is under way, and its session has said something; its stream."""
    with state(root) as db:
        fire(db, NEW, "2", Trigger.START, "")
        with db.atomic():
            db.write(
                "INSERT INTO attempt (run_id, phase_id, number, token, started_at) VALUES (?, '2', 1, '', ?)",
                *(NEW, "2026-11-22T14:07:40.000Z"),
            )
            db.write(
                "INSERT INTO session (run_id, phase_id, attempt, ordinal, claude_id, continues, started_at)"
                " VALUES (?, '2', 1, 1, 'c', 0, ?)",
                *(NEW, "2026-11-22T14:07:41.000Z"),
            )
    folder = Path(StateFolder(str(root)).attempt(NEW, "2", 1))
    folder.mkdir(parents=True)
    stream = folder / "session.jsonl"
    stream.write_text("".join(SAID % text for text in said))
    return stream


def test_the_newest_run_is_shown(scene: Scene) -> None:
    page = scene.page()
    assert page is not None
    assert f"run {NEW}" in page.fragment
    assert "Interrupted" in page.fragment
    found = now(scene)
    assert (found["run"], found["active"], found["phases"]) == (NEW, False, [])


def test_a_run_that_was_named_is_shown_whatever_begins(project: Path) -> None:
    with Scene(StateFolder(str(project)), OLD, NO_SECRETS) as scene:
        assert f"run {OLD}" in settled(scene)
        with state(project) as db:
            runs.create(db, NEWER, plan(phase("1")), "{}", "sonnet", {})
        assert settled(scene) == ""
        assert now(scene)["run"] == OLD


def test_a_new_run_is_followed(scene: Scene, project: Path) -> None:
    settled(scene)
    with state(project) as db:
        runs.create(db, NEWER, plan(phase("1")), "{}", "sonnet", {})
    assert f"run {NEWER}" in settled(scene)


def test_where_nothing_changes_the_state_is_not_opened(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settled(scene)
    monkeypatch.setattr(scenes, "open_state", None)
    assert scene.page() is None


def test_a_change_in_the_same_instant_as_another_is_seen(scene: Scene, project: Path) -> None:
    settled(scene)
    database = project / ".orchestrator/state.db"
    with state(project) as db:
        fire(db, NEW, "2", Trigger.BLOCK, "first")
    before = database.stat()
    assert "first" in (getattr(scene.page(), "fragment", ""))
    with state(project) as db, db.atomic():
        db.write("UPDATE phase SET reason = 'second' WHERE run_id = ? AND phase_id = '2'", NEW)
    os.utime(database, ns=(before.st_atime_ns, before.st_mtime_ns))
    page = scene.page()
    assert page is not None
    assert "second" in page.fragment


def test_before_the_first_run_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Scene(StateFolder(str(tmp_path)), None, NO_SECRETS) as scene:
        assert "No run yet" in settled(scene)
        assert now(scene)["run"] == ""
        assert "No run yet" in scene.document("tag", "token")
        assert list(tmp_path.iterdir()) == []


def test_the_page_leads_to_its_server_with_the_token(scene: Scene) -> None:
    settled(scene)
    page = scene.document("tag", "tok")
    assert 'data-events="/events?token=tok&amp;seen=tag"' in page
    assert 'data-fragment="/fragment?token=tok"' in page
    assert 'data-stop="/stop?token=tok"' in page
    assert f"run {NEW}" in page


def test_what_a_session_says_is_told_while_the_run_goes(scene: Scene, project: Path) -> None:
    stream = begin(project, "One", "Two")
    with held(StateFolder(str(project)).lock, "run") as announce:
        announce(NEW)
        settled(scene)
        found = now(scene)
        assert found["active"] is True
        (going,) = found["phases"]
        assert (going["id"], [line["text"] for line in going["lines"]]) == ("2", ["One", "Two"])
        with stream.open("a") as more:
            more.write(SAID % "Three")
        assert [line["text"] for line in now(scene)["phases"][0]["lines"]] == ["One", "Two", "Three"]
        stream.unlink()
        assert len(now(scene)["phases"]) == 1
    settled(scene)
    assert now(scene)["phases"] == []


def test_secrets_are_covered_in_what_a_session_says(project: Path) -> None:
    begin(project, f"The key is {SECRET}")
    folder = StateFolder(str(project))
    with Scene(folder, None, Secrets([("KEY", SECRET)])) as scene, held(folder.lock, "run") as announce:
        announce(NEW)
        settled(scene)
        sent = scene.live()
    assert "The key is" in sent
    assert SECRET not in sent


def test_another_run_that_goes_is_not_the_one_that_is_shown(project: Path) -> None:
    folder = StateFolder(str(project))
    with Scene(folder, OLD, NO_SECRETS) as scene, held(folder.lock, "run") as announce:
        announce(NEW)
        settled(scene)
        assert now(scene)["active"] is False
        with pytest.raises(UsageError, match="not under way any more"):
            scene.stop(OLD, "")


def test_nothing_is_stopped_where_nothing_runs(scene: Scene) -> None:
    with pytest.raises(UsageError, match="not under way any more"):
        scene.stop(NEW, "")
    with pytest.raises(UsageError, match="not under way any more"):
        scene.stop("", "")


def test_while_a_run_goes_its_page_shows_that_time_went_by(
    scene: Scene, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(project)
    with held(StateFolder(str(project)).lock, "run") as announce:
        announce(NEW)
        settled(scene)
        assert scene.page() is None
        monkeypatch.setattr(scenes, "REDRAWN", -1.0)
        assert scene.page() is not None
    monkeypatch.setattr(scenes, "REDRAWN", 30.0)
    settled(scene)
    monkeypatch.setattr(scenes, "REDRAWN", -1.0)
    assert scene.page() is None


def test_trouble_with_the_state_is_told_beside_what_was_read_last(scene: Scene, project: Path) -> None:
    assert settled(scene)
    database = project / ".orchestrator/state.db"
    whole = database.read_bytes()
    database.write_bytes(b"this is no database, but long enough to be looked at" * 100)
    assert scene.page() is None
    found = now(scene)
    assert "state.db" in found["trouble"]
    assert found["run"] == NEW
    database.write_bytes(whole)
    scene.page()
    assert now(scene)["trouble"] == ""
