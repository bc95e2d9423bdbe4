from __future__ import annotations

from orchestrator.model.cleaning import Cleaned, Old, OldDraft
from orchestrator.views.cleaning import cleaned_text

OLD = Old("r", "docs/\x1b[2Jplan.md", "2026-11-22T14:07:40.123Z", ("/p/runs/r",), 1500)
LINE = "run r of docs/[2Jplan.md, ended 2026-11-22: 1.5 kB"


def test_each_run_and_the_sum_are_told() -> None:
    assert cleaned_text(Cleaned(False, (OLD, OLD), snapshots=500)).splitlines() == [
        *(LINE, LINE),
        "Freed 3.5 kB: the evidence of 2 runs, and 500 bytes of recorded files.",
    ]
    assert cleaned_text(Cleaned(False, (OLD,))).splitlines()[1] == "Freed 1.5 kB: the evidence of 1 run."
    assert cleaned_text(Cleaned(True, (OLD,))).splitlines() == [
        LINE,
        "Would free 1.5 kB: the evidence of 1 run, and recorded files that only they need.",
    ]


def test_nothing_to_do_says_so() -> None:
    assert cleaned_text(Cleaned(False, ())) == "Nothing to clean: no evidence is old enough."


def test_what_stays_is_told() -> None:
    _, _, problem, unknown = cleaned_text(
        Cleaned(False, (OLD,), ("runs/r: no",), (".orchestrator/runs/x",))
    ).splitlines()
    assert problem == "NOT REMOVED: runs/r: no"
    assert unknown.startswith(".orchestrator/runs/x: the database knows no such run, so it stays")


def test_drafts_are_told_and_counted() -> None:
    drafts = (OldDraft("20261101-000000-aaaa", "/p/plan/d", 500),)
    assert cleaned_text(Cleaned(False, (OLD,), drafts=drafts)).splitlines() == [
        LINE,
        "draft 20261101-000000-aaaa: 500 bytes",
        "Freed 2.0 kB: the evidence of 1 run and 1 draft.",
    ]
