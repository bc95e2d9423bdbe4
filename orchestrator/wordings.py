"""The wordings of troubles that come with the program, and those of a project."""

from __future__ import annotations

from functools import cache

from orchestrator.errors import InputError, UsageError
from orchestrator.model.plan import Complaint
from orchestrator.trouble.wordings import NO_WORDINGS, OURS, Wordings, parse

MOST_BYTES = 100_000  # a person writes a handful of lines


@cache
def shipped() -> Wordings:
    """What we know ourselves; compiled once, for it takes some milliseconds."""
    from pkgutil import get_data  # reads from a zip file as well; only a session that failed needs it

    data = get_data("orchestrator.trouble", OURS)
    return parse((data or b"").decode("utf-8"), OURS)[0]  # the tests see to it that nothing is wrong there


def load_own(user_path: str) -> Wordings:
    """What the project's own file says; nothing when there is none.

    Args:
        user_path: `.orchestrator/wordings.txt`.

    Raises:
        InputError: lines of that file are wrong; all of them are told.
        UsageError: it cannot be read.
    """
    try:
        with open(user_path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return NO_WORDINGS
    except OSError as error:
        raise UsageError(f"{user_path}: {error.strerror}; make it a readable file, or remove it") from error
    if len(data) > MOST_BYTES:
        cure = "keep the few lines that are about troubles of the CLI"
        problem = f"the file is larger than {MOST_BYTES:,} bytes"
        raise InputError((Complaint(user_path, 0, "too-large", problem, cure),))
    try:
        wordings, complaints = parse(data.decode("utf-8-sig"), user_path)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = f"not UTF-8 at byte {error.start}"
        raise InputError((Complaint(user_path, line, "not-utf-8", problem, "save it as UTF-8"),)) from error
    if complaints:
        raise InputError(complaints)
    return wordings
