"""Puts the files of a plan into the project: all of them or none, and never over another file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

from orchestrator.drafting.answer import DraftFile
from orchestrator.errors import DraftError


def put(folder: str, files: Sequence[DraftFile]) -> None:
    """Write the files in their order into a folder, which is made when it is missing.

    Raises:
        DraftError: one of them is there already, or cannot be written; then none was left behind.
    """
    missing = _missing(folder)
    made: list[str] = []
    try:
        os.makedirs(folder, exist_ok=True)
        for file in files:
            path = os.path.join(folder, file.name)
            with open(path, "x", encoding="utf-8", newline="\n") as out:
                made.append(path)
                out.write(file.text)
    except BaseException as error:
        _undo(made, missing)
        if isinstance(error, OSError):
            what = "it is there already" if isinstance(error, FileExistsError) else error.strerror
            cure = "nothing was written; name another folder with --output, or make room there"
            raise DraftError(f"{error.filename or folder}: {what}; {cure}") from error
        raise


def _missing(folder: str) -> list[str]:
    """The folders that have to be made, the innermost first."""
    found = []
    while folder and not os.path.lexists(folder):
        found.append(folder)
        folder = os.path.dirname(folder)
    return found


def _undo(files: Sequence[str], folders: Sequence[str]) -> None:
    for path in files:
        with suppress(OSError):
            os.unlink(path)
    for path in folders:
        with suppress(OSError):  # somebody else put something there meanwhile
            os.rmdir(path)
