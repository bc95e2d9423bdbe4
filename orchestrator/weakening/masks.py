"""Lines with comments cut and, in programs, what strings hold blanked: what is left is what takes effect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from orchestrator.diffs import Line
from orchestrator.weakening.places import Language

_STRINGS = r'"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\''
_TRIPLE = "\"\"\"|'''"
_TICK = "`"
# What a language's lines are cut into: comments to the end of the line, what opens a block, strings.
_TOKENS = {
    Language.PYTHON: rf"(?P<tail>\#.*)|(?P<block>{_TRIPLE})|(?P<text>{_STRINGS})",
    Language.JAVASCRIPT: rf"(?P<tail>//.*)|(?P<block>/\*|{_TICK})|(?P<text>{_STRINGS})",
    Language.GO: rf"(?P<tail>//.*)|(?P<block>/\*|{_TICK})|(?P<text>{_STRINGS})",
    # A quote in Rust may be a lifetime: only a whole character counts.
    Language.RUST: r"(?P<tail>//.*)|(?P<block>/\*)|(?P<text>\"(?:[^\"\\]|\\.)*+\"|'(?:\\.|[^'\\])')",
    Language.JVM: rf'(?P<tail>//.*)|(?P<block>/\*|""")|(?P<text>{_STRINGS})',
    Language.PHP: rf"(?P<tail>//.*|\#(?!\[).*)|(?P<block>/\*)|(?P<text>{_STRINGS})",
    Language.ELIXIR: rf'(?P<tail>\#.*)|(?P<block>""")|(?P<text>{_STRINGS})',
    Language.SLASH: rf"(?P<tail>//.*)|(?P<block>/\*)|(?P<keep>{_STRINGS})",
    Language.HASH: r"(?P<tail>(?:^|(?<=\s))\#.*)|(?P<block>(?!))|(?P<text>(?!))",
    Language.XML: r"(?P<tail>(?!))|(?P<block><!--)|(?P<text>(?!))",
    Language.PROSE: r"(?P<tail>^.*)|(?P<block>(?!))|(?P<text>(?!))",
}
_END = {"/*": "*/", "<!--": "-->"}  # any other block ends with what opened it
_OPENS_AFTER = (
    "=",
    "(",
    "[",
    "{",
    ",",
    ":",
    "+",
    "%",
    "return",
    "assert",
    "in",
    "yield",
    "@doc",
    "@moduledoc",
)


@cache
def _tokens(language: Language) -> re.Pattern[str]:
    return re.compile(_TOKENS[language])


def masked(lines: Iterable[Line], language: Language) -> Iterator[tuple[Line, str]]:
    """Each line beside its masked text, which is as long as what it masks up to a comment at its end."""
    hunk: list[Line] = []
    for line in lines:
        if not line.number:
            yield from _hunk(hunk, language)
            hunk = []
            yield line, line.text
        else:
            hunk.append(line)
    yield from _hunk(hunk, language)


def _hunk(lines: list[Line], language: Language) -> Iterator[tuple[Line, str]]:
    pattern = _tokens(language)
    inside = _inside_at_start(lines, language)
    for line in lines:
        text, inside = _mask(line.text, inside, pattern)
        yield line, text


def _mask(text: str, inside: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    """The masked line, and the end of the block that it is in afterwards (empty: none)."""
    parts: list[str] = []
    at = 0
    while True:
        if inside:
            end = text.find(inside, at)
            if end < 0:
                return "".join(parts) + " " * (len(text) - at), inside
            parts.append(" " * (end - at) + (" " * len(inside) if inside in _END.values() else inside))
            at, inside = end + len(inside), ""
        match = pattern.search(text, at)
        if match is None or match["tail"] is not None:
            return "".join(parts) + text[at : match.start() if match else None], ""
        parts.append(text[at : match.start()])
        at = match.end()
        if match["block"] is not None:
            quote = match["block"]
            inside = _END.get(quote, quote)
            parts.append(" " * len(quote) if quote in _END else quote)
        elif match.lastgroup == "keep":
            parts.append(match[0])
        else:
            parts.append(match[0][0] + " " * (len(match[0]) - 2) + match[0][-1])


def _inside_at_start(lines: list[Line], language: Language) -> str:
    """The end of the block that a hunk starts in, as far as its first delimiter gives it away."""
    if not lines or lines[0].number == 1:
        return ""
    before = ""
    for line in lines:
        if language in (Language.PYTHON, Language.ELIXIR, Language.JVM):
            for quote in ('"""', "'''"):
                if quote in line.text:
                    return "" if _opens(before, line.text, quote) else quote
        elif "/*" in line.text or "<!--" in line.text:
            return ""
        for end in ("*/", "-->") if language is not Language.PYTHON else ():
            if end in line.text and language not in (Language.HASH, Language.ELIXIR, Language.PROSE):
                return end if (end == "-->") is (language is Language.XML) else ""
        before = line.text if line.text.strip() else before
    return ""


def _opens(before: str, text: str, quote: str) -> bool:
    """Whether the first quote of a line opens a text: by what stands before it, then by what follows."""
    head, _, rest = text.partition(quote)
    head = head.rstrip().rstrip("rRbBuUfF").rstrip() if head.strip() else ""
    if quote in rest or head.endswith(_OPENS_AFTER):
        return True
    return not head and (before.rstrip().endswith((":", "(", "=", "do")) or rest.strip()[:1].isalnum())
