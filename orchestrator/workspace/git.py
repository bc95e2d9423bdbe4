"""Calls git so that nobody's configuration, hooks, filters or environment have a say in what it does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from orchestrator.errors import WorkspaceError
from orchestrator.files import write_private
from orchestrator.process.capture import Captured, capture
from orchestrator.process.leftovers import PROJECT
from orchestrator.removal import remove_folder
from orchestrator.text import one_line

TIMEOUT = 900.0  # seconds; a first snapshot reads every file of the project
# No attribute of the project may change what a file's bytes are, or hide a difference.
ATTRIBUTES = "* -text -eol -crlf -filter -ident -working-tree-encoding !diff !merge\n"
_CONFIG = """\
[core]
	repositoryformatversion = 0
	filemode = true
	bare = false
	logallrefupdates = false
"""
_SETTINGS = (
    "core.autocrlf=false",
    "core.eol=lf",
    "core.safecrlf=false",
    "core.fileMode=true",
    "core.symlinks=true",
    "core.ignoreCase=false",
    "core.precomposeUnicode=false",
    "core.protectNTFS=false",
    "core.protectHFS=false",
    "core.trustctime=true",
    "core.checkStat=default",
    "core.attributesFile=/dev/null",
    "core.excludesFile=/dev/null",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.splitIndex=false",
    "core.preloadIndex=true",
    "core.looseCompression=1",
    "core.quotePath=false",
    "core.fsync=none",  # three times as fast; after a power failure the record may be lost, never the project
    "index.sparse=false",
    "index.skipHash=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "safe.directory=*",
)
_OPTIONS = tuple(word for setting in _SETTINGS for word in ("-c", setting))
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "TZ": "UTC",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
}


def find_git(root: str, search_path: str) -> str:
    """The git program; "" without one. What the project itself puts on PATH is not trusted to be git."""
    inside = os.path.join(os.path.realpath(root), "")
    for folder in search_path.split(os.pathsep):
        program = os.path.join(folder, "git")
        if not os.path.isabs(folder) or os.path.realpath(program).startswith(inside):
            continue
        if not os.path.join(os.path.realpath(folder), "").startswith(inside) and _is_program(program):
            return program
    return ""


@dataclass(frozen=True, slots=True)
class Git:
    """A git program and our own repository beside the project."""

    program: str
    repository: str  # the shadow repository
    root: str  # the project

    @property
    def index(self) -> str:
        """The index of the newest snapshot: only a memory of what was read, to be read no more."""
        return os.path.join(self.repository, "index")

    @property
    def nothing(self) -> str:
        """An empty folder, the work tree of commands that write an index and need no file.

        Whenever git writes one it reads files that changed a moment ago once more, and a file that shrinks
        meanwhile ends it by SIGBUS. What changed a moment ago is read anew by the next snapshot anyway.
        """
        return os.path.join(self.repository, "refs", "tags")

    def in_shadow(self, *words: str, index: str = "", work_tree: str = "", input: bytes = b"") -> bytes:
        """What a command on the shadow repository prints.

        Raises:
            WorkspaceError: it failed.
        """
        done = self.try_in_shadow(*words, index=index, work_tree=work_tree, input=input)
        if done.code or (done.cut and words[0] != "diff-tree"):
            raise failure(self.root, words, done)
        return done.stdout

    def try_in_shadow(
        self, *words: str, index: str = "", work_tree: str = "", input: bytes = b""
    ) -> Captured:
        """How a command on the shadow repository ended."""
        place = work_tree or self.root
        ours = {
            "GIT_DIR": self.repository,
            "GIT_WORK_TREE": place,
            "GIT_INDEX_FILE": index or self.index,
            "GIT_LITERAL_PATHSPECS": "1",
        }
        return self._call(words, place, ours, input)

    def try_in_project(self, *words: str, folder: str, ceiling: str = "", input: bytes = b"") -> Captured:
        """How a command on the repository that a folder of the project belongs to ended.

        Args:
            words: the command; it must only read.
            folder: where.
            ceiling: the repository must begin below this folder; "": anywhere.
            input: what the command reads.
        """
        ours = {"GIT_CEILING_DIRECTORIES": ceiling} if ceiling else {}
        return self._call(words, folder, ours, input)

    def make(self) -> bool:
        """Make the shadow repository, and its settings as they must be; False when this git cannot.

        Raises:
            WorkspaceError: there is no space for it.
        """
        if not os.path.exists(os.path.join(self.repository, "HEAD")) and not self._init():
            return False
        info = os.path.join(self.repository, "info")
        os.makedirs(info, exist_ok=True)
        os.makedirs(self.nothing, exist_ok=True)
        for path, content in (
            (os.path.join(self.repository, "config"), _CONFIG),
            (os.path.join(info, "attributes"), ATTRIBUTES),
        ):
            write_private(path, content, durable=False)
        return True

    def _init(self) -> bool:
        """Make the repository aside: on a full disk half a one would be left, which no git repairs."""
        aside = f"{self.repository}.new"
        _remove(aside)
        _remove(self.repository)
        words = ("init", "--quiet", "--bare", "--template=", "--object-format=sha1", aside)
        done = self._call(words, self.root, {}, b"")
        if done.code:
            _remove(aside)
            if b"No space left" in done.stderr:  # not this git's fault: records of another sort would not do
                raise failure(self.root, words, done)
            return False
        os.chmod(aside, 0o700)
        os.rename(aside, self.repository)
        return True

    def _call(self, words: Sequence[str], cwd: str, ours: dict[str, str], input: bytes) -> Captured:
        argv = (self.program, *_OPTIONS, *words)
        return capture(argv, cwd, _ENVIRONMENT | {PROJECT: self.root} | ours, TIMEOUT, input)


def _remove(folder: str) -> None:
    if os.path.isdir(folder) and not os.path.islink(folder):
        with suppress(OSError):  # what follows tells what is wrong
            remove_folder(folder)


def failure(root: str, words: Sequence[str], done: Captured) -> WorkspaceError:
    """The error for a git command that failed."""
    said = one_line(done.stderr.decode("utf-8", "replace"), 300) or f"exit code {done.code}"
    if done.cut:
        said = "it printed more than can be held"
    return WorkspaceError(
        f"{root}: the project's files could not be recorded or compared: git {words[0]}: {said}; look for a "
        "full disk or missing rights, or remove .orchestrator/shadow.git to begin with a fresh record"
    )


def _is_program(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)
