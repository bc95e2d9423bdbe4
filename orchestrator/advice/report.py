"""The result of a check, and its codes; views print it, the README lists them."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from orchestrator.errors import EXIT_BLOCKED, EXIT_DONE, EXIT_USAGE
from orchestrator.model.plan import Complaint, Plan

NO_CLAUDE = "no-claude"  # the only error here that stands in no file

# Every warning, and when it is given; errors are made by the readers of plan and configuration.
WARNINGS = MappingProxyType(
    {
        "arrow-form": "a dependency is drawn with an arrow that is not read, such as `⇒` or `--&gt;`",
        "box-form": "an item has nearly a box: `-[ ] x`, `- [] x`, `- [ ]x`, `[ ] x`, `- [x ] x`",
        "dead-link": "a link to a Markdown file leads nowhere",
        "duplicate-task-number": "two tasks of a phase have the same number",
        "gate-cannot-start": "with `--gates`: exit code 126 or 127",
        "gate-green-already": "with `--gates`: it passes before any work, and no gate of its phase fails",
        "gate-program-missing": "a program within the command is not on PATH",
        "gate-proves-little": "a gate passes whatever the work is like: `true`, `echo ...`, `... || true`",
        "gate-timed-out": "with `--gates`: it did not end within `gate_timeout`",
        "gate-twice": "two gates of a phase run the same command",
        "heading-form": "a heading without a blank behind its `#`: `##Gates`",
        "long-phase": "a phase has more than 40 tasks",
        "mixed-line-ends": "some lines of a file end as on Windows, some do not",
        "no-budget": "more than 20 phases, and neither `budget:` nor `phase_budget:`",
        "no-gate": "a phase says `- none: ...`",
        "no-notes": "others build on a phase that writes no notes",
        "no-tasks": "a phase has no task with a box",
        "notes-nobody-writes": "notes are read that no other phase writes and that do not exist",
        "notes-written-twice": "two phases write the same notes, and the second one does not read them",
        "other-master-plan": "`**Master Plan:**` names another file",
        "path-ignored": "git ignores notes, or a file that a task creates",
        "protected-path": "notes or a task are about a path that is protected",
        "risky-order": "a phase uses notes or files that another one makes, and does not depend on it",
        "status-not-read": "the plan says that a phase is done; it would run all the same",
        "task-without-box": "a numbered task has no box",
        "tasks-ticked": "all tasks of a phase are ticked before it begins",
        "uncommitted": "files are neither committed nor ignored",
        "unread-agent": "`**AGENTS:x**`, `**AGENT x**`: no agent is required by that",
        "unread-field": "a field is nearly one of ours: `**Depend On:**`",
        "unread-heading": "a heading is nearly one of ours: `## Task`",
        "unseen-agent": "behind a launcher: a required agent is not defined on this side",
    }
)


class Report(NamedTuple):
    """What a check found, in the order of the files, and within a file by line."""

    path: str  # the master plan
    plan: Plan | None  # None: it has errors
    errors: tuple[Complaint, ...]
    warnings: tuple[Complaint, ...]
    fixable: frozenset[Complaint] = frozenset()  # what `--fix` mends
    mended: tuple[Complaint, ...] = ()  # what it has mended

    def exit_code(self, *, strict: bool) -> int:
        """0: nothing that counts; 1: warnings, when they count; 2: errors."""
        if self.errors:
            return EXIT_USAGE
        return EXIT_BLOCKED if strict and self.warnings else EXIT_DONE
