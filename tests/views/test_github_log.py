"""The log of a job: what the runner acts on is ours, whatever sessions and gates print."""

from __future__ import annotations

import io
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import InputError, UsageError
from orchestrator.model.evidence import Decision, Finding, FindingKind, Severity
from orchestrator.model.happening import BudgetNear, Happening, PhaseMoved, RunEnded, SessionStarted, Waiting
from orchestrator.model.lifecycle import State
from orchestrator.redaction import Secrets
from orchestrator.views.github_log import GitHub
from tests.support.made import CLAIMS_DONE
from tests.views.happenings import (
    ACCEPTED,
    ALL,
    COMPLAINT,
    FIRST,
    GATE_FAILED,
    LIMIT,
    RUN,
    SECOND,
    WEAKENED,
    ended,
    gate_ended,
    judged,
    said,
    started,
)
from tests.views.runner import Heeded, read

BEGUN = SessionStarted(FIRST, 1, 3, "first")
HOSTILE = (
    "::error::boo",
    "  ::add-mask::a",
    "::stop-commands::pause",
    "see ##[error]boo",
    "::endgroup::",
    "::token-1::",
    "::set-env name=PATH::/tmp",
)


def log(*happenings: Happening, prefix: str = "", quiet: bool = False, secrets: Secrets | None = None) -> str:
    """What is written, with tokens that count: the test can then be sure that they differ."""
    out = io.StringIO()
    numbers = count(1)
    cover = (secrets or Secrets(())).text
    view = GitHub(out, token=lambda: f"0f0f-token-{next(numbers)}", prefix=prefix, cover=cover, quiet=quiet)
    for happening in happenings:
        view(happening)
    view.close()
    return out.getvalue()


def heeded(*happenings: Happening, prefix: str = "") -> list[Heeded]:
    return read(log(*happenings, prefix=prefix))[0]


def test_a_session_is_folded_under_its_head() -> None:
    commands, shown = read(log(BEGUN, said("hello"), ended(CLAIMS_DONE)))
    assert [one.name for one in commands] == ["group", "endgroup"]
    assert commands[0].text == "Phase 1: Setup (attempt 1 of 3)"
    assert shown[0] == "hello"


def test_a_session_that_was_stopped_does_not_fold_the_next_one_in() -> None:
    names = [one.name for one in heeded(BEGUN, said("a"), BEGUN, said("b"))]
    assert names == ["group", "endgroup", "group", "endgroup"]


@pytest.mark.parametrize("line", HOSTILE)
def test_what_a_session_says_is_shown_and_not_acted_on(line: str) -> None:
    commands, shown = read(log(started(), BEGUN, said(line), ended(CLAIMS_DONE), RunEnded(RUN, 1, 0, 0, 0)))
    assert [one.name for one in commands] == ["group", "endgroup"]
    assert line in shown


@pytest.mark.parametrize("line", HOSTILE)
def test_what_a_gate_prints_is_shown_and_not_acted_on(line: str) -> None:
    commands, shown = read(log(gate_ended(2, f"a\n{line}\nb")))
    assert [one.name for one in commands] == ["group", "endgroup"]
    assert line in shown


@given(st.lists(st.one_of(st.text(), st.sampled_from(HOSTILE)), max_size=5))
def test_whatever_is_printed_only_our_commands_are_heeded(lines: list[str]) -> None:
    text = "\n".join(lines)
    finding = Finding(FindingKind.GATE_FAILED, Severity.HIGH, text, text, accepted=text)
    moments: tuple[Happening, ...] = (
        BEGUN,
        *map(said, text.splitlines()),
        gate_ended(1, text),
        judged(Decision.BLOCK, finding),
    )
    level = "notice" if text else "error"
    expected = {"group", "endgroup", level}
    assert {one.name for one in heeded(*moments)} == expected


def test_a_token_is_used_once() -> None:
    tokens = [line for line in log(*ALL).splitlines() if line.startswith("::stop-commands::")]
    assert len(tokens) > 3
    assert len(set(tokens)) == len(tokens)


