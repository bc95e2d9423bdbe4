"""The project on disk: where it begins, what its files hold, which programs it has."""

from __future__ import annotations

import errno
import os

from orchestrator.errors import UsageError
from orchestrator.files import read_file

MAX_PLAN_BYTES = 4 * 1024 * 1024  # a larger "plan" is somebody's log or archive


def working_folder() -> str:
    """The folder that orchestrate was started in.

    Raises:
        UsageError: it was removed meanwhile.
    """
    try:
        return os.getcwd()
    except FileNotFoundError:
        raise UsageError("the working folder was removed; go to one that is there") from None


def find_root(start: str) -> str:
    """The project that a folder belongs to: the nearest one upwards with `.orchestrator`, else with `.git`,
    else the folder itself.
    """
    start = os.path.realpath(start)
    return _upwards(start, ".orchestrator") or _upwards(start, ".git") or start


def relative(root: str, path: str) -> str:
    """A path given on the command line, as the plan's files are named: POSIX, below the root.

    Raises:
        UsageError: it lies outside of the project.
    """
    if not path:
        raise UsageError("the plan's path is empty; write one such as docs/master-plan.md")
    if not _is_unicode(path):
        raise UsageError(f"{path!r}: the name is not UTF-8; rename the file")
    inside = os.path.relpath(os.path.realpath(path), root)
    if inside == os.pardir or inside.startswith(os.pardir + os.sep):
        raise UsageError(f"{path}: lies outside of the project {root}; start orchestrate inside its project")
    return inside


def _is_unicode(path: str) -> bool:
    """Whether a name holds only characters: bytes that are none arrive as halves of surrogate pairs."""
    return not any("\ud800" <= character <= "\udfff" for character in path)


class ProjectFiles:
    """A project's files and programs, for the plan reader."""

    def __init__(self, root: str, path_variable: str) -> None:
        self._root = root
        self._folders = [folder for folder in path_variable.split(os.pathsep) if folder]

    def read(self, path: str) -> bytes:
        """The content of a file of the project.

        Raises:
            OSError: it is not there, no file, not readable, too large, or a link that leaves the project.
        """
        full = os.path.realpath(os.path.join(self._root, path))
        if full != self._root and not full.startswith(os.path.join(self._root, "")):
            raise OSError(errno.EXDEV, "A link that leaves the project")
        return read_file(full, MAX_PLAN_BYTES)

    def names(self, folder: str) -> list[str]:
        """What is in a folder of the project ("" is its root), sorted; nothing when it is no folder."""
        full = os.path.realpath(os.path.join(self._root, folder))
        if full != self._root and not full.startswith(os.path.join(self._root, "")):
            return []
        try:
            return sorted(os.listdir(full))
        except OSError:
            return []

    def is_program(self, word: str) -> bool:
        """Whether a shell in the project would find an executable file by this word."""
        if "/" in word:
            return _is_executable(os.path.join(self._root, word))
        # A relative folder on PATH is one of the project, where the gates run.
        return any(_is_executable(os.path.join(self._root, folder, word)) for folder in self._folders)


def _upwards(start: str, name: str) -> str | None:
    folder = start
    while True:
        if os.path.exists(os.path.join(folder, name)):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _is_executable(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)
