"""New rules that would hide protected files from version control."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from orchestrator.globs import Globs, Pattern, compiled
from orchestrator.model.workspace import IgnoreRule
from orchestrator.workspace import places
from orchestrator.workspace.protected import GENERATED, entries

EXCLUDE = ".git/info/exclude"  # how the repository's own rules are called here, wherever they lie


def ignore_files(root: str) -> dict[str, bytes]:
    """The content of all `.gitignore` files of the project, and of the repository's `info/exclude`."""
    found: dict[str, bytes] = {}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        for name, is_folder, _ in entries(os.path.join(root, folder)):
            path = f"{folder}/{name}" if folder else name
            if is_folder and name not in GENERATED:
                waiting.append(path)
            elif name == ".gitignore":
                _add(found, path, os.path.join(root, path))
    _add(found, EXCLUDE, os.path.join(_common_folder(root), "info", "exclude"))
    return found


def ignore_rules_added(
    before: Mapping[str, bytes], after: Mapping[str, bytes], globs: Globs, protected: Iterable[str]
) -> tuple[IgnoreRule, ...]:
    """The rules that are new and hide a protected file, or one that would be protected. Pure.

    Args:
        before: what `ignore_files` said then.
        after: what it says now.
        globs: what is protected.
        protected: the protected files that there are or were.
    """
    paths = sorted(protected)
    return tuple(
        IgnoreRule(path, line, text, hidden)
        for path in sorted(after)
        for line, text in _new_lines(before.get(path, b""), after[path])
        if (hidden := _hides(text, "" if path == EXCLUDE else os.path.dirname(path), globs, paths))
    )


def _new_lines(before: bytes, after: bytes) -> Iterator[tuple[int, str]]:
    """The rules in `after` that were not in `before`, with their line, in order."""
    known = Counter(_rules(before).values())
    for line, text in _rules(after).items():
        known[text] -= 1
        if known[text] < 0:
            yield line, text


def _rules(content: bytes) -> dict[int, str]:
    """Line -> rule; comments and exceptions are none."""
    lines = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff").split("\n")
    rules = {
        number: re.sub(r"(?<!\\) +$", "", line.removesuffix("\r")) for number, line in enumerate(lines, 1)
    }
    return {number: rule for number, rule in rules.items() if rule and rule[0] not in "#!"}


def _hides(rule: str, base: str, globs: Globs, paths: list[str]) -> str:
    """A protected path that the rule covers; empty when there is none."""
    pattern = _pattern(rule, base)
    if pattern is None:
        return ""
    for path in paths:
        if _covers(pattern, path):
            return path
    named = "/".join(filter(None, (base, rule.strip("/"))))
    return named if globs.matches(named) or globs.cover(named) else ""


def _pattern(rule: str, base: str) -> Pattern | None:
    """The rule as a pattern for the whole project; None when it can match nothing."""
    anchored = "/" in rule.rstrip("/")
    above = re.sub(r"([\\*?\[])", r"\\\1", base)
    words = (above, "" if anchored else "**", rule.lstrip("/"))
    try:
        return compiled(("/" + "/".join(filter(None, words)),)).patterns[0]
    except ValueError:  # git, too, lets a broken pattern match nothing
        return None


def _covers(pattern: Pattern, path: str) -> bool:
    """As in git a rule covers a file when it names the file or any folder above it."""
    names = path.split("/")
    return any(pattern.matches("/".join(names[: i + 1])) for i in range(len(names)))


def _add(found: dict[str, bytes], path: str, full: str) -> None:
    try:
        found[path] = places.read(full)
    except OSError:  # not there, or nothing that git would read
        return


def _common_folder(root: str) -> str:
    """The folder of what a repository's worktrees share: `.git`, or where a file of that name leads."""
    place = os.path.join(root, ".git")
    try:
        if os.path.isfile(place):
            place = os.path.join(root, os.fsdecode(places.read(place)).removeprefix("gitdir:").strip())
        shared = os.fsdecode(places.read(os.path.join(place, "commondir"))).strip()
    except OSError:
        return place
    return os.path.join(place, shared)
