"""The report of a run as there might be one: with a phase that was repaired, and one that is stuck."""

from __future__ import annotations

from orchestrator.model.dossier import FindingEntry, GateEntry, HistoryEntry, SignalEntry
from orchestrator.model.lifecycle import State
from orchestrator.model.report import FileChange, Report, ReportAttempt, ReportPhase
from tests.support.reports import (
    at,
    made_attempt,
    made_finding,
    made_gate,
    made_phase,
    made_report,
    made_session,
)

ACCEPTED = "everything the contract asks for is there"
USED_UP = "all 3 attempts used up; still wrong: gate 'tests' failed with exit code 1"
STUCK = """\
========================= test session starts ==========================
collected 48 items

tests/test_mail.py ....F..F                                        [ 16%]
tests/test_pdf.py ..............                                   [ 45%]
tests/test_store.py ..........................                     [100%]

=============================== FAILURES ===============================
___________________ test_a_bounce_marks_the_invoice ____________________

    def test_a_bounce_marks_the_invoice(outbox, store):
        outbox.deliver(bounce("billing@customer.example"))
>       assert store.invoice("2026-0042").state == "undeliverable"
E       AssertionError: assert 'sent' == 'undeliverable'
E         - undeliverable
E         + sent

tests/test_mail.py:61: AssertionError
======================= short test summary info ========================
FAILED tests/test_mail.py::test_a_bounce_marks_the_invoice
FAILED tests/test_mail.py::test_a_second_bounce_changes_nothing
==================== 2 failed, 46 passed in 3.18s ======================
"""
TYPES = """\
src/invoices/pdf.py:88: error: Argument 1 to "draw" has incompatible type "str | None"; expected "str"
Found 1 error in 1 file (checked 14 source files)
"""


def invoices() -> Report:
    """Nine phases, of which six are done, one is blocked and two cannot begin because of it."""
    return made_report(
        _schema(),
        _numbering(),
        _storage(),
        _pdf(),
        _taxes(),
        _mail(),
        _reminders(),
        _export(),
        _handbook(),
        title="Invoice service",
        plan_path="docs/master-plan.md",
    )


def _moves(*moves: tuple[float, str, str, str, str]) -> tuple[HistoryEntry, ...]:
    """(seconds, trigger, from, to, reason), of attempts that begin with `start` and `retry`."""
    found, attempt = [], 0
    for seconds, trigger, source, dest, reason in moves:
        attempt += trigger in ("start", "retry")
        found.append(HistoryEntry(at(seconds), trigger, source, dest, attempt, reason))
    return tuple(found)


def _went_well(start: float, end: float) -> tuple[HistoryEntry, ...]:
    return _moves(
        (start, "start", "pending", "running", ""),
        (end - 12, "finish", "running", "verifying", "the session says that it is done"),
        (end, "accept", "verifying", "done", ACCEPTED),
    )


def _good(
    start: float, seconds: float, changed: tuple[FileChange, ...], usd: float, turns: int, tests: int
) -> ReportAttempt:
    end = start + seconds
    worked = seconds - 16
    return made_attempt(
        1,
        start,
        changed,
        sessions=(made_session(start + 2, worked, cost_usd=usd, turns=turns, output_tokens=420 * turns),),
        signals=(SignalEntry(at(start + worked), "completed", "", {"tests": tests}),),
        gates=_gates(end, f"{tests} passed in 2.41s\n"),
        ended_at=at(end),
    )


def _gates(end: float, said: str, tests: int = 0, types: int = 0) -> tuple[GateEntry, ...]:
    return (
        made_gate("lint", 0, 0, command="ruff check .", seconds=0.3, at=at(end), tail="All checks passed!\n"),
        made_gate(
            "types",
            types,
            0,
            command="mypy src",
            seconds=4.9,
            at=at(end),
            tail=TYPES if types else "Success: no issues found in 14 source files\n",
        ),
        made_gate("tests", tests, 1, command="pytest -q", seconds=5.6, at=at(end), tail=said),
    )


def _schema() -> ReportPhase:
    changed = (
        FileChange("migrations/0001_invoices.sql", 64, 0),
        FileChange("src/invoices/schema.py", 118, 4),
    )
    made = _good(0, 372, changed, 0.42, 21, 9)
    return made_phase("1", State.DONE, (made,), title="Schema and migrations", history=_went_well(0, 372))


def _numbering() -> ReportPhase:
    changed = (FileChange("src/invoices/numbers.py", 71, 0), FileChange("tests/test_numbers.py", 96, 0))
    made = _good(374, 318, changed, 0.36, 17, 15)
    return made_phase(
        "2.1",
        State.DONE,
        (made,),
        title="Numbers without gaps",
        depends_on=("1",),
        history=_went_well(374, 692),
    )


def _storage() -> ReportPhase:
    """It waited for the usage limit, and a weakened test was allowed by the plan."""
    changed = (
        FileChange("src/invoices/store.py", 164, 22),
        FileChange("tests/test_store.py", 141, 3),
        FileChange("pyproject.toml", 1, 1),
    )
    skipped = made_finding(
        "tests weakened",
        "high",
        message="tests/test_store.py:30 skips a test: the slow import of last year's ledger",
        detail='+@pytest.mark.skip(reason="needs the ledger of 2025")',
        accepted="the plan allows it: the ledger of 2025 is migrated in phase 5",
    )
    limit = made_session(
        376,
        214,
        ending="usage limit",
        reason="the limit of five hours is reached; it resets at 11:00",
        cost_usd=0.24,
        turns=None,
        estimated=True,
    )
    rest = made_session(7260, 405, ordinal=2, continues=True, cost_usd=0.51, turns=26)
    made = made_attempt(
        1,
        374,
        changed,
        sessions=(limit, rest),
        findings=(skipped,),
        gates=_gates(7682, "26 passed, 1 skipped in 3.02s\n"),
        ended_at=at(7682),
    )
    return made_phase(
        "2.2",
        State.DONE,
        (made,),
        title="Storage and transactions",
        depends_on=("1",),
        history=_went_well(374, 7682),
    )


