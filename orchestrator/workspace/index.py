"""The index of the shadow repository: what was read of which file, so that no file is read twice."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from orchestrator.workspace import places, recorded
from orchestrator.workspace.git import Git, failure

MARGIN = 1_000_000_000  # ns by which the clock of the file system may be behind ours
_MOST_REFUSED = 64  # files that git cannot take one by one; more of them have one cause
_NOT_A_FILES_FAULT = {124, 127, 137}  # timeout, git is gone, git was killed
_STALE = 86_400  # seconds after which a private index has no owner any more


@contextmanager
def private_index(git: Git) -> Iterator[str]:
    """The index as the last snapshot left it, for one snapshot alone: no locks, and none to be left behind.

    It is a second name of the same file. The time it bears is that at which the snapshot began.
    """
    began = time.time_ns()
    private = f"{git.index}.{os.getpid()}.{threading.get_ident()}"
    unlink(private)
    with suppress(FileNotFoundError):  # the first snapshot
        os.link(git.index, private)
    try:
        yield private
        if os.path.exists(private):
            os.utime(private, ns=(began, began))
            os.replace(private, git.index)
    finally:
        unlink(private)
        unlink(f"{private}.lock")


def unlink(path: str) -> None:
    """Remove a file that may not be there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def forget(git: Git, index: str, present: Mapping[bytes, os.stat_result]) -> None:
    """Take out of the index what is not there any more, and what must be read anew.

    Git compares times to the second and believes a time of last change that anyone can set. So everything
    that changed since shortly before the last snapshot began, as only the kernel can tell, is read again.
    """
    known = git.try_in_shadow("ls-files", "-z", index=index)
    if known.code:  # damaged, by a full disk say: everything is read anew
        unlink(index)
        return
    listed = [path for path in known.stdout.split(b"\0") if path]
    if listed:
        settled = os.stat(index).st_mtime_ns - MARGIN
        gone = [path for path in listed if path not in present or present[path].st_ctime_ns >= settled]
        lines = b"".join(b"0 %s\t%s\0" % (b"0" * 40, path) for path in gone)
        if lines:
            _put(git, index, lines)


def take(git: Git, index: str, paths: list[bytes]) -> list[bytes]:
    """Take these files into the index; returns those that git cannot take, because they cannot be read or
    change while they are."""
    words = ("update-index", "--add", "--remove", "--replace", "-z", "--stdin")
    refused: list[bytes] = []
    waiting = [paths] if paths else []
    while waiting:
        some = waiting.pop()
        done = git.try_in_shadow(*words, index=index, input=b"\0".join(some) + b"\0")
        if not done.code:
            continue
        unlink(f"{index}.lock")  # a file that shrinks while git reads it ends git by SIGBUS
        if done.code in _NOT_A_FILES_FAULT or len(refused) >= _MOST_REFUSED:
            raise failure(git.root, words, done)
        if len(some) == 1:
            refused += some
            continue
        bad = [path for path in some if not _readable(git.root, path)] if some is paths else []
        if bad:
            refused_now = set(bad)
            refused += bad
            waiting.append([path for path in some if path not in refused_now])
        else:
            waiting += [some[: len(some) // 2], some[len(some) // 2 :]]
    return refused


def _readable(root: str, path: bytes) -> bool:
    full = os.path.join(os.fsencode(root), path)
    if os.path.islink(full):
        return True
    try:
        os.close(os.open(full, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def take_stand_ins(git: Git, index: str, special: Mapping[bytes, os.stat_result]) -> None:
    """Take size and time of these files into the index, in place of their content."""
    lines = []
    for path, status in sorted(special.items()):
        text = places.stand_in(status)
        blob = git.in_shadow("hash-object", "-w", "--no-filters", "--stdin", input=text).strip()
        mode = recorded.mode_of(status).encode()
        lines.append(b"%s %s\t%s\0" % (mode, blob, path))
    if lines:
        _put(git, index, b"".join(lines))


def _put(git: Git, index: str, lines: bytes) -> None:
    """Write entries into the index as they are given, without a look at the project."""
    git.in_shadow("update-index", "-z", "--index-info", index=index, work_tree=git.nothing, input=lines)


def remove_stale(git: Git, seconds: float = _STALE) -> None:
    """Remove the private indexes that killed processes left so long ago."""
    with os.scandir(git.repository) as entries:
        for entry in entries:
            if entry.name.startswith("index.") and entry.stat().st_ctime < time.time() - seconds:
                unlink(entry.path)
