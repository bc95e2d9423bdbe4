"""What `orchestrate check` found: as compilers print it, for GitHub, as JSON (schemas/check.schema.json)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.advice.report import Report
from orchestrator.model.plan import Complaint
from orchestrator.schedule import order, waves
from orchestrator.text import plural, printable
from orchestrator.views.plan import dumps, plan_data
from orchestrator.views.workflow import command

VERSION = 1


def text(report: Report) -> str:
    """One line for each thing: `file:line: warning[code]: problem; cure`; then how many there are."""
    lines = [f"{_place(one)}: mended[{one.code}]: {one.problem}" for one in report.mended]
    for level, one in _all(report):
        hint = " (--fix mends it)" if one in report.fixable else ""
        lines.append(f"{_place(one)}: {level}[{one.code}]: {one.problem}; {one.cure}{hint}")
    return printable("\n".join([*lines, _sum(report)]))


def github(report: Report, prefix: str) -> str:
    """Workflow commands that GitHub shows beside the lines; then how many there are.

    Args:
        report: what was found.
        prefix: what stands before paths of the project in paths of the repository: "" or "folder/".
    """
    lines = [
        command(
            level,
            f"{one.problem}; {one.cure}",
            file=prefix + one.path if one.path else "",
            line=one.line,
            title=one.code,
        )
        for level, one in _all(report)
    ]
    return "\n".join([*lines, printable(_sum(report))])


def as_json(report: Report) -> str:
    """The same for a program, with the plan as it was understood."""
    plan = report.plan
    data = {
        "version": VERSION,
        "path": report.path,
        "plan": plan and plan_data(plan),
        "order": [phase.id for phase in order(plan)] if plan else [],
        "waves": [[phase.id for phase in wave] for wave in waves(plan)] if plan else [],
        "complaints": [_data(level, one, report) for level, one in _all(report)],
        "mended": [{"code": one.code, "path": one.path, "line": one.line} for one in report.mended],
    }
    return dumps(data, indent=2)


def diff(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """The changes to files as a unified diff; line ends that change are shown as such."""
    from difflib import unified_diff  # only mending needs it

    lines: list[str] = []
    for path, content in after.items():
        old, new = (_lines(data) for data in (before[path], content))
        lines += unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="", n=1)
    return printable("\n".join(lines))


def _lines(content: bytes) -> list[str]:
    return [line.replace("\r", "\\r") for line in content.decode("utf-8").split("\n")]


def _all(report: Report) -> Iterator[tuple[str, Complaint]]:
    for one in report.errors:
        yield "error", one
    for one in report.warnings:
        yield "warning", one


def _place(one: Complaint) -> str:
    if not one.path:
        return "orchestrate"
    return f"{one.path}:{one.line}" if one.line else one.path


def _sum(report: Report) -> str:
    found = [
        plural(len(those), noun)
        for those, noun in ((report.errors, "error"), (report.warnings, "warning"))
        if those
    ]
    phases = f"{plural(len(report.plan.phases), 'phase')}, " if report.plan else ""
    return f"{report.path}: {phases}{' and '.join(found) or 'nothing to complain about'}"


def _data(level: str, one: Complaint, report: Report) -> dict[str, Any]:
    return {
        "level": level,
        "code": one.code,
        "path": one.path or None,
        "line": one.line or None,
        "problem": one.problem,
        "cure": one.cure,
        "fixable": one in report.fixable,
    }
