"""Texts that a shell would run although their author named an aim: `coverage >= 80%`, `file exists`. Pure."""

from __future__ import annotations

import re

# Programs and builtins whose names are English words that begin a sentence; with plain words behind them they
# are a sentence far more often than a command. `file exists` passes for ever.
_WORDS = frozenset(
    {"at", "date", "file", "host", "id", "last", "less", "link", "look", "more", "open", "watch"}
    | {"who", "write", "yes"}
)
# Names of what a gate is, not of what runs; most of them pass in a shell, whatever the work is like.
LABELS = frozenset({"cd", "command", "commands", "cmd", "eval", "exec", "exit", "test"})
# As text, compiled at its first use: hardly any gate compares.
_COMPARED = r"(?:[<>]=|[<>\u2264\u2265])[ \t]*\d[\d.,]*[ \t]*(?:%|$|[A-Za-z(])"
_SENTENCE = r"(?:make sure|test [A-Za-z]+)(?: [A-Za-z]+)+[.!]?"


def is_aim(command: str) -> bool:
    """Whether a text that begins with the name of a program says what is to be reached, not what runs."""
    words = command.split()
    if not words:
        return False
    if len(words) == 1:
        return words[0] in LABELS
    if words[0] in _WORDS and all(word.strip(".,!").isalpha() for word in words):
        return True
    if command.startswith(("make sure ", "test ")) and re.fullmatch(_SENTENCE, command):
        return True
    compares = any(sign in command for sign in "<>\u2264\u2265") and not any(
        sign in command for sign in ("'", '"', "[", "$(", "((")
    )
    return compares and re.search(_COMPARED, command) is not None
