"""What `run` and `resume` need before anything is started: the project, its settings, the plan."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from orchestrator.configuration.settings import merge
from orchestrator.errors import InputError, UsageError
from orchestrator.files import read_file
from orchestrator.model.configuration import Settings
from orchestrator.model.plan import Plan
from orchestrator.plan.load import load
from orchestrator.project import ProjectFiles, find_root, working_folder
from orchestrator.store.folder import StateFolder

MAX_CONFIGURATION_BYTES = 1024 * 1024


class Project(NamedTuple):
    """A project and how orchestrate is set up in it."""

    folder: StateFolder
    files: ProjectFiles
    settings: Settings

    @property
    def root(self) -> str:
        return self.folder.root

    def plan(self, path: str) -> Plan:
        """The plan in a file of the project.

        Raises:
            InputError: it has errors, all of them.
        """
        try:
            return load(path, self.files, self.settings.gates)
        except InputError as error:
            if all(complaint.code != "unresolved-gate" for complaint in error.complaints):
                raise
        return load(path, self.files, self.settings.gates, self._proposals())

    def _proposals(self) -> tuple[tuple[str, str], ...]:
        """Checks that the repository has; to look for them costs more than to read a plan that is right."""
        from orchestrator.scaffold.proposals import proposals

        # Not through `self.files`: who remembers what was read is after the files of the plan.
        files = ProjectFiles(self.root, os.environ.get("PATH", os.defpath))
        return tuple((found.name, found.command) for found in proposals(files))


def open_project(options: Mapping[str, object]) -> Project:
    """The project around the working folder, with options of the command line over its configuration.

    Raises:
        InputError: the configuration, the environment or an option is wrong.
    """
    folder = StateFolder(find_root(working_folder()))
    settings = merge(_configuration(folder), folder.relative(folder.configuration), os.environ, options)
    files = ProjectFiles(folder.root, os.environ.get("PATH", os.defpath))
    return Project(folder, files, settings)


def check_claude(project: Project) -> None:
    """See that the CLI can be started at all.

    Raises:
        UsageError: it is not there. Behind a launcher nobody can tell, so nothing is said.
    """
    command = project.settings.claude.command
    if not project.settings.launcher and not project.files.is_program(command[0]):
        raise UsageError(
            f"the Claude Code CLI ('{command[0]}') is not on your PATH; install it with"
            " `npm install -g @anthropic-ai/claude-code`, or set claude.command in"
            f" {project.folder.relative(project.folder.configuration)}"
        )


def check_agents(project: Project, plan: Plan) -> None:
    """See that every sub-agent that the plan requires is defined.

    Raises:
        InputError: some are not. Behind a launcher nobody can tell, so nothing is said.
    """
    if project.settings.launcher or not any(phase.agents for phase in plan.phases):
        return
    from orchestrator.agents import defined  # most plans require none, and a dry run would pay for it
    from orchestrator.plan.agents import undefined

    arguments = project.settings.claude.arguments
    complaints = undefined(plan.phases, defined(project.root, os.environ, arguments))
    if complaints:
        raise InputError(complaints)


def _configuration(folder: StateFolder) -> bytes | None:
    try:
        return read_file(folder.configuration, MAX_CONFIGURATION_BYTES)
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        name = folder.relative(folder.path)
        cure = "move it away: orchestrate keeps its state in a folder of this name"
        raise UsageError(f"{name}: is no folder; {cure}") from None
    except OSError as error:
        name = folder.relative(folder.configuration)
        raise UsageError(f"{name}: {error.strerror}; put a readable file there, or remove it") from error
