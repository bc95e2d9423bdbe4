"""Whatever lies in a spool is a signal of this attempt or is refused in words; nothing holds us up."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.signals import collect
from tests.bad_input.effort import effort
from tests.bad_input.harmless import harmful
from tests.bad_input.mutation import FRAGMENTS, mutants

TOKEN = "5f" * 16
SIGNAL = {
    **{"version": 1, "token": TOKEN, "phase": "1", "attempt": "1", "status": "completed", "reason": "why"},
    **{"report": {"tests": 12, "share": 0.5, "names": ["a", None, True]}, "at": "2026-11-22T14:00:00Z"},
}
SAMPLES = [json.dumps(SIGNAL).encode(), json.dumps(SIGNAL, indent=1).encode()]
NAME = st.builds(
    lambda stem, odd: (stem + odd[:40]).replace(b"/", b"").replace(b"\0", b""),
    st.sampled_from([b"1.json", b"2.json", b"3"]),
    st.sampled_from(FRAGMENTS) | st.just(b""),
)
KIND = st.sampled_from(
    ["file", "file", "file", "folder", "pipe", "link", "link to nothing", "link to a device"]
)


def lay(spool: Path, name: bytes, kind: str, content: bytes) -> None:
    path = os.path.join(os.fsencode(spool), name)
    if os.path.lexists(path):
        return
    if kind == "file":
        with open(path, "wb") as file:
            file.write(content)
    elif kind == "folder":
        os.mkdir(path)
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        targets = {"link": b"1.json", "link to nothing": b"nowhere", "link to a device": b"/dev/zero"}
        os.symlink(targets[kind], path)


@effort(200)
@given(st.lists(st.tuples(NAME, KIND, mutants(SAMPLES, most=2)), max_size=5))
def test_any_spool_is_read(entries: list[tuple[bytes, str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, content in entries:
            lay(Path(folder), name, kind, content)
        collected = collect(folder, "1", TOKEN)
        listed = [name for name in os.listdir(folder) if not name.startswith(".")]
    assert len(collected.signals) + len(collected.refused) == len(listed)
    for reason in collected.refused:
        assert not harmful(reason)
        assert len(reason) < 300
    for _, signal in collected.signals:
        json.loads(json.dumps(signal.report, allow_nan=False))
