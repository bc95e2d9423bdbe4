from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from orchestrator.views.lines import Lines


def test_lines_are_written_whole_and_in_order() -> None:
    out = io.StringIO()
    lines = Lines(out)
    lines.write("a", "b")
    lines.write()
    lines.write("c")
    assert out.getvalue() == "a\nb\nc\n"


def test_a_closed_file_is_written_to_no_more() -> None:
    out = io.StringIO()
    lines = Lines(out)
    out.close()
    lines.write("a")
    lines.write("b")
    assert out.closed


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_is_told_to_nobody_and_nothing_fails_later() -> None:
    with Path("/dev/full").open("w") as out:
        lines = Lines(out)
        lines.write("a")
        lines.write("b")
        assert os.path.samestat(os.fstat(out.fileno()), os.stat(os.devnull))


def test_without_an_output_nothing_is_written() -> None:
    lines = Lines(None)
    lines.write("a")
    assert lines.__dict__ == {"_out": None}
