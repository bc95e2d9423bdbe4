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


def cure(plain: str, key: str, text: str, proposals: Sequence[tuple[str, str]]) -> str:
    """What to write for the gate `key`, whose whole text is `text`.

    A proposal (name and command) of the kind that the text asks for stands in the place of the `plain` cure.
    Others are only told: a command that checks something else must not be taken for the gate.
    """
    kind = _kind(text)
    fitting = [command for name, command in proposals if kind and kind == _kind(f"{name} {command}")]
    if fitting and "COMMAND" in plain:  # else it names the author's own command
        first = one_line(fitting[0], 60)
        more = f"; or one of {_listed(fitting[1:])}" if fitting[1:] else ""
        return (
            f"this project offers `{first}`: write - `{first}`: {key}, "
            f"or name it under 'gates:' in .orchestrator/config.yaml ({key}: {first}){more}"
        )
    if "COMMAND" not in plain:
        return plain
    return f"{plain}; this project has {_listed([command for _, command in proposals])}"


def _listed(commands: Sequence[str]) -> str:
    return ", ".join(f"`{one_line(command, 60)}`" for command in commands[:_SHOWN])


def _kind(text: str) -> str:
    words = set(re.findall(r"[a-z]+", text.casefold().replace("type-check", "typecheck")))
    return next((kind for kind, known in _KINDS if words & set(known.split())), "")
