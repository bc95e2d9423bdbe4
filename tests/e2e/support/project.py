"""A project with a plan, made from a compact description: real files in a real git repository."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

MASTER_PLAN = "docs/master-plan.md"


@dataclass(frozen=True, slots=True)
class PhaseFile:
    """One phase as its author writes it. Every text is a line of Markdown."""

    id: str
    title: str
    depends_on: tuple[str, ...] = ()  # ids
    gates: tuple[str, ...] = ("true: must pass",)
    agents: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()  # notes of earlier phases
    writes_notes: bool = True
    tasks: tuple[str, ...] = ("Do the work",)

    @property
    def name(self) -> str:
        """The file's name in `docs/`."""
        return f"phase{self.id}-{re.sub(r'[^a-z0-9]+', '-', self.title.lower())}.md"

    @property
    def path(self) -> str:
        return f"docs/{self.name}"

    @property
    def notes(self) -> str:
        """Where the phase writes its notes."""
        return f"notes/NOTES_phase_{self.id}.md"


@dataclass(frozen=True, slots=True)
class Project:
    """The project's folder."""

    root: Path

    @property
    def plan(self) -> Path:
        return self.root / MASTER_PLAN

    def read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def git(self, *arguments: str) -> str:
        """What a git command prints."""
        ended = subprocess.run(["git", *arguments], cwd=self.root, check=True, capture_output=True, text=True)
        return ended.stdout


def project(folder: Path, *phases: PhaseFile, config: str = "", agents: tuple[str, ...] = ()) -> Project:
    """A committed project in `folder`/project.

    Args:
        folder: an existing folder, such as `tmp_path`.
        phases: in the order of the master plan's table.
        config: the text of `.orchestrator/config.yaml`; no such file when it is empty.
        agents: names of sub-agents that the project defines.
    """
    made = Project(folder / "project")
    made.write(MASTER_PLAN, _master_plan(phases))
    for phase in phases:
        made.write(phase.path, _phase_file(phase))
    for name in agents:
        made.write(
            f".claude/agents/{name}.md", f"---\nname: {name}\ndescription: {name}\n---\nYou are {name}.\n"
        )
    if config:
        made.write(".orchestrator/config.yaml", config)
    made.git("init", "--quiet")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "The plan")
    return made


def _master_plan(phases: tuple[PhaseFile, ...]) -> str:
    rows = [f"| {p.id} | [{p.title}]({p.name}) | {p.title} | Low | Pending |" for p in phases]
    chains = [f"Phase {other} --> Phase {p.id}" for p in phases for other in p.depends_on]
    head = ["# Small - Master Plan", "", "**Status:** Draft", "", "## Phases", ""]
    table = ["| Phase | Title | Focus | Risk | Status |", "|-------|-------|-------|------|--------|", *rows]
    return "\n".join([*head, *table, "", "## Dependencies", "", *chains, ""])


def _phase_file(phase: PhaseFile) -> str:
    wrapper = [f"Read previous notes: `{path}`" for path in phase.reads]
    wrapper += [f"**AGENT:{name}** - required agent" for name in phase.agents]
    wrapper += ["**[IMPLEMENTATION - see Tasks below]**"]
    wrapper += [f"Write notes to: `{phase.notes}`"] if phase.writes_notes else []
    depends = ", ".join(f"Phase {other}" for other in phase.depends_on) or "N/A"
    lines = [
        f"# Phase {phase.id}: {phase.title}",
        "",
        "**Status:** Pending",
        f"**Depends On:** {depends}",
        "",
    ]
    lines += ["---", "", "## Process Wrapper (MANDATORY)", *_boxes(wrapper), ""]
    lines += ["## Gates", *(f"- {gate}" for gate in phase.gates), "", "---", ""]
    lines += ["## Tasks", "", *_boxes(phase.tasks), ""]
    return "\n".join(lines)


def _boxes(texts: tuple[str, ...] | list[str]) -> list[str]:
    return [f"- [ ] {text}" for text in texts]
