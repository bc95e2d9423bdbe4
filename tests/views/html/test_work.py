from __future__ import annotations

from orchestrator.model.dossier import SignalEntry
from orchestrator.model.report import FileChange
from orchestrator.views.html.work import FILES, files, session, signal
from tests.support.reports import at, made_attempt, made_session
from tests.views.html.reading import of_class, words


def test_a_session_says_how_it_ended_and_what_it_used() -> None:
    shown = words(
        session(made_session(agents=(("reviewer", "completed"),), left_behind=("sleep 9",), continues=True))
    )
    assert shown == (
        "09:00:00 claims done: the session says that it is done, goes on with the session before"
        " 18 turns · 153 k tokens · $0.31 · 4 min agent reviewer: completed"
        " ended a process it left behind: sleep 9"
    )


def test_a_session_that_goes_on_has_no_end() -> None:
    shown = words(session(made_session(seconds=None, cost_usd=None, estimated=True)))
    assert shown == "09:00:00 has not ended yet ~153 k tokens"


def test_what_the_worker_reported_is_quoted() -> None:
    shown = words(signal(SignalEntry(at(5), "blocked", "no access", {"tried": "<b>"})))
    assert shown == '09:00:05 blocked: no access {"tried": "<b>"}'
    assert words(signal(SignalEntry(at(5), "completed", "", None))) == "09:00:05 completed"


def test_changed_files_have_their_lines_and_a_bar() -> None:
    made = made_attempt(changed=(FileChange("a.py", 30, 10), FileChange("b.py", 0, 0)))
    shown = files(made, last=True)
    assert words(shown).startswith("2 files changed +30 -10 a.py +30 -10 b.py +0 -0")
    assert 'd="M0 0h45v8h-45z"' in shown
    assert made.entry.diff_path in words(shown)


def test_of_an_earlier_attempt_only_the_sum_is_told() -> None:
    made = made_attempt(changed=(FileChange("a.py", 30, 10),))
    assert "a.py" not in words(files(made, last=False))
    assert "1 file changed +30 -10" in words(files(made, last=False))


def test_of_very_many_files_some_are_named() -> None:
    made = made_attempt(changed=tuple(FileChange(f"{n}.py", 1, 0) for n in range(FILES + 7)))
    shown = files(made, last=True)
    assert "... and 7 more files" in words(shown)
    assert len(of_class(shown, "number")) == FILES
    assert files(made_attempt(), last=True) == ""
