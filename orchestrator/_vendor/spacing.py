"""Takes the blanks that Python does not need out of a module's text. Not in the wheel. Pure."""

from __future__ import annotations

import re

# A string in one line; or blanks that do not stand between two words or numbers (`1 .real` is one more case).
_PART = re.compile(r"""((\'{3}|"{3}|'|")(?:[^\\]|\\.)*?\2)|(?<!\w) +| +(?![\w.])""")


def tight(text: str) -> str:
    """What `ast.unparse` wrote, in less: one blank a level, no empty lines, nothing between signs.

    No string of it may have several lines.
    """
    return "".join(f"{_line(line)}\n" for line in text.split("\n") if line)


def _line(line: str) -> str:
    code = line.lstrip(" ")
    return " " * ((len(line) - len(code)) // 4) + _PART.sub(lambda found: found[1] or "", code)
