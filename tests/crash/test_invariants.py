"""The checks can fail: a record that was doctored is told from one that was not."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import fields

import pytest

from tests.crash import invariants
from tests.crash.bench import Undisturbed
from tests.crash.record import Record, Row, of


def doctored(calm: Undisturbed, change: Callable[[Record], object]) -> Record:
    record = deepcopy(calm.record)
    change(record)
    return record


def moves(record: Record) -> list[Row]:
    """The journal of the phase that was sent back once."""
    return of(record.journal, "2")


def phase(record: Record, phase_id: str) -> Row:
    return of(record.phase, phase_id)[0]


def session(record: Record, **values: object) -> None:
    """One more session of phase 2's last attempt."""
    last = of(record.session, "2")[-1]
    record.session.append(
        {**last, "ordinal": last["ordinal"] + 1, "started_at": last["started_at"], **values}
    )


def doubled_accept(record: Record) -> None:
    last = moves(record)[-1]
    record.journal.append({**last, "version": last["version"] + 1, "seq": last["seq"] + 100})
    phase(record, "2")["version"] += 1


STANDING: tuple[tuple[Callable[[Record], object], str], ...] = (
    (lambda r: r.journal.remove(moves(r)[2]), "have a gap or repeat"),
    (lambda r: r.journal.append(moves(r)[-1]), "have a gap or repeat"),
    (doubled_accept, "but not by one accept at the end of its journal"),
    (lambda r: r.journal.remove(moves(r)[-1]), "but its journal leads to"),
    (lambda r: phase(r, "3").update(state="running"), "stands at ('running'"),
    (lambda r: moves(r)[1].update(trigger="fail", dest="remediating"), "but it was remediating"),
    (lambda r: moves(r)[-1].update(trigger="assume"), "is no move that a kill may lead to"),
    (lambda r: moves(r)[3].update(attempt=1), "speaks of attempt 1, but it was 2"),
    (
        lambda r: of(r.attempt, "2")[-1].update(decision="block"),
        "the verdict on its last attempt is not accept",
    ),
    (lambda r: of(r.attempt, "1")[-1].update(evidence=None), "its last attempt is not sealed"),
    (lambda r: r.gate_result.clear(), "its last attempt has no gate result"),
    (lambda r: r.signal.clear(), "its last attempt has no signal"),
    (lambda r: of(r.session, "1")[0].update(started_at="2999"), "began after its attempt had gone on"),
    (lambda r: of(r.session, "1")[0].update(ending=None), "was never closed, but its attempt went on"),
    (lambda r: session(r, continues=0), "does not continue the one before it"),
    (lambda r: session(r, claude_id="another"), "does not continue the one before it"),
    (lambda r: r.runs.append(r.runs[0]), "2 runs, but only one was started"),
)


@pytest.mark.parametrize(("change", "said"), STANDING, ids=range(len(STANDING)))
def test_a_record_that_contradicts_itself_is_told(
    calm: Undisturbed, change: Callable[[Record], object], said: str
) -> None:
    assert invariants.standing(calm.record) == []
    assert [c for c in invariants.standing(doctored(calm, change)) if said in c]


LASTING: tuple[tuple[Callable[[Record], object], str], ...] = (
    (lambda r: r.journal.pop(0), "the journal was rewritten"),
    (lambda r: r.journal[0].update(reason="another"), "the journal was rewritten"),
    (lambda r: r.session[0].update(ending="interrupted"), "was changed after it was closed"),
    (session, "phase 2: was done, but its rows in 'session' changed afterwards"),
    (
        lambda r: of(r.gate_result, "1")[0].update(at="later"),
        "was done, but its rows in 'gate_result' changed",
    ),
)


@pytest.mark.parametrize(("change", "said"), LASTING, ids=range(len(LASTING)))
def test_what_was_recorded_and_is_not_there_any_more_is_told(
    calm: Undisturbed, change: Callable[[Record], object], said: str
) -> None:
    assert invariants.lasting(calm.record, calm.record) == []
    assert [c for c in invariants.lasting(calm.record, doctored(calm, change)) if said in c]


def test_a_session_for_what_was_being_verified_is_told(calm: Undisturbed) -> None:
    before = doctored(calm, lambda r: phase(r, "2").update(state="verifying"))
    after = doctored(calm, session)
    said = "phase 2: was being verified with 1 sessions, and now has 2"
    assert said in invariants.lasting(before, after)
    assert said not in invariants.lasting(before, before)


FINAL: tuple[tuple[Callable[[Record], object], str, int], ...] = (
    (lambda r: r.runs[0].update(ended_at=None), "not recorded as ended with exit code 0", 1),
    (lambda r: r.runs[0].update(exit_code=1), "not recorded as ended with exit code 0", 1),
    (lambda r: phase(r, "3").update(state="blocked"), "the phases stand at", 1),
    (lambda r: r.attempt.extend([*r.attempt[:2]]), "2 more attempts than undisturbed, where 1 may be", 1),
    (lambda r: r.attempt.pop(), "-1 more attempts than undisturbed", 1),
    (lambda r: r.journal.pop(), "moves: ", 0),
    (lambda r: r.attempt[0].update(decision="block"), "decisions: ", 0),
    (lambda r: r.gate_result[0].update(exit_code=2), "gates: ", 0),
    (lambda r: r.finding.pop(), "findings: ", 0),
)


@pytest.mark.parametrize(("change", "said", "spare"), FINAL, ids=range(len(FINAL)))
def test_an_end_that_is_not_that_of_an_undisturbed_run_is_told(
    calm: Undisturbed, change: Callable[[Record], object], said: str, spare: int
) -> None:
    assert invariants.final(calm.record, calm.record, 0) == []
    found = invariants.final(doctored(calm, change), calm.record, spare)
    assert [c for c in found if c.startswith(said) or said in c]


def test_every_table_of_a_record_is_read(calm: Undisturbed) -> None:
    assert [item.name for item in fields(Record) if not getattr(calm.record, item.name)] == []
