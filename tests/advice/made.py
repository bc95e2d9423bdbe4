"""Plans in memory and a made-up project around them, to be advised on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from orchestrator.advice.mending import InMemory
from orchestrator.advice.subject import Subject, texts
from orchestrator.advice.whole import advice
from orchestrator.errors import InputError
from orchestrator.model.configuration import Settings
from orchestrator.model.plan import Complaint
from orchestrator.plan.load import load
from tests.plan.sources import PROGRAMS, master

PROGRAM_NAMES = PROGRAMS | {"git", "make"}
# A phase that nothing is to be said of.
GOOD = "## Gates\n- pytest: all pass\n## Tasks\n- [ ] 1.1: Do it\n"
NOTES = "## Process Wrapper\n- [ ] Write notes to: `notes/{}.md`\n"


class Around(NamedTuple):
    """A project of which everything is told."""

    there: Collection[str] = ()
    hidden: Collection[str] = ()
    loose: Sequence[str] = ()

    def is_program(self, word: str) -> bool:
        return word in PROGRAM_NAMES

    def exists(self, path: str) -> bool:
        return path in self.there

    def ignored(self, paths: Sequence[str]) -> Collection[str]:
        return set(paths) & set(self.hidden)

    def uncommitted(self) -> Sequence[str]:
        return self.loose


def plan(rest: str = "", **phases: str) -> dict[str, str]:
    """The phases 1, 2 ... in a.md, b.md ...; by the name of the file its text, the master plan in m.md."""
    rows = [f"{number} | [{name.upper()}]({name}.md)" for number, name in enumerate(phases, 1)]
    return {"m.md": master(*rows, rest=rest)} | {f"{name}.md": text for name, text in phases.items()}


def subject(
    files: Mapping[str, str], settings: Settings | None = None, around: Around | None = None
) -> Subject:
    """All that is known of the plan in m.md."""
    around = around or Around()
    settings = settings or Settings()
    try:
        source = InMemory({path: text.encode() for path, text in files.items()}, around.is_program)
        loaded = load("m.md", source, settings.gates)
    except InputError:
        loaded = None
    return Subject(*texts("m.md", files), loaded, settings, around)


def said(
    files: Mapping[str, str], settings: Settings | None = None, around: Around | None = None
) -> list[Complaint]:
    """Everything that is to be said of the plan in m.md."""
    around = around or Around(files)
    return list(advice(subject(files, settings, around)))


def codes(
    files: Mapping[str, str], settings: Settings | None = None, around: Around | None = None
) -> list[tuple[str, int, str]]:
    """Path, line and code of all that is to be said."""
    return [(one.path, one.line, one.code) for one in said(files, settings, around)]
