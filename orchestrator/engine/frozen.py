"""The files that say what a run promises: frozen when it starts, compared after every session, put back."""

from __future__ import annotations

import os
from collections.abc import Mapping

from orchestrator import contract
from orchestrator.engine.work import Work
from orchestrator.files import read_file
from orchestrator.model.evidence import FrozenChange
from orchestrator.model.plan import Plan
from orchestrator.project import MAX_PLAN_BYTES
from orchestrator.store.folder import StateFolder
from orchestrator.workspace import places

MODE = 0o644


def freeze(folder: StateFolder, plan: Plan) -> dict[str, bytes | None]:
    """The plan's files and the configuration as they are; None: there is no such file."""
    paths = [plan.path, *(phase.path for phase in plan.phases), _configuration(folder)]
    return {path: _content(os.path.join(folder.root, path)) for path in paths}


def edited(folder: StateFolder, frozen: Mapping[str, bytes], plan: Plan) -> tuple[str, ...]:
    """Frozen files that say something else now, in the order of the plan."""
    configuration = _configuration(folder)
    return tuple(
        path
        for path, now in freeze(folder, plan).items()
        if not contract.unchanged(frozen.get(path), now, boxes=path != configuration)
    )


def find(work: Work) -> tuple[FrozenChange, ...]:
    """Every frozen file that says something else now."""
    found = []
    for path in edited(work.folder, work.frozen, work.plan):
        now = _content(os.path.join(work.folder.root, path))
        diff = contract.difference(path, work.frozen.get(path), now)
        found.append(FrozenChange(path, diff, protected=False))
    return tuple(found)


def put_back(work: Work, path: str) -> bool:
    """Make a frozen file what it was, but for boxes that were ticked; whether that could be done."""
    before, after = work.frozen.get(path), _content(os.path.join(work.folder.root, path))
    try:
        if before is None:
            places.remove(work.folder.root, path)
        else:
            kept = before if path == _configuration(work.folder) else contract.put_back(before, after)
            places.put(work.folder.root, path, kept, MODE)
    except OSError:
        return False
    return True


def _configuration(folder: StateFolder) -> str:
    return folder.relative(folder.configuration)


def _content(path: str) -> bytes | None:
    try:
        return read_file(path, MAX_PLAN_BYTES)  # a worker may have laid a pipe there, or a link to a device
    except OSError:
        return None
