"""`orchestrate check`: what `run` would say before it starts, and what else is worth a word in a plan."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from orchestrator.advice.report import Report
from orchestrator.advice.whole import in_order
from orchestrator.cli.checking import Checked, check, run_once
from orchestrator.cli.options import parser
from orchestrator.cli.preparation import Project, open_project
from orchestrator.errors import InputError, UsageError
from orchestrator.model.plan import Complaint
from orchestrator.project import relative

EXAMPLES = """\
  orchestrate check docs/master-plan.md
  orchestrate check docs/master-plan.md --fix --dry-run
  orchestrate check docs/master-plan.md --gates --strict"""


def run(arguments: Sequence[str]) -> int:
    """Check a plan; 0: nothing that counts, 1: warnings with --strict, 2: errors."""
    given = _parse(arguments)
    try:
        project = open_project({})
    except InputError as error:
        return _show(Report(given.plan, None, error.complaints, ()), given)
    path = relative(project.root, given.plan)
    checked = check(project, path)
    if given.fix and given.dry_run:
        _show_diff(checked)
    elif given.fix:
        checked = _fixed(project, path, checked)
    report = checked.report
    if given.gates and report.plan and not report.errors:
        found = run_once(project, report.plan)
        if isinstance(found, int):
            return found
        warnings = in_order(path, checked.files, (*report.warnings, *found))
        report = report._replace(warnings=warnings)
    return _show(_covered(project, report), given)


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "check",
        "Look for errors in a plan, its configuration and what it needs, as `run` does before it starts, and"
        " for what is worth a warning. Without --gates nothing is run. 0: nothing that counts; 1: warnings,"
        " with --strict; 2: errors.",
        EXAMPLES,
    )
    made.add_argument("plan", metavar="master-plan.md", help="the master plan")
    made.add_argument("--strict", action="store_true", help="warnings count: exit code 1")
    made.add_argument("--fix", action="store_true", help="mend slips that can mean only one thing")
    made.add_argument("--dry-run", "-n", action="store_true", help="with --fix: show a diff, write nothing")
    made.add_argument(
        "--gates", action="store_true", help="run every gate once, as before the first session of a phase"
    )
    form = made.add_mutually_exclusive_group()
    form.add_argument("--github", action="store_true", help="print annotations for GitHub Actions")
    form.add_argument("--json", action="store_true", help="print the plan and what was found as JSON")
    return made


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    given = options().parse_args(arguments)
    if given.dry_run and not given.fix:
        raise UsageError("check: --dry-run belongs to --fix; without it nothing is written anyway")
    if given.dry_run and (given.json or given.github):
        raise UsageError("check: --dry-run shows a diff for a person; leave --json and --github out")
    return given


def _show_diff(checked: Checked) -> None:
    from orchestrator.views.check import diff

    if checked.mended.files:
        print(diff(checked.files, checked.mended.files))


def _fixed(project: Project, path: str, checked: Checked) -> Checked:
    """Write what can be mended, and check again what is then there.

    Raises:
        LockedError: an orchestrator works with these files.
        UsageError: a file cannot be written.
    """
    from contextlib import nullcontext

    from orchestrator.files import rewrite
    from orchestrator.store.lock import held

    folder = project.folder
    lock = held(folder.lock, "check --fix") if os.path.isdir(folder.path) else nullcontext()
    with lock:
        for name, content in checked.mended.files.items():
            try:
                rewrite(os.path.join(project.root, name), checked.files[name], content)
            except OSError as error:
                raise UsageError(f"{name}: {error.strerror}; make it writable, then check again") from error
    again = check(project, path)
    return again._replace(report=again.report._replace(mended=checked.mended.done))


def _covered(project: Project, report: Report) -> Report:
    """The report without secrets of the environment that stand in the plan."""
    from orchestrator.redaction import secrets_in

    secrets = secrets_in(os.environ, project.settings.redact)

    def cover(one: Complaint) -> Complaint:
        return one._replace(problem=secrets.text(one.problem), cure=secrets.text(one.cure))

    return report._replace(
        errors=tuple(map(cover, report.errors)),
        warnings=tuple(map(cover, report.warnings)),
        fixable=frozenset(map(cover, report.fixable)),
        mended=tuple(map(cover, report.mended)),
    )


def _show(report: Report, given: argparse.Namespace) -> int:
    from orchestrator.views import check as view

    if given.github:
        from orchestrator.cli.checkout import prefix

        print(view.github(report, prefix()))
    else:
        print(view.as_json(report) if given.json else view.text(report))
    return report.exit_code(strict=given.strict)
