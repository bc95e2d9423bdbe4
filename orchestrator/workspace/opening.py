"""The project's files over time, with git or without: what both ways offer, and choosing one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Protocol

from orchestrator.errors import WorkspaceError
from orchestrator.model.workspace import Change
from orchestrator.workspace.git import Git, find_git
from orchestrator.workspace.plain import PlainWorkspace
from orchestrator.workspace.trees import GitWorkspace


class Workspace(Protocol):
    """Records, compares and puts back the project's files. Every method may raise a `WorkspaceError`.

    A snapshot is known by an id that depends on the recorded files alone: equal ids, equal files.
    """

    @property
    def root(self) -> str:
        """The project."""

    @property
    def limits(self) -> str:
        """What its snapshots do not see, for a person; empty when that is nothing out of the ordinary."""

    def snapshot(self) -> str:
        """Record the files as they are; returns the id."""

    def diff(self, before: str, after: str) -> bytes:
        """What changed between two snapshots, unified."""

    def changed(self, before: str, after: str) -> tuple[Change, ...]:
        """Every file that differs between two snapshots, by path."""

    def content(self, tree: str, path: str) -> bytes | None:
        """The content of one file of a snapshot."""

    def restore(self, tree: str, paths: Sequence[str]) -> None:
        """Put files back as they were; those that were not there are removed."""

    def export(self, tree: str, folder: str) -> None:
        """Write all files of a snapshot below an empty folder."""

    def recover(self) -> None:
        """Remove what killed processes left half-written; for who works on the project alone."""

    def prune(self, keep: Sequence[str]) -> None:
        """Forget every snapshot but these."""


def open_workspace(root: str, state: str, environment: Mapping[str, str]) -> Workspace:
    """The project's workspace, with git when it is on PATH.

    Args:
        root: the project, absolute.
        state: its `.orchestrator` folder, which exists; records go into `shadow.git` or `shadow` there.
        environment: its PATH is searched for git.

    Raises:
        WorkspaceError: nothing can be recorded there.
    """
    git = Git(find_git(root, environment.get("PATH", os.defpath)), os.path.join(state, "shadow.git"), root)
    try:
        if git.program and git.make():
            return GitWorkspace(git)
    except OSError as error:
        raise WorkspaceError(
            f"{git.repository}: {error.strerror}; files are recorded there, make it writable for you"
        ) from error
    return PlainWorkspace(root, os.path.join(state, "shadow"))
