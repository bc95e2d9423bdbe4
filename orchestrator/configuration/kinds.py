"""The types that a configured value can have: how each is read, checked and complained about.

A kind reads a `Node` (from the file, from an option) or the text of a variable, and gives the value as
`Settings` holds it. Nothing is converted behind the user's back: a number in quotes is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from orchestrator.configuration.words import Refused, resolve
from orchestrator.configuration.yaml import Node
from orchestrator.text import nearest, printable

_ALIASES = ("default", "haiku", "opus", "opusplan", "sonnet")
_MODEL = re.compile(
    rf"(?:{'|'.join(_ALIASES)})(?:\[[A-Za-z0-9]+\])?|(?=.*claude)[A-Za-z0-9][A-Za-z0-9._:/@\[\]-]*"
)
_HOST = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
_SERVER = re.compile(rf"https?://{_HOST}(?:/[A-Za-z0-9._~/-]*)?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")


class Wrong(Exception):
    """A value that its key cannot take; `problem` continues a sentence that starts with the key."""

    def __init__(self, code: str, problem: str, cure: str, line: int = 0) -> None:
        super().__init__(problem)
        self.code = code
        self.problem = problem
        self.cure = cure
        self.line = line  # 0: the line of the key


def shown(value: object) -> str:
    """A value for a message: short, on one line, without control characters."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "a list"
    if isinstance(value, str | int | float):
        text = repr(value)
        return text if len(text) <= 60 else text[:59] + "…"
    return "a mapping"


def _from_variable(text: str) -> Node:
    """The text as it would be understood behind a colon."""
    try:
        return Node(0, resolve(text, 0))
    except Refused as refused:
        raise Wrong("wrong-type", f"is {shown(text)}", "write a number as 1800 or 0.5") from refused


class Number(NamedTuple):
    """A finite number; whole when `whole`."""

    least: float
    most: float
    whole: bool = False
    above_least: bool = False  # `least` itself is not allowed

    def read(self, node: Node) -> float | int:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            quoted = isinstance(value, str) and value.isdecimal()
            cure = f"write it without quotes: {value}" if quoted else f"write {self._range()}"
            raise Wrong("wrong-type", f"is {shown(value)}, not a {self._noun()}", cure)
        # No comparison holds for NaN, and none of the limits is infinite.
        if not self.least <= value <= self.most or (self.above_least and value == self.least):
            raise Wrong("out-of-range", f"is {shown(value)}", f"write {self._range()}")
        return value if self.whole else float(value)

    def read_text(self, text: str) -> float | int:
        return self.read(_from_variable(text))

    def _noun(self) -> str:
        return "whole number" if self.whole else "number"

    def _range(self) -> str:
        border = "above" if self.above_least else "from"
        return f"a {self._noun()} {border} {self.least:g} to {self.most:.0f}"


class Flag:
    """true or false."""

    def read(self, node: Node) -> bool:
        if not isinstance(node.value, bool):
            raise Wrong("wrong-type", f"is {shown(node.value)}", "write true or false, without quotes")
        return node.value

    def read_text(self, text: str) -> bool:
        return text == "1" if text in ("0", "1") else self.read(_from_variable(text))


class Text(NamedTuple):
    """One line of text that `check` accepts (it raises Wrong)."""

    check: Callable[[str], None]

    def read(self, node: Node) -> str:
        text = _text(node)
        self.check(text)
        return text

    def read_text(self, text: str) -> str:
        return self.read(Node(0, text))


class Words(NamedTuple):
    """A command line as words: a list, or text that is split as a shell does (nothing is expanded)."""

    is_program: bool  # the first word names a program
    may_be_empty: bool = True

    def read(self, node: Node) -> tuple[str, ...]:
        if isinstance(node.value, tuple):
            words = tuple(_item(item) for item in node.value)
        else:
            words = _split(_text(node))
        if not words and not self.may_be_empty:
            raise Wrong("empty-value", "is empty", "write the program to start")
        if words and self.is_program and (not words[0] or words[0][0] in "~-"):
            cure = "write a name on PATH or a full path; `~` is not expanded"
            raise Wrong("bad-command", f"starts with {shown(words[0])}, which is no program", cure)
        return words

    def read_text(self, text: str) -> tuple[str, ...]:
        return self.read(Node(0, text))


