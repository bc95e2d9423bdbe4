"""Gathers the evidence of an attempt. What may not be changed is put back before the gates run."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from orchestrator import notes
from orchestrator.engine import frozen, guard, room_left
from orchestrator.engine.room import gate_room
from orchestrator.engine.signalling import collect_signals
from orchestrator.engine.work import Work
from orchestrator.files import make_private, read_file
from orchestrator.findings import REQUIRED_SECTIONS
from orchestrator.gates import run_gates
from orchestrator.lifecycle import Tracked
from orchestrator.model.attempts import Base, Session
from orchestrator.model.evidence import Accepted, Evidence, FrozenChange, GateResult, NotesFact, WorkDone
from orchestrator.model.happening import GateEnded, GateStarted
from orchestrator.model.plan import Gate, Phase
from orchestrator.model.session import AgentRun, Outcome
from orchestrator.plan.phase import open_tasks
from orchestrator.project import MAX_PLAN_BYTES
from orchestrator.session.files import SessionFiles
from orchestrator.store import attempts, evidence
from orchestrator.workspace.clean import clean_checkout


def gather(
    work: Work, phase: Phase, tracked: Tracked, sessions: tuple[Session, ...], outcome: Outcome
) -> Evidence:
    """All that counts for a verdict, gathered by us.

    Args:
        sessions: those whose proofs count, see `openings.chain`.
        outcome: how the last of them ended.

    Raises:
        Stopped: the run was told to stop.
        WorkspaceError: the project's files cannot be read.
    """
    base = _base(work, phase, tracked)
    collected = collect_signals(work, phase, tracked)
    _tampering(work, phase, tracked, base, by_gate=False)
    tree = work.workspace.snapshot()
    results = _gates(work, phase, tracked, tree)
    if work.settings.gates_in == "workspace":  # where a baseline runs, too
        work.recent.keep(tree, results)
    with work.db.atomic():
        attempts.save_tree(work.db, work.run_id, phase.id, tracked.attempt, tree)
        evidence.save_gates(work.db, work.run_id, phase.id, tracked.attempt, results, tree)
    mine = [session for session in sessions if session.attempt == tracked.attempt]
    return Evidence(
        outcome=outcome,
        gates=results,
        agents=_agents(work, phase, sessions),
        notes=_notes(work, phase, sessions[0]),
        signal=collected.last,
        refused_signals=collected.refused,
        open_tasks=open_tasks(_content(os.path.join(work.folder.root, phase.path))),
        frozen_changes=_tampering(work, phase, tracked, base, by_gate=True),
        work=_work_done(work, phase, tracked, tree, results),
        left_behind=tuple(command for session in mine for command in session.left_behind),
    )


def _agents(work: Work, phase: Phase, sessions: tuple[Session, ...]) -> tuple[AgentRun, ...]:
    """Under the names that the plan has for them; what was recorded is covered where it holds a secret."""
    names = {work.secrets.text(name): name for name in phase.agents}
    runs = (agent for session in sessions for agent in session.agents)
    return tuple(replace(run, agent=names.get(run.agent, run.agent)) for run in runs)


def _base(work: Work, phase: Phase, tracked: Tracked) -> Base:
    first = attempts.attempt(work.db, work.run_id, phase.id, tracked.first_attempt)
    assert first is not None, "the phase was started"
    assert first.base is not None, "its baseline was made before its first session"
    return first.base


def _tampering(
    work: Work, phase: Phase, tracked: Tracked, base: Base, *, by_gate: bool
) -> tuple[FrozenChange, ...]:
    """All that was found changed in this attempt and may not be. Recorded, and only then put back."""
    this = attempts.open_attempt(work.db, work.run_id, phase.id, tracked.attempt)
    known = {(change.path, change.by_gate) for change in this.tampered}
    standing = {(change.path, change.diff) for change in this.tampered}  # what nobody could put back
    now = tuple(
        replace(change, diff=work.secrets.text(change.diff))
        for change in (*frozen.find(work), *guard.find(work, phase, tracked.first_attempt, base))
    )
    new = [
        replace(change, by_gate=by_gate)
        for change in now
        if (change.path, by_gate) not in known and (change.path, change.diff) not in standing
    ]
    if not now:
        return this.tampered
    attempts.save_tampered(work.db, work.run_id, phase.id, tracked.attempt, (*this.tampered, *new))
    failed = guard.put_back(work, phase, tracked.first_attempt, base)
    stays = {change.path for change in now if change.path in failed} | {
        change.path for change in now if not change.protected and not frozen.put_back(work, change.path)
    }
    found = tuple(
        replace(change, put_back=change.put_back and change.path not in stays)
        for change in (*this.tampered, *new)
    )
    attempts.save_tampered(work.db, work.run_id, phase.id, tracked.attempt, found)
    return found


def _gates(work: Work, phase: Phase, tracked: Tracked, tree: str) -> tuple[GateResult, ...]:
    folder = os.path.join(work.folder.attempt(work.run_id, phase.id, tracked.attempt), "gates")
    make_private(folder)
    before = attempts.green_before(work.db, work.run_id, phase.id)
    shown = iter(range(1, len(phase.gates) + 1))

    def show(what: Gate | GateResult) -> None:
        if isinstance(what, GateResult):
            work.report(GateEnded(phase, what, green_before=before.get(next(shown))))
        else:
            work.report(GateStarted(phase, what))

    with _place(work, tree) as root:
        room = gate_room(work.folder.root, work.settings, work.environment, work.wake, root, work.secrets)
        results = run_gates(phase.gates, folder, room, show)
    room_left.check(work.places)
    return results


def _place(work: Work, tree: str) -> AbstractContextManager[str]:
    if work.settings.gates_in == "clean":
        import tempfile  # only gates that run in a clean copy need it

        return clean_checkout(work.workspace, tree, tempfile.gettempdir())
    return nullcontext(work.folder.root)


def _notes(work: Work, phase: Phase, first: Session) -> tuple[NotesFact, ...]:
    """Fresh means: written since the first session of the chain began."""
    before = first.notes
    if not before:  # an older version began it, and has left that in a file alone
        files = SessionFiles(work.folder.attempt(work.run_id, phase.id, first.attempt), first.ordinal)
        before = _content(files.notes).decode("utf-8", "replace")
    return notes.facts(work.folder.root, phase.notes_out, before, REQUIRED_SECTIONS)


def _work_done(
    work: Work, phase: Phase, tracked: Tracked, after: str, results: tuple[GateResult, ...]
) -> WorkDone | None:
    """What became of the files since anything was done for this phase; ticked boxes are no work.

    Not only since this round began: what was weakened before a person resumed is weakened still, and what
    that person repaired need not be done again.
    """
    before = attempts.first_tree(work.db, work.run_id, phase.id)
    if not before:
        return None
    plan_files = {work.plan.path, *(each.path for each in work.plan.phases)}
    changed = tuple(c.path for c in work.workspace.changed(before, after) if c.path not in plan_files)
    diff = work.workspace.diff(before, after) if changed else b""
    folder = work.folder.attempt(work.run_id, phase.id, tracked.attempt)
    with open(os.path.join(folder, "changes.diff"), "wb", opener=_private) as file:
        file.write(
            work.secrets.data(diff)
        )  # an empty one, too: it replaces that of an interrupted verification
    green = attempts.green_before(work.db, work.run_id, phase.id)
    turned = (r.gate.name for n, r in enumerate(results, 1) if r.holds and not green.get(n, True))
    return WorkDone(changed, tuple(turned), _weakenings(work, phase, diff))


def _weakenings(work: Work, phase: Phase, diff: bytes) -> tuple[Accepted, ...]:
    """Weakened tests and checks, each with the reason for which the phase's author accepts it."""
    if not diff:
        return ()
    from orchestrator.diffs import parse  # tables that only a change needs
    from orchestrator.weakening.allowances import accepts
    from orchestrator.weakening.compare import weakenings

    found = []
    for item in weakenings(parse(diff)):
        reason = next((a.reason for a in phase.allowances if accepts(a, item)), "")
        found.append(
            Accepted(
                item.path, item.line, work.secrets.text(item.message), work.secrets.text(item.text), reason
            )
        )
    return tuple(found)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _content(path: str) -> bytes:
    """A file that a worker can reach, and so remove; then it proves nothing, and nothing more goes wrong."""
    try:
        return read_file(path, MAX_PLAN_BYTES)
    except OSError:
        return b""
