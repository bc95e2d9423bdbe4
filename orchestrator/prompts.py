"""What a session is told. Pure: text from the plan and from what was found.

Every prompt begins with a word: one that begins with `-` or `/` means something else to the CLI.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.model.evidence import Finding
from orchestrator.model.plan import Phase, Plan
from orchestrator.text import printable, unstyled

MAX_DETAIL = 6_000  # characters of one finding's proof that a prompt carries; the end says most


def work(plan: Plan, phase: Phase, sections: tuple[str, ...], earlier: tuple[Finding, ...] = ()) -> str:
    """The prompt of a fresh session: the phase, its contract, and what an earlier attempt left wrong.

    Args:
        plan: the whole plan, for its name and place.
        phase: what is to be done.
        sections: headings that every notes file must have.
        earlier: findings of an attempt before, when this one starts over.
    """
    parts = [
        f"Phase {phase.id}: {phase.title} (one phase of the plan '{plan.title}', {plan.path}).",
        _task(phase),
        _contract(phase, sections),
        _report(phase),
    ]
    if earlier:
        parts.insert(2, _earlier(earlier))
    return "\n\n".join(parts) + "\n"


def fix(phase: Phase, found: tuple[Finding, ...]) -> str:
    """The prompt that sends work back to the session that did it."""
    return "\n\n".join(
        [
            f"Phase {phase.id} was sent back: an independent check after your session found"
            " that it does not fulfil its contract yet.",
            _listed(found),
            "Repair exactly this, at its cause. Do not weaken, skip or remove a check to make it pass."
            " Bring the notes up to date when what they say has changed.",
            _report(phase),
        ]
    )


def go_on(phase: Phase, why: str, found: tuple[Finding, ...] = ()) -> str:
    """The prompt for a session that broke off in the middle of its work.

    Args:
        phase: what it works on.
        why: what happened, as the rest of the sentence "your session ...".
        found: for what the work had been sent back before; the session may not have heard it yet.
    """
    parts = [
        f"Phase {phase.id} is not finished: your session {why}."
        " Look at the state of the files, then go on where you were and finish the phase"
        " as its first prompt describes.",
        _report(phase),
    ]
    if found:
        parts.insert(1, f"Before that, a check had found what is to be repaired:\n\n{_listed(found)}")
    return "\n\n".join(parts)


def _task(phase: Phase) -> str:
    focus = f" Its focus: {phase.focus}." if phase.focus else ""
    return (
        f"Read {phase.path} and do everything it asks for, completely.{focus} You work unattended: nobody"
        f" can answer questions. Tick each box in {phase.path} (`- [x]`) when its task is done, and change"
        " nothing else in the plan's files. Do only this phase; other phases have sessions of their own."
    )


def _contract(phase: Phase, sections: tuple[str, ...]) -> str:
    return "\n".join(
        ["What will be checked after your session, by running it again:", *_promises(phase, sections)]
    )


def _promises(phase: Phase, sections: tuple[str, ...]) -> Iterator[str]:
    for path in phase.notes_in:
        yield f"- Before you start, read the notes of earlier work: {path}"
    for gate in phase.gates:
        meaning = f" ({gate.meaning})" if gate.meaning else ""
        yield f"- This command exits 0: `{gate.command}`{meaning}"
    for agent in phase.agents:
        yield f"- The sub-agent '{agent}' was really invoked (Agent tool) and finished."
    for path in phase.notes_out:
        headings = ", ".join(f"`## {name}`" for name in sections)
        yield f"- The notes {path} were written in this session, with text under each of {headings}."
    if phase.tasks:
        yield f"- Every box of a task in {phase.path} is ticked, because the task is done."


def _report(phase: Phase) -> str:
    done = f"orchestrate done --phase {phase.id} --status"
    return (
        f"When all of it is done, run in the shell:\n    {done} completed\n"
        f"When you cannot go on without a person, run instead:\n    {done} blocked --reason 'WHY'"
    )


def _earlier(found: tuple[Finding, ...]) -> str:
    return (
        "An earlier session worked on this phase; its work is in the files, but a check found the following."
        f" See to it that none of it is true when you are done.\n\n{_listed(found)}"
    )


def _listed(found: tuple[Finding, ...]) -> str:
    return "\n".join(_item(number, finding) for number, finding in enumerate(found, 1))


def _item(number: int, finding: Finding) -> str:
    head = f"{number}. [{finding.severity.value}] {printable(finding.message)}"
    detail = printable(unstyled(finding.detail)).rstrip()
    if not detail:
        return head
    if len(detail) > MAX_DETAIL:
        detail = f"(cut; the end of it)\n{detail[-MAX_DETAIL:]}"
    return head + "\n" + "\n".join(f"    {line}" for line in detail.splitlines())
