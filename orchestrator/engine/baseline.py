"""Before the first session of a round: run the gates once, and record how the project is."""

from __future__ import annotations

from orchestrator.engine import guard, room_left
from orchestrator.engine.room import gate_room
from orchestrator.engine.work import Work
from orchestrator.files import make_private
from orchestrator.findings import NOT_STARTED
from orchestrator.gates import run_gates
from orchestrator.lifecycle import Tracked
from orchestrator.model.attempts import Base
from orchestrator.model.evidence import GateResult
from orchestrator.model.happening import GateEnded, GateStarted
from orchestrator.model.plan import Gate, Phase
from orchestrator.store import attempts


def prepare(work: Work, phase: Phase, tracked: Tracked) -> str:
    """Make sure that the round has its baseline; why no session may be paid for, or nothing.

    Raises:
        Stopped: the run was told to stop; the next one prepares anew.
        WorkspaceError: the project's files cannot be recorded.
    """
    first = attempts.open_attempt(work.db, work.run_id, phase.id, tracked.first_attempt)
    if first.base is not None:
        return ""
    if any(s.attempt >= tracked.first_attempt for s in attempts.sessions(work.db, work.run_id, phase.id)):
        # An older version began this round: how the project was then is not known, and not guessed.
        return _begin(work, phase, tracked, "")
    tree = work.workspace.snapshot()
    known = work.recent.recall(tree, phase.gates)
    results = _run(work, phase) if known is None else _told(work, phase, known)
    attempts.save_baseline(work.db, work.run_id, phase.id, results)
    if reason := _hopeless(results):
        return reason
    return _begin(work, phase, tracked, tree if known else work.workspace.snapshot())


def _begin(work: Work, phase: Phase, tracked: Tracked, tree: str) -> str:
    """Record how the project is; nothing speaks against a session then."""
    digest, ignores = guard.protect(work, phase, tracked.first_attempt)
    attempts.save_base(work.db, work.run_id, phase.id, tracked.first_attempt, Base(tree, digest, ignores))
    return ""


def _told(work: Work, phase: Phase, results: tuple[GateResult, ...]) -> tuple[GateResult, ...]:
    """The phase before ended with these very gates on these very files: to run them again tells nothing."""
    for result in results:
        work.report(GateEnded(phase, result, baseline=True))
    return results


def _run(work: Work, phase: Phase) -> tuple[GateResult, ...]:
    folder = work.folder.baseline(work.run_id, phase.id)
    make_private(folder)

    def show(what: Gate | GateResult) -> None:
        if isinstance(what, GateResult):
            work.report(GateEnded(phase, what, baseline=True))
        else:
            work.report(GateStarted(phase, what, baseline=True))

    room = gate_room(work.folder.root, work.settings, work.environment, work.wake, secrets=work.secrets)
    room_left.check(work.places)
    results = run_gates(phase.gates, folder, room, show)
    room_left.check(work.places)
    return results


def _hopeless(results: tuple[GateResult, ...]) -> str:
    """Why these gates could not tell good work from bad, whatever a session does."""
    for result in results:
        gate = f"gate '{result.gate.name}' (`{result.gate.command}`)"
        if result.exit_code in NOT_STARTED:
            return (
                f"{gate} cannot start: exit code {result.exit_code}, {_last_line(result)};"
                " install what it needs or correct it, then resume"
            )
        if result.holds and result.gate.must_fail_first:
            return (
                f"{gate} must fail first, but it passes before any work was done;"
                " write a gate that tells the difference, then resume"
            )
    return ""


def _last_line(result: GateResult) -> str:
    lines = result.tail.strip().splitlines()
    return lines[-1] if lines else "without a word"