def _pdf() -> ReportPhase:
    """Its second attempt was good."""
    changed = (
        FileChange("src/invoices/pdf.py", 203, 8),
        FileChange("src/invoices/fonts.py", 34, 0),
        FileChange("tests/test_pdf.py", 122, 0),
    )
    reason = "gate 'types' failed with exit code 1"
    first = made_attempt(
        1,
        694,
        changed[:1],
        sessions=(made_session(696, 486, cost_usd=0.58, turns=29),),
        findings=(made_finding(message=reason, detail=TYPES),),
        gates=_gates(1200, "40 passed in 2.77s\n", types=1),
        ended_at=at(1200),
        decision="targeted fix",
        reason=reason,
    )
    second = made_attempt(
        2,
        1201,
        changed,
        why=f"targeted fix after attempt 1: {reason}",
        sessions=(made_session(1202, 96, cost_usd=0.11, turns=6, continues=True),),
        gates=_gates(1312, "40 passed in 2.81s\n"),
        ended_at=at(1312),
    )
    history = _moves(
        (694, "start", "pending", "running", ""),
        (1183, "finish", "running", "verifying", "the session says that it is done"),
        (1200, "reject", "verifying", "remediating", reason),
        (1201, "retry", "remediating", "running", ""),
        (1299, "finish", "running", "verifying", "the session says that it is done"),
        (1312, "accept", "verifying", "done", ACCEPTED),
    )
    return made_phase(
        "3", State.DONE, (first, second), title="Invoices as PDF", depends_on=("2.1",), history=history
    )


def _taxes() -> ReportPhase:
    changed = (FileChange("src/invoices/taxes.py", 88, 0), FileChange("tests/test_taxes.py", 131, 0))
    made = _good(1314, 402, changed, 0.47, 22, 31)
    return made_phase(
        "4",
        State.DONE,
        (made,),
        title="Taxes of the countries we sell to",
        depends_on=("2.1",),
        history=_went_well(1314, 1716),
    )


def _mail() -> ReportPhase:
    """All its attempts failed at the same tests."""
    changed = (
        FileChange("src/invoices/mail.py", 176, 12),
        FileChange("src/invoices/bounces.py", 58, 0),
        FileChange("tests/test_mail.py", 84, 0),
        FileChange("src/invoices/store.py", 9, 2),
    )
    failed = "gate 'tests' failed with exit code 1"
    starts = ((7684, 512, 0.66, 34), (8216, 274, 0.29, 15), (8510, 431, 0.52, 27))
    made = tuple(
        made_attempt(
            number,
            start,
            changed[: number + 1],
            why="first attempt" if number == 1 else f"targeted fix after attempt {number - 1}: {failed}",
            sessions=(
                made_session(start + 2, seconds - 16, cost_usd=usd, turns=turns, continues=number > 1),
            ),
            signals=(SignalEntry(at(start + seconds - 14), "completed", "", {"tests": 48, "failing": 0}),),
            findings=(
                made_finding(message=failed, detail=STUCK),
                *(_no_notes() if number == 1 else ()),
            ),
            gates=_gates(start + seconds, STUCK, tests=1),
            ended_at=at(start + seconds),
            decision="block" if number == 3 else "targeted fix",
            reason=USED_UP if number == 3 else failed,
        )
        for number, (start, seconds, usd, turns) in enumerate(starts, 1)
    )
    history = _moves(
        (7684, "start", "pending", "running", ""),
        (8196, "reject", "verifying", "remediating", failed),
        (8216, "retry", "remediating", "running", ""),
        (8490, "reject", "verifying", "remediating", failed),
        (8510, "retry", "remediating", "running", ""),
        (8941, "block", "verifying", "blocked", USED_UP),
    )
    return made_phase(
        "5",
        State.BLOCKED,
        made,
        title="Send by mail, and notice what bounces",
        depends_on=("2.2", "3"),
        history=history,
    )


def _no_notes() -> tuple[FindingEntry, ...]:
    message = "notes/NOTES_phase_5.md lacks a section: ## Key Decisions"
    return (made_finding("notes incomplete", "low", message=message, detail=""),)


def _reminders() -> ReportPhase:
    return _waiting("6", "Reminders", "5", "5")


def _export() -> ReportPhase:
    changed = (FileChange("src/invoices/export.py", 92, 0), FileChange("tests/test_export.py", 77, 0))
    made = _good(7700, 344, changed, 0.39, 19, 22)
    return made_phase(
        "7",
        State.DONE,
        (made,),
        title="Export for the tax office",
        depends_on=("2.2", "4"),
        history=_went_well(7700, 8044),
    )


def _handbook() -> ReportPhase:
    return _waiting("8", "Handbook", "6", "6", "7")


def _waiting(phase_id: str, title: str, culprit: str, *depends_on: str) -> ReportPhase:
    reason = f"phase {culprit}, which it depends on, is blocked"
    return made_phase(
        phase_id,
        State.BLOCKED,
        (),
        title=title,
        depends_on=depends_on,
        reason=reason,
        history=_moves((8942, "block", "pending", "blocked", reason)),
    )
