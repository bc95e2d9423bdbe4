"""Takes out of styles and scripts what a browser does not need. Not in the wheel. Pure."""

from __future__ import annotations

import re

_STRING = r"""("[^"\n]*"|'[^'\n]*')"""
_COMMENT = re.compile(rf"{_STRING}|/\*.*?\*/", re.DOTALL)
# The last of a block needs no semicolon; after a comma or a colon, and around what ends something, no blank.
_SPARE = re.compile(rf"{_STRING}|;?\s*(}})\s*|\s*([{{;])\s*|([,:])\s+|\s+")


def style(text: str) -> str:
    """A style sheet without comments, and with one blank where there must be any."""
    plain = _COMMENT.sub(lambda found: found[1] or " ", text)
    return _SPARE.sub(lambda found: found[found.lastindex] if found.lastindex else " ", plain).strip()


def script(text: str) -> str:
    """A script without indentation and without the lines that are comments; it is for scripts like ours.

    Raises:
        ValueError: a text of it goes on in the next line, or it has a comment of another kind.
    """
    lines = [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("//")]
    for line in lines:
        if line.count("`") % 2 or "/*" in line or line.endswith("\\"):
            raise ValueError(f"write this in one line, and comments with //: {line}")
    return "".join(f"{line}\n" for line in lines)
