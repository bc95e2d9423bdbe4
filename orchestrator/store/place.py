"""On what sort of file system the state would lie: a write-ahead log needs one of this machine's own.

Its readers and its writer share memory through a file. Between machines, or between a virtual machine and
its host, no such memory is shared; SQLite does not notice, and the file is damaged sooner or later.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from orchestrator.errors import StoreError

MOUNTS = "/proc/self/mountinfo"
# SQLite's wal.html: "does not work over a network filesystem".
_NETWORK = {"afs", "cifs", "coda", "kafs", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs"}
_CLUSTER = {"beegfs", "ceph", "glusterfs", "gpfs", "lustre", "orangefs", "panfs", "pvfs2", "wekafs"}
_FUSE = {"ceph-fuse", "gcsfuse", "goofys", "lizardfs", "moosefs", "rclone", "s3fs", "sshfs", "vmhgfs-fuse"}
# A host's folder in a virtual machine: WSL 2 (9p), Docker Desktop, OrbStack, podman, VirtualBox, Parallels,
# VMware. Databases with a write-ahead log are reported damaged on them.
_OF_A_HOST = {"9p", "drvfs", "fakeowner", "grpcfuse", "osxfs", "prl_fs", "vboxsf", "virtiofs", "vmhgfs"}


class Mount(NamedTuple):
    """What is mounted where."""

    point: str
    kind: str  # such as `ext4`


def check(folder: str) -> None:
    """Make sure that state can lie in this folder, which need not be there yet.

    Raises:
        StoreError: it lies on a network file system.
    """
    mount = mount_below(folder)
    if mount is not None and is_remote(mount):
        name = os.path.basename(folder)
        raise StoreError(
            f"{folder}: it lies on a network file system ({mount.kind}), where SQLite's write-ahead log is"
            " damaged sooner or later; work in a copy of the project on a disk of this machine, or give"
            f" {name} alone a place there: mount a volume on it, or make it a symbolic link"
        )


def mount_below(folder: str) -> Mount | None:
    """The mount that a folder lies on, which need not be there yet; None where nobody says what it is."""
    try:
        with open(MOUNTS, encoding="utf-8", errors="surrogateescape") as file:
            return mount_of(os.path.realpath(folder), file.read())
    except OSError:  # macOS, or a bare chroot
        return None


def is_remote(mount: Mount) -> bool:
    """Whether memory that is shared through a file may be shared with nobody. Pure."""
    kind = mount.kind.removeprefix("fuse.")
    if kind in _OF_A_HOST:  # where it is the root, everybody who could share lives in the same sandbox
        return mount.point != "/"
    return kind in _NETWORK | _CLUSTER | _FUSE


def mount_of(path: str, mounts: str) -> Mount | None:
    """The mount that holds a path; None when none is known. Pure.

    Args:
        path: absolute, without links.
        mounts: what `/proc/self/mountinfo` says (proc(5)): a line for each mount, the later ones on top.
    """
    found: Mount | None = None
    for line in mounts.split("\n"):
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) < 6:
            continue
        point = _unescaped(fields[4])
        if _holds(point, path) and (found is None or len(point) >= len(found.point)):
            found = Mount(point, after.split(" ")[0])
    return found


def _holds(point: str, path: str) -> bool:
    return path == point or path.startswith(point.rstrip("/") + "/")


def _unescaped(text: str) -> str:
    r"""Blanks, tabs, newlines and backslashes are written as `\040`."""
    return re.sub(r"\\([0-3][0-7]{2})", lambda found: chr(int(found[1], 8)), text)
