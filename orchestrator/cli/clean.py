"""`orchestrate clean`: removes the evidence of old runs; what the database tells of them stays."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestrator.cli.ages import age
from orchestrator.cli.options import LARGEST, add_json, parser
from orchestrator.cli.state import folder_here, open_state
from orchestrator.errors import EXIT_DONE, EXIT_USAGE, WorkspaceError
from orchestrator.model.cleaning import Cleaned
from orchestrator.store.cleaning import (
    kept_trees,
    old_drafts,
    old_runs,
    remove,
    remove_folders,
    size_of,
    unknown_folders,
)
from orchestrator.views.cleaning import cleaned_json, cleaned_text

if TYPE_CHECKING:
    from orchestrator.store.database import Database
    from orchestrator.store.folder import StateFolder

EXAMPLES = """\
  orchestrate clean --dry-run
  orchestrate clean --keep 20
  orchestrate clean --keep 0 --older-than 30d"""

KEEP = 5


def run(arguments: Sequence[str]) -> int:
    """Remove old evidence; 0, or 2 when something could not be removed."""
    given = options().parse_args(arguments)
    cleaned = _cleaned(folder_here(), given)
    print((cleaned_json if given.json else cleaned_text)(cleaned))
    return EXIT_USAGE if cleaned.problems else EXIT_DONE


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "clean",
        "Remove the evidence of old runs: their folders, and recorded files of the project that only they"
        " need. History, costs and journal stay. The newest run of a plan keeps its own, and so does one that"
        " could go on.",
        EXAMPLES,
    )
    made.add_argument(
        "--keep",
        type=_count,
        default=KEEP,
        metavar="N",
        help=f"the N newest runs keep their evidence (default {KEEP})",
    )
    made.add_argument(
        "--older-than",
        type=age,
        default=0,
        metavar="AGE",
        help="so do runs that ended less long ago: 12h, 30d, 8w",
    )
    made.add_argument("--dry-run", "-n", action="store_true", help="show it, remove nothing")
    add_json(made, "what was removed")
    return made


def _cleaned(folder: StateFolder, given: argparse.Namespace) -> Cleaned:
    if given.dry_run or not os.path.exists(folder.database):  # who only looks waits for nobody
        with open_state() as looked:
            return Cleaned(given.dry_run, ()) if looked.db is None else _looked(looked.db, folder, given)
    from orchestrator.cli.ownership import state_of  # looks for processes, which a dry run does without

    with state_of(folder, "clean") as own:
        cleaned = _looked(own.db, folder, given)
        problems = tuple(problem for old in cleaned.runs for problem in remove(own.db, folder, old))
        problems += remove_folders(folder, (draft.folder for draft in cleaned.drafts))
        # Whoever moved the database away may put it back: then runs that it knows want to go on.
        freed = 0 if cleaned.unknown else _prune(folder, kept_trees(own.db))
    return cleaned._replace(problems=problems, snapshots=freed)


def _looked(db: Database, folder: StateFolder, given: argparse.Namespace) -> Cleaned:
    found = old_runs(db, folder, given.keep, given.older_than)
    drafts = old_drafts(folder, given.keep, given.older_than)
    return Cleaned(given.dry_run, found, unknown=unknown_folders(db, folder), drafts=drafts)


def _prune(folder: StateFolder, keep: tuple[str, ...]) -> int:
    """Forget the snapshots that no run needs; how many bytes that freed.

    Raises:
        WorkspaceError: it cannot be done.
    """
    places = [
        path for name in ("shadow.git", "shadow") if os.path.isdir(path := os.path.join(folder.path, name))
    ]
    if not places:
        return 0
    from orchestrator.workspace.opening import open_workspace  # starts git

    before = sum(map(size_of, places))
    try:
        open_workspace(folder.root, folder.path, os.environ).prune(keep)
    except OSError as error:
        raise WorkspaceError(
            f"{error.filename or folder.path}: {error.strerror}; make it writable for you, and clean again"
        ) from error
    return max(0, before - sum(map(size_of, places)))


def _count(text: str) -> int:
    """An argument type: a whole number from 0."""
    if not (text.isascii() and text.isdecimal() and int(text) <= LARGEST):
        raise argparse.ArgumentTypeError(f"must be from 0 to {LARGEST}")
    return int(text)
