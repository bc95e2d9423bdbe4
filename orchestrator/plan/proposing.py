"""What a repository offers for a gate that names an aim. Pure; only complaints need it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.text import one_line

# Words of gates -> the kind of check that they ask for; of several kinds in a text the first one counts.
_KINDS = (
    ("coverage", "coverage cov"),
    ("format", "format formatting formatted formatter prettier gofmt black rustfmt"),
    ("types", "type types typing typed typecheck typechecking typecheck tsc mypy pyright"),
    ("lint", "lint linter linting lints linted style ruff eslint flake pylint clippy golangci vet"),
    ("security", "security secure vulnerabilities vulnerability audit bandit"),
    ("build", "build builds building built compile compiles compilation bundle"),
    ("tests", "test tests testing tested unit spec specs pytest jest vitest unittest"),
)
_SHOWN = 4


def proposed(text: str, proposals: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The proposals (name, command) that check what a text asks for; all of them when it asks for nothing known."""
    kind = _kind(text)
    fitting = [one for one in proposals if kind and kind == _kind(" ".join(one))]
    return (fitting or list(proposals))[:_SHOWN]


def cure(key: str, text: str, proposals: Sequence[tuple[str, str]]) -> str:
    """What to write for the gate `key` of this text; empty without proposals."""
    found = proposed(text, proposals)
    if not found:
        return ""
    first = one_line(found[0][1], 60)
    others = ", ".join(f"`{one_line(command, 60)}`" for _, command in found[1:])
    more = f"; or one of {others}" if others else ""
    return (
        f"this project offers `{first}`: write - `{first}`: {key}, "
        f"or name it under 'gates:' in .orchestrator/config.yaml ({key}: {first}){more}"
    )


def _kind(text: str) -> str:
    words = set(re.findall(r"[a-z]+", text.casefold().replace("type-check", "typecheck")))
    return next((kind for kind, known in _KINDS if words & set(known.split())), "")
