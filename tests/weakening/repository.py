"""Diffs by real git: of two trees, each a path -> content table."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

Tree = Mapping[str, bytes]
OPTIONS = ("-p", "-M", "--no-color", "--no-ext-diff", "--src-prefix=a/", "--dst-prefix=b/")
# No configuration of whoever runs the tests may change what git writes.
ENVIRONMENT = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}


class Repository:
    """A bare repository in an own folder that knows nothing but trees."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._git("init", "-q", "--bare")

    def diff(self, before: Tree, after: Tree) -> bytes:
        return self._git("diff-tree", "-r", *OPTIONS, self._tree(before), self._tree(after))

    def _tree(self, tree: Tree) -> str:
        """The id of a tree, made by one commit of `git fast-import`."""
        parts = [b"commit refs/heads/x\ncommitter x <x@x> 0 +0000\ndata 0\ndeleteall\n"]
        for path, content in tree.items():
            name = b"".join(b"\\%03o" % byte for byte in os.fsencode(path))
            parts.append(b'M 100644 inline "%b"\ndata %d\n%b\n' % (name, len(content), content))
        parts.append(b"\n")
        self._git("fast-import", "--quiet", "--force", given=b"".join(parts))
        return self._git("rev-parse", "refs/heads/x^{tree}").decode().strip()

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        environment = {**os.environ, **ENVIRONMENT}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self._folder,
            input=given,
            env=environment,
            capture_output=True,
            check=True,
        )
        return done.stdout