class Globs:
    """Patterns of paths in the project: a list, or text that is one of them."""

    def read(self, node: Node) -> tuple[str, ...]:
        nodes = node.value if isinstance(node.value, tuple) else (node,)
        return tuple(dict.fromkeys(_glob(one, listed=one is not node) for one in nodes))

    def read_text(self, text: str) -> tuple[str, ...]:
        return self.read(Node(0, text))


class Names:
    """Names of environment variables: a list, or text that is one of them."""

    def read(self, node: Node) -> tuple[str, ...]:
        nodes = node.value if isinstance(node.value, tuple) else (node,)
        return tuple(dict.fromkeys(_name(one, listed=one is not node) for one in nodes))

    def read_text(self, text: str) -> tuple[str, ...]:
        return self.read(Node(0, text))


Kind = Number | Flag | Text | Words | Globs | Names


def one_of(*known: str) -> Text:
    """One of these words."""

    def check(text: str) -> None:
        if text not in known:
            raise Wrong("unknown-choice", f"is {shown(text)}", nearest(text, known))

    return Text(check)


def matching(pattern: re.Pattern[str], noun: str, cure: str) -> Text:
    """Text of this form."""

    def check(text: str) -> None:
        if not pattern.fullmatch(text):
            raise Wrong("bad-" + noun, f"is {shown(text)}, which is no {noun}", cure)

    return Text(check)


def check_model(text: str) -> None:
    """Refuse what can be neither an alias of the CLI nor a full model name.

    Raises:
        Wrong: with the nearest alias.
    """
    if not _MODEL.fullmatch(text):
        near = nearest(text.lower(), _ALIASES)
        raise Wrong("unknown-model", f"is {shown(text)}", f"{near} (a full name contains 'claude')")


def _check_command(text: str) -> None:
    if not text.strip():
        raise Wrong("empty-value", "is empty", "write the command, or delete the line")


def _text(node: Node) -> str:
    value = node.value
    if not isinstance(value, str):
        what = "has no value" if value is None else f"is {shown(value)}, not text"
        cure = "write one, or delete the line" if value is None else "put it in quotes if it is meant as text"
        raise Wrong("empty-value" if value is None else "wrong-type", what, cure)
    if printable(value) != value or "\n" in value or _has_surrogate(value):
        cure = "keep it on one line of ordinary text"
        raise Wrong("control-character", f"has a character in it that does not show: {shown(value)}", cure)
    return value


def _has_surrogate(text: str) -> bool:
    """Whether there are bytes in it (of a variable or an option) that are no UTF-8."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def _item(node: Node) -> str:
    try:
        return _text(node)
    except Wrong as wrong:
        raise Wrong(wrong.code, f"has an item that {wrong.problem}", wrong.cure, node.line) from None


def _glob(node: Node, *, listed: bool) -> str:
    from orchestrator.globs import wrong  # most configurations have none, and every start would pay for it

    text = _item(node) if listed else _text(node)
    problem, cure = wrong(text)
    if problem:
        raise Wrong("bad-glob", f"is no list of patterns: {problem}", cure, node.line if listed else 0)
    return text


def _name(node: Node, *, listed: bool) -> str:
    text = _item(node) if listed else _text(node)
    if not _VARIABLE.fullmatch(text):
        cure = "write names only, never their values: [MY_TOKEN, OTHER_TOKEN]"
        problem = f"is no list of variables: {shown(text)}"
        raise Wrong("bad-variable", problem, cure, node.line if listed else 0)
    return text


def _split(text: str) -> tuple[str, ...]:
    import shlex  # most configurations need no splitting, and every start would pay for it

    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        problem = f"cannot be split into words ({str(error).lower()})"
        raise Wrong("bad-command", problem, "close the quotes, or write a list of words") from None


COMMAND = Text(_check_command)
MODEL = Text(check_model)
SERVER = matching(_SERVER, "url", "write http:// or https://, a host, and nothing secret")
TOPIC = matching(_TOPIC, "topic", "use 1 to 64 letters, digits, - and _")
