"""Nothing that a plan, a worker, a tool, a file name or a damaged database says acts on a terminal."""

from __future__ import annotations

import dataclasses
import io
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.cli.main import main
from orchestrator.model.evidence import Decision, Finding, FindingKind, Severity, Verdict
from orchestrator.model.happening import (
    GateEnded,
    Happening,
    Judged,
    PhaseMoved,
    RunEnded,
    RunStarted,
    SessionEnded,
    SessionStarted,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.records import RunSummary, RunUse
from orchestrator.model.session import ExitRecord, SessionReport
from orchestrator.notify.messages import Messages
from orchestrator.notify.notice import presentable
from orchestrator.text import one_line, printable
from orchestrator.views.attempt import dossier_text
from orchestrator.views.attempt_json import dossier_json
from orchestrator.views.history import history_json, history_text
from orchestrator.views.log import (
    Choice,
    attempt_end,
    cleaned,
    empty_head,
    gone,
    nothing_held,
    session_end,
    session_head,
    standing,
)
from orchestrator.views.plan import dry_run_json, dry_run_text
from orchestrator.views.runs import status_json, status_text
from orchestrator.views.statistics import statistics_json, statistics_text
from orchestrator.views.terminal import Terminal
from orchestrator.views.verification import evidence_text, gate_line, gates_summary
from tests.bad_input.effort import effort
from tests.bad_input.harmless import harmful
from tests.support.made import phase, plan, result
from tests.views.test_attempt import attempt, dossier, gate, session
from tests.views.test_runs import ENDED, RUN
from tests.views.test_statistics import ALL
from tests.views.test_terminal import FAILED, SUMMARY
from tests.views.test_verification import CHANGED

SEQUENCES = [
    *(
        "\x1b[2J",
        "\x1b]8;;http://x\x1b\\",
        "\x1b]52;c;eA==\x07",
        "\x1bPq",
        "\x9b31m",
        "\x9d0;x\x9c",
        "\x07",
        "\r",
    ),
    *(
        "a\rb",
        "a\bb",
        "\x7f",
        "\0",
        "\x0b",
        "\x0c",
        "\x85",
        "\u2028",
        "\u202edeb",
        "\u2066x\u2069",
        "\u200f",
        "\xad",
    ),
    *(
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u2064",
        "\U000e0041",
        "\ud800",
        "\udcff",
        "[bold red]",
        "<b>",
        "%s{0}",
        "e\u0301",
    ),
    *("\u3164", "\u115f", "\u034f", "\u061c", "\ufff9", "\U0001d173", "\U0001bca0", "\u4e2d", "\U0001f600"),
]
EVIL = st.lists(st.sampled_from(SEQUENCES) | st.characters() | st.just(" "), min_size=1, max_size=8).map(
    "".join
)
FINDING = Finding(FindingKind.GATE_FAILED, Severity.HIGH, "it failed", "why", "because")
PHASE = phase(agents=("doc-sync",), notes_out=("notes/1.md",), protected=("tests/",), no_change="prose")
ATTEMPT = attempt(sessions=(session(),), gates=(gate(1),))


def spoilt(value: Any, evil: str) -> Any:
    """The same value with something evil behind every text in it, however deep."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return value + evil
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.init}
        return dataclasses.replace(value, **{name: spoilt(item, evil) for name, item in fields.items()})
    if isinstance(value, tuple):
        items = [spoilt(item, evil) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, dict):
        return {spoilt(key, evil): spoilt(item, evil) for key, item in value.items()}
    return value


def displayed(*happenings: Happening) -> str:
    out = io.StringIO()
    terminal = Terminal(out, colour=False)
    for happening in happenings:
        terminal(happening)
    return out.getvalue()


def without_tabs(text: str) -> str:
    return text.replace("\t", "")  # they move to the right, and nowhere else


@effort(300)
@given(EVIL)
def test_what_is_printable_holds_nothing_harmful(evil: str) -> None:
    assert not harmful(without_tabs(printable(evil)))
    assert not harmful(one_line(evil, 40))
    assert len(one_line(evil, 5)) <= 5
    assert printable(printable(evil)) == printable(evil)


@pytest.mark.parametrize("mark", [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))])
def test_what_turns_the_direction_is_shown(mark: str) -> None:
    assert printable(f"a{mark}b") == f"a\\u{ord(mark):04x}b"


@effort(60)
@given(EVIL)
def test_the_display_of_a_run_is_harmless(evil: str) -> None:
    report = SessionReport(FAILED, SUMMARY, ExitRecord(1, "", ("sleep 9",), 61.4))
    happenings: list[Happening] = [
        RunStarted("r", plan(PHASE), "sonnet", False),
        SessionStarted(PHASE, 2, 3, "targeted fix"),
        SessionEnded(PHASE, report),
        GateEnded(PHASE, result(exit_code=1, tail="one\ntwo")),
        GateEnded(PHASE, dataclasses.replace(result(), no_test="nothing ran")),
        Judged(PHASE, 1, Verdict(Decision.TARGETED_FIX, "why", (FINDING,))),
        PhaseMoved(PHASE, State.BLOCKED, "why"),
        RunEnded("r", 1, 1, 0, 1),
    ]
    for happening in happenings:
        bad = spoilt(happening, evil)
        assert not harmful(without_tabs(displayed(bad)))
        notice = Messages().notice(bad, 0.0)
        if notice is not None:
            shown = presentable(notice)
            assert not harmful(shown.title)
            assert not harmful(without_tabs(shown.body))


@effort(60)
@given(EVIL)
def test_what_commands_print_is_harmless(evil: str) -> None:
    run, ended = spoilt(RUN, evil), spoilt(ENDED, evil)
    listed = spoilt(RunSummary(ENDED, 1, 1, RunUse(1, 1, None, 1.0, False), None), evil)
    small = spoilt(plan(PHASE), evil)
    told = [
        status_text(run, None),
        status_text(ended, None),
        history_text((listed, listed), run.id, 0.0, phase=f"1{evil}"),
        statistics_text(spoilt(ALL, evil)),
        dry_run_text(small, small.phases, (small.phases,), ()),
        evidence_text(f"r{evil}", spoilt(CHANGED, evil)),
        gate_line(spoilt(result(exit_code=1, tail="one\ntwo"), evil)),
        gates_summary(f"r{evil}", [], 1),
    ]
    for text in told:
        assert not harmful(without_tabs(text))
    for document in (
        status_json(run, None),
        history_json((listed, listed), (run,), None),
        statistics_json(spoilt(ALL, evil)),
        dry_run_json(small, small.phases, (), ()),
    ):
        assert document.isascii()
        assert not harmful(document)


@effort(40)
@given(EVIL, st.booleans())
def test_everything_about_an_attempt_is_harmless(evil: str, whole: bool) -> None:
    bad = spoilt(dossier(ATTEMPT), evil)
    assert not harmful(dossier_text(bad, 80, whole_diff=whole))
    assert dossier_json(bad, whole_diff=whole).isascii()


@pytest.mark.parametrize("evil", SEQUENCES)
@pytest.mark.parametrize(
    "words", [["{}"], ["status", "--{}"], ["status", "{}"], ["history", "--limit", "x{}"], ["run", "x{}.md"]]
)
def test_what_is_typed_is_repeated_without_harm(
    words: list[str],
    evil: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    if "\0" not in evil:  # no argument can hold one
        assert main([word.replace("{}", evil) for word in words]) == 2
        assert not harmful(capsys.readouterr().err)


@effort(60)
@given(EVIL)
def test_the_log_of_a_phase_is_harmless(evil: str) -> None:
    entry = spoilt(ATTEMPT._replace(sessions=(session(), session(ordinal=2))), evil)
    for choice in Choice:
        told = [
            *(session_head(entry, one) for one in entry.sessions),
            *(line for one in entry.sessions for line in session_end(one, choice)),
            *attempt_end(entry, choice),
            *(gone(one) for one in entry.sessions),
            empty_head(entry),
            *(standing(spoilt(record, evil), under_way=True) for record in ENDED.phases),
        ]
        for line in told:
            assert not harmful(without_tabs(line.text))
            assert "\n" not in line.text
    for record in ENDED.phases:
        assert not harmful(without_tabs(nothing_held(spoilt(record, evil))))
    assert not harmful(without_tabs(cleaned(f"2026{evil}")))
