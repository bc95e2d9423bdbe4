"""Checks of the project: its folder, git, state, configuration, and the plan when one is given."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.doctor.machine import dotted, version_of
from orchestrator.doctor.report import Check, error, ok, warning
from orchestrator.doctor.world import Git, PlanFacts, Program, Project, Refusal, Stored, Version
from orchestrator.text import one_line, plural, size

LEAST_GIT: Version = (2, 29)  # `git init --object-format`
SHOWN = 30  # complaints of one sort


def checks(project: Project) -> tuple[Check, ...]:
    """All of them, but for the plan."""
    return (
        _folder(project),
        *_git(project.git),
        *_repository(project),
        _place(project),
        _state(project.stored),
        _at_work(project),
        *_leftovers(project),
        *_configuration(project),
        *_complaints("wordings", project.wordings),
        *_launcher(project.launcher),
        *_gates(project),
    )


def plan_checks(plan: PlanFacts) -> tuple[Check, ...]:
    """What `run` would say of the plan before it starts."""
    if plan.complaints:
        return _complaints("plan", plan.complaints)
    what = f"{plural(plan.phases, 'phase')}, {plural(plan.gates, 'gate')}, every program is there"
    return (ok("plan", f"{plan.title} ({plan.path}): {what}"), *_agents(plan))


def _folder(project: Project) -> Check:
    by = {".orchestrator": "has a folder .orchestrator", ".git": "is a git repository"}
    why = by.get(project.found_by, "is the working folder: nothing upwards has .orchestrator or .git")
    found = f"{project.root} ({why})"
    if project.writable:
        found = f"{project.writable} cannot be written, so no run can start here"
        return error("folder", found, "make it writable for you")
    return ok("folder", found)


def _git(git: Git) -> tuple[Check, ...]:
    if not git.program:
        found = "not there: files are recorded as plain copies, which takes more time and space"
        return (warning("git", found, "install git"),)
    version = version_of(git.answer.said) if git.answer and not git.answer.code else ()
    if not version:
        return (warning("git", f"{git.program} does not tell its version", "try `git --version` yourself"),)
    if version < LEAST_GIT:
        found = f"{dotted(version)} is too old for our records, which are plain copies then"
        return (warning("git", found, f"install git {dotted(LEAST_GIT)} or newer"),)
    return (ok("git", f"{dotted(version)}, {git.program}"),)


def _repository(project: Project) -> tuple[Check, ...]:
    git = project.git
    if not git.program or git.inside is None:
        return ()
    if git.inside.code == 0:
        return (ok("repository", "the project is under version control"),)
    if git.marked:
        found = f"git refuses the project: {one_line(git.inside.said, 200)}"
        return (warning("repository", found, f"see what `git -C {project.root} status` says"),)
    found = "no git repository: nobody can look through a session's work, or take it back, commit by commit"
    return (warning("repository", found, "`git init`, and commit what there is before a run"),)


def _place(project: Project) -> Check:
    if project.refusal:
        return error("file-system", *project.refusal)
    kind = project.file_system
    return ok(
        "file-system", f"{kind}, fit for the state" if kind else "of an unknown kind, taken as a local one"
    )


def _state(stored: Stored | None) -> Check:
    if stored is None:
        return ok("state", "none yet: nothing was ever run here")
    if stored.refusal:
        return error("state", *stored.refusal)
    what = size(stored.size)
    if stored.format is None:
        return ok("state", f"{what}, in use or not closed by a run that ended; not looked into")
    if stored.format < stored.known:
        return ok("state", f"{what}, of an older orchestrate; the next run brings it up to date")
    return ok("state", f"{what}, sound")


def _at_work(project: Project) -> Check:
    holder = project.holder
    if holder is None:
        return ok("at-work", "no orchestrator works in this project")
    who = f"process {holder.pid} on {holder.host} since {holder.since} ({holder.purpose})"
    if not holder.pid:
        who = "another process"
    where = "" if holder.here or not holder.pid else ", on another machine or in another container"
    run = f", run {holder.run}" if holder.run else ""
    return ok("at-work", f"{who} works in this project{run}{where}")


def _leftovers(project: Project) -> tuple[Check, ...]:
    if not project.leftovers or project.holder is not None:
        return ()
    pids = ", ".join(map(str, project.leftovers[:SHOWN]))
    if project.employer:
        found = f"process {project.employer} works in this project, but its lock was removed"
        return (error("leftovers", found, f"put .orchestrator back, or end it: kill {project.employer}"),)
    found = f"a run that died left processes behind: {pids}"
    return (warning("leftovers", found, "`orchestrate stop` ends them"),)


def _configuration(project: Project) -> tuple[Check, ...]:
    if project.complaints:
        return _complaints("configuration", project.complaints)
    what = "no errors" if project.configured else "no file .orchestrator/config.yaml, so the defaults hold"
    return (ok("configuration", what),)


def _launcher(launcher: Program | None) -> tuple[Check, ...]:
    if launcher is None:
        return ()
    if launcher.there:
        return (ok("launcher", f"'{launcher.word}' is there"),)
    cure = "install it, or take `launcher` out of .orchestrator/config.yaml"
    return (error("launcher", f"'{launcher.word}' is not on your PATH", cure),)


def _gates(project: Project) -> tuple[Check, ...]:
    """Commands of the configuration: a plan that uses them is not looked at without its name."""
    missing = [gate for gate in project.gates if not gate.there]
    if not missing or project.launcher is not None:  # behind a launcher nobody can tell
        return (ok("gates", f"{plural(len(project.gates), 'gate')} configured"),) if project.gates else ()
    return tuple(
        error(
            "gates",
            f"the gate '{one_line(gate.purpose, 60)}' needs '{one_line(gate.word, 60)}', which is not there",
            "install it, or correct the command under 'gates:' in .orchestrator/config.yaml",
        )
        for gate in missing[:SHOWN]
    )


def _agents(plan: PlanFacts) -> tuple[Check, ...]:
    if plan.agent_complaints:
        return _complaints("agents", plan.agent_complaints)
    return (ok("agents", f"defined: {', '.join(plan.agents)}"),) if plan.agents else ()


def _complaints(name: str, refusals: Sequence[Refusal]) -> tuple[Check, ...]:
    shown = [error(name, *refusal) for refusal in refusals[:SHOWN]]
    if len(refusals) > SHOWN:
        shown.append(
            error(name, f"... and {len(refusals) - SHOWN:,} more", "mend these first, then look again")
        )
    return tuple(shown)
