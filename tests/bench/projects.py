"""Projects to measure with: plans of any length, and a worker that does nothing."""

from __future__ import annotations

from pathlib import Path

WORKER = """\
#!/bin/sh
while read -r line; do echo "$line"; done < {stream}
"""
STREAM = """\
{"type":"system","subtype":"init","session_id":"s","model":"none","claude_code_version":"0","agents":[]}
{"type":"result","subtype":"success","is_error":false,"num_turns":1,"stop_reason":"end_turn","result":"done","total_cost_usd":0,"usage":{"input_tokens":1,"output_tokens":1}}
"""
CONFIGURATION = """\
strict_compliance: false
claude:
  command: [{worker}]
notifications:
  provider: none
"""
MASTER = """\
# My Project - Master Plan

**Status:** Draft

## Phases

| Phase | Title | Focus | Risk | Status |
|-------|-------|-------|------|--------|
{rows}

## Dependencies

{chain}
"""
PHASE = """\
# Phase {number}: Work

**Status:** Pending
**Master Plan:** [master-plan.md](master-plan.md)
**Depends On:** {depends}
**Changes:** none expected (the worker ends at once)

## Process Wrapper (MANDATORY)
- [ ] **[IMPLEMENTATION - see Tasks below]**
{notes}
## Gates
- true: must pass

## Tasks

### 1. Create Base Structure
- [x] 1.1: Create `src/module.py` with basic structure
- [x] 1.2: Create `tests/test_module.py` placeholder
"""


def make(folder: Path, phases: int, *, with_notes: bool = False) -> Path:
    """A project with so many phases, one after the other; returns its folder."""
    docs = folder / "docs"
    (folder / ".orchestrator").mkdir(parents=True)
    docs.mkdir()
    numbers = range(1, phases + 1)
    rows = "\n".join(f"| {n} | [Work](phase{n}-work.md) | Create files | Low | Pending |" for n in numbers)
    chain = " --> ".join(f"Phase {n}" for n in numbers) if phases > 1 else "None"
    (docs / "master-plan.md").write_text(MASTER.format(rows=rows, chain=chain))
    for n in numbers:
        depends = f"[Phase {n - 1}](phase{n - 1}-work.md)" if n > 1 else "N/A"
        notes = f"- [ ] Write notes to: `notes/NOTES_phase_{n}.md`\n" if with_notes else ""
        text = PHASE.format(number=n, depends=depends, notes=notes)
        (docs / f"phase{n}-work.md").write_text(text)
    _worker(folder)
    return folder


def _worker(folder: Path) -> None:
    """As cheap as a worker can be: a shell that repeats two lines, with nothing started by it."""
    stream, worker = folder / "stream.jsonl", folder / "worker"
    stream.write_text(STREAM)
    worker.write_text(WORKER.format(stream=stream))
    worker.chmod(0o700)
    (folder / ".orchestrator/config.yaml").write_text(CONFIGURATION.format(worker=worker))
