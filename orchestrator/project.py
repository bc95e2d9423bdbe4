"""The project on disk: where it begins, what its files hold, which programs it has."""

from __future__ import annotations

import os

from orchestrator.errors import UsageError

MAX_PLAN_BYTES = 16 * 1024 * 1024  # a larger "plan" is somebody's log or archive


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
    inside = os.path.relpath(os.path.realpath(path), root)
    if inside == os.pardir or inside.startswith(os.pardir + os.sep):
        raise UsageError(f"{path}: lies outside of the project {root}; start orchestrate inside its project")
    return inside


class ProjectFiles:
    """A project's files and programs, for the plan reader."""

    def __init__(self, root: str, path_variable: str) -> None:
        self._root = root
        self._folders = [folder for folder in path_variable.split(os.pathsep) if folder]

    def read(self, path: str) -> bytes:
        """The content of a file of the project.

        Raises:
            OSError: it is not there, not a file, not readable, or too large.
        """
        with open(os.path.join(self._root, path), "rb") as file:
            content = file.read(MAX_PLAN_BYTES + 1)
        if len(content) > MAX_PLAN_BYTES:
            raise OSError(27, f"File is larger than {MAX_PLAN_BYTES // 2**20} MiB")
        return content

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
