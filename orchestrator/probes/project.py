"""Looks at the project: its state, who works there, git, and the programs that its configuration needs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from orchestrator.doctor.world import Git, Holder, PlanFacts, Program, Project, Refusal, Stored
from orchestrator.errors import InputError, OrchestratorError, StoreError
from orchestrator.model.configuration import Settings
from orchestrator.plan.tools import first_word, is_shell
from orchestrator.probes.programs import ask, find
from orchestrator.process.employers import living_employer
from orchestrator.process.leftovers import PROJECT, alive, marked
from orchestrator.store import place
from orchestrator.store.folder import StateFolder
from orchestrator.wordings import load_own
from orchestrator.workspace.git import find_git


def gather(
    folder: StateFolder,
    settings: Settings,
    environment: Mapping[str, str],
    complaints: tuple[Refusal, ...],
    plan: PlanFacts | None,
) -> Project:
    """What is found.

    Args:
        folder: where the project keeps its state; it need not be there.
        settings: what is in force; the defaults when the configuration is wrong.
        environment: the user's.
        complaints: about the configuration.
        plan: what is known of the plan that was given.
    """
    holder = _holder(folder)
    left = () if holder else marked(PROJECT, folder.root)
    mount = place.mount_below(folder.path)
    return Project(
        root=folder.root,
        found_by=next((name for name in (".orchestrator", ".git") if _there(folder.root, name)), ""),
        writable=_not_writable(folder),
        file_system=mount.kind if mount else "",
        refusal=_refusal(folder),
        stored=_stored(folder, in_use=holder is not None),
        holder=holder,
        leftovers=tuple(process.pid for process in left),
        employer=living_employer(left),
        configured=os.path.exists(folder.configuration),
        complaints=complaints,
        wordings=_wordings(folder),
        launcher=_launcher(settings, folder.root, environment),
        gates=tuple(_gates(settings, folder.root, environment)),
        git=_git(folder.root, environment),
        plan=plan,
    )


def refusals(error: OrchestratorError) -> tuple[Refusal, ...]:
    """What an error says, with the cure by itself."""
    if isinstance(error, InputError):
        return tuple(_of(str(one).removesuffix(f"; {one.cure}"), one.cure) for one in error.complaints)
    found, _, cure = str(error).partition("; ")
    return (_of(found, cure),)


def _of(found: str, cure: str) -> Refusal:
    return Refusal(found, cure or "see to that first")


def _there(root: str, name: str) -> bool:
    return os.path.exists(os.path.join(root, name))


def _not_writable(folder: StateFolder) -> str:
    """The folder in which a run could not write; empty when it can."""
    where = folder.path if os.path.exists(folder.path) else folder.root
    return "" if os.access(where, os.W_OK | os.X_OK) else where


def _refusal(folder: StateFolder) -> Refusal | None:
    try:
        place.check(folder.path)
    except StoreError as error:
        return refusals(error)[0]
    return None


def _stored(folder: StateFolder, *, in_use: bool) -> Stored | None:
    try:
        size = os.stat(folder.database).st_size
    except OSError:
        return None
    try:
        from orchestrator.store.looking import KNOWN, file_format
    except ModuleNotFoundError:  # a Python without SQLite, which another check tells
        return Stored(size, None, 0)
    try:
        return Stored(size, None if in_use else file_format(folder.database), KNOWN)
    except StoreError as error:
        return Stored(size, None, KNOWN, refusals(error)[0])


def _holder(folder: StateFolder) -> Holder | None:
    try:
        from orchestrator.store.lock import holder
    except ModuleNotFoundError:  # a Python without SQLite: nobody works with that here
        return None
    found = holder(folder.lock)
    if found is None:
        return None
    here = alive(found.pid, found.start_ticks, found.boot_id)
    return Holder(found.pid, found.host, found.since, found.purpose, found.run, here)


def _wordings(folder: StateFolder) -> tuple[Refusal, ...]:
    try:
        load_own(folder.wordings)
    except OrchestratorError as error:
        shown = folder.relative(folder.wordings)
        return tuple(one._replace(found=one.found.replace(folder.wordings, shown)) for one in refusals(error))
    return ()


def _launcher(settings: Settings, root: str, environment: Mapping[str, str]) -> Program | None:
    if not settings.launcher:
        return None
    word = settings.launcher[0]
    return Program("launcher", word, bool(find(word, root, environment)))


def _gates(settings: Settings, root: str, environment: Mapping[str, str]) -> Iterator[Program]:
    """The program that each configured command begins with."""
    for name, command in settings.gates.items():
        word = first_word(command)
        if word:
            there = is_shell(word, command) or bool(find(word, root, environment))
            yield Program(name, word, there)


def _git(root: str, environment: Mapping[str, str]) -> Git:
    program = find_git(root, environment.get("PATH", os.defpath))
    marked_by_git = any(_there(folder, ".git") for folder in _upwards(root))
    if not program:
        return Git("", None, None, marked_by_git)
    quiet = {**environment, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    version = ask(program, ("--version",), root, quiet)
    return Git(program, version, ask(program, ("rev-parse", "--git-dir"), root, quiet), marked_by_git)


def _upwards(root: str) -> Iterator[str]:
    while True:
        yield root
        parent = os.path.dirname(root)
        if parent == root:
            return
        root = parent
