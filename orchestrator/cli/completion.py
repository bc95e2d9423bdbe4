"""`orchestrate completion`: lets a shell complete our command lines; made from the parsers themselves."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from orchestrator.cli.options import OneOf, one_of, parser
from orchestrator.errors import EXIT_DONE, UsageError

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from orchestrator.views.completion import Command, Value

EXAMPLES = """\
  eval "$(orchestrate completion bash)"       # in ~/.bashrc
  eval "$(orchestrate completion zsh)"        # in ~/.zshrc, behind compinit
  orchestrate completion fish | source        # in ~/.config/fish/config.fish"""

RUNS, PHASES = "runs", "phases"
LISTED = 50  # runs, the newest
# What the help calls a value tells what can stand there.
BY_NAME = {"RUN_ID": RUNS, "PHASE": PHASES, "ID": PHASES, "FOLDER": "folders", "DIR": "folders"}


def run(arguments: Sequence[str]) -> int:
    """Print the script of a shell, or words that it asks for."""
    given = options().parse_args(arguments)
    if (given.shell is None) == (given.words is None):
        raise UsageError("completion: name one shell: bash, zsh or fish; see `orchestrate completion --help`")
    if given.words is not None:
        for word in _words(given.words):
            print(word)
        return EXIT_DONE
    from orchestrator.views import completion

    scripts = {"bash": completion.bash, "zsh": completion.zsh, "fish": completion.fish}
    sys.stdout.write(scripts[given.shell](commands()))
    return EXIT_DONE


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "completion",
        "Print a script that lets your shell complete commands, options, plans, runs and phases.",
        EXAMPLES,
    )
    made.add_argument(
        "shell", nargs="?", metavar="SHELL", type=one_of("bash", "zsh", "fish"), help="bash, zsh or fish"
    )
    made.add_argument(
        "--words",
        metavar="WHAT",
        type=one_of(RUNS, PHASES),
        help="what that script asks for: ids of runs, or of the last run's phases",
    )
    return made


def commands() -> tuple[Command, ...]:
    """Every command with what it understands, as its parser tells."""
    from orchestrator.cli.main import GROUPS, load  # only a script needs them all
    from orchestrator.views.completion import Command, Option

    found = []
    for name, what in (command for _, group in GROUPS for command in group):
        actions = load(name).options()._actions  # argparse has no public way to ask
        given = tuple(
            Option(tuple(action.option_strings), action.help or "", _value(action))
            for action in actions
            if action.option_strings
        )
        values = tuple(_value(action) for action in actions if not action.option_strings)
        found.append(Command(name, what, given, values))
    return tuple(found)


def _value(action: argparse.Action) -> Value:
    from orchestrator.views.completion import Kind, Value

    if action.nargs == 0:
        return Value(Kind.NOTHING)
    shown = str(action.metavar or action.dest.upper())
    if isinstance(action.type, OneOf):
        return Value(Kind.WORDS, shown, action.type.known)
    if shown.endswith(".md"):
        return Value(Kind.PLANS, shown)
    return Value(Kind(BY_NAME.get(shown, "text")), shown)


def _words(what: str) -> tuple[str, ...]:
    """The ids of runs, or of the phases of the last one."""
    from orchestrator.cli.state import open_state
    from orchestrator.store import runs

    with open_state() as state:
        if state.db is None:
            return ()
        if what == RUNS:
            return tuple(found.id for found in runs.listed(state.db, LISTED))
        last = runs.latest(state.db)
        return () if last is None else tuple(phase.id for phase in last.phases)
