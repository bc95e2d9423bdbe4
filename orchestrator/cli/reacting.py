"""Lets the user's commands (`hooks:`) know what happens, beside the run and one after the other."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from orchestrator.cli.preparation import Project
from orchestrator.model.happening import Happening
from orchestrator.model.records import RunRecord
from orchestrator.outbox import Outbox
from orchestrator.process.leftovers import PROJECT
from orchestrator.process.wake import Wake
from orchestrator.reactions import Reaction, ReactionRoom, carry_out
from orchestrator.redaction import Secrets
from orchestrator.views.reaction import occasions, told

PATIENCE = 2.0  # seconds that nobody wonders about
LOOK = 0.2  # seconds between two looks, at the end, whether somebody is out of patience
RUN_ID = "ORCHESTRATOR_RUN_ID"


@contextmanager
def reactions(
    project: Project,
    secrets: Secrets,
    look: Callable[[], RunRecord],
    warn: Callable[[str], None],
    stop: Wake,
) -> Iterator[Callable[[Happening], None]]:
    """Whom to tell what happens.

    Args:
        project, secrets: as the run has them; a configuration that is edited meanwhile changes nothing.
        look: the run as it stands.
        warn: takes complaints, from another thread.
        stop: of the run; raised twice, it ends the waiting for the last commands.
    """
    hooks = project.settings.hooks
    if not any(hooks[:-1]):
        yield _to_nobody
        return
    wake = Wake()
    environment = {**os.environ, PROJECT: project.root}
    room = ReactionRoom(project.root, environment, hooks.timeout, wake, secrets)

    def react(reaction: Reaction) -> None:
        if complaint := carry_out(reaction, room):
            warn(complaint)

    outbox = Outbox(react, warn, "a hook was not run", capacity=1000)
    number = 0

    def tell(happening: Happening) -> None:
        nonlocal number
        for occasion in occasions(happening):
            command = getattr(hooks, occasion.event)
            if not command:
                continue
            number += 1
            run = look()
            folder = project.folder.hook(run.id, f"{time.time_ns() // 1000}-{number}-{occasion.event}")
            outbox.post(
                Reaction(occasion.event, command, told(occasion, run, project.root, time.time()), folder)
            )

    try:
        yield tell
    finally:
        _close(outbox, hooks.timeout, wake, stop, warn)
        wake.close()


def _close(
    outbox: Outbox[Reaction], timeout: float, wake: Wake, stop: Wake, warn: Callable[[str], None]
) -> None:
    """Let the last commands end; all of them together get the time of two."""
    if outbox.finish(PATIENCE):
        return
    warn(f"the last hooks are still at work, for {2 * timeout:g} s at most; ctrl-C twice ends them")
    deadline = time.monotonic() + 2 * timeout
    while not outbox.finish(LOOK):
        if stop.insists or time.monotonic() > deadline:
            outbox.close(0)
            wake.set()
            wake.set()  # at once


def _to_nobody(happening: Happening) -> None:
    del happening
