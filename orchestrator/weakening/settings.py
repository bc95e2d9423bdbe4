"""Gate configuration, CI and scripts before and after: what hides a failure, or asks for less."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from orchestrator.diffs import FileChange, Line, Status
from orchestrator.weakening import gates, signs
from orchestrator.weakening.kinds import Kind, Weakening, weakening
from orchestrator.weakening.lists import Entry, entries
from orchestrator.weakening.masks import masked
from orchestrator.weakening.moves import unmoved
from orchestrator.weakening.places import Language, Role, place
from orchestrator.weakening.thresholds import Threshold, thresholds

_Text = tuple[Line, str]
_ERRORS_END_IT = re.compile(r"^\s*set\s+-\w*e|^\s*set\s+-o\s+errexit|^#!.*\s-\w*e")


class Hit(NamedTuple):
    """Something in a line that takes a verdict away."""

    sign: gates.Sign
    line: Line
    text: str  # what was found


class _File(NamedTuple):
    change: FileChange
    before: list[_Text]  # visible lines without comments
    after: list[_Text]
    removed: frozenset[int]
    added: frozenset[int]


def weakened(changes: Sequence[FileChange]) -> Iterator[Weakening]:
    """What a diff takes away from gates."""
    files = [
        _File(
            change,
            _code(change.old_path, change.before),
            _code(change.path, change.after),
            frozenset(line.number for line in change.removed),
            frozenset(line.number for line in change.added),
        )
        for change in changes
        if Role.GATE in (place(change.path).role, place(change.old_path).role)
    ]
    yield from _hidden(files)
    yield from _left_out(files)
    yield from _lowered(files)
    yield from _blankets(changes)


def _code(path: str, lines: Iterable[Line]) -> list[_Text]:
    at = place(path)
    return list(masked(lines, at.language)) if at.role is Role.GATE else []


def _hidden(files: Sequence[_File]) -> Iterator[Weakening]:
    lost = [list(_hits(file.change.old_path, file.before, file.removed, new=False)) for file in files]
    gained = [
        list(
            _hits(
                *(file.change.path, file.after, file.added),
                new=file.change.status is Status.ADDED,
                checks=frozenset(
                    gates.bare(text) for line, text in file.before if line.number in file.removed
                ),
            )
        )
        for file in files
    ]
    sides = unmoved(lost, gained, _match, _whole_line)
    for file, old, new in zip(files, *sides, strict=True):
        known: dict[int, set[str]] = defaultdict(set)
        for hit in old:
            known[hit.sign.number] |= set(_words(hit.text))
        # Where a script is told the last time to end at an error; 0: nowhere that is visible.
        strict = max((line.number for line, text in file.after if _ERRORS_END_IT.search(text)), default=-1)
        for hit in new:
            less = known[hit.sign.number]  # what was left out of the same kind, and is now in part
            if not (less and less.issuperset(_words(hit.text))) and _counts(hit, file, strict):
                what = f"'{' '.join(hit.text.split()) or '-'}' is added"
                yield weakening(hit.sign.kind, file.change.path, hit.line.number, hit.line.text, what)


def _hits(
    path: str,
    lines: Iterable[_Text],
    changed: frozenset[int],
    *,
    new: bool,
    checks: frozenset[str] = frozenset(),
) -> Iterator[Hit]:
    table = gates.signs(path, new=new)
    for line, text in lines:
        if line.number in changed:
            for sign in table:
                for match in sign.pattern.finditer(text):
                    if gates.matters(sign, match, text, checks):
                        yield Hit(sign, line, match[0])


def _match(hit: Hit) -> tuple[int, str]:
    return hit.sign.number, "".join(hit.text.split())


def _whole_line(hit: Hit) -> tuple[int, str]:
    return hit.sign.number, "".join(hit.line.text.split())


def _words(text: str) -> list[str]:
    return re.findall(r"[\w./:*-]+", text)


def _counts(hit: Hit, file: _File, strict: int) -> bool:
    """Whether something hides a failure in view of its whole file, as far as it is visible."""
    if hit.text.lstrip().startswith("set"):
        return strict < hit.line.number  # on again below: to read an exit code is no weakening
    if hit.text.startswith("exit 0"):
        # git shows what follows a change: without it, the line is the file's last one.
        last = next((line for line, text in reversed(file.after) if text.strip()), None)
        if file.change.status is not Status.MODIFIED:
            return False
        return strict < 0 if last == hit.line else True  # what stands below it does not run any more
    return True


def _left_out(files: Sequence[_File]) -> Iterator[Weakening]:
    old = [_changed(entries(f.change.old_path, f.before), f.removed, _entry_line) for f in files]
    new = [
        _changed(entries(f.change.path, f.after), f.added, _entry_line)
        if f.change.status is not Status.ADDED  # a list in a new file leaves out nothing that was checked
        else []
        for f in files
    ]
    _, gained = unmoved(old, new, _entry, _entry)
    for file, found in zip(files, gained, strict=True):
        for entry in found:
            what = f"'{entry.value}' is added to '{entry.key.strip()}'"
            yield weakening(Kind.IGNORE, file.change.path, entry.line.number, entry.line.text, what)


def _changed(found: Iterable[Entry], numbers: frozenset[int], line: Callable[[Entry], Line]) -> list[Entry]:
    return [one for one in found if line(one).number in numbers]


def _entry_line(entry: Entry) -> Line:
    return entry.line


def _entry(entry: Entry) -> tuple[str, str]:
    return entry.key.replace("_", "-").removeprefix("lint.").removeprefix("extend-"), entry.value


def _lowered(files: Sequence[_File]) -> Iterator[Weakening]:
    lost, gained = unmoved(
        [[t for t in thresholds(f.change.old_path, f.before) if t.line.number in f.removed] for f in files],
        [[t for t in thresholds(f.change.path, f.after) if t.line.number in f.added] for f in files],
        _threshold,
        _threshold,
    )
    elsewhere: dict[str, list[float]] = defaultdict(list)
    open_: list[tuple[str, Threshold]] = []
    for file, old, new in zip(files, lost, gained, strict=True):
        for family in dict.fromkeys(threshold.family for threshold in (*old, *new)):
            before = [threshold for threshold in old if threshold.family == family]
            after = [threshold for threshold in new if threshold.family == family]
            for one, other in zip(before, after, strict=False):
                if other.value < one.value:
                    what = f"the threshold '{family}' falls from {one.value:g} to {other.value:g}"
                    line = other.line
                    yield weakening(Kind.COVERAGE, file.change.path, line.number, line.text, what)
            elsewhere[family] += [threshold.value for threshold in after[len(before) :]]
            open_ += [(file.change.path, threshold) for threshold in before[len(after) :]]
    for path, threshold in open_:
        if not any(value >= threshold.value for value in elsewhere[threshold.family]):
            what = f"the threshold '{threshold.family}' of {threshold.value:g} is removed"
            yield weakening(Kind.COVERAGE, path, threshold.line.number, threshold.line.text, what)


def _threshold(threshold: Threshold) -> tuple[str, float]:
    return threshold.family, threshold.value


def _blankets(changes: Iterable[FileChange]) -> Iterator[Weakening]:
    """Comments that take whole files of programs out of a check."""
    for change in changes:
        table = signs.signs(place(change.path).language)
        if table is None:
            continue
        old = {line.text.strip() for line in change.removed if table.blanket.fullmatch(line.text)}
        for line in change.added:
            if table.blanket.fullmatch(line.text) and line.text.strip() not in old and _at_top(line, change):
                what = "a comment takes the whole file out of a check"
                yield weakening(Kind.IGNORE, change.path, line.number, line.text, what)


def _at_top(line: Line, change: FileChange) -> bool:
    """`# type: ignore` means the whole file only above all code; the others mean it anywhere."""
    if "type:" not in line.text or place(change.path).language is not Language.PYTHON:
        return True
    above = (other.text for other in change.after if 0 < other.number < line.number)
    return line.number <= 5 and all(not text.strip() or text.startswith("#") for text in above)
