"""A shell command cut into the simple commands that it is made of, as far as that is safe to tell."""

from __future__ import annotations

import re
from typing import NamedTuple

# What is no operator although it may hold one: escapes, strings, substitutions.
_OPAQUE = re.compile(
    r"\\.|\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|\$\((?:[^()]|\([^()]*+\))*+\)|`[^`]*+`|\d?[<>]&\d?", re.DOTALL
)
_OPERATOR = re.compile(r"&&|\|\||[;&\n|]")
_OPENING = re.compile(r"[ \t]*(?:(?:if|then|elif|else|while|until|do|!|\{)(?=\s)|\(|!)[ \t]*")
_UNCLEAR = re.compile(r"<<|\bcase\b|\bfor\b|\(\)")  # here-documents, patterns, functions


class Piece(NamedTuple):
    """One simple command."""

    text: str
    after: str  # the operator before it: "", ";", "&&", "||", "|", "&"
    before: str  # the operator behind it


def pieces(command: str) -> list[Piece]:
    """The simple commands of a command in order; none when it holds what would need a real parser."""
    masked = _OPAQUE.sub(lambda found: "_" * len(found[0]), command)
    if _UNCLEAR.search(masked):
        return []
    found: list[Piece] = []
    start, after = 0, ""
    for operator in _OPERATOR.finditer(masked):
        found.append(Piece(_bare(command[start : operator.start()]), after, operator[0]))
        start, after = operator.end(), operator[0]
    found.append(Piece(_bare(command[start:]), after, ""))
    return [piece for piece in found if piece.text]


def _bare(text: str) -> str:
    """A simple command without the words of the shell that may stand before it."""
    while match := _OPENING.match(text):
        text = text[match.end() :]
    return text.strip()
