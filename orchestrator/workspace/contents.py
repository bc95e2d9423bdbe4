"""File contents kept by their digest, each once."""

from __future__ import annotations

import os
from collections.abc import Set
from dataclasses import dataclass

from orchestrator.errors import WorkspaceError
from orchestrator.files import make_private
from orchestrator.workspace.places import digest


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents in a folder."""

    folder: str

    def keep(self, content: bytes) -> str:
        """Keep a content; returns the SHA-256 by which it is found again.

        Raises:
            OSError: it cannot be written.
        """
        name = digest(content)
        path = self._path(name)
        if not os.path.exists(path):
            make_private(os.path.dirname(path))
            aside = f"{path}.{os.getpid()}.tmp"
            with open(aside, "wb") as file:
                file.write(content)
            os.replace(aside, path)
        return name

    def read(self, name: str) -> bytes:
        """A content that was kept.

        Raises:
            WorkspaceError: it is not there, or not what was kept.
        """
        try:
            with open(self._path(name), "rb") as file:
                content = file.read()
        except OSError:
            content = b""
        if digest(content) != name:
            raise WorkspaceError(
                f"{self.folder}: a recorded file is missing or damaged; remove this folder to begin with a "
                "fresh record"
            )
        return content

    def forget_all_but(self, names: Set[str]) -> None:
        """Remove every other content, and what a killed writer left.

        Raises:
            OSError: one cannot be removed.
        """
        for folder, _, files in os.walk(os.path.join(self.folder, "objects")):
            for file in files:
                if os.path.basename(folder) + file not in names:
                    os.unlink(os.path.join(folder, file))

    def _path(self, name: str) -> str:
        return os.path.join(self.folder, "objects", name[:2], name[2:])
