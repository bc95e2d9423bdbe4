"""What `orchestrate vendor` did or found, as text and as JSON (schemas/vendor.schema.json)."""

from __future__ import annotations

import json
import os
import shlex
from typing import TYPE_CHECKING

from orchestrator.model.vendoring import Action
from orchestrator.text import printable

if TYPE_CHECKING:
    from orchestrator.model.vendoring import Copy, Vendored

VERSION = 1


def vendored_text(done: Vendored) -> str:
    """One line on what was done, or what is wrong: one line each, and the cure."""
    copy, folder = done.copy, done.folder
    if done.action is Action.MADE:
        launcher = shlex.quote(os.path.join(folder, "orchestrate.py"))
        text = f"Vendored orchestrate {done.program} into {folder}: python {launcher} run docs/master-plan.md"
    elif done.action is Action.UPDATED:
        text = f"Updated {folder}: {_was(copy)}, now {done.program}"
    elif copy is None or copy.fine:
        text = f"{folder}: orchestrate {done.program}, complete, unchanged and up to date"
    else:
        text = "\n".join([*_differences(copy), *_outdated(copy, done.program), _cure(copy, folder)])
    return printable(text)


def vendored_json(done: Vendored) -> str:
    """The same for a program."""
    data = {
        "version": VERSION,
        "folder": done.folder,
        "action": done.action.value,
        "program": done.program,
        "copy": None if done.copy is None else done.copy._asdict(),
    }
    return json.dumps(data, indent=2)


def _was(copy: Copy | None) -> str:
    return "no package was there" if copy is None or copy.version is None else f"was {copy.version}"


def _differences(copy: Copy) -> list[str]:
    kinds = {"changed": copy.changed, "missing": copy.missing, "added": copy.added}
    return [f"{kind}: {path}" for kind, paths in kinds.items() for path in paths]


def _outdated(copy: Copy, program: str) -> list[str]:
    if not copy.outdated:
        return []
    if copy.version == program:
        return [f"out of date: the copy is another {program} than this program"]
    return [f"out of date: the copy is {copy.version}, this program {program}"]


def _cure(copy: Copy, folder: str) -> str:
    force = " --force" if copy.edited else ""
    return f"`orchestrate vendor {shlex.quote(folder)} --update{force}` replaces it"
