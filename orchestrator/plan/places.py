"""Where a link or a path leads inside the project. Strings only: nothing is looked up."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from orchestrator.text import one_line

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")


class Outside(NamedTuple):
    """Why a target is no file of the project."""

    code: str
    problem: str
    cure: str


def folder_of(path: str) -> str:
    """The folder of a path, "" for the project root."""
    return posixpath.dirname(path)


def link_target(target: str) -> str:
    """The path that a link names: without its `#fragment`, percent-encoding undone."""
    path = target.partition("#")[0]
    if "%" in path:
        from urllib.parse import unquote  # rare, and every start would pay for it

        return unquote(path)
    return path


def locate(folder: str, target: str) -> str | Outside:
    """`target`, written relative to `folder`, as a normalised path relative to the project root."""
    if not target.isprintable():
        return Outside("bad-path", "the path holds control characters", "name a file without them")
    shown = one_line(target, 200)
    if _URL.match(target):
        return Outside("url", f"'{shown}' is a URL", "name a file of the project by a relative path")
    if target.startswith(("/", "~")):
        return Outside("absolute-path", f"'{shown}' is absolute", "write a path relative to this file")
    path = posixpath.normpath(posixpath.join(folder, target))
    if path == ".." or path.startswith(("../", "/")):
        return Outside("leaves-project", f"'{shown}' leaves the project", "name a file inside the project")
    if path == "." or target.endswith("/"):
        return Outside("bad-path", f"'{shown}' names a folder", "name a file")
    return path
