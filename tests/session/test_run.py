"""One session from its prompt to its exit record, with a stand-in for the CLI under the real supervisor."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.model.session import Ending, ExitRecord, SessionReport
from orchestrator.process.record import read_exit
from orchestrator.process.wake import Wake
from orchestrator.session.files import SessionFiles
from orchestrator.session.run import SessionPlan, read_back, run
from orchestrator.session.watch import Bounds
from orchestrator.stream.events import Event
from tests.support.standin import standin
from tests.support.waiting import wait_until

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only /proc tells who has a file open")
Planned = Callable[[str], SessionPlan]
LONG = Bounds(timeout=60.0, start=60.0, idle=60.0, tool=60.0, result_grace=60.0, most_bytes=10_000_000)


@pytest.fixture
def wake() -> Iterator[Wake]:
    flag = Wake()
    yield flag
    flag.close()


@pytest.fixture
def planned(tmp_path: Path, wake: Wake) -> Planned:
    """A session of the stand-in, in a project of its own."""
    (tmp_path / "attempt").mkdir()
    (tmp_path / "project").mkdir()
    files = SessionFiles(str(tmp_path / "attempt"), 1)
    Path(files.prompt).write_text("Phase 1: do it\n")

    def plan(script: str) -> SessionPlan:
        return SessionPlan(
            argv=(standin(tmp_path, script), "--session-id", "7f1c"),
            root=str(tmp_path / "project"),
            environment=dict(os.environ),
            files=files,
            bounds=LONG,
            launcher=(),
            wake=wake,
        )

    return plan


def bounded(plan: SessionPlan, **bounds: float) -> SessionPlan:
    """The session with other bounds."""
    return replace(plan, bounds=Bounds(**{**plan.bounds._asdict(), **bounds}))


def silently(event: Event) -> None:
    """Nobody looks."""


def in_background(plan: SessionPlan) -> Callable[[], SessionReport]:
    """Start a session and return once the file `began` is there; what is returned waits for its end."""
    ended: list[SessionReport] = []
    thread = threading.Thread(target=lambda: ended.append(run(plan, silently)))
    thread.start()
    wait_until((Path(plan.root) / "began").exists, what="the session's beginning")

    def wait() -> SessionReport:
        thread.join(30)
        assert not thread.is_alive()
        return ended[0]

    return wait


def test_a_session_gets_its_prompt_and_every_event_is_shown(planned: Planned) -> None:
    plan = planned('printf %s "$prompt" > told; begin; finish')
    shown: list[Event] = []
    report = run(plan, shown.append)
    assert (Path(plan.root) / "told").read_text() == "Phase 1: do it"
    assert (report.outcome.ending, report.exit.code) == (Ending.CLAIMS_DONE, 0)
    assert report.summary.session_id == "7f1c"
    assert len(shown) == report.summary.events == 2


def test_a_session_that_stays_after_its_result_is_ended_after_the_grace_and_counts(planned: Planned) -> None:
    report = run(bounded(planned("begin; finish; stay began"), result_grace=0.1), silently)
    assert report.outcome.ending is Ending.CLAIMS_DONE
    assert report.exit.stopped_by == "request"


def test_a_session_that_speaks_on_after_its_result_gets_the_time_to_finish(planned: Planned) -> None:
    more = "begin; finish; begin; until test -e go; do :; done; finish"
    plan = replace(
        planned(f"{more.replace('until', 'touch began; until')}"), bounds=LONG._replace(result_grace=0.1)
    )
    wait = in_background(plan)
    (Path(plan.root) / "go").touch()
    report = wait()
    assert report.outcome.ending is Ending.CLAIMS_DONE
    assert report.summary.results == 2
    assert report.exit.stopped_by == ""


def test_a_session_that_takes_too_long_has_timed_out(planned: Planned) -> None:
    report = run(bounded(planned("begin; stay began"), timeout=0.3), silently)
    assert report.outcome.ending is Ending.TIMED_OUT
    assert report.outcome.resumable
    assert report.exit.stopped_by == "request"


def test_a_result_that_came_before_the_time_was_up_counts(planned: Planned) -> None:
    report = run(bounded(planned("begin; finish; stay began"), timeout=0.3), silently)
    assert report.outcome.ending is Ending.CLAIMS_DONE


def called(name: str) -> str:
    """Words of the stand-in that tell of a tool call without an answer."""
    call = f'{{"type":"tool_use","id":"t1","name":"{name}","input":{{}}}}'
    return f"""printf '{{"type":"assistant","message":{{"content":[{call}]}}}}\\n'"""


RETRY = """printf '{"type":"system","subtype":"api_retry","attempt":1,"retry_delay_ms":1000}\\n'"""


def hung(report: SessionReport, reason: str) -> None:
    assert (report.outcome.ending, report.outcome.reason) == (Ending.HUNG, reason)
    assert report.exit.stopped_by == "request"


def test_a_session_that_never_says_anything_is_ended(planned: Planned) -> None:
    report = run(bounded(planned("stay began"), start=0.3, idle=0.1, tool=0.1), silently)
    hung(report, "said nothing at all for 0.3 s (start_timeout)")
    assert not report.outcome.resumable


def test_a_session_that_falls_silent_is_ended_and_can_be_continued(planned: Planned) -> None:
    report = run(bounded(planned("begin; stay began"), idle=0.3), silently)
    hung(report, "silent for 0.3 s while no tool ran (idle_timeout)")
    assert report.outcome.resumable


def test_a_tool_may_be_silent_for_longer_but_not_for_ever(planned: Planned) -> None:
    script = f"begin; {called('Bash')}; stay began"
    report = run(bounded(planned(script), idle=0.1, tool=0.5), silently)
    hung(report, "a tool (Bash) ran for 0.5 s without a word (tool_timeout)")


def test_half_a_line_is_no_word(planned: Planned) -> None:
    endless = "while :; do printf x; done"
    hung(
        run(bounded(planned(f"begin; {endless}"), idle=0.3), silently),
        "silent for 0.3 s while no tool ran (idle_timeout)",
    )


def test_a_session_that_speaks_is_not_idle(planned: Planned) -> None:
    plan = bounded(planned("begin; until test -e go; do begin; (:); done; finish"), idle=1.0)
    seen: list[float] = []

    def show(event: Event) -> None:  # noqa: ARG001 - that there is one is all that counts
        seen.append(time.monotonic())
        if seen[-1] - seen[0] > 1.5:
            (Path(plan.root) / "go").touch()

    assert run(plan, show).outcome.ending is Ending.CLAIMS_DONE


def test_a_pause_that_a_session_announces_is_no_silence(planned: Planned) -> None:
    report = run(bounded(planned(f"begin; {RETRY}; stay began"), idle=0.2), silently)
    hung(report, "silent for 0.2 s while no tool ran (idle_timeout)")
    assert report.exit.seconds > 1.2


def test_a_session_whose_work_is_being_checked_is_silent_for_a_reason(planned: Planned) -> None:
    answers = [False, True, True]
    plan = replace(planned("begin; stay began"), checked=lambda: bool(answers) and answers.pop())
    report = run(bounded(plan, idle=0.3), silently)
    hung(report, "silent for 0.3 s while no tool ran (idle_timeout)")
    assert answers == []
    assert report.exit.seconds > 0.9


@on_linux
def test_a_session_that_closes_its_output_and_stays_is_ended(planned: Planned) -> None:
    report = run(bounded(planned("begin; exec >&-; stay began"), result_grace=0.1), silently)
    hung(report, "closed its output without ending")
    assert report.outcome.resumable


@on_linux
def test_behind_a_launcher_a_closed_output_is_nobodys_fault(planned: Planned) -> None:
    plan = replace(planned("begin; exec >&-; stay began"), launcher=("env",))
    report = run(bounded(plan, result_grace=0.1, idle=3.5), silently)
    hung(report, "silent for 3.5 s while no tool ran (idle_timeout)")


@pytest.mark.parametrize("flood", ["yes", "yes >&2", "yes | tr -d '\\n'"])
def test_a_session_that_floods_its_outputs_is_ended_at_once(planned: Planned, flood: str) -> None:
    report = run(planned(f"trap '' INT TERM; begin; {flood}"), silently)
    assert report.outcome.ending is Ending.WROTE_TOO_MUCH
    assert report.outcome.reason == "wrote more than 10 MB (log_limit)"
    assert report.outcome.resumable
    assert report.exit.seconds < 10  # a polite stop of what ignores signals would take longer


def test_a_session_that_asks_for_more_input_is_told_that_there_is_none(planned: Planned) -> None:
    report = run(planned("begin; cat; read -r answer || finish"), silently)
    assert report.outcome.ending is Ending.CLAIMS_DONE


def test_a_session_is_stopped_when_the_run_is_told_to_stop(planned: Planned, wake: Wake) -> None:
    wait = in_background(planned("begin; stay began"))
    wake.set()
    report = wait()
    assert report.outcome.ending is Ending.INTERRUPTED
    assert report.outcome.resumable


def test_a_session_that_ignores_signals_ends_at_once_when_it_is_insisted(
    planned: Planned, wake: Wake
) -> None:
    wait = in_background(planned("trap '' INT TERM; begin; stay began"))
    wake.set()
    wake.set()
    report = wait()
    assert report.outcome.ending is Ending.INTERRUPTED
    assert report.exit.seconds < 10  # a polite stop would take longer


def test_a_result_that_was_there_before_the_run_was_told_to_stop_counts(planned: Planned, wake: Wake) -> None:
    wait = in_background(planned("begin; finish; stay began"))
    wake.set()
    assert wait().outcome.ending is Ending.CLAIMS_DONE


def test_a_session_that_answers_a_stop_with_an_error_was_interrupted_and_has_not_failed(
    planned: Planned, wake: Wake
) -> None:
    answer = """finish | sed 's/"is_error":false/"is_error":true/'"""
    plan = planned(f"answer() {{ {answer}; kill $!; exit 0; }}; trap answer INT; begin; stay began")
    wait = in_background(plan)
    wake.set()
    report = wait()
    assert (report.outcome.ending, report.summary.results) == (Ending.INTERRUPTED, 1)
    assert read_back(plan.files, report.exit) == report


def test_a_program_that_is_not_there_has_no_result(planned: Planned) -> None:
    report = run(replace(planned(""), argv=("/no/such/claude",)), silently)
    assert report.outcome.ending is Ending.NO_RESULT
    assert "could not be started" in report.outcome.reason
    assert not report.outcome.resumable


def test_what_was_run_reads_back_the_same(planned: Planned) -> None:
    plan = planned("begin; finish")
    report = run(plan, silently)
    record = read_exit(plan.files.record)
    assert record is not None
    assert read_back(plan.files, record) == report


LOST = ExitRecord(137, "orphaned", (), 1.0)


def test_a_session_whose_orchestrator_was_gone_was_interrupted(planned: Planned) -> None:
    plan = planned("begin; stay began")
    run(bounded(plan, timeout=0.3), silently)
    report = read_back(plan.files, LOST)
    assert (report.outcome.ending, report.outcome.resumable) == (Ending.INTERRUPTED, True)


def test_a_result_counts_although_its_orchestrator_was_gone(planned: Planned) -> None:
    plan = planned("begin; finish")
    run(plan, silently)
    assert read_back(plan.files, LOST).outcome.ending is Ending.CLAIMS_DONE


def test_a_session_that_never_wrote_anything_was_interrupted_and_cannot_be_continued(tmp_path: Path) -> None:
    report = read_back(SessionFiles(str(tmp_path), 1), LOST)
    assert (report.outcome.ending, report.outcome.resumable) == (Ending.INTERRUPTED, False)
