"""`Phases 1-3`, `Phase 1 through Phase 3`: which phases a range names, or that nobody can tell. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from orchestrator.model.plan import Complaint
from orchestrator.plan.ids import Known
from orchestrator.text import one_line

_ID = r"#?([A-Za-z0-9](?:[A-Za-z0-9._]{0,62}[A-Za-z0-9])?)"
_PHASE = r"(?:phases?[ \t]+)?"
_RANGE = re.compile(
    rf"(?P<many>phases?[ \t]+)?{_ID}[ \t]*(?:[-\u2013—]|\.{{2,}}|…|\b(?:to|through|thru|until)\b)[ \t]*"
    rf"{_PHASE}{_ID}(?:[ \t]*\([^()]*\))?\.?",
    re.IGNORECASE,
)
_EITHER = re.compile(
    rf"(?<![\w./]){_ID}(?:[ \t]+or[ \t]+|[ \t]*/[ \t]*){_PHASE}{_ID}(?![\w/])", re.IGNORECASE
)
_BESIDE = re.compile(rf"\bphases?[ \t]+{_ID}([^,;&+]*?)\bphases?[ \t]+{_ID}(?!\w)", re.IGNORECASE)
_JOINED = re.compile(r"\band\b(?!/)", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_LONGEST = 1_000  # phases of a range
_LONGEST_ITEM = 200  # characters
_LONGEST_TEXT = 1_000  # characters; patterns with two ids are slow on long ones


def spread(item: str, known: Known) -> list[str] | str | None:
    """The ids of a range, what is unclear about it, or None when the text is no range."""
    match = _RANGE.fullmatch(item.strip())
    if match is None or item.strip().casefold() in known.ids:
        return None
    first, last = match[2], match[3]
    start, end = re.fullmatch(r"(.*?)(\d+)", first), re.fullmatch(r"(.*?)(\d+)", last)
    if not start or not end or start[1].casefold() != end[1].casefold():
        return None
    low, high = int(start[2][:9]), int(end[2][:9])
    if not low < high < low + _LONGEST:
        backwards = low >= high and (match["many"] or "").casefold().startswith("phases")
        return f"the range '{item.strip()}' does not go upwards" if backwards else None
    named = [f"{start[1]}{number:0{len(start[2])}}" for number in range(low, high + 1)]
    missing = [name for name in named if name.casefold() not in known.ids]
    if missing:
        return f"there is no phase '{missing[0]}' in the range '{item.strip()}'"
    ids = [known.ids[name.casefold()] for name in named]
    between = [one for one in known.ids.values() if _order(ids[0]) <= _order(one) <= _order(ids[-1])]
    more = sorted(set(between) - set(ids), key=_order)
    if more:
        return f"the range '{item.strip()}' may mean {', '.join(ids)}, or with {', '.join(more)}"
    return ids


def _order(name: str) -> list[tuple[int, int, str]]:
    """Numbers as numbers: 2 before 2.1 before 2a before 10."""
    parts = re.findall(r"\d{1,9}|[a-z]+", name.casefold())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def many(text: str, known: Known) -> str:
    """The part of a chain with `Phases 1-3` written out; a bare `1-3` may be a drawn line between two."""
    ids = spread(text.strip(" \t*_`"), known) if len(text) <= _LONGEST_ITEM else None
    return ", ".join(f"Phase {one}" for one in ids) if isinstance(ids, list) else text


def written_out(path: str, line: int, text: str, known: Known) -> tuple[str, list[Complaint]]:
    """A list with its ranges written out, and what nobody can tell: `1 or 2`, a range with others in it."""
    parts = re.split(r"([,;&+][ \t]*|\]\([^)]*\)|\band\b(?!/))", text)
    complaints: list[Complaint] = []
    for index in range(0, len(parts), 2):
        item = parts[index].strip(" \t*_`")
        if len(item) > _LONGEST_ITEM:
            continue
        ids = spread(item, known)
        choice = None if ids else unclear(item, known)
        if isinstance(ids, list):
            parts[index] = ", ".join(f"Phase {one}" for one in ids)
            if parts[index + 1 :] and parts[index + 1][0].isalpha():
                parts[index] += " "
            continue
        problem, cure = choice or (ids, "name each phase: Phase 1, Phase 2")
        if problem:
            complaints.append(Complaint(path, line, "unclear-dependency", one_line(problem, 160), cure))
    return "".join(parts), complaints


def unclear(text: str, known: Known, others: Collection[str] = ()) -> tuple[str, str] | None:
    """What nobody can tell of two phases between which no comma or `and` stands, and what to write instead.

    Args:
        text: an item of a list, or what stands between two arrows.
        others: phases that stand elsewhere in the line: words about them explain.
    """
    plain = _BRACKETS.sub(" ", text[:_LONGEST_TEXT])
    for match in _EITHER.finditer(plain):
        if match[1].casefold() in known.ids and match[2].casefold() in known.ids:
            between = "/" if "/" in match[0] else " or "
            return _both(f"{match[1]}{between}{match[2]}", "one is enough, and which", match[1], match[2])
    for match in _BESIDE.finditer(plain):
        first, between, second = match.groups()
        named = second.casefold() in known.ids or any(char.isdigit() for char in second)
        title = ":" in between and not re.search(r"[/|]|\bor\b", between)
        if named and second not in (first, *others) and not title and not _JOINED.search(between):
            return _both(match[0], "both are meant", first, second)
    return None


def _both(written: str, what: str, first: str, second: str) -> tuple[str, str]:
    shown = one_line(" ".join(written.replace("*", "").split()), 60)
    cure = f"write Phase {first}, Phase {second} when both are needed, or the one that is"
    return f"'{shown}' leaves open whether {what}", cure
