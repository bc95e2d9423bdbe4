"""Bytes to numbered lines, with code and comments told apart, lines to sections. Knows nothing of plans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from orchestrator.model.plan import Complaint

_BOM = b"\xef\xbb\xbf"
_MOST_LINES = 100_000  # a "plan" that has more is somebody's log
# Patterns as text are compiled at their first use: most plans never need them, and every start would pay.
_FENCE = r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+|>\s?)*(`{3,}|~{3,})(.*)"
_YAML = r"[ \t]*(?:$|#|-[ \t]|[\w.\"' -]{1,60}:(?:[ \t]|$)|[ \t])"  # of front matter
_HIDDEN_CONTENT = r"\s*(?:#{2,6}\s|[-*+]\s|\d+[.)]\s|\|)"


class Line(NamedTuple):
    """One line of a file; a named tuple, because a plan has tens of thousands."""

    number: int  # from 1, as an editor counts
    text: str  # without its end; empty inside an HTML comment
    code: bool  # a code fence or a line inside one


class Document(NamedTuple):
    """A file as lines, and the line of a fence or comment that is never closed (0: none)."""

    lines: tuple[Line, ...]
    unclosed: int
    front: tuple[Line, ...] = ()  # what stands in its front matter, which `lines` has as empty lines


def split_lines(text: str) -> list[str]:
    r"""The lines of a text; only \n, \r\n and \r end one (a form feed does not, as in editors)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def decode(path: str, data: bytes) -> str | Complaint:
    """The text of a UTF-8 file, without byte order mark; or a complaint about what cannot be a plan."""
    data = data.removeprefix(_BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line_at(data[: error.start].decode("utf-8"))
        problem = f"byte 0x{data[error.start]:02x} is not UTF-8"
        return Complaint(path, line, "not-utf-8", problem, "save the file in the encoding UTF-8")
    if "\0" in text:  # UTF-16 without its mark is valid UTF-8, full of them
        problem = "a NUL byte stands here, so that the file is no text, or not UTF-8"
        cure = "save the file as text in the encoding UTF-8"
        return Complaint(path, _line_at(text[: text.index("\0")]), "not-text", problem, cure)
    if _line_at(text) > _MOST_LINES:
        problem = f"the file has more than {_MOST_LINES:,} lines"
        return Complaint(path, 0, "too-long", problem, "name a file that was written as a plan")
    return text


def _line_at(before: str) -> int:
    """The number of the line that a text ends in."""
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1


def scan(text: str) -> Document:
    """The lines of a text with code fences and HTML comments marked; what is not closed runs to the end."""
    raws = split_lines(text)
    front = _front_matter(raws) if raws[0].rstrip() == "---" else 0
    lines = [Line(number, "", False) for number in range(1, front + 1)]
    closing = ""  # what ends the block that we are in: a run of ` or ~, or "-->"
    opened = 0
    for number, raw in enumerate(raws[front:], front + 1):
        if not closing:
            closing, opened = _opened_by(raw), number
            comment = closing == "-->" or raw.lstrip().startswith("<!--")
            lines.append(Line(number, "" if comment else _uncommented(raw), bool(closing) and not comment))
        elif closing == "-->":
            lines.append(Line(number, "", False))
            closing = "" if "-->" in raw else closing
        else:
            lines.append(Line(number, raw, True))
            closing = "" if _closes(raw, closing) else closing
    matter = tuple(Line(number, raws[number - 1], False) for number in range(2, front))
    return Document(tuple(lines), opened if closing else 0, matter)


def _front_matter(raws: Sequence[str]) -> int:
    """How many lines YAML front matter takes, its two marks included; 0 when the first line is a rule."""
    for index, raw in enumerate(raws[1:], 1):
        if raw.rstrip() in ("---", "..."):
            return index + 1 if any(":" in line for line in raws[1:index]) else 0
        if not re.match(_YAML, raw):
            return 0
    return 0


def _uncommented(raw: str) -> str:
    r"""The line without comments that end on it.

    With backticks in the line `<!--` may be code, and `\<!--` is text.
    """
    if "<!--" not in raw or "`" in raw:
        return raw
    return re.sub(r"(?<!\\)<!--.*?-->", "", raw).rstrip()


def _opened_by(raw: str) -> str:
    """What will end the fence or the comment that this line opens; empty when it opens none."""
    if "```" in raw or "~~~" in raw:
        match = re.match(_FENCE, raw)
        if match and not (match[1][0] == "`" and "`" in match[2]):
            return match[1]
    if raw.lstrip().startswith("<!--") and "-->" not in raw:
        return "-->"
    return ""


def _closes(raw: str, fence: str) -> bool:
    body = raw.strip(" \t>")
    return len(body) >= len(fence) and body == fence[0] * len(body)


def unclosed(path: str, text: str, document: Document) -> tuple[Complaint, ...]:
    """A complaint when an unclosed fence or comment hides headings, items or rows: maybe gates."""
    if not document.unclosed:
        return ()
    if not any(re.match(_HIDDEN_CONTENT, raw) for raw in split_lines(text)[document.unclosed :]):
        return ()
    problem = "the code fence or comment that opens here is never closed and hides what follows"
    return (Complaint(path, document.unclosed, "unclosed-block", problem, "close it where it should end"),)


def heading(line: Line) -> tuple[int, str] | None:
    """Level and title of a heading line; None for any other line."""
    body = line.text.lstrip(" ")
    if not body.startswith("#") or line.code or len(line.text) - len(body) > 3:
        return None
    title = body.lstrip("#")
    level = len(body) - len(title)
    # `##Gates` is no heading in Markdown, but to read past it would lose gates.
    if level > 6 or (title and not title[0].isspace() and (level == 1 or not title[0].isalpha())):
        return None
    title = title.strip()
    bare = title.rstrip("#")
    return level, bare.rstrip() if not bare or bare[-1].isspace() else title


def title_of(lines: Iterable[Line]) -> str:
    """The text of the first level 1 heading (`# Title`, or a line underlined with `=`); empty without one."""
    before = ""
    for line in lines:
        found = heading(line)
        if found and found[0] == 1:
            return found[1]
        body = line.text.strip()
        if before and body and not line.code and not body.strip("="):
            return before
        before = "" if line.code or found else body
    return ""


def divide(lines: Iterable[Line], names: Mapping[str, str]) -> dict[str, list[Line]]:
    """The lines under the headings that `names` (heading in lower case -> section) knows; the rest under "".

    A heading may carry a number before and a suffix behind its name. A section ends at the next heading of
    its level or above, or at another known one. Sections of one name are joined. The file's title is none.
    """
    lines = list(lines)
    found: dict[str, list[Line]] = {section: [] for section in ("", *names.values())}
    current, depth, first, underlined, passed = "", 0, True, False, -1
    for index, line in enumerate(lines):
        mark = heading(line)
        under = None if mark else _underlined(lines, index)
        if under and (underlined or _section(under[1].partition("(")[0], names, whole=True)):
            mark, passed = under, index + 1
        if mark is None:
            if index != passed:  # the line below a heading that it makes one
                found[current].append(line)
            continue
        level, title = mark
        inside = bool(current) and level > depth
        section = "" if first and level == 1 else _section(title, names, whole=inside)
        first = False
        if section or not inside:
            current, depth, underlined = section, level, bool(section) and mark is under
    return found


def _underlined(lines: Sequence[Line], index: int) -> tuple[int, str] | None:
    """Level and title of a paragraph of one line over `===` or `---`.

    Many a `---` below a text was meant as a rule: the caller decides whether the text is a heading.
    """
    line = lines[index]
    below = lines[index + 1].text.strip() if index + 1 < len(lines) else ""
    if len(below) < 3 or below.strip("=" if below[0] == "=" else "-") or line.code or lines[index + 1].code:
        return None
    title = line.text.strip()
    before = lines[index - 1].text.strip() if index else ""
    return None if not title or before or title[0] in "-*+|>:" else (1 if below[0] == "=" else 2, title)


def _section(title: str, names: Mapping[str, str], *, whole: bool) -> str:
    start = next((index for index, char in enumerate(title) if char.isalpha()), len(title))
    words = title[start:].casefold()
    for name, section in names.items():
        rest = words.removeprefix(name)
        if rest != words and not rest[:1].isalnum() and not (whole and rest.strip(" *:")):
            return section
    return ""
