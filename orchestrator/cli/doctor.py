"""`orchestrate doctor`: whether everything that a run needs is there."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from orchestrator.cli.options import add_json, columns, parser
from orchestrator.cli.preparation import Project, check_agents, open_project
from orchestrator.doctor.examine import examine
from orchestrator.doctor.report import healthy
from orchestrator.doctor.world import PlanFacts, Refusal
from orchestrator.errors import EXIT_BLOCKED, EXIT_DONE, OrchestratorError
from orchestrator.model.configuration import Settings
from orchestrator.probes.project import refusals
from orchestrator.probes.world import gather
from orchestrator.project import find_root, relative, working_folder
from orchestrator.redaction import secrets_in
from orchestrator.store.folder import StateFolder
from orchestrator.views.doctor import doctor_json, doctor_text

EXAMPLES = """\
  orchestrate doctor
  orchestrate doctor docs/master-plan.md
  orchestrate doctor --json"""


def run(arguments: Sequence[str]) -> int:
    """Look at everything; 0 when nothing stands in the way of a run, 1 otherwise."""
    given = options().parse_args(arguments)
    folder = StateFolder(find_root(working_folder()))  # `cli.state` would need SQLite, which may be missing
    project, complaints = _project()
    settings = project.settings if project else Settings()
    plan = None if given.plan is None else _plan(project, given.plan)
    groups = examine(gather(folder, settings, os.environ, complaints, plan))
    text = doctor_json(groups) if given.json else doctor_text(groups, columns())
    print(secrets_in(os.environ, settings.redact).text(text))
    return EXIT_DONE if healthy(groups) else EXIT_BLOCKED


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "doctor",
        "Look whether everything that a run needs is there: programs, sign-in, project,\n"
        "configuration. Nothing is written, sent or spent. 0: no errors; 1: errors.",
        EXAMPLES,
    )
    made.add_argument("plan", nargs="?", metavar="master-plan.md", help="look at this plan as well")
    add_json(made, "what was found")
    return made


def _project() -> tuple[Project | None, tuple[Refusal, ...]]:
    """The project as it is configured, or what is wrong with its configuration."""
    try:
        return open_project({}), ()
    except OrchestratorError as error:
        return None, refusals(error)


def _plan(project: Project | None, path: str) -> PlanFacts:
    """What `run` would say of a plan before it starts it."""
    if project is None:
        cure = "mend the configuration first"
        return PlanFacts(path, "", 0, 0, (), (Refusal(f"{path}: gates depend on the configuration", cure),))
    try:
        plan = project.plan(relative(project.root, path))
    except OrchestratorError as error:
        return PlanFacts(path, "", 0, 0, (), refusals(error))
    required = tuple(dict.fromkeys(agent for phase in plan.phases for agent in phase.agents))
    gates = sum(len(phase.gates) for phase in plan.phases)
    facts = PlanFacts(plan.path, plan.title, len(plan.phases), gates, required)
    try:
        check_agents(project, plan)
    except OrchestratorError as error:
        return facts._replace(agent_complaints=refusals(error))
    return facts
