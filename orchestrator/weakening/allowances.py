"""`allow: tests removed because ...` in a phase file: what its author accepts beforehand, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestrator.weakening.kinds import Kind, Weakening

# What an author may write instead of a glob, in lower case.
_KINDS = {
    "tests removed": {Kind.TEST_FILE_REMOVED, Kind.TESTS_REMOVED},
    "skips": {Kind.SKIP},
    "assertions removed": {Kind.ASSERTIONS_REMOVED},
    "coverage lowered": {Kind.COVERAGE},
    "ignores": {Kind.IGNORE},
}
_LINE = re.compile(
    r"[ \t>]*+(?:[-*+•]|\d{1,9}[.)])[ \t]++(?:\[.?\][ \t]++)?[*_]{0,2}allow[*_]{0,2}:[*_]{0,2}[ \t]*+"
    r"(?P<what>\S.*?)[ \t]+because[ \t]+(?P<reason>.*)",
    re.IGNORECASE,
)
_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Allowance:
    """A weakening that a phase file accepts."""

    what: str  # a key of the table above in lower case, or a glob of paths as written
    reason: str
    line: int  # in the phase file


def allowed(text: str) -> tuple[Allowance, ...]:
    """The allowances in a phase file's list items, outside of code fences; one without a reason is none."""
    found = []
    fence = ""
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        match = None if fence else _LINE.match(line)
        if match and match["reason"].strip(" \t*_`.").strip():
            found.append(Allowance(_what(match["what"]), match["reason"].strip(), number))
    return tuple(found)


def _what(written: str) -> str:
    plain = written.strip().strip("`")
    words = " ".join(plain.casefold().split())
    return words if words in _KINDS else plain


def accepts(allowance: Allowance, weakening: Weakening) -> bool:
    """Whether an allowance covers a weakening: by its kind, or by its path whatever the kind.

    A glob without `/` is one of the file's name in any folder; `*` stops at `/`, `**` does not; `tests/` is
    all that is in that folder. Nothing but a path accepts trivial assertions and hidden failures.
    """
    kinds = _KINDS.get(allowance.what)
    if kinds is not None:
        return weakening.kind in kinds
    return bool(re.fullmatch(_glob(allowance.what), weakening.path, re.DOTALL))


def _glob(glob: str) -> str:
    glob = glob.removeprefix("./")
    parts = re.split(r"(\*\*/|\*+|\?)", glob)
    words = {"**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    body = "".join(words.get(part, ".*" if part.startswith("**") else re.escape(part)) for part in parts)
    if glob.endswith("/"):
        body += ".*"
    return body if "/" in glob else f"(?:.*/)?{body}"
