"""What the user's own repository says of paths: whether it ignores them, whether it holds them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from orchestrator.workspace.git import Git, find_git


class Repository:
    """The repository that a project belongs to, if there is one that cares for it. It is only read."""

    def __init__(self, root: str, environment: Mapping[str, str]) -> None:
        self._root = root
        self._git = Git(find_git(root, environment.get("PATH", os.defpath)), "", root)
        self._known: bool | None = None

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """Those of the paths, relative to the project, that it ignores; they need not exist."""
        if not paths or not self._cares():
            return frozenset()
        asked = b"".join(b"./" + os.fsencode(path) + b"\0" for path in paths)
        words = ("check-ignore", "-z", "--stdin")
        told = self._git.try_in_project(*words, folder=self._root, input=asked)
        return frozenset(os.fsdecode(name).removeprefix("./") for name in told.stdout.split(b"\0") if name)

    def uncommitted(self) -> tuple[str, ...]:
        """The files that it neither holds as they are nor ignores, relative to the project, sorted."""
        if not self._cares():
            return ()
        words = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".")
        told = self._git.try_in_project(*words, folder=self._root)
        prefix = self._git.try_in_project("rev-parse", "--show-prefix", folder=self._root)
        above = os.fsdecode(prefix.stdout).removesuffix("\n")
        names = [os.fsdecode(entry[3:]).removeprefix(above) for entry in told.stdout.split(b"\0") if entry]
        return tuple(sorted(name for name in names if not name.startswith(".orchestrator/")))

    def _cares(self) -> bool:
        """Whether there is one, and it does not ignore the whole project, as a home kept in git may."""
        if self._known is None:
            asked = bool(self._git.program)
            self._known = (
                asked and self._git.try_in_project("check-ignore", "-q", ".", folder=self._root).code == 1
            )
        return self._known
