"""Workflow commands: lines that GitHub Actions acts on instead of showing them. Pure."""

from __future__ import annotations

from orchestrator.text import printable

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def command(name: str, text: str = "", *, file: str = "", line: int = 0, title: str = "") -> str:
    """`::error file=a.md,line=3,title=bad-id::what is wrong`: on one line, whatever the text holds.

    Args:
        name: what to do: "error", "warning", "notice", "group", "endgroup", "stop-commands", ...
        text: what to say.
        file: a path in the repository; empty: none.
        line: from 1; 0: none.
        title: a heading; empty: none.
    """
    given = {"file": file, "line": str(line) if line else "", "title": title}
    properties = ",".join(
        f"{key}={printable(value).translate(_PROPERTY)}" for key, value in given.items() if value
    )
    return f"::{name}{' ' if properties else ''}{properties}::{printable(text).translate(_DATA)}"
