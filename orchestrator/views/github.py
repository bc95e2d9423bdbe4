"""Text from anywhere as GitHub's Markdown: it is shown as it is, and formats, mentions and closes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.text import one_line
from orchestrator.views.reported import plain

_MARKS = re.compile(r"[\\`*_\[\]~]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "$": "&#36;"}
_ENTITIES["\u200b"] = "&#8203;"  # takes no place, and keeps apart what stands on both sides
# Where to part what would tell a person, or link an issue, a pull request, a commit or a page.
_LINKS = re.compile(
    r"@|#(?=\d)|\bGH(?=-\d)|:(?=//)|\bwww(?=\.)|\b[0-9a-f](?=[0-9a-f]{6,39}\b)", re.IGNORECASE
)
_PIPE = "\\|"  # in code within a table; all other text has it as an entity
_TICKS = re.compile(r"`+")


def prose(text: str, most: int = 500) -> str:
    """One line of text, behind other text or in the cell of a table."""
    return _MARKS.sub(r"\\\g<0>", within_html(text, most))


def within_html(text: str, most: int = 500) -> str:
    """One line of text in an element, where Markdown means nothing."""
    line = _LINKS.sub("\\g<0>\u200b", one_line(plain(text), most))
    return re.sub("[&<>|$\u200b]", lambda found: _ENTITIES[found[0]], line)


def code(text: str, most: int = 300) -> str:
    """One line as code."""
    line = one_line(plain(text), most)
    if not line:
        return ""
    ticks = "`" * (_longest(line) + 1)
    blank = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{blank}{line}{blank}{ticks}"


def fenced(text: str) -> str:
    """Lines as they are, in a fence that nothing within can end."""
    lines = plain(text).expandtabs(4).strip("\n")
    fence = "`" * max(3, _longest(lines) + 1)
    return f"{fence}text\n{lines}\n{fence}"


def folded(summary: str, inside: str) -> str:
    """Markdown that a click opens; its summary is HTML."""
    return f"<details><summary>{summary}</summary>\n\n{inside}\n\n</details>"


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table of cells of Markdown; heads that begin with a blank stand above numbers."""
    ruler = "| " + " | ".join("---:" if head.startswith(" ") else "---" for head in heads) + " |"
    every = [tuple(head.strip() for head in heads), *rows]
    lines = (f"| {' | '.join(cell.replace('|', _PIPE) for cell in cells)} |" for cells in every)
    first, *others = lines
    return "\n".join((first, ruler, *others))


def _longest(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
