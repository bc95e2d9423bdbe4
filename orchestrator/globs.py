"""Patterns that name files of the project, such as `tests/` or `*.snap`. Pure, and never slow.

Paths are POSIX, relative to the project. In a pattern

- `*` stands for anything but a slash, `?` for one such character, `[a-z]` and `[!a-z]` for one of a set,
  `**` between slashes for any number of folders, and a backslash takes the next character as it is;
- without a slash (but at its end) it names a base name at any depth: `conftest.py`; with one it starts at the
  project, and a slash at its beginning says nothing but that;
- a slash at the end means everything below: `tests/`. A last name without wildcards also means everything
  below when it is a folder: `tests`, `ci/scripts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class _Wild(Enum):
    STAR = "*"  # any number of characters
    ANY = "?"  # one character


# Plain classes: this module is loaded before every edit of a session, where `dataclasses` would be felt.
class _Set:
    """One character of a set: `[a-z_]`, `[!0-9]`."""

    __slots__ = ("negated", "ranges")

    def __init__(self, ranges: tuple[tuple[str, str], ...], negated: bool) -> None:
        self.ranges = ranges
        self.negated = negated

    def holds(self, character: str) -> bool:
        return any(low <= character <= high for low, high in self.ranges) != self.negated


_Token = str | _Wild | _Set
_Segment = str | tuple[_Token, ...] | None  # literal text, a pattern, or None for `**`


class Pattern:
    """One pattern, read."""

    __slots__ = ("below", "only_below", "segments", "text")

    def __init__(self, text: str, segments: tuple[_Segment, ...], below: bool, only_below: bool) -> None:
        self.text = text
        self.segments = segments
        self.below = below  # it also means everything below what it names
        self.only_below = only_below  # and not the thing itself

    def matches(self, path: str) -> bool:
        """Whether it names the file at this path."""
        names = path.split("/")
        if not self.below:
            return _match_names(self.segments, names)
        whole = (*self.segments, None)
        if self.only_below:
            return _match_names((*whole, (_Wild.STAR,)), names)
        return _match_names(whole, names)


class Globs:
    """Several patterns; make them with `compiled`."""

    __slots__ = ("patterns",)

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self.patterns = patterns

    def matches(self, path: str) -> bool:
        """Whether any of them names the file at this path."""
        return any(pattern.matches(path) for pattern in self.patterns)

    def reaches_below(self, folder: str) -> bool:
        """Whether any of them could name something below this folder; "" is the project."""
        names = folder.split("/") if folder else []
        return any(_may_go_on(pattern, names) for pattern in self.patterns)

    def cover(self, folder: str) -> bool:
        """Whether everything below this folder is named, whatever it is called."""
        return self.matches(f"{folder}/\0")

    def name(self, folder_name: str) -> bool:
        """Whether any of them spells out this name of a folder."""
        return any(folder_name in pattern.segments for pattern in self.patterns)


def compiled(patterns: Iterable[str]) -> Globs:
    """The patterns, read. They must be without problems, see `check`.

    Raises:
        ValueError: one of them is not.
    """
    return Globs(tuple(_read(pattern) for pattern in patterns))


def matches(path: str, pattern: str) -> bool:
    """Whether a pattern names the file at this path.

    Raises:
        ValueError: `check` has something against the pattern.
    """
    return _read(pattern).matches(path)


def check(pattern: str) -> str:
    """What is wrong with a pattern and what to write instead; empty when nothing is."""
    names = pattern.split("/")
    if not set(names) - {"", "."}:
        return (
            f"pattern '{pattern}' names nothing; write a path such as 'tests/' or '*.snap', or '**' for all"
        )
    if pattern.startswith("!"):
        return f"pattern '{pattern}' is an exception, which is not supported; list only what is meant"
    if "\0" in pattern:
        return "a pattern holds a NUL, which no path can; remove it"
    if ".." in names:
        return f"pattern '{pattern}' leaves the project; write a path below it, without '..'"
    for segment in names:
        if _tokens(segment) is None:
            return f"pattern '{pattern}' has a '[' or '\\' without an end; write '\\[' for a bracket"
    return ""


def wrong(pattern: str) -> tuple[str, str]:
    """What is wrong with a pattern that a person wrote, and what to write instead; both empty: nothing.

    Stricter than `check`: who writes `/tests` or `~/x` may mean a place outside, and would guard nothing.
    """
    if pattern.startswith(("/", "~")):
        return f"pattern '{pattern}' is absolute", "write it relative to the project, such as 'tests/'"
    if any(char < " " or char == "\x7f" for char in pattern):
        return "a pattern holds control characters", "remove them"
    problem, _, cure = check(pattern).rpartition("; ")
    return problem, cure


def _read(pattern: str) -> Pattern:
    problem = check(pattern)
    if problem:
        raise ValueError(problem)
    body = pattern.removeprefix("./")
    only_below = body.endswith("/")
    anchored = "/" in pattern.rstrip("/")
    names = [name for name in body.split("/") if name not in ("", ".")]
    segments = [_segment(name) for name in names]
    while len(segments) > 1 and segments[-1] is None:  # `tests/**` is `tests/`
        segments.pop()
        only_below = True
    below = only_below or isinstance(segments[-1], str)
    if not anchored and segments[0] is not None:
        segments.insert(0, None)
    return Pattern(pattern, tuple(segments), below, only_below)


def _segment(text: str) -> _Segment:
    if text == "**":
        return None
    tokens = _tokens(text) or ()
    literal = "".join(token for token in tokens if isinstance(token, str))
    return literal if len(literal) == len(tokens) else tokens


def _tokens(text: str) -> tuple[_Token, ...] | None:
    """The parts of one name of a pattern; None when a set or an escape is not ended."""
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        character = text[at]
        at += 1
        if character == "*":
            if tokens[-1:] != [_Wild.STAR]:
                tokens.append(_Wild.STAR)
        elif character == "?":
            tokens.append(_Wild.ANY)
        elif character == "\\":
            if at == len(text):
                return None
            tokens.append(text[at])
            at += 1
        elif character == "[":
            end = text.find("]", at + (2 if text[at : at + 1] in ("!", "^") else 1))
            if end < 0:
                return None
            tokens.append(_set(text[at:end]))
            at = end + 1
        else:
            tokens.append(character)
    return tuple(tokens)


def _set(inside: str) -> _Set:
    negated = inside[0] in "!^"
    rest = inside[1:] if negated else inside
    ranges = []
    at = 0
    while at < len(rest):
        if rest[at + 1 : at + 2] == "-" and at + 2 < len(rest):
            ranges.append((rest[at], rest[at + 2]))
            at += 3
        else:
            ranges.append((rest[at], rest[at]))
            at += 1
    return _Set(tuple(ranges), negated)


def _match_names(segments: tuple[_Segment, ...], names: list[str]) -> bool:
    """Match names against segments. A `**` is stretched only as far as needed: what follows the last one can
    never need an earlier one to give way, so the work is at most the product of both lengths.
    """
    at = place = 0
    star, resume = -1, 0
    while at < len(names):
        if place < len(segments) and segments[place] is None:
            star, resume = place, at
            place += 1
        elif place < len(segments) and _match_name(segments[place], names[at]):
            place += 1
            at += 1
        elif star >= 0:
            resume += 1
            place, at = star + 1, resume
        else:
            return False
    return all(segment is None for segment in segments[place:])


def _match_name(segment: _Segment, name: str) -> bool:
    """The same for one name: `*` is stretched only as far as needed."""
    if not isinstance(segment, tuple):
        return segment == name
    at = place = 0
    star, resume = -1, 0
    while at < len(name):
        token = segment[place] if place < len(segment) else ""
        if token is _Wild.STAR:
            star, resume = place, at
            place += 1
        elif token is _Wild.ANY or token == name[at] or (isinstance(token, _Set) and token.holds(name[at])):
            place += 1
            at += 1
        elif star >= 0:
            resume += 1
            place, at = star + 1, resume
        else:
            return False
    return all(token is _Wild.STAR for token in segment[place:])


def _may_go_on(pattern: Pattern, names: list[str]) -> bool:
    for segment, name in zip(pattern.segments, names, strict=False):
        if segment is None:
            return True
        if not _match_name(segment, name):
            return False
    return pattern.below or len(names) < len(pattern.segments)
