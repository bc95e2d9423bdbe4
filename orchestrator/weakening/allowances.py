"""Which weakenings an allowance of a phase file (`allow: tests removed because ...`) covers."""

from __future__ import annotations

import re

from orchestrator.model.plan import Allowance
from orchestrator.weakening.kinds import Kind, Weakening

# What the words mean that an author may write instead of a glob; the plan reads them in lower case.
KINDS = {
    "tests removed": {Kind.TEST_FILE_REMOVED, Kind.TESTS_REMOVED},
    "skips": {Kind.SKIP},
    "assertions removed": {Kind.ASSERTIONS_REMOVED},
    "coverage lowered": {Kind.COVERAGE},
    "ignores": {Kind.IGNORE},
}


def accepts(allowance: Allowance, weakening: Weakening) -> bool:
    """Whether an allowance covers a weakening: by its kind, or by its path whatever the kind.

    A glob without `/` is one of the file's name in any folder; `*` stops at `/`, `**` does not; `tests/` is
    all that is in that folder. Nothing but a path accepts trivial assertions and hidden failures.
    """
    kinds = KINDS.get(allowance.what)
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
