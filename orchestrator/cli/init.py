"""`orchestrate init`: a first configuration and plan, with gates that the repository already has."""

from __future__ import annotations

import argparse
import os
import pkgutil
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence

from orchestrator.cli.options import one_of, parser, positive
from orchestrator.cli.preparation import Project, open_project
from orchestrator.errors import EXIT_DONE, UsageError
from orchestrator.new_files import create_all, existing
from orchestrator.project import relative
from orchestrator.scaffold.configuration import SCHEMA, configuration
from orchestrator.scaffold.kinds import KINDS
from orchestrator.scaffold.plan import Draft, clean_title, master_path, plan_files
from orchestrator.scaffold.proposals import Found, look
from orchestrator.scaffold.stages import MOST
from orchestrator.store.folder import prepare
from orchestrator.text import one_line, printable

EXAMPLES = """\
  orchestrate init
  orchestrate init --kind backend --phases 6 --title "Order service"
  orchestrate init --dir plans/search --dry-run"""
FOLDER = "docs"
TESTS = ("tests", "test", "spec", "__tests__")  # folders
SHOWN = 5  # paths that a refusal names
NEXT = """
Next: say in {plan} what is to be done, read the phases through, then
  orchestrate run {word} --dry-run
  orchestrate run {word}
  orchestrate status"""


def run(arguments: Sequence[str]) -> int:
    """Write what is missing; nothing that is there is overwritten."""
    given = options().parse_args(arguments)
    project = open_project({})
    found = look(project.files)
    draft = _draft(given, project, found)
    plan = {} if given.no_plan else plan_files(draft)
    _refuse(project.root, plan)
    settings = _configuration(project, found)
    kept = existing(project.root, settings)
    texts = {**({} if kept else settings), **plan}
    if not given.dry_run:
        _write(project, texts)
    print(printable("\n".join(_told(given, project.root, texts, kept, found))))
    if plan and not given.dry_run:
        path = os.path.relpath(os.path.join(project.root, master_path(draft.folder)))
        print(printable(NEXT.format(plan=path, word=shlex.quote(path))))
    return EXIT_DONE


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "init", "Write a commented configuration and a plan to start from, with gates found here.", EXAMPLES
    )
    made.add_argument("--title", metavar="TEXT", help="of the plan (default: the folder's name)")
    made.add_argument(
        "--phases", metavar="N", type=_phases, default=3, help=f"1 to {MOST} phases (default 3)"
    )
    made.add_argument(
        "--kind", type=one_of(*KINDS), default="generic", help=f"{', '.join(KINDS)} (default generic)"
    )
    made.add_argument("--dir", metavar="FOLDER", help=f"where the plan goes (default {FOLDER})")
    made.add_argument("--no-plan", action="store_true", help="write the configuration alone")
    made.add_argument("--dry-run", "-n", action="store_true", help="show what would be written")
    return made


def _phases(text: str) -> int:
    if text.strip() == "0":
        raise argparse.ArgumentTypeError(f"a plan has phases; write 1 to {MOST}")
    number = positive(text)
    if number > MOST:
        raise argparse.ArgumentTypeError(f"{number} are too many for one plan; write 1 to {MOST}")
    return number


def _draft(given: argparse.Namespace, project: Project, found: Found) -> Draft:
    """What the plan is written from.

    Raises:
        UsageError: the title is empty, or the folder lies outside of the project.
    """
    if given.title is not None and not clean_title(given.title):
        raise UsageError("init: --title holds no text; write one such as --title 'Order service'")
    title = clean_title(given.title or os.path.basename(project.root)) or "Project"
    folder = relative(project.root, given.dir or os.path.join(project.root, FOLDER))
    tests = tuple(name for name in TESTS if project.files.names(name))
    return Draft(title, given.kind, given.phases, folder, found.proposals, tests)


def _refuse(root: str, plan: Mapping[str, str]) -> None:
    """See that nothing of a plan is there.

    Raises:
        UsageError: something is, and half a plan beside it would help nobody.
    """
    taken = existing(root, plan)
    if taken:
        more = f" and {len(taken) - SHOWN} more" if len(taken) > SHOWN else ""
        be = "is" if len(taken) == 1 else "are"
        raise UsageError(
            f"{', '.join(taken[:SHOWN])}{more} {be} there already, so nothing was written; choose another"
            " folder (--dir FOLDER), move what is there away, or write the configuration alone (--no-plan)"
        )


def _configuration(project: Project, found: Found) -> dict[str, str]:
    """The configuration's file, and the schema that editors look for beside it; by path."""
    path = project.folder.relative(project.folder.configuration)
    schema = _schema()
    files = {path: configuration(found.proposals, with_schema=schema is not None)}
    beside = os.path.join(os.path.dirname(path), SCHEMA)
    if schema is not None and not existing(project.root, {beside: schema}):
        files[beside] = schema
    return files


def _schema() -> str | None:
    """The schema that came with the program: inside the installed package, or beside it in a checkout."""
    for place in ("schemas", "../schemas"):
        try:
            data = pkgutil.get_data("orchestrator", f"{place}/{SCHEMA}")
        except OSError:
            continue
        if data is not None:
            return data.decode()
    return None


def _write(project: Project, texts: Mapping[str, str]) -> None:
    try:
        create_all(project.root, texts)
    except OSError as error:
        name = os.path.relpath(error.filename, project.root) if error.filename else project.root
        raise UsageError(
            f"{one_line(name, 200)}: {error.strerror}; nothing was written. Choose a folder that can be"
            " written (--dir FOLDER)"
        ) from error
    prepare(project.folder)  # last: when nothing could be written, it must not be there either


def _told(
    given: argparse.Namespace, root: str, texts: Mapping[str, str], kept: Iterable[str], found: Found
) -> Iterator[str]:
    """What was done and what was found, line by line."""
    yield f"{'Would write' if given.dry_run else 'Written'} in {root}:" if texts else "Nothing to write."
    yield from (f"  {path}" for path in texts)
    kept = tuple(kept)
    if kept:
        yield "Kept as it is:"
        yield from (f"  {path}" for path in kept)
    yield from ("", *_told_of_gates(found))


def _told_of_gates(found: Found) -> Iterator[str]:
    if found.proposals:
        width = max(len(proposal.command) for proposal in found.proposals)
        yield "Gates found here:"
        yield from (f"  {one.command:<{width}}  {one.name}: {one.why}" for one in found.proposals)
    else:
        yield "No check was found here that could be a gate; phase 1 asks for one (check.sh)."
    for proposal, program in found.missing:
        yield f"  not taken: {proposal.command} ({proposal.why}, but '{program}' is not there)"
