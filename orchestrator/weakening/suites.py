"""Test files before and after: which cases and assertions are gone, which will not run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from orchestrator.diffs import FileChange, Line, Status
from orchestrator.text import plural
from orchestrator.weakening.kinds import Kind, Weakening, weakening
from orchestrator.weakening.masks import masked
from orchestrator.weakening.moves import unmoved
from orchestrator.weakening.places import Language, Role, place
from orchestrator.weakening.signs import CONDITION, CONDITIONAL, Mark, Signs, signs

_RUST_TESTS = re.compile(r"#\[(?:\w+::)*test\]|#\[cfg\(test\)\]|\bmod tests?\b")
_HELPER_LENGTH = 60  # lines below its first one in which an assertion may belong to a helper

_NEAR = 12  # lines between a skip and the case that it belongs to


class Hit(NamedTuple):
    """A line that does something in a test file."""

    mark: Mark
    line: Line
    key: str  # what it is told by: the name of a case or helper, else the line without blanks


@dataclass(frozen=True, slots=True)
class _File:
    """What is to be judged of one test file."""

    change: FileChange
    lost: list[Hit]
    gained: list[Hit]
    new: list[tuple[Line, str]]  # added lines, masked


def weakened(changes: Sequence[FileChange]) -> Iterator[Weakening]:
    """What a diff takes away from tests."""
    files = [file for change in changes if (file := _read(change))]
    lost, gained = unmoved([f.lost for f in files], [f.gained for f in files], _identity, _identity)
    worth = _worth(files)
    balances = [_Balance(*sides, worth) for sides in zip(files, lost, gained, strict=True)]
    spare = sum(max(0, -balance.assertions) for balance in balances)
    for balance in balances:
        yield from _losses(balance, spare)
        yield from _skips(balance)
        yield from _trivial(balance)


def _identity(hit: Hit) -> tuple[Mark, str]:
    return hit.mark, hit.key


def _read(change: FileChange) -> _File | None:
    """The file as far as it is one of tests, before or after."""
    old, new = place(change.old_path), place(change.path)
    signs_of = {language: signs(language) for language in (old.language, new.language)}
    lost: list[Hit] = []
    gained: list[Hit] = []
    added: list[tuple[Line, str]] = []
    before, after = signs_of[old.language], signs_of[new.language]
    role = _role(old.language, old.role, change.before)
    if before and role:
        changed = _changed(change.before, change.removed, old.language)
        lost = _hits(changed, before, cases=role is Role.COLLECTED)
    new_role = _role(new.language, new.role, change.after)
    if after and new_role:
        added = _changed(change.after, change.added, new.language)
        gained = _hits(added, after, cases=new_role is Role.COLLECTED)
    return _File(change, lost, gained, added) if role or new_role else None


def _role(language: Language, role: Role, visible: Iterable[Line]) -> Role | None:
    """COLLECTED or SUPPORT for a file that belongs to the tests; Rust keeps tests beside what they test."""
    if role is Role.SOURCE and language is Language.RUST:
        return Role.COLLECTED if any(_RUST_TESTS.search(line.text) for line in visible) else None
    return role if role in (Role.COLLECTED, Role.SUPPORT) else None


def _changed(visible: Iterable[Line], changed: Iterable[Line], language: Language) -> list[tuple[Line, str]]:
    numbers = {line.number for line in changed}
    return [
        (line, text) for line, text in masked(visible, language) if line.number in numbers and text.strip()
    ]


def _hits(lines: Iterable[tuple[Line, str]], table: Signs, *, cases: bool) -> list[Hit]:
    found = []
    for line, text in lines:
        if table.any.search(text):
            found += [hit for hit in _of_line(line, text, table) if cases or hit.mark is not Mark.CASE]
    return found


def _of_line(line: Line, text: str, table: Signs) -> Iterator[Hit]:
    """What one line does; each mark once, and a trivial assertion is no assertion."""
    whole = "".join(line.text.split()).rstrip(",;")
    matches: dict[Mark, re.Match[str]] = {}
    for mark, pattern in table.marks:
        if mark not in matches and (match := pattern.search(text)):
            matches[mark] = match
    if Mark.ASSERTION in matches:
        code = line.text[: len(text)]  # with what its strings hold: they may be what is compared
        trivial = next(filter(None, (pattern.search(code) for pattern in table.trivial)), None)
        if trivial:
            del matches[Mark.ASSERTION]
            matches[Mark.TRIVIAL] = trivial
    for mark, match in matches.items():
        yield Hit(mark, line, _name(match, line.text) if mark in (Mark.CASE, Mark.HELPER) else whole)


def _name(match: re.Match[str], text: str) -> str:
    """The name of what begins here; empty when it stands in another line, as below an annotation."""
    groups = match.groupdict()
    if groups.get("quoted"):
        return text[match.end("quoted") :].split(match["quoted"][-1])[0]
    return groups.get("name") or ""


def _worth(files: Iterable[_File]) -> Mapping[str, int]:
    """New helpers by name, with the assertions in each: a call of one stands for as many."""
    worth: dict[str, int] = {}
    for file in files:
        helper: Hit | None = None
        for hit in file.gained:
            if hit.mark in (Mark.HELPER, Mark.CASE):
                helper = hit if hit.mark is Mark.HELPER else None
            elif (
                hit.mark is Mark.ASSERTION
                and helper
                and hit.line.number - helper.line.number < _HELPER_LENGTH
            ):
                worth[helper.key] = worth.get(helper.key, 0) + 1
    return worth


class _Balance:
    """What a file lost beyond what it gained: above 0 is a loss."""

    def __init__(self, file: _File, lost: list[Hit], gained: list[Hit], worth: Mapping[str, int]) -> None:
        self.file, self.lost, self.gained = file, lost, gained
        tables = any(hit.mark is Mark.TABLE for hit in gained)
        # Cases that became rows of a table: each row brings a comma at least.
        rows = sum(text.count(",") for _, text in file.new) if tables else 0
        self.cases = len(self.of(Mark.CASE)) - len(self.of(Mark.CASE, lost=False)) - rows
        self.assertions = len(self.of(Mark.ASSERTION)) - len(self.of(Mark.ASSERTION, lost=False)) - rows
        if self.assertions > 0 and worth:
            self.assertions -= _calls(file.new, worth)
        old_cases = sum(hit.mark is Mark.CASE for hit in file.lost)
        self.cases_moved = old_cases > sum(hit.mark is Mark.CASE for hit in file.gained) and self.cases <= 0

    def of(self, mark: Mark, *, lost: bool = True) -> list[Hit]:
        return [hit for hit in (self.lost if lost else self.gained) if hit.mark is mark]


def _calls(lines: Iterable[tuple[Line, str]], worth: Mapping[str, int]) -> int:
    """The assertions that calls of new helpers stand for."""
    name = re.compile(r"(?<!def )(?<!func )(?<!fn )(?<!fun )(?<!function )\b(\w+)\s*\(")
    return sum(worth.get(match[1], 0) for _, text in lines for match in name.finditer(text))


def _losses(balance: _Balance, spare: int) -> Iterator[Weakening]:
    """At most one for a file: the file itself, else its cases, else its assertions."""
    change = balance.file.change
    collected = _collected(change.old_path)
    if change.status is Status.DELETED:
        if collected and (balance.of(Mark.CASE) or (not balance.file.lost and _holds_code(change))):
            yield weakening(Kind.TEST_FILE_REMOVED, change.path, 0, "", "the test file is deleted")
            return
        if not collected:
            return
    elif change.status is Status.RENAMED and collected and not _collected(change.path):
        what = f"the test file is renamed to {change.path}"
        yield weakening(Kind.TEST_FILE_REMOVED, change.old_path, 0, "", what)
        return
    if balance.cases > 0:
        yield _fewer(Kind.TESTS_REMOVED, change.path, balance.of(Mark.CASE), balance.cases, "test case")
    elif balance.assertions - (spare if balance.cases_moved else 0) > 0:
        hits = balance.of(Mark.ASSERTION)
        yield _fewer(Kind.ASSERTIONS_REMOVED, change.path, hits, balance.assertions, "assertion")


def _fewer(kind: Kind, path: str, hits: list[Hit], count: int, noun: str) -> Weakening:
    return weakening(kind, path, hits[0].line.number, hits[0].line.text, f"{plural(count, noun)} fewer")


def _collected(path: str) -> bool:
    at = place(path)
    return at.role is Role.COLLECTED


def _holds_code(change: FileChange) -> bool:
    """Whether a file without any sign of a test holds more than imports: its cases may be inherited."""
    texts = masked(change.before, place(change.old_path).language)
    code = (text.strip() for line, text in texts if line.number)
    return any(
        text and not text.startswith(("import ", "from ", "use ", "package ", "<?php")) for text in code
    )


def _skips(balance: _Balance) -> Iterator[Weakening]:
    """New skips beyond those that went: a reason added to an old one changes its line too."""
    gained = balance.of(Mark.SKIP, lost=False)
    new_cases = frozenset(hit.line.number for hit in balance.of(Mark.CASE, lost=False))
    texts = {line.number: text for line, text in balance.file.new}
    counted = [hit for hit in gained if not _new_and_conditional(hit, balance.file.change, new_cases, texts)]
    for hit in counted[: max(0, len(gained) - len(balance.of(Mark.SKIP)))]:
        what = "a test is skipped, or others are by running only some"
        yield weakening(Kind.SKIP, balance.file.change.path, hit.line.number, hit.line.text, what)


def _new_and_conditional(
    hit: Hit, change: FileChange, new_cases: frozenset[int], texts: Mapping[int, str]
) -> bool:
    """Whether a skip tells where a test that is new can run: nothing that ran before is skipped by it."""
    at = hit.line.number
    if re.search(CONDITIONAL, texts[at]):
        return change.status is Status.ADDED or _reaches(at, 1, new_cases, texts)
    above = texts.get(at - 1, "")
    return bool(re.match(CONDITION, above)) and _reaches(at, -1, new_cases, texts)


def _reaches(at: int, step: int, cases: frozenset[int], texts: Mapping[int, str]) -> bool:
    """Whether nothing but added lines of code is between a line and a new case near it."""
    for number in range(at + step, at + step * _NEAR, step):
        if number in cases:
            return True
        if number not in texts:
            return False
    return False


def _trivial(balance: _Balance) -> Iterator[Weakening]:
    for hit in balance.of(Mark.TRIVIAL, lost=False):
        what = "an assertion that cannot fail is added"
        yield weakening(Kind.TRIVIAL, balance.file.change.path, hit.line.number, hit.line.text, what)
