"""A fake of the part of GitHub's runner that reads a step's log; it controls no time, only what is heeded."""

from __future__ import annotations

import re
from typing import NamedTuple

_COMMAND = re.compile(r"::([^\s:]+)(?: ([^:]*))?::(.*)")
_OLD_COMMAND = re.compile(r"##\[([^\s\]]+)(?: ([^\]]*))?\](.*)")


class Heeded(NamedTuple):
    """A command that the runner acts on."""

    name: str
    properties: dict[str, str]
    text: str


def read(log: str) -> tuple[list[Heeded], list[str]]:
    """What the runner acts on, and what it shows: as it does, blanks before a command do not hide it."""
    heeded: list[Heeded] = []
    shown: list[str] = []
    token = ""
    for line in log.split("\n"):
        found = _COMMAND.match(line.lstrip()) or _OLD_COMMAND.search(line)
        name = found[1] if found else ""
        if token and name == token:
            token = ""
        elif not token and name == "stop-commands" and found:
            token = found[3]
        elif token or not found:
            shown.append(line)
        else:
            heeded.append(Heeded(name, _properties(found[2] or ""), _unescaped(found[3])))
    assert not token, "commands are stopped for good"
    return heeded, shown


def _properties(text: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in text.split(",") if each)
    return {key: _unescaped(value) for key, _, value in pairs}


def _unescaped(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text
