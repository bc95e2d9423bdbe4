"""What a worker is told that must not end yet. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from orchestrator.model.evidence import GateResult, NotesFact
from orchestrator.model.plan import Task
from orchestrator.text import plural, printable, unstyled

MOST_PROOF = 6_000  # characters of all gates' outputs together: the CLI cuts what hooks say
LEAST_PROOF = 300  # of one of them
MOST_TASKS = 20


class Seen(NamedTuple):
    """What the check before the end of a session found."""

    gates: tuple[GateResult, ...]
    notes: tuple[NotesFact, ...]
    reported: bool | None  # None: nobody can tell
    open_tasks: tuple[Task, ...]


def shortfalls(phase_id: str, phase_file: str, seen: Seen, *, strict: bool) -> tuple[str, ...]:
    """What would be found after the session, one text each; nothing when it would be accepted."""
    failed = [result for result in seen.gates if not result.holds]
    grave = [*(_gate(result, _room(len(failed))) for result in failed), *_notes(seen.notes)]
    light = [*_tasks(phase_file, seen.open_tasks), *_report(phase_id, seen.reported)]
    return (*grave, *light) if grave or strict else ()


def message(phase_id: str, found: Sequence[str], check: int, most: int) -> str:
    """The words that hold a worker back."""
    listed = "\n".join(f"{number}. {text}" for number, text in enumerate(found, 1))
    return (
        f"Phase {phase_id} is not finished. It was checked before the end of your session"
        f" (check {check} of {most}), and would be sent back for this:\n\n{listed}\n\n"
        "Repair exactly this, at its cause; do not weaken, skip or remove a check to make it pass. Then end"
        " your turn again. When you cannot go on without a person, run:\n"
        f"    orchestrate done --phase {phase_id} --status blocked --reason 'WHY'"
    )


def _room(gates: int) -> int:
    return max(LEAST_PROOF, MOST_PROOF // max(1, gates))


def _gate(result: GateResult, room: int) -> str:
    if result.exit_code is None:
        how = f"was ended after {result.seconds:.0f} s without an end"
    elif result.no_test:
        how = f"passed without running a test, {result.no_test}"
    else:
        how = f"failed with exit code {result.exit_code}"
    head = (
        f"gate '{result.gate.name}' {how} (`{result.gate.command}`; all of its output: {result.output_path})"
    )
    proof = printable(unstyled(result.tail)).rstrip()
    if len(proof) > room:
        proof = f"(the end of it)\n{proof[-room:]}"
    return "\n".join([head, *(f"    {line}" for line in proof.splitlines())])


def _notes(facts: tuple[NotesFact, ...]) -> Iterator[str]:
    for fact in facts:
        if not fact.exists:
            yield f"the notes {fact.path} are missing"
        elif not fact.fresh:
            yield f"the notes {fact.path} are older than this work; write them anew"
        elif fact.missing_sections:
            names = ", ".join(f"`## {name}`" for name in fact.missing_sections)
            yield f"the notes {fact.path} lack text under {names}"


def _tasks(path: str, tasks: tuple[Task, ...]) -> Iterator[str]:
    if tasks:
        shown = [f"    {path}:{task.line}: {printable(task.text)[:200]}" for task in tasks[:MOST_TASKS]]
        if len(tasks) > MOST_TASKS:
            shown.append(f"    and {len(tasks) - MOST_TASKS} more")
        head = f"{plural(len(tasks), 'task')} not ticked in {path}; tick what is done, do what is not"
        yield "\n".join([head, *shown])


def _report(phase_id: str, reported: bool | None) -> Iterator[str]:
    if reported is False:
        yield (
            "the work was not reported; when all of it is done, run"
            f" `orchestrate done --phase {phase_id} --status completed`"
        )
