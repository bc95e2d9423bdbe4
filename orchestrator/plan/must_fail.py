"""`(must fail first)` at a gate: to be green before the work began is an error."""

from __future__ import annotations

import re

# As text, compiled at its first use: few plans have it, and every start would pay.
_MARK = r"[(\[][ \t]*`?must[ _-]fail[ _-]first`?[ \t]*[)\]]|`must_fail_first`|\bmust_fail_first\b"


def without_mark(text: str) -> tuple[str, bool]:
    """What a gate means without the mark, and whether the mark was there."""
    if "first" not in text.casefold():
        return text, False
    parts = re.split(_MARK, text, flags=re.IGNORECASE)
    if len(parts) == 1:
        return text, False
    return " ".join(" ".join(parts).split()).strip(" ,;:-\u2013—").replace(" ,", ","), True


def ends_marked(command: str) -> tuple[str, bool]:
    """A command without the mark in brackets behind it, and whether the mark was there."""
    if not command.endswith((")", "]")):
        return command, False
    match = re.search(rf"(?<![ \t])[ \t]+(?:{_MARK})$", command, re.IGNORECASE)
    return (command[: match.start()].rstrip(), True) if match else (command, False)
