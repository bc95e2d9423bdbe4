"""`orchestrate report`: a whole run, to keep, to send, or for another program."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from orchestrator.cli.options import add_run, one_of, parser
from orchestrator.cli.state import folder_here, open_state, run_of, session_files
from orchestrator.errors import UsageError
from orchestrator.files import write_shared
from orchestrator.model.report import Report
from orchestrator.store import runs
from orchestrator.store.database import Database
from orchestrator.store.folder import StateFolder
from orchestrator.store.reporting import report
from orchestrator.text import printable
from orchestrator.views.reported import progress

EXAMPLES = """\
  orchestrate report -o report.html
  orchestrate report -o results.xml
  orchestrate report --format md >> "$GITHUB_STEP_SUMMARY\""""

HTML, MD, JUNIT, JSON = "html", "md", "junit", "json"
STDOUT = ("-", "/dev/stdout")
ENDINGS = {".html": HTML, ".htm": HTML, ".md": MD, ".xml": JUNIT, ".json": JSON}


def run(arguments: Sequence[str]) -> int:
    """Write or print the report; the exit code does not depend on how the run went."""
    given = options().parse_args(arguments)
    output = None if given.output in STDOUT else given.output
    form = _form(given.format, output)
    with open_state() as state:
        run_id = run_of(state.db, given.run).id
        assert state.db is not None, "it has a run"
        folder = folder_here()
        place = _place(output, folder, state.db, run_id) if output else None
        found = report(state.db, folder, run_id, state.active, session_files)
        text = _written(found, form)  # in here, where a value that makes no sense is blamed on the file
    if place is None:
        _print(text)
    else:
        _write(place, text)
        said = f"{output}: {found.run.title}: {found.outcome}, {progress(found)}"
        print(printable(said))
    return 0


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "report",
        "Make one page of a run, or Markdown for a pull request, JUnit XML for CI, JSON for programs.",
        EXAMPLES,
    )
    add_run(made)
    made.add_argument(
        "--format",
        "-f",
        type=one_of(HTML, MD, JUNIT, JSON),
        metavar="FORM",
        help="html, md, junit or json (default: as the file's name ends, else html)",
    )
    made.add_argument("--output", "-o", metavar="FILE", help="write it there, not to standard output")
    return made


def _form(asked: str | None, output: str | None) -> str:
    """What to write.

    Raises:
        UsageError: it would be a page on a terminal, or a file whose name promises something else.
    """
    ending = os.path.splitext(output or "")[1].lower()
    if ending and not asked and ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise UsageError(
            f"{output}: no form has this ending; use one of {known}, or choose one with --format"
        )
    form = asked or ENDINGS.get(ending, HTML)
    if form == HTML and not output and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(
            "report: a page is for a browser, not for a terminal; give it a file with `-o report.html`,"
            " or choose another form, such as `--format md`"
        )
    return form


def _place(output: str, folder: StateFolder, db: Database, run_id: str) -> str:
    """Where to write.

    Raises:
        UsageError: something is there that must stay, or nothing can be written there.
    """
    if os.path.exists(output) and not os.path.isfile(output) and not os.path.isdir(output):
        return output  # a device or a pipe
    place = os.path.realpath(output)
    if os.path.isdir(place):
        raise UsageError(
            f"{output}: is a folder; name a file in it, such as {os.path.join(output, 'report.html')}"
        )
    if not os.path.isdir(os.path.dirname(place)):
        raise UsageError(f"{output}: there is no folder {os.path.dirname(output)}; make it first")
    if place.startswith(os.path.realpath(folder.path) + os.sep):
        raise UsageError(f"{output}: lies among the evidence that it tells of; name a file somewhere else")
    root = os.path.realpath(folder.root)
    if os.path.relpath(place, root) in runs.frozen_files(db, run_id):
        raise UsageError(f"{output}: is a file of the plan; name another file")
    return place


def _written(found: Report, form: str) -> str:
    """The report in one of its forms; only that form's module is imported."""
    if form == MD:
        from orchestrator.views.report_md import report_md

        return report_md(found)
    if form == JUNIT:
        from orchestrator.views.report_junit import report_junit

        return report_junit(found)
    if form == JSON:
        from orchestrator.views.report_json import report_json

        return report_json(found) + "\n"
    from orchestrator.views.html.document import document

    return document(found)


def _print(text: str) -> None:
    """In UTF-8 whatever the locale: documents say so of themselves."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    print(text, end="")


def _write(place: str, text: str) -> None:
    """
    Raises:
        UsageError: it cannot be written.
    """
    try:
        write_shared(place, text)
    except OSError as error:
        raise UsageError(f"{place}: {error.strerror}; name a file where you may write") from error
