from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import StoreError
from orchestrator.store import place
from orchestrator.store.place import Mount, is_remote, mount_of

MOUNTS = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 27 0:30 / /home rw master:2 - nfs4 server:/home rw,vers=4.2
31 30 254:0 /local /home/me/fast rw - xfs /dev/vdb rw
32 27 0:31 / /mnt/with\040blank\134s rw - cifs //server/share rw
33 27 0:32 / /over rw - ext4 /dev/vdc rw
34 33 0:33 / /over rw shared:9 master:3 - fuse.sshfs me@host: rw
not a line of this file
"""


@pytest.mark.parametrize(
    ("path", "mount"),
    [
        ("/", Mount("/", "ext4")),
        ("/homes/x", Mount("/", "ext4")),
        ("/home", Mount("/home", "nfs4")),
        ("/home/me/project", Mount("/home", "nfs4")),
        ("/home/me/fast/project/.orchestrator", Mount("/home/me/fast", "xfs")),
        ("/mnt/with blank\\s/p", Mount("/mnt/with blank\\s", "cifs")),
        ("/over/there", Mount("/over", "fuse.sshfs")),  # the later one lies on top
    ],
)
def test_the_mount_of_a_path_is_the_deepest_and_last_one_that_holds_it(path: str, mount: Mount) -> None:
    assert mount_of(path, MOUNTS) == mount


@given(st.text(), st.text(max_size=200))
def test_whatever_stands_in_the_list_of_mounts_is_no_error(path: str, mounts: str) -> None:
    found = mount_of(path, mounts)
    assert found is None or path.startswith(found.point.rstrip("/"))


@pytest.mark.parametrize(
    "kind",
    ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "lustre", "ceph", "fuse.glusterfs", "9p", "virtiofs"],
)
def test_file_systems_of_other_machines_are_remote(kind: str) -> None:
    assert is_remote(Mount("/work", kind))


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", "fuseblk", ""])
def test_file_systems_of_this_machine_and_unknown_ones_are_not(kind: str) -> None:
    assert not is_remote(Mount("/work", kind))


def test_a_sandbox_whose_very_root_is_its_host_s_is_a_machine_of_its_own() -> None:
    assert not is_remote(Mount("/", "9p"))
    assert is_remote(Mount("/", "nfs"))


def told_mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    file = tmp_path / "mountinfo"
    file.write_text(f"27 1 254:0 / / rw - ext4 /dev/vda rw\n30 27 0:30 / {tmp_path}/far rw - {kind} far rw\n")
    (tmp_path / "far").mkdir()
    monkeypatch.setattr(place, "MOUNTS", str(file))


def test_state_on_a_network_file_system_is_refused_with_the_ways_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_mounts(tmp_path, monkeypatch, "nfs4")
    with pytest.raises(StoreError) as caught:
        place.check(str(tmp_path / "far" / "project" / ".orchestrator"))
    told = str(caught.value)
    assert told.startswith(f"{tmp_path}/far/project/.orchestrator: it lies on a network file system (nfs4)")
    assert "mount a volume on it, or make it a symbolic link" in told


def test_a_link_from_there_to_a_disk_of_this_machine_is_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_mounts(tmp_path, monkeypatch, "virtiofs")
    (tmp_path / "near").mkdir()
    link = tmp_path / "far" / ".orchestrator"
    link.symlink_to(tmp_path / "near")
    place.check(str(link))
    link.unlink()
    link.mkdir()
    with pytest.raises(StoreError, match="virtiofs"):
        place.check(str(link))


def test_where_nobody_tells_the_mounts_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "MOUNTS", str(tmp_path / "absent"))
    place.check(str(tmp_path / ".orchestrator"))
    assert not (tmp_path / ".orchestrator").exists()
