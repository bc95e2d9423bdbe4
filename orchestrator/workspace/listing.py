"""Which files make up the project: all that version control does not ignore, nested repositories included."""

from __future__ import annotations

import os
import stat

from orchestrator.workspace.git import Git

_LIST = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")


def project_files(git: Git) -> dict[bytes, os.stat_result]:
    """The files and links of the project by path, with what `lstat` says of them.

    What counts is decided by the repository that the project belongs to (its index, `.gitignore` files and
    `info/exclude`), else by its `.gitignore` files alone. A repository inside of it, submodule or not, is
    asked the same and its files count as the project's. Folders, sockets, FIFOs and devices do not count.
    """
    found: dict[bytes, os.stat_result] = {}
    waiting = [b""]
    links = _Folders(os.fsencode(git.root))
    while waiting:
        prefix = waiting.pop()
        for name in _listed(git, prefix):
            path = prefix + name.rstrip(b"/")
            if path in found or _left_out(path) or not links.is_real(os.path.dirname(path)):
                continue
            status = _lstat(os.path.join(links.root, path))
            if status is None:
                continue
            if stat.S_ISDIR(status.st_mode):
                if os.path.lexists(os.path.join(links.root, path, b".git")):
                    waiting.append(path + b"/")
            elif stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode):
                found[path] = status
    return found


class _Folders:
    """Remembers which folders are real, and not reached through a link."""

    def __init__(self, root: bytes) -> None:
        self.root = root
        self._real = {b"": True}

    def is_real(self, folder: bytes) -> bool:
        unknown = []
        while folder not in self._real:
            unknown.append(folder)
            folder = os.path.dirname(folder)
        real = self._real[folder]
        for below in reversed(unknown):
            real = real and not os.path.islink(os.path.join(self.root, below))
            self._real[below] = real
        return real


def _listed(git: Git, prefix: bytes) -> list[bytes]:
    folder = os.path.join(git.root, os.fsdecode(prefix)).rstrip("/") or "/"
    done = None
    if os.path.lexists(os.path.join(folder, ".git")):
        done = git.try_in_project(*_LIST, folder=folder, ceiling=os.path.dirname(folder))
    elif _may_be_enclosed(folder) and git.try_in_project("check-ignore", "-q", ".", folder=folder).code == 1:
        # Inside of a larger repository that does not ignore it. One that does, such as a home folder kept in
        # git, has no say in what the project is.
        done = git.try_in_project(*_LIST, folder=folder)
    if done is None or done.code or done.cut:  # no repository, or one that is broken
        nothing = os.path.join(git.repository, "no-index")
        listed = git.in_shadow(
            "ls-files", "-z", "--others", "--exclude-standard", index=nothing, work_tree=folder
        )
    else:
        listed = done.stdout
    return [name for name in listed.split(b"\0") if name]


def _may_be_enclosed(folder: str) -> bool:
    """Whether a repository could begin above a folder; to ask git costs more than to look."""
    while (parent := os.path.dirname(folder)) != folder:
        folder = parent
        if os.path.lexists(os.path.join(folder, ".git")):
            return True
    return False


def _left_out(path: bytes) -> bool:
    names = path.split(b"/")
    return names[0] == b".orchestrator" or b".git" in names


def _lstat(full: bytes) -> os.stat_result | None:
    try:
        return os.lstat(full)
    except OSError:  # listed in an index, but gone
        return None
