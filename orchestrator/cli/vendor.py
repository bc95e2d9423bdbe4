"""`orchestrate vendor`: a complete copy of the program in another repository: made, checked, updated."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestrator import __version__
from orchestrator.cli.options import add_json, parser
from orchestrator.errors import EXIT_BLOCKED, EXIT_DONE, UsageError
from orchestrator.model.vendoring import Action, Vendored
from orchestrator.vendoring.folder import changing, look, replace
from orchestrator.vendoring.manifest import PACKAGE, manifest_of
from orchestrator.vendoring.program import package_folder, program_files
from orchestrator.views.vendoring import vendored_json, vendored_text

if TYPE_CHECKING:
    import argparse

    from orchestrator.model.vendoring import Copy

EXAMPLES = """\
  orchestrate vendor tools
  orchestrate vendor tools --check
  orchestrate vendor tools --update"""
NAMED = 5  # files that a message names


def run(arguments: Sequence[str]) -> int:
    """Make, check or replace a copy; 0, or 1 when a check finds something."""
    given = options().parse_args(arguments)
    if given.force and not given.update:
        raise UsageError("--force belongs to --update; give both, or none of them")
    if not given.folder:
        raise UsageError("the folder's name is empty; write one such as tools")
    try:
        done = _checked(given.folder) if given.check else _put(given)
    except OSError as error:
        raise UsageError(
            f"{error.filename or given.folder}: {error.strerror}; name a folder that can be read and written"
        ) from error
    print((vendored_json if given.json else vendored_text)(done))
    return EXIT_BLOCKED if given.check and not (done.copy and done.copy.fine) else EXIT_DONE


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "vendor",
        "Put a self-contained copy of orchestrate into a folder of another repository: with `python"
        " DIR/orchestrate.py` it runs there without being installed.",
        EXAMPLES,
    )
    made.add_argument("folder", metavar="DIR", help="the folder that holds the copy, or will")
    what = made.add_mutually_exclusive_group()
    what.add_argument(
        "--check", action="store_true", help="only look: exit code 1 if it was changed or is out of date"
    )
    what.add_argument("--update", action="store_true", help="replace a copy by one of this program")
    made.add_argument("--force", action="store_true", help="update even if files were changed by hand")
    add_json(made, "what was done and found")
    return made


def _checked(folder: str) -> Vendored:
    made = None if _is_running(folder) else manifest_of(__version__, program_files())
    copy = look(folder, made)
    if copy is None:
        raise _no_copy(folder)
    return Vendored(folder, Action.NOTHING, __version__, copy)


def _put(given: argparse.Namespace) -> Vendored:
    folder = given.folder
    if _is_running(folder):
        raise UsageError(
            f"{folder}: the program that runs lies there; name another folder, or call another orchestrate"
        )
    files = program_files()
    made = manifest_of(__version__, files)
    if not given.update:
        os.makedirs(folder, exist_ok=True)
    elif not os.path.isdir(folder):
        raise _no_copy(folder)
    with changing(folder):
        copy = look(folder, made)
        action = _action(given, copy)
        if action is not Action.NOTHING:
            replace(folder, files, made)
    return Vendored(folder, action, __version__, copy)


def _action(given: argparse.Namespace, copy: Copy | None) -> Action:
    """What is to be done.

    Raises:
        UsageError: it was not asked for, or somebody would lose something.
    """
    if copy is None or copy.version is None:
        if copy is None and given.update:
            raise _no_copy(given.folder)
        return Action.UPDATED if given.update else Action.MADE
    if copy.fine:
        return Action.NOTHING
    quoted = shlex.quote(given.folder)
    if not given.update:
        raise UsageError(
            f"{given.folder}: there is a copy already, of {copy.version};"
            f" `orchestrate vendor {quoted} --update` replaces it"
        )
    if copy.edited and not given.force:
        more = f" and {len(copy.edited) - NAMED} more" if len(copy.edited) > NAMED else ""
        raise UsageError(
            f"{given.folder}: changed by hand: {', '.join(copy.edited[:NAMED])}{more};"
            f" save what you need, then `orchestrate vendor {quoted} --update --force`"
        )
    return Action.UPDATED


def _is_running(folder: str) -> bool:
    """Whether the copy in this folder is the program that runs."""
    package, ours = os.path.join(folder, PACKAGE), package_folder()
    return os.path.isdir(package) and os.path.isdir(ours) and os.path.samefile(package, ours)


def _no_copy(folder: str) -> UsageError:
    return UsageError(
        f"{folder}: there is no vendored copy; `orchestrate vendor {shlex.quote(folder)}` makes one"
    )
