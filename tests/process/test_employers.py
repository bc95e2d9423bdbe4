from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from orchestrator.process.employers import living_employer
from orchestrator.process.leftovers import Process, end_marked, marked
from tests.support import programs
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")

# An orchestrator with one supervised command that stays.
EMPLOYER = """
import os, signal, sys
from orchestrator.process.run import Command, start
folder = sys.argv[1]
start(Command(("tail", "-f", "/dev/null"), "/", {**os.environ, "MARK": folder}, None, f"{folder}/out", None,
              f"{folder}/record"))
signal.pause()
"""


def test_a_living_orchestrator_is_found_by_what_it_supervises_and_a_dead_one_is_not(tmp_path: Path) -> None:
    with programs.start(EMPLOYER, tmp_path) as process:
        try:
            wait_until(lambda: (tmp_path / "record" / "started.json").exists(), what="the command")
            found = marked("MARK", str(tmp_path))
            assert len(found) == 2
            assert living_employer(found) == process.pid
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert living_employer(found) is None
        finally:
            process.kill()
            end_marked("MARK", str(tmp_path))


def test_we_are_not_another_orchestrator_and_what_is_gone_works_for_nobody() -> None:
    assert living_employer(()) is None
    assert living_employer((Process(os.getpid(), 0, "us"), Process(2**22 + 1, 0, "gone"))) is None
