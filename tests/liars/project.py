"""The project of a scenario: a plan, what else is there, and a stand-in for the CLI."""

from __future__ import annotations

import os
import subprocess
from itertools import pairwise
from pathlib import Path

from tests.liars.moves import script
from tests.liars.scenario import Scenario
from tests.support.standin import configured

PLAN = "docs/master-plan.md"


def build(scenario: Scenario, folder: Path) -> Path:
    """Make everything in an empty folder; the project, below it."""
    root = folder / scenario.folder
    for path, text in (_plan(scenario) | _agents(scenario) | dict(scenario.files)).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        newline = "\r\n" if scenario.crlf and path.startswith("docs/") else "\n"
        (root / path).write_text(text, "utf-8", newline=newline)
        if text.startswith("#!"):
            (root / path).chmod(0o755)
    settings = f"notifications:\n  provider: none\nmax_retries: {scenario.retries}\n{scenario.config}"
    (root / ".orchestrator").mkdir(exist_ok=True)
    text = configured(folder, script(scenario.script), settings, grace=0.5)
    (root / ".orchestrator" / "config.yaml").write_text(text, "utf-8")
    if scenario.git:
        _shell(root, "git init -q . && git add -A && git commit -q -m 'The plan'")
    if scenario.prepare:
        _shell(root, scenario.prepare)
    return root


def _agents(scenario: Scenario) -> dict[str, str]:
    return {
        f".claude/agents/{name}.md": f"---\nname: {name}\ndescription: {name}\n---\nYou are {name}.\n"
        for name in scenario.agents
    }


def _shell(root: Path, command: str) -> None:
    env = {**os.environ, "GIT_CEILING_DIRECTORIES": str(root.parent)}
    subprocess.run(["/bin/sh", "-ec", command], cwd=root, env=env, check=True, stdout=subprocess.DEVNULL)


def _plan(scenario: Scenario) -> dict[str, str]:
    ids = [str(number) for number in range(1, scenario.phases + 1)]
    rows = [f"| {i} | [Work {i}](phase{i}-work.md) | Work | Low | Pending |" for i in ids]
    chains = [f"Phase {before} --> Phase {after}" for before, after in pairwise(ids)]
    lines = ["# Small - Master Plan", "", "## Phases", "", "| Phase | Title | Focus | Risk | Status |"]
    lines += ["|---|---|---|---|---|", *rows, "", "## Dependencies", "", *chains, ""]
    return {PLAN: "\n".join(lines)} | {f"docs/phase{i}-work.md": _phase(scenario, i) for i in ids}


def _phase(scenario: Scenario, phase_id: str) -> str:
    wrapper = [f"**AGENT:{name}** - required agent" for name in scenario.agents]
    wrapper += ["**[IMPLEMENTATION - see Tasks below]**"]
    wrapper += [f"Write notes to: `notes/NOTES_phase_{phase_id}.md`"] if scenario.notes else []
    lines = [f"# Phase {phase_id}: Work {phase_id}", "", "**Status:** Pending", ""]
    lines += ["## Process Wrapper (MANDATORY)", *(f"- [ ] {step}" for step in wrapper), ""]
    lines += ["## Gates", *(f"- {gate}" for gate in scenario.gates), ""]
    lines += ["## Tasks", "", "- [ ] Do the work", "- [ ] Look at it again", "", scenario.more, ""]
    return "\n".join(lines)