def test_a_gate_is_folded_under_how_it_ended() -> None:
    commands, shown = read(log(gate_ended(2, "one\ntwo\n", left_behind=("sleep 9",))))
    assert commands[0].text.startswith("gate tests: failed, exit code 2; see .orchestrator/runs/")
    assert shown[:3] == ["one", "two", "ended a process it left behind: sleep 9"]


def test_a_gate_that_printed_nothing_or_ran_before_the_work_is_one_line() -> None:
    commands, shown = read(log(gate_ended(0), gate_ended(0, "ok\n", baseline=True)))
    assert commands == []
    assert shown[:2] == [
        "gate tests: passed (1.5 s), failed before",
        "  before the work: gate tests passes already",
    ]


def test_findings_stand_beside_what_they_are_about() -> None:
    failed, weakened, accepted = heeded(
        judged(Decision.TARGETED_FIX, GATE_FAILED, WEAKENED, ACCEPTED), prefix="sub/"
    )
    assert failed.name == "warning"
    assert failed.properties == {
        "file": "sub/docs/phase1.md",
        "line": "14",
        "title": "Phase 1: gate failed",
    }
    assert failed.text == f"{GATE_FAILED.message}\n1 failed"
    assert (weakened.properties["file"], weakened.properties["line"]) == ("sub/tests/test_a.py", "7")
    assert accepted.name == "notice"
    assert accepted.properties["title"] == "Phase 1: tests weakened (accepted: flaky until 3.1)"


def test_what_ends_a_phase_is_an_error() -> None:
    low = Finding(FindingKind.NO_SIGNAL, Severity.LOW, "not reported")
    found = heeded(judged(Decision.BLOCK, GATE_FAILED, low), PhaseMoved(SECOND, State.BLOCKED, "why: 100%"))
    assert [one.name for one in found] == ["error", "warning", "error"]
    assert found[2] == Heeded(
        "error", {"file": "docs/phase2.md", "line": "1", "title": "Phase 2 is blocked"}, "why: 100%"
    )


def test_what_holds_a_run_up_is_a_warning() -> None:
    waits, near, paused, stopped = heeded(
        Waiting(FIRST, LIMIT, 1_800_000_000.0),
        BudgetNear("usd of the run", "$4", "$5"),
        RunEnded(RUN, 0, 0, 2, 5, "the run's budget of $5.00 is used up: $5.10"),
        RunEnded(RUN, 0, 0, 2, 1),
    )
    assert {one.name for one in (waits, near, paused, stopped)} == {"warning"}
    assert "You have hit your limit" in waits.text
    assert "$4 of $5" in near.text
    assert "used up" in paused.text
    assert "orchestrate resume" in stopped.text


def test_secrets_are_covered_in_lines_and_commands() -> None:
    secrets = Secrets([("T", "hunter2-hunter2")])
    finding = Finding(FindingKind.GATE_FAILED, Severity.HIGH, "hunter2-hunter2", accepted="hunter2-hunter2")
    text = log(said("hunter2-hunter2"), judged(Decision.ACCEPT, finding), secrets=secrets)
    assert "hunter2" not in text
    assert text.count("[T]") == 3


def test_without_what_sessions_say_the_rest_stays() -> None:
    _, shown = read(log(BEGUN, said("hello"), gate_ended(0), quiet=True))
    assert shown[0] == "gate tests: passed (1.5 s), failed before"


def test_an_error_in_a_plan_stands_beside_its_line() -> None:
    out = io.StringIO()
    GitHub(out, token=str, prefix="sub/").error(InputError((COMPLAINT,)))
    (heeded_,), _ = read(out.getvalue())
    place = {"file": "sub/docs/phase1.md", "line": "14", "title": "unresolved-gate"}
    assert heeded_ == Heeded("error", place, "gate 'lint' names no command; write one")


def test_an_error_of_another_kind_has_no_place() -> None:
    out = io.StringIO()
    GitHub(out, token=str).error(UsageError("install it"))
    assert out.getvalue() == "::error title=orchestrate::install it\n"


def test_no_escape_of_a_terminal_is_in_it() -> None:
    assert "\x1b" not in log(*ALL, gate_ended(1, "\x1b[31mred"))
