from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.model.lifecycle import State
from orchestrator.model.records import PhaseOutcome, RunUse
from orchestrator.store import runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.history import Wanted, summaries
from tests.support.large import Size, large
from tests.support.made import phase, plan

ALL = Wanted()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight runs of three phases that ended, the fourth and the eighth blocked."""
    root = tmp_path_factory.mktemp("history")
    large(root, Size(runs=8, phases=3, attempts=2, files=False))
    return root


@pytest.fixture
def db(folder: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of them, and everything that a test does there in one transaction."""
    copy = tmp_path / "state.db"
    shutil.copyfile(StateFolder(str(folder)).database, copy)
    with closing(Database(str(copy))) as opened, opened.atomic():
        yield opened


def ids(db: Database, wanted: Wanted = ALL, limit: int = 99, active: str | None = None) -> list[str]:
    return [summary.run.id[-4:] for summary in summaries(db, limit, wanted, active)]


def test_the_newest_runs_come_first(db: Database) -> None:
    assert ids(db, limit=3) == ["0007", "0006", "0005"]
    assert len(ids(db)) == 8


def test_a_phase_that_was_assumed_is_not_counted_as_done(db: Database) -> None:
    before = summaries(db, 1, ALL, None)[0]
    db.write("UPDATE phase SET assumed = 1 WHERE run_id = ? AND phase_id = '1'", before.run.id)
    after = summaries(db, 1, ALL, None)[0]
    assert (after.phases, after.done, after.assumed) == (3, before.done - 1, 1)


def test_a_summary_says_what_the_whole_record_says(db: Database) -> None:
    db.write("UPDATE session SET cost_usd = NULL, estimated = 1 WHERE rowid % 3 = 0")
    db.write("UPDATE session SET seconds = NULL WHERE rowid % 4 = 0")
    for summary, whole in zip(summaries(db, 99, ALL, None), runs.listed(db, 99), strict=True):
        assert summary.run == whole._replace(phases=())
        assert summary.phases == len(whole.phases)
        assert summary.done == sum(phase.state is State.DONE for phase in whole.phases)
        uses = [use for phase in whole.phases for use in phase.by_attempt]
        assert summary.used.sessions == sum(use.sessions for use in uses)
        assert summary.used.tokens == sum(use.tokens for use in uses)
        assert summary.used.cost_usd == pytest.approx(sum(use.cost_usd or 0 for use in uses))
        assert summary.used.seconds == pytest.approx(sum(use.seconds for use in uses))
        assert summary.used.estimated


def test_a_run_that_used_nothing_is_listed_too(db: Database) -> None:
    runs.create(db, "idle", plan(phase("1"), phase("2")), "{}", "sonnet", {})
    (newest,) = summaries(db, 1, ALL, None)
    assert (newest.run.id, newest.phases, newest.done) == ("idle", 2, 0)
    assert newest.used == RunUse(0, 0, None, 0.0, False)


def test_the_limit_counts_only_what_is_wanted(db: Database) -> None:
    assert ids(db, Wanted(outcome="blocked")) == ["0007", "0003"]
    assert ids(db, Wanted(outcome="done"), limit=2) == ["0006", "0005"]


def test_what_has_not_ended_is_told_apart_by_who_works_and_why_it_stopped(db: Database) -> None:
    for name in ("aaaa", "bbbb", "cccc"):
        runs.create(db, name, plan(phase("1")), "{}", "sonnet", {})
    runs.pause(db, "bbbb", "budget")
    found = {
        word: ids(db, Wanted(outcome=word), active="cccc") for word in ("running", "paused", "interrupted")
    }
    assert found == {"running": ["cccc"], "paused": ["bbbb"], "interrupted": ["aaaa"]}


def test_runs_of_one_plan_and_of_late(db: Database) -> None:
    db.write("UPDATE run SET plan_path = 'other.md' WHERE rowid IN (2, 5)")
    assert ids(db, Wanted(plan="other.md")) == ["0004", "0001"]
    assert ids(db, Wanted(plan="nobody's.md")) == []
    (fifth,) = [summary.run.started_at for summary in summaries(db, 99, ALL, None)][3:4]
    assert ids(db, Wanted(since=fifth)) == ["0007", "0006", "0005", "0004"]
    assert ids(db, Wanted(since=fifth[:10], plan="other.md")) == ["0004"]


def test_runs_in_which_a_phase_was_begun_with_what_became_of_it(db: Database) -> None:
    db.write("UPDATE phase SET attempt = 0, state = 'pending' WHERE phase_id = '3' AND run_id LIKE '%0006'")
    found = summaries(db, 3, Wanted(phase="3"), None)
    assert [(summary.run.id[-4:], summary.phase) for summary in found] == [
        ("0007", PhaseOutcome(State.BLOCKED, 2, False)),
        ("0005", PhaseOutcome(State.DONE, 2, False)),
        ("0004", PhaseOutcome(State.DONE, 2, False)),
    ]
    assert summaries(db, 3, Wanted(phase="9"), None) == ()
    assert summaries(db, 1, ALL, None)[0].phase is None


def test_runs_are_read_whole_by_their_ids(db: Database) -> None:
    wanted = [summary.run.id for summary in summaries(db, 3, ALL, None)]
    assert runs.named(db, wanted[::-1]) == runs.listed(db, 3)
    assert runs.named(db, ["nobody"]) == ()
