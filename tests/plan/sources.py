"""Where the tests of the plan read from, and short ways to write plans and to read complaints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.model.plan import Plan
from orchestrator.plan.load import load

PROGRAMS = frozenset({"pytest", "ruff", "npm", "python3", "grep", "./check.sh", "node_modules/.bin/eslint"})
GATES = "\n## Gates\n- pytest: all pass\n"


class Texts:
    """Files in memory: property-based tests load thousands of plans."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}

    def read(self, path: str) -> bytes:
        try:
            return self.files[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    def is_program(self, word: str) -> bool:
        return word in PROGRAMS


class Folder:
    """Files of a real project folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> bytes:
        return (self.root / path).read_bytes()

    def is_program(self, word: str) -> bool:
        return word in PROGRAMS


def master(*rows: str, header: str = "Phase | Title", rest: str = "") -> str:
    """A master plan with these rows (`1 | [A](a.md)`)."""
    dashes = "|".join("-" for _ in header.split("|"))
    table = "\n".join(f"| {row} |" for row in (header, dashes, *rows))
    return f"# Demo - Master Plan\n\n## Phases\n\n{table}\n\n{rest}"


def loaded(
    files: Mapping[str, str | bytes], path: str = "m.md", gates: Mapping[str, str] | None = None
) -> Plan:
    return load(path, Texts(files), gates or {})


def complaints(files: Mapping[str, str | bytes], path: str = "m.md") -> list[tuple[str, int, str]]:
    """Path, line and code of everything that is wrong."""
    with pytest.raises(InputError) as caught:
        load(path, Texts(files), {})
    return [(one.path, one.line, one.code) for one in caught.value.complaints]


def three(rest: str = "", **phases: str) -> dict[str, str]:
    """The phases 1, 2 and setup in a.md, b.md and c.md; `phases` puts text into a file by its letter."""
    files = {"m.md": master("1 | [A](a.md)", "2 | [B](b.md)", "setup | [C](c.md)", rest=rest)}
    return files | {f"{name}.md": phases.get(name, "") + GATES for name in "abc"}


def edges(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {phase.id: phase.depends_on for phase in plan.phases if phase.depends_on}
