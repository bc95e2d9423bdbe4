"""`orchestrate history`: the runs of this project, and where time, money and attempts went."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from orchestrator.cli.ages import since
from orchestrator.cli.options import add_json, one_of, parser, positive
from orchestrator.cli.state import folder_here, open_state
from orchestrator.project import relative
from orchestrator.store import runs
from orchestrator.store.database import Database
from orchestrator.store.history import Wanted, summaries
from orchestrator.views.history import NO_RUNS, NONE_LIKE_THAT, history_json, history_text

EXAMPLES = """\
  orchestrate history
  orchestrate history --plan docs/master-plan.md --since 7d
  orchestrate history --stats --outcome blocked"""

LIMIT = 20  # runs in the list; statistics are of all
OUTCOMES = ("done", "blocked", "paused", "interrupted", "running")


def run(arguments: Sequence[str]) -> int:
    """Print the last runs, the newest first, or what they came to."""
    given = options().parse_args(arguments)
    with open_state() as state:
        print(_without_runs(given) if state.db is None else _told(state.db, state.active, given))
    return 0


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "history", "List the runs of this project, the newest first, and how those of a plan went.", EXAMPLES
    )
    made.add_argument("--limit", "-l", type=positive, metavar="N", help=f"at most N (default {LIMIT})")
    made.add_argument("--plan", metavar="PLAN", help="only runs of this master plan")
    made.add_argument(
        "--outcome",
        type=one_of(*OUTCOMES),
        metavar="WORD",
        help=f"only {', '.join(OUTCOMES[:-1])} or running",
    )
    made.add_argument(
        "--since", type=since, metavar="WHEN", help="only runs that began then: 2026-11-22, 7d, 12h"
    )
    made.add_argument("--phase", metavar="ID", help="only runs that began this phase; shows its outcome")
    made.add_argument("--stats", action="store_true", help="where time, money and attempts of them went")
    add_json(made, "it")
    return made


def _told(db: Database, active: str | None, given: argparse.Namespace) -> str:
    limit = given.limit or (None if given.stats else LIMIT)
    listed = summaries(db, limit, _wanted(given), active)
    ids = [summary.run.id for summary in listed]
    if given.stats:
        from orchestrator.store.statistics import statistics
        from orchestrator.views.statistics import statistics_json, statistics_text

        found = statistics(db, ids)
        return statistics_json(found) if given.json else statistics_text(found)
    if given.json:
        return history_json(listed, runs.named(db, ids), active)
    if not listed:
        return NONE_LIKE_THAT if runs.latest(db) else NO_RUNS
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"  # of a stream that was closed there is none
    return history_text(listed, active, time.time(), phase=given.phase or "", encoding=encoding)


def _without_runs(given: argparse.Namespace) -> str:
    if not given.json:
        return NO_RUNS
    if not given.stats:
        return history_json((), (), None)
    from orchestrator.model.statistics import Statistics
    from orchestrator.views.statistics import statistics_json

    return statistics_json(Statistics(0, (), (), ()))


def _wanted(given: argparse.Namespace) -> Wanted:
    return Wanted(
        plan="" if given.plan is None else relative(folder_here().root, given.plan),
        since=given.since or "",
        phase=given.phase or "",
        outcome=given.outcome or "",
    )
