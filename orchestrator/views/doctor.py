"""What `orchestrate doctor` found, as text and as JSON (schemas/doctor.schema.json)."""

from __future__ import annotations

import json

from orchestrator.doctor.report import Check, Group, Health, count, healthy
from orchestrator.text import plural
from orchestrator.views.page import Page

VERSION = 1
INDENT, HANGING = 2, 11  # the text of a check begins behind the longest word for its health


def doctor_text(groups: tuple[Group, ...], width: int) -> str:
    """A line a check, its cure below it, and the sum."""
    page = Page(width)
    for group in groups:
        if group is groups[0]:
            page.add(group.name)
        else:
            page.head(group.name)
        for check in group.checks:
            _add(page, check)
    page.head(_sum(groups))
    return page.text()


def doctor_json(groups: tuple[Group, ...]) -> str:
    """The same for a program."""
    checks = [
        {
            "group": group.name,
            "name": check.name,
            "health": check.health.value,
            "found": check.found,
            "cure": check.cure,
        }
        for group in groups
        for check in group.checks
    ]
    return json.dumps({"version": VERSION, "healthy": healthy(groups), "checks": checks}, indent=2)


def _add(page: Page, check: Check) -> None:
    page.add(f"{check.health.value:<8} {check.name}: {check.found}", INDENT, hanging=HANGING)
    if check.cure:
        page.add(f"-> {check.cure}", HANGING, hanging=HANGING + 3)


def _sum(groups: tuple[Group, ...]) -> str:
    errors, warnings = count(groups, Health.ERROR), count(groups, Health.WARNING)
    fine = count(groups, Health.OK)
    end = "Nothing stands in the way of a run." if not errors else "See to the errors before a run."
    return f"{plural(errors, 'error')}, {plural(warnings, 'warning')}, {fine} ok. {end}"
