"""A description, and the answer of a session that makes a plan of it."""

from __future__ import annotations

from typing import Any

IDEA = """\
# Export

## Rows
Every order is a row.

<!-- not yet decided -->
## Colours
Maybe one day.
"""
MASTER_PLAN = """\
# Export - Master Plan

**Status:** Draft

## Phases

| Phase | Title | Focus | Risk | Status |
|-------|-------|-------|------|--------|
| 1 | [Rows](phase1-rows.md) | rows | Low | Pending |
| 2 | [File](phase2-file.md) | the file | Low | Pending |

## Dependencies

{chains}
"""
PHASE = """\
# Phase {id}: {title}

**Status:** Pending
**Depends On:** {depends}

---

## Process Wrapper (MANDATORY)
- [ ] **[IMPLEMENTATION - see Tasks below]**
- [ ] Write notes to: `notes/NOTES_phase_{id}.md`

## Gates

{gates}

## Tasks
- [ ] 1.1: do it
"""


def master(chains: str = "Phase 1 --> Phase 2") -> str:
    return MASTER_PLAN.format(chains=chains)


def phase_file(
    phase_id: str, title: str, gates: str = "- `test -f x`: it is there", depends: str = "N/A"
) -> str:
    return PHASE.format(id=phase_id, title=title, gates=gates, depends=depends)


def covered() -> list[dict[str, Any]]:
    """What becomes of each part of the description."""
    return [
        {"part": 1, "phases": ["1", "2"], "left_out": ""},
        {"part": 2, "phases": ["Phase 1"], "left_out": ""},
        {"part": 3, "phases": [], "left_out": "nobody asked for it yet"},
    ]


def answer(
    plan: str | None = None, second: str | None = None, coverage: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """The data of an answer; a sound one unless a part of it is replaced."""
    depends = "[Phase 1](phase1-rows.md)"
    contents = {
        "master-plan.md": master() if plan is None else plan,
        "phase1-rows.md": phase_file("1", "Rows"),
        "phase2-file.md": phase_file("2", "File", depends=depends) if second is None else second,
    }
    return {
        "files": [{"name": name, "content": content} for name, content in contents.items()],
        "coverage": covered() if coverage is None else coverage,
    }
