"""Writes the project of the demonstration: a plan, its phases, a sub-agent and a configuration."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence

from orchestrator.errors import UsageError

PLAN = "docs/master-plan.md"
_MASTER = """\
# Calculator - Master Plan

**Status:** Draft

## Overview

A demonstration of orchestrate: a very small calculator, built in three phases. The worker is **scripted**:
it stands in for Claude Code and follows a script, no model is called and no account is needed. Everything
else is real: the files, the commands, the gates, the verdicts. In phase 2 the worker claims success
although a gate fails; watch what becomes of that.

## Phases

| Phase | Title | Focus | Risk | Status |
|-------|-------|-------|------|--------|
| 1 | [Setup](phase1-setup.md) | Create the module and its tests | Low | Pending |
| 2 | [Implementation](phase2-implementation.md) | Make the tests pass | Medium | Pending |
| 3 | [Review](phase3-review.md) | A second pair of eyes, and the usage | Low | Pending |

## Dependencies

Phase 1 --> Phase 2 --> Phase 3
"""
_SETUP = """\
# Phase 1: Setup

**Status:** Pending
**Master Plan:** [master-plan.md](master-plan.md)
**Depends On:** N/A

---

## Process Wrapper (MANDATORY)
- [ ] **[IMPLEMENTATION - see Tasks below]**
- [ ] Write notes to: `notes/NOTES_phase_1.md`

## Gates
- syntax: both files are valid Python

---

## Tasks

### 1. Create the files
- [ ] 1.1: Create `calculator.py`, empty but for its docstring
- [ ] 1.2: Create `test_calculator.py`: adding, and dividing without rounding
"""
_IMPLEMENTATION = """\
# Phase 2: Implementation

**Status:** Pending
**Master Plan:** [master-plan.md](master-plan.md)
**Depends On:** [Phase 1](phase1-setup.md)

---

## Process Wrapper (MANDATORY)
- [ ] Read previous notes: `notes/NOTES_phase_1.md`
- [ ] **[IMPLEMENTATION - see Tasks below]**
- [ ] Write notes to: `notes/NOTES_phase_2.md`

## Gates
- syntax: both files are valid Python
- tests: every test passes

---

## Tasks

### 1. Calculate
- [ ] 1.1: Write `add`
- [ ] 1.2: Write `divide`
"""
_REVIEW = """\
# Phase 3: Review

**Status:** Pending
**Master Plan:** [master-plan.md](master-plan.md)
**Depends On:** [Phase 2](phase2-implementation.md)

---

## Process Wrapper (MANDATORY)
- [ ] Read previous notes: `notes/NOTES_phase_2.md`
- [ ] **AGENT:reviewer** - required agent
- [ ] **[IMPLEMENTATION - see Tasks below]**
- [ ] Write notes to: `notes/NOTES_phase_3.md`

## Gates
- tests: every test still passes

---

## Tasks

### 1. Show how it is used
- [ ] 1.1: Create `USAGE.md` with an example
"""
_AGENT = """\
---
name: reviewer
description: Reviews the calculator
---

Read the code, compare it with its tests, and say what is wrong.
"""
_CONFIGURATION = """\
# The demonstration's own configuration. For work of your own leave out `model` and `claude`:
# then the Claude Code CLI is called as `claude`.
model: scripted-not-claude
claude:
  command: [{words}]  # a script that stands in for Claude
gates:
  syntax: {syntax}
  tests: {tests}
notifications:
  provider: none
"""
TEXTS = {
    PLAN: _MASTER,
    "docs/phase1-setup.md": _SETUP,
    "docs/phase2-implementation.md": _IMPLEMENTATION,
    "docs/phase3-review.md": _REVIEW,
    ".claude/agents/reviewer.md": _AGENT,
}


def create(folder: str, python: str, worker: Sequence[str]) -> None:
    """Fill a folder that is new or empty.

    Args:
        folder: where to; its parents are made as well.
        python: the interpreter of worker and gates, absolute.
        worker: the words behind the interpreter's options that start the worker: a file, or `-c` and code.

    Raises:
        UsageError: there is something in it already, or it cannot be written.
    """
    try:
        os.makedirs(folder, exist_ok=True)
        if os.listdir(folder):
            raise UsageError(f"{folder}: the folder is not empty; name a new one: `orchestrate demo FOLDER`")
        for path, text in {**TEXTS, ".orchestrator/config.yaml": configuration(python, worker)}.items():
            _write(os.path.join(folder, path), text)
    except OSError as error:
        raise UsageError(
            f"{folder}: {error.strerror}; name a folder that can be written: `orchestrate demo FOLDER`"
        ) from error


def configuration(python: str, worker: Sequence[str]) -> str:
    """The configuration, with this interpreter in it: there may be no `python3` on the PATH."""
    interpreter = shlex.quote(python)
    return _CONFIGURATION.format(
        words=", ".join((_quoted(python), "-I", "-S", *map(_quoted, worker))),
        syntax=_quoted(f"{interpreter} -m py_compile calculator.py test_calculator.py"),
        tests=_quoted(f"{interpreter} -B -m unittest -q"),
    )


def _quoted(text: str) -> str:
    """As YAML: a JSON string is one."""
    return json.dumps(text, ensure_ascii=False)


def _write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
