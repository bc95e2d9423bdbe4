"""Parsers that look alike: one way to build them, and the checks several commands share."""

from __future__ import annotations

import argparse
import os
import sys

from orchestrator.errors import UsageError

TYPE_CHECKING = False  # see errors.py
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NoReturn

LARGEST = 2**31 - 1  # more than anybody means, less than what a database refuses
SHOWN = 60  # characters of an argument that a message repeats
EXAMPLES = "examples:\n"
# What argparse says, by its beginning.
NOT_BOTH = "not allowed with argument "
REQUIRED = "the following arguments are required: "
REQUIRED_ONE = "one of the arguments "


class Formatter(argparse.HelpFormatter):
    """The same help for every version of Python, in as few lines as can be read.

    Knows the width of the terminal without `shutil`, which argparse would load for every single option.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=columns() - 2)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if action.nargs == 0 or not action.option_strings:
            return super()._format_action_invocation(action)
        value = self._format_args(action, self._get_default_metavar_for_optional(action))
        return f"{', '.join(action.option_strings)} {value}"  # its value once, not behind every name

    def _format_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None,
    ) -> str:
        """One line: options that take more stand below anyway."""
        whole = super()._format_usage(usage, actions, groups, prefix)
        if whole.strip().count("\n") == 0:
            return whole
        arguments = [action for action in actions if not action.option_strings]
        words = [self._format_args(a, self._get_default_metavar_for_positional(a)) for a in arguments]
        return super()._format_usage(" ".join(["%(prog)s [options]", *words]), actions, groups, prefix)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if text.startswith(EXAMPLES) else super()._fill_text(text, width, indent)


class Parser(argparse.ArgumentParser):
    """Complains as the rest of the program does: what is wrong, and what to do next."""

    def error(self, message: str) -> NoReturn:
        """Never returns.

        Raises:
            UsageError: always, with what argparse found.
        """
        raise UsageError(f"{self._command}: {self._in_plain_words(message)}; see `{self.prog} --help`")

    def _in_plain_words(self, message: str) -> str:
        if message.startswith(REQUIRED):
            names = map(_long, message.removeprefix(REQUIRED).split(", "))
            return f"nothing is given for {' and '.join(names)}"
        if message.startswith(REQUIRED_ONE):
            names = map(_long, message.removeprefix(REQUIRED_ONE).removesuffix(" is required").split())
            return f"give one of {', '.join(names)}"
        place, _, what = message.partition(": ")
        if not place.startswith("argument "):
            return message
        name = _long(place.removeprefix("argument "))
        if what.startswith(NOT_BOTH):
            return f"{name} and {_long(what.removeprefix(NOT_BOTH))} exclude each other; leave one out"
        if what == "expected one argument":
            action = self._option_string_actions[name]
            return f"{name} needs a value: {name} {action.metavar or action.dest.upper()}"
        return f"{name}: {what}"

    # The names and types are those of argparse, which typeshed gives several forms.
    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: None = None
    ) -> argparse.Namespace:
        """The arguments.

        Raises:
            UsageError: an option that is not known, one argument too many, or what `error` tells.
        """
        words = sys.argv[1:] if args is None else list(args)
        for word in words[: words.index("--")] if "--" in words else words:
            if word.startswith("--") and " " not in word:
                self._look_at(word)
        found, unknown = self.parse_known_args(words, namespace)
        if unknown:
            self._refuse(unknown[0])
        return found

    @property
    def _command(self) -> str:
        return self.prog.rpartition(" ")[2]

    def _look_at(self, word: str) -> None:
        """Refuse an option before argparse misses what it may have been meant for."""
        name, given, _ = word.partition("=")
        action = self._option_string_actions.get(name)
        if action is None:
            self._refuse(word)
        elif given and action.nargs == 0:
            self.error(f"{name} takes no value")

    def _refuse(self, word: str) -> NoReturn:
        from orchestrator.text import nearest, one_line  # only errors need it

        if not word.startswith("-"):
            self.error(f"there is no place for another argument, '{one_line(word, SHOWN)}'")
        name = word.partition("=")[0]
        known = [option for option in self._option_string_actions if len(option) > 2]
        # Every option has two dashes: as letters in common they would bring near what is not.
        hint = nearest(name.lstrip("-"), (option[2:] for option in known))
        hint = hint.replace("mean '", "mean '--").replace("or '", "or '--")
        hint = hint if hint.startswith("did you mean") else f"known: {', '.join(sorted(known))}"
        raise UsageError(f"{self._command}: there is no option '{one_line(name, SHOWN)}'; {hint}")


def parser(command: str, description: str, examples: str) -> argparse.ArgumentParser:
    """The parser of one command; its help ends with examples."""
    made = Parser(
        prog=f"orchestrate {command}",
        description=description,
        epilog=f"{EXAMPLES}{examples}",
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    made._positionals.title = "arguments"  # no other way: argparse calls them positional
    return made


def columns() -> int:
    """As `shutil.get_terminal_size` finds it."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and len(told) < 10 and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]  # next line
    except (AttributeError, ValueError, OSError):  # no standard output, closed, or no terminal
        return 80


def add_run(to: argparse.ArgumentParser, what: str = "another run than the last one") -> None:
    """The option that names a run."""
    to.add_argument("--run", "-r", metavar="RUN_ID", help=what)


def add_json(to: argparse.ArgumentParser, what: str) -> None:
    """The option that replaces text for people by JSON for programs."""
    to.add_argument("--json", action="store_true", help=f"print {what} as JSON")


def add_settings(to: argparse.ArgumentParser) -> None:
    """The options that overrule the configuration for one run."""
    to.add_argument("--model", "-m", help="haiku, sonnet, opus or a full name (default: sonnet)")
    to.add_argument(
        "--budget",
        metavar="KEY=N,...",
        help="the most to spend: usd, tokens, minutes, phase.usd ...",
    )
    to.add_argument("--no-wait", action="store_true", help="end at a usage limit (exit code 5), do not wait")


def settings(given: argparse.Namespace) -> dict[str, object]:
    """What those options say, by the keys of the configuration.

    Raises:
        UsageError: a budget that cannot be read.
    """
    found: dict[str, object] = {} if given.model is None else {"model": given.model}
    if given.no_wait:
        found["wait_for_limits"] = False
    if given.budget is not None:
        from orchestrator.budget import parse_option  # few starts have one

        found |= parse_option(given.budget)
    return found


def positive(text: str) -> int:
    """An argument type: a whole number from 1."""
    number = int(text) if text.strip().isdecimal() and len(text) < 20 else 0
    if not 1 <= number <= LARGEST:
        raise argparse.ArgumentTypeError(f"{_shown(text)} is no whole number from 1 to {LARGEST}")
    return number


class OneOf:
    """An argument type: one of these words. A class, so that a shell's completion can ask for them."""

    def __init__(self, known: tuple[str, ...]) -> None:
        self.known = known

    def __call__(self, text: str) -> str:
        """The word.

        Raises:
            argparse.ArgumentTypeError: it is another one.
        """
        if text in self.known:
            return text
        from orchestrator.text import nearest  # only errors need it

        raise argparse.ArgumentTypeError(f"{_shown(text)} is none of its values; {nearest(text, self.known)}")


def one_of(*known: str) -> OneOf:
    """An argument type: one of these words."""
    return OneOf(known)


def _long(names: str) -> str:
    """`--run` of `--run/-r`, as argparse names an option."""
    return names.partition("/")[0]


def _shown(text: str) -> str:
    from orchestrator.text import one_line  # only errors need it

    return f"'{one_line(text, SHOWN)}'"
