"""Which phase comes before which: arrow chains, lists of references, and the cycles that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from orchestrator.model.plan import Complaint
from orchestrator.plan.ids import Known, Reference, references, resolve
from orchestrator.plan.inline import without_marker
from orchestrator.plan.markdown import Line
from orchestrator.text import nearest, one_line

# Drawn lines and heads become ASCII first: a pattern of many such characters takes long to compile.
_ASCII = str.maketrans(
    dict.fromkeys("─━—\u2013", "-") | dict.fromkeys("→⟶➔➜►▶➤", "->") | dict.fromkeys("←⟵◄◀", "<-")
)
_ARROW = re.compile(r"(?<![-=])[-=]++>")
_BACKWARD = "<[-=]+"  # compiled at its first use: hardly any plan has one
_SEVERAL = r"\bor\b|\w[ \t]*/[ \t]*(?:phases?[ \t])?\w|\bphases?\b.*\bphases?\b"
_RANGE_OR_CHOICE = (
    r"(?i)\d[ \t]*(?:[-\u2013—]|\.{2,}|…|to\b|through\b|thru\b|until\b)[ \t]*(?:phases?[ \t]+)?#?\w|"
    + _SEVERAL
)
_DRAWN = re.compile(r"\S[ \t]{3,}\S|[│┃|]")  # what stands behind it belongs to another arrow, of a drawing
_NOTHING = ("", "n/a", "na", "none", "nothing", "no", "null", "nil")
_CYCLES = 20  # more would bury the rest
_RING = 12  # phases of a cycle that are named
_MOST_EDGES = 200_000  # of all chains: `1, 2, ... --> 3, 4, ...` means every pair
_MOST_COMPLAINTS = 100  # of one reading; nobody mends more at a time


class Edge(NamedTuple):
    """`after` depends on `before`, as `path:line` says."""

    before: str
    after: str
    path: str
    line: int


class Reading(NamedTuple):
    """What was read of dependencies, and what is wrong with it."""

    edges: list[Edge]
    complaints: list[Complaint]


class _Part(NamedTuple):
    """What stands between two arrows."""

    ids: list[str]
    unknown: list[Reference]
    blank: bool


def chains(path: str, lines: Iterable[Line], known: Known, folder: str) -> Reading:
    """The edges of all arrow chains (`Phase 1, 2 --> Phase 3 -> 4`), in code fences too.

    A line without an arrow, or whose parts name no phase, is passed over: people draw.
    """
    reading = Reading([], [])
    from_nowhere: list[tuple[str, int]] = []
    for line in lines:
        texts = _ARROW.split(_in_ascii(line))
        parts = [_part(text, known, folder) for text in texts]
        if len(parts) == 1:
            reading.complaints.extend(_backward(path, line, known, folder))
            continue
        if len(reading.complaints) >= _MOST_COMPLAINTS:
            return reading
        wrong = [
            *_unknown_parts(path, line.number, parts, known),
            *_unclear_parts(path, line.number, texts, parts, known),
        ]
        reading.complaints.extend(wrong)
        if parts[0].blank and not wrong:
            from_nowhere += [(phase, line.number) for phase in parts[1].ids]
        pairs = list(pairwise(part for part in parts if not part.blank))
        more = sum(len(left.ids) * len(right.ids) for left, right in pairs)
        if len(reading.edges) + more > _MOST_EDGES:
            reading.complaints.append(_too_many(path, line.number))
            return reading
        for left, right in pairs:
            reading.edges.extend(Edge(a, b, path, line.number) for a in left.ids for b in right.ids)
    reached = {edge.after for edge in reading.edges}
    lost = [(phase, number) for phase, number in from_nowhere if phase not in reached]
    reading.complaints.extend(unread(path, number, phase) for phase, number in lost)
    return reading


def _too_many(path: str, line: int) -> Complaint:
    problem = f"up to here the chains make more than {_MOST_EDGES:,} dependencies"
    cure = "leave out those that follow from others: 1, 2 --> 3 means 1 --> 3 and 2 --> 3"
    return Complaint(path, line, "too-many-dependencies", problem, cure)


def _in_ascii(line: Line) -> str:
    return without_marker(line.text).translate(_ASCII)


def _part(text: str, known: Known, folder: str) -> _Part:
    if "hases" in text and "-" in text:
        from orchestrator.plan.ranges import many  # few plans have them

        text = many(text, known)
    found, odd = references(text)
    ids: list[str] = []
    unknown: list[Reference] = []
    for reference in found:
        phase = resolve(reference, known, (folder,))
        if phase is None:
            unknown.append(reference)
        else:
            ids.append(phase)
    return _Part(list(dict.fromkeys(ids)), unknown, not found and not odd)


def _unknown_parts(path: str, line: int, parts: Sequence[_Part], known: Known) -> list[Complaint]:
    """Complaints about what must be a phase: `Phase 9`, or a word in a line that names a phase elsewhere."""
    among_phases = any(part.ids for part in parts)
    return [
        unknown_dependency(path, line, reference, known)
        for part in parts
        for reference in part.unknown
        if reference.sure or among_phases
    ]


def _unclear_parts(
    path: str, line: int, texts: Sequence[str], parts: Sequence[_Part], known: Known
) -> list[Complaint]:
    """Complaints about parts that name several phases in a way that could be read as one of them."""
    found: list[Complaint] = []
    among_phases = any(part.ids for part in parts)
    for index, text in enumerate(texts):
        if not among_phases or not re.search("(?i)" + _SEVERAL, text):
            continue
        from orchestrator.plan.ranges import unclear  # few plans have them

        elsewhere = [phase for part in parts if part is not parts[index] for phase in part.ids]
        told = None if index == len(parts) - 1 and _DRAWN.search(text) else unclear(text, known, elsewhere)
        if told:
            found.append(Complaint(path, line, "unclear-dependency", *told))
    return found


def _backward(path: str, line: Line, known: Known, folder: str) -> list[Complaint]:
    if "<-" not in _in_ascii(line) and "<=" not in line.text:
        return []
    parts = [_part(text, known, folder) for text in re.split(_BACKWARD, _in_ascii(line))]
    if not all(part.ids for part in parts):
        return []
    cure = f"write Phase {parts[-1].ids[0]} --> Phase {parts[-2].ids[0]}"
    return [Complaint(path, line.number, "backward-arrow", "the arrow points to the left", cure)]


def unread(path: str, line: int, phase: str) -> Complaint:
    """The complaint about an arrow of which nobody can tell where it begins."""
    problem = f"the arrow into phase '{phase}' starts at no phase"
    cure = f"write the chain on one line: Phase ... --> Phase {phase}"
    return Complaint(path, line, "unread-arrow", problem, cure)


def unknown_dependency(path: str, line: int, reference: Reference, known: Known) -> Complaint:
    """The complaint about a reference to a phase that the table does not have."""
    problem = f"there is no phase '{one_line(reference.text, 40)}'"
    if reference.target:
        problem = f"'{one_line(reference.target, 60)}' is the file of no phase"
        hint = nearest(reference.target, known.files)
    else:
        hint = nearest(reference.id, known.ids.values())
    cure = f"name a phase of the table; {one_line(hint, 120)}" if hint else "name a phase of the table"
    return Complaint(path, line, "unknown-dependency", problem, cure)


def listed(path: str, line: int, text: str, after: str, known: Known, folders: tuple[str, ...]) -> Reading:
    """The edges of a list such as `[Setup](phase1.md), Phase 2` or `N/A`, which phase `after` depends on."""
    reading = Reading([], [])
    if re.search(_RANGE_OR_CHOICE, text):
        from orchestrator.plan.ranges import written_out  # few plans have them

        text, unclear = written_out(path, line, text, known)
        if unclear:
            return Reading([], unclear)
    found, odd = references(text)
    for reference in found:
        if len(reading.complaints) >= _MOST_COMPLAINTS:
            return reading
        before = resolve(reference, known, folders)
        if before is not None:
            reading.edges.append(Edge(before, after, path, line))
        elif reference.target or not _is_nothing(reference.text):
            reading.complaints.append(unknown_dependency(path, line, reference, known))
    for item in odd[:_MOST_COMPLAINTS]:
        titled = known.titles.get(item.casefold())
        if titled:
            reading.edges.append(Edge(titled, after, path, line))
        elif not _is_nothing(item):
            problem = f"'{one_line(item, 40)}' names no phase"
            cure = "write Phase 1, a link to its file, or N/A"
            reading.complaints.append(Complaint(path, line, "unreadable-dependency", problem, cure))
    return reading


def _is_nothing(item: str) -> bool:
    words = item.casefold().split()
    return not words or words[0].rstrip(".:") in _NOTHING


def cycles(edges: Iterable[Edge], order: Sequence[str]) -> list[Complaint]:
    """One complaint for every cycle that a walk in table order closes, self-dependencies among them."""
    first: dict[tuple[str, str], Edge] = {}
    for edge in edges:
        first.setdefault((edge.before, edge.after), edge)
    found: list[Complaint] = []
    after: dict[str, list[str]] = {phase: [] for phase in order}
    for (before, behind), edge in first.items():
        if before == behind:
            problem = f"phase '{before}' depends on itself"
            found.append(Complaint(edge.path, edge.line, "self-dependency", problem, "remove the dependency"))
        else:
            after[before].append(behind)
    rank = {phase: index for index, phase in enumerate(order)}
    for ring in _rings(order, after)[:_CYCLES]:
        start = ring.index(min(ring, key=rank.__getitem__))
        turned = ring[start:] + ring[:start]
        edge = first[turned[-1], turned[0]]
        problem = "the dependencies form a cycle: " + " -> ".join([*_named(turned), turned[0]])
        found.append(Complaint(edge.path, edge.line, "cycle", problem, "remove one of these dependencies"))
    return found


def _named(ring: list[str]) -> list[str]:
    """The phases of a cycle, the middle of a long one left out."""
    if len(ring) <= _RING:
        return ring
    half = _RING // 2
    return [*ring[:half], f"... ({len(ring) - 2 * half:,} more)", *ring[-half:]]


def _rings(order: Sequence[str], after: dict[str, list[str]]) -> list[list[str]]:
    """A cycle for every edge back into the path of a depth-first walk; no recursion, plans may be deep."""
    found: list[list[str]] = []
    seen: set[str] = set()
    for root in order:
        walk, on_path = [(root, iter(after[root]))], {root: 0}
        if root in seen:
            continue
        seen.add(root)
        while walk and len(found) < _CYCLES:
            step = next(walk[-1][1], None)
            if step is None:
                del on_path[walk.pop()[0]]
            elif step in on_path:
                found.append([phase for phase, _ in walk[on_path[step] :]])
            elif step not in seen:
                seen.add(step)
                on_path[step] = len(walk)
                walk.append((step, iter(after[step])))
    return found
