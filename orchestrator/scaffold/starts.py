"""Which programs a line of shell would start first, as far as its text tells."""

from __future__ import annotations

import re

from orchestrator.plan.tools import first_word, is_shell

_QUOTED_OR_BETWEEN = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|(&&|\|\||[;|&\n])")
# Words of a shell that `is_shell` does not count as the beginning of a check.
_HARMLESS = frozenset({"export", "set", "unset", "wait", "umask", "trap", "read", "shift", "ulimit"})


def programs(script: str) -> tuple[str, ...]:
    """The word that names the program of each simple command, without repeats and without shell builtins.

    A word that is only known when the script runs (`$(CC)`, `$TOOL`) is left out.
    """
    words = (first_word(command) for command in _commands(script))
    found = dict.fromkeys(
        word for word in words if word and not is_shell(word, word) and word not in _HARMLESS
    )
    return tuple(word for word in found if not set(word) & set("$`{}"))


def _commands(script: str) -> list[str]:
    """The script, cut at operators outside of quotes."""
    found: list[str] = []
    start = 0
    for match in _QUOTED_OR_BETWEEN.finditer(script):
        if match[1]:
            found.append(script[start : match.start()].strip())
            start = match.end()
    return [*found, script[start:].strip()]
