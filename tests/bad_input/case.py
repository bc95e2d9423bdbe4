"""One bad input: what lies in the project, what is typed, and everything that is said about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

NOTHING: Mapping[str, str] = MappingProxyType({})
DRY_RUN = ("run", "m.md", "--dry-run")
CONFIGURATION = ".orchestrator/config.yaml"
GATES = "## Gates\n- test -f a.md: it is there\n"


class Case(NamedTuple):
    """Files and words in, the whole of standard error out; standard output stays empty."""

    name: str
    told: str  # lines behind `orchestrate: `; ROOT stands for the project's folder
    words: tuple[str, ...] = DRY_RUN
    files: Mapping[str, str | bytes] = NOTHING  # over `SOUND`
    environment: Mapping[str, str] = NOTHING
    code: int = 2
    prepare: Callable[[Path], None] | None = None  # what files alone cannot say, in the project's folder


def master(*rows: str, rest: str = "", header: str = "Phase | Title") -> str:
    """A master plan whose rows begin in line 7."""
    dashes = " | ".join("-" for _ in header.split("|"))
    table = "\n".join(f"| {row} |" for row in (header, dashes, *rows))
    return f"# Demo - Master Plan\n\n## Phases\n\n{table}\n\n{rest}"


SOUND: Mapping[str, str] = MappingProxyType(
    {
        "m.md": master(
            "1 | [Setup](a.md)", "2 | [Build](b.md)", rest="## Dependencies\nPhase 1 --> Phase 2\n"
        ),
        "a.md": GATES,
        "b.md": GATES,
    }
)


def plan(name: str, text: str | bytes, told: str, **files: str | bytes) -> Case:
    """A case of the master plan."""
    return Case(name, told, files={"m.md": text} | {f"{key}.md": value for key, value in files.items()})


def phase(name: str, text: str | bytes, told: str) -> Case:
    """A case of a phase file."""
    return Case(name, told, files={"a.md": text})


def configured(name: str, text: str | bytes, told: str) -> Case:
    """A case of the configuration."""
    return Case(name, told, files={CONFIGURATION: text})


def variable(name: str, told: str, **environment: str) -> Case:
    """A case of the environment."""
    return Case(name, told, environment=environment)


def typed(name: str, words: str, told: str, prepare: Callable[[Path], None] | None = None) -> Case:
    """A case of the command line; `words` are split at blanks."""
    return Case(name, told, tuple(words.split()), prepare=prepare)
