"""What is said of the machine."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.doctor.machine import LITTLE, checks, dotted, version_of
from orchestrator.doctor.report import Health
from orchestrator.doctor.world import Answer, Disk, Other
from tests.doctor.made import MACHINE, NOW, assert_bad, named

WARNING, ERROR = Health.WARNING, Health.ERROR
ELSEWHERE = Other("/bin/orchestrate", Answer(0, "usage: orchestrate [-h] workflow"))
FAILING = Other("/bin/orchestrate", Answer(2, "orchestrate 1.2.3"))
OLDER = Other("/bin/orchestrate", Answer(0, "orchestrate 1.0.0"))


def disk(**other: Any) -> tuple[Disk, ...]:
    return (MACHINE.disks[0]._replace(**other),)


def test_a_good_machine_has_nothing_to_cure() -> None:
    assert {check.health for check in checks(MACHINE)} == {Health.OK}
    assert not any(check.cure for check in checks(MACHINE))


@pytest.mark.parametrize(
    ("name", "change", "health", "words", "cure"),
    [
        ("python", {"python": (3, 10, 9)}, ERROR, "CPython 3.10.9", "3.11 or newer"),
        ("system", {"sees_processes": False}, WARNING, "without /proc", "mount /proc"),
        ("system", {"system": "darwin", "sees_processes": False}, WARNING, "macOS", "use Linux"),
        ("system", {"system": "win32"}, ERROR, "win32", "WSL"),
        ("sqlite", {"sqlite": ""}, ERROR, "without SQLite", "install a Python"),
        ("sqlite", {"sqlite": "3.34.1"}, ERROR, "3.34.1 is too old", "3.35"),
        ("sqlite", {"write_ahead": False}, ERROR, "without the write-ahead log", "usual SQLite"),
        ("disk", {"disks": disk(writable=False)}, ERROR, "/p cannot be written", "TMPDIR"),
        ("disk", {"disks": disk(free=10_000_000)}, ERROR, "only 10.0 MB free in /p", "16.0 MB are the least"),
        ("disk", {"disks": disk(files=False)}, ERROR, "no room for more files in /p", "inodes"),
        ("disk", {"disks": disk(free=LITTLE - 1)}, WARNING, "free in /p", "orchestrate clean"),
        ("encoding", {"output": "ascii"}, WARNING, "text is ascii, file names are utf-8", "LC_ALL=C.UTF-8"),
        ("encoding", {"names": "latin-1"}, WARNING, "file names are latin-1", "LC_ALL=C.UTF-8"),
        ("terminal", {"terminal": ""}, WARNING, "TERM is not set", "xterm"),
        ("clock", {"now": 0.0}, ERROR, "not written yet", "set the clock"),
        ("clock", {"newest": NOW + 10 * 86_400}, WARNING, "from the future, by 10 days", "set the clock"),
        ("orchestrate", {"other": ELSEWHERE}, WARNING, "another program", "/usr/bin/python3 -m orchestrator"),
        ("orchestrate", {"other": FAILING}, WARNING, "another program", "-m orchestrator"),
        ("orchestrate", {"other": OLDER}, WARNING, "is 1.0.0, this one 1.2.3", "update one"),
    ],
)
def test_what_is_wrong_is_told_with_its_cure(
    name: str, change: dict[str, Any], health: Health, words: str, cure: str
) -> None:
    assert_bad(named(checks(MACHINE._replace(**change)), name), health, words, cure)


def test_what_is_different_but_right_is_ok() -> None:
    ours = Other("/bin/orchestrate", Answer(0, "orchestrate 1.2.3"))
    piped = MACHINE._replace(terminal=None, other=ours, output="utf8")
    assert {check.health for check in checks(piped)} == {Health.OK}
    assert named(checks(piped), "orchestrate").found == "1.2.3, /bin/orchestrate"
    sizeless = disk(free=0, least=0)
    assert "does not tell its size" in named(checks(MACHINE._replace(disks=sizeless)), "disk").found
    assert "without colour" in named(checks(MACHINE._replace(colour=False)), "terminal").found


@given(st.tuples(*[st.integers(0, 9999)] * 3), st.text(alphabet="abc ()-", max_size=9))
def test_a_version_is_found_wherever_it_stands(numbers: tuple[int, int, int], around: str) -> None:
    assert version_of(f"{around}{dotted(numbers)}{around}") == numbers


@given(st.text())
def test_any_text_may_be_asked_for_its_version(text: str) -> None:
    assert len(version_of(text)) in (0, 2, 3)
