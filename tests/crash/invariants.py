"""What must hold of a record whatever was killed, and when. Pure: every complaint is a sentence.

`standing` holds of any record at any moment, `lasting` of two records of one run one after the other, `final`
of a run that came through.
"""

from __future__ import annotations

from itertools import pairwise

from tests.crash.record import Record, Row, of

# The lifecycle as the README tells it; written down once more, so that a changed table is noticed.
LEGAL = frozenset(
    {
        ("pending", "start", "running"),
        ("running", "finish", "verifying"),
        ("running", "fail", "remediating"),
        ("verifying", "accept", "done"),
        ("verifying", "reject", "remediating"),
        ("remediating", "retry", "running"),
        ("verifying", "block", "blocked"),
        ("pending", "block", "blocked"),
        ("blocked", "reopen", "pending"),
    }
)
NEXT_ATTEMPT = frozenset({"start", "retry"})


def standing(record: Record) -> list[str]:
    """What is wrong with a record by itself."""
    wrong = []
    for phase in record.phase:
        phase_id = phase["phase_id"]
        wrong += _journal(phase, record.moves(phase_id))
        wrong += _sessions(phase_id, record)
        if phase["state"] == "done":
            wrong += _done(phase_id, record)
    if len(record.runs) > 1:
        wrong.append(f"{len(record.runs)} runs, but only one was started")
    return wrong


def _journal(phase: Row, moves: list[Row]) -> list[str]:
    """The moves follow each other without a gap, and lead to where the phase stands."""
    name, state, attempt, wrong = f"phase {phase['phase_id']}", "pending", 0, []
    if [move["version"] for move in moves] != list(range(len(moves))):
        wrong.append(f"{name}: versions {[move['version'] for move in moves]} have a gap or repeat")
    for move in moves:
        attempt += move["trigger"] in NEXT_ATTEMPT
        what = f"{move['source']} --{move['trigger']}--> {move['dest']}"
        if move["source"] != state:
            wrong.append(f"{name}: {what}, but it was {state}")
        if (move["source"], move["trigger"], move["dest"]) not in LEGAL:
            wrong.append(f"{name}: {what} is no move that a kill may lead to")
        if move["attempt"] != attempt:
            wrong.append(f"{name}: {what} speaks of attempt {move['attempt']}, but it was {attempt}")
        state = move["dest"]
    stands = (phase["state"], phase["version"], phase["attempt"])
    if stands != (state, len(moves), attempt):
        wrong.append(f"{name}: stands at {stands}, but its journal leads to {(state, len(moves), attempt)}")
    return wrong


def _done(phase_id: str, record: Record) -> list[str]:
    """A done phase came there once, by a verdict on evidence that is sealed."""
    name, moves, wrong = f"phase {phase_id}", record.moves(phase_id), []
    accepts = [move for move in moves if move["trigger"] == "accept"]
    if len(accepts) != 1 or moves[-1] is not accepts[-1]:
        wrong.append(f"{name}: is done, but not by one accept at the end of its journal")
    last = [row for row in of(record.attempt, phase_id) if row["number"] == moves[-1]["attempt"]]
    if [row["decision"] for row in last] != ["accept"]:
        return [*wrong, f"{name}: is done, but the verdict on its last attempt is not accept"]
    if not last[0]["evidence"] or not last[0]["chain"]:
        wrong.append(f"{name}: is done, but its last attempt is not sealed")
    number = last[0]["number"]
    for table, what in (
        (record.gate_result, "gate result"),
        (record.signal, "signal"),
        (record.session, "session"),
    ):
        if not [row for row in of(table, phase_id) if row["attempt"] == number]:
            wrong.append(f"{name}: is done, but its last attempt has no {what}")
    return wrong


def _sessions(phase_id: str, record: Record) -> list[str]:
    """Sessions continue each other within an attempt, and none starts once there is one to be judged."""
    wrong = []
    ends = {
        move["attempt"]: move["at"]
        for move in record.moves(phase_id)
        if move["trigger"] in ("finish", "fail")
    }
    rows = of(record.session, phase_id)
    for row in rows:
        if row["started_at"] > ends.get(row["attempt"], "9"):
            wrong.append(f"{_named(row)}: began after its attempt had gone on to verification")
        if row["attempt"] in ends and row["ending"] is None:
            wrong.append(f"{_named(row)}: was never closed, but its attempt went on")
    for before, after in pairwise(rows):
        if before["attempt"] == after["attempt"]:
            wrong += _continued(before, after)
    return wrong


def _continued(before: Row, after: Row) -> list[str]:
    if before["ending"] is None:
        return [f"{_named(before)}: was never closed, but another one began"]
    if before["resumable"] and (not after["continues"] or after["claude_id"] != before["claude_id"]):
        return [f"{_named(after)}: does not continue the one before it, which can be continued"]
    return []


def _named(session: Row) -> str:
    return f"phase {session['phase_id']}, attempt {session['attempt']}, session {session['ordinal']}"


def lasting(before: Record, after: Record) -> list[str]:
    """What was recorded before a kill and is not there any more, or is not as it was."""
    wrong = []
    if after.journal[: len(before.journal)] != before.journal:
        wrong.append("the journal was rewritten: it does not begin with what it held before")
    closed = [row for row in before.session if row["ending"] is not None]
    wrong += [f"{_named(row)}: was changed after it was closed" for row in closed if row not in after.session]
    for phase in before.phase:
        if phase["state"] == "done":
            wrong += _untouched(phase["phase_id"], before, after)
        elif phase["state"] == "verifying":
            wrong += _no_session(phase, before, after)
    return wrong


def _untouched(phase_id: str, before: Record, after: Record) -> list[str]:
    tables = ("phase", "journal", "attempt", "session", "gate_result", "finding", "signal")
    return [
        f"phase {phase_id}: was done, but its rows in '{name}' changed afterwards"
        for name in tables
        if of(getattr(before, name), phase_id) != of(getattr(after, name), phase_id)
    ]


def _no_session(phase: Row, before: Record, after: Record) -> list[str]:
    """What was being verified is verified again without a new session."""
    phase_id, number = phase["phase_id"], phase["attempt"]
    counts = [
        sum(row["attempt"] == number for row in of(record.session, phase_id)) for record in (before, after)
    ]
    if counts[0] == counts[1]:
        return []
    return [f"phase {phase_id}: was being verified with {counts[0]} sessions, and now has {counts[1]}"]


def final(record: Record, undisturbed: Record, spare: int) -> list[str]:
    """In what a run that came through differs from one that nobody disturbed.

    Args:
        record, undisturbed: the two.
        spare: how many more attempts there may be, because that many sessions or gates were killed.
    """
    wrong = []
    if [(run["exit_code"], run["ended_at"] is not None) for run in record.runs] != [(0, True)]:
        wrong.append("the run is not recorded as ended with exit code 0")
    if _states(record) != _states(undisturbed):
        wrong.append(f"the phases stand at {_states(record)}")
    if not spare:
        wrong += [
            f"{what}: {now}, undisturbed {then}"
            for (what, now), then in zip(_course(record).items(), _course(undisturbed).values(), strict=True)
            if now != then
        ]
    more = len(record.attempt) - len(undisturbed.attempt)
    if not 0 <= more <= spare:
        wrong.append(f"{more} more attempts than undisturbed, where {spare} may be")
    return wrong


def _states(record: Record) -> dict[str, str]:
    return {row["phase_id"]: row["state"] for row in record.phase}


def _course(record: Record) -> dict[str, object]:
    """All that no kill of an orchestrator may change."""

    def picked(rows: list[Row], *columns: str) -> list[tuple[object, ...]]:
        return [tuple(row[column] for column in columns) for row in rows]

    # Whether what depends on a blocked phase was blocked, too, before a person came is a matter of chance.
    moves = [
        row
        for row in record.journal
        if "pending" not in (row["source"], row["dest"]) or row["trigger"] == "start"
    ]
    return {
        "moves": picked(moves, "phase_id", "trigger", "attempt"),
        "decisions": picked(record.attempt, "phase_id", "number", "decision"),
        "gates": picked(record.gate_result, "phase_id", "attempt", "command", "exit_code"),
        "findings": picked(record.finding, "phase_id", "attempt", "kind"),
    }
