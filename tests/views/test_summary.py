from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.dossier import Dossier, HistoryEntry
from orchestrator.model.lifecycle import State
from orchestrator.model.records import RunRecord
from orchestrator.views.summary import fenced, summary
from tests.views.happenings import FIRST, RUN, SECOND, standing

AT = "2026-11-22T14:07:40.123Z"
MUCH = 1024 * 1024


def record(title: str = "Small", reason: str = "no database") -> RunRecord:
    phases = (standing(FIRST, State.DONE), standing(SECOND, State.BLOCKED)._replace(reason=reason))
    return RunRecord(RUN, "docs/master-plan.md", title, "sonnet", AT, AT, 1, phases)


def dossier(run: RunRecord) -> Dossier:
    return Dossier(run, run.phases[1], (), ())


def test_it_says_how_the_run_stands_why_a_phase_is_blocked_and_what_to_do() -> None:
    run = record()
    text = summary(run, [dossier(run)], MUCH)
    assert text.startswith("## Small: blocked\n\n```text\n")
    assert "no database" in text
    assert "Go on with: orchestrate resume" in text
    assert "<details><summary>Phase 2 is blocked: Phase 2</summary>" in text
    assert text.endswith("</details>\n")


def test_a_title_is_text_whatever_it_holds() -> None:
    head = summary(record("<b>*a*</b> [x](y)"), [], MUCH).splitlines()[0]
    assert head == "## &#60;b&#62;&#42;a&#42;&#60;/b&#62; &#91;x&#93;&#40;y&#41;: blocked"


@given(st.lists(st.text("`~a \n", max_size=8), max_size=6))
def test_nothing_ends_its_fence_early(parts: list[str]) -> None:
    text = "\n".join(parts)
    first, *inner, last = fenced(text).split("\n")
    assert first == f"{last}text"
    assert not any(re.match(rf"\s*{last}", line) for line in inner)


def test_it_fits_into_the_room_there_is_and_says_what_was_left_out() -> None:
    run = record(reason="\u20ac" * 50_000)
    long = dossier(run)._replace(history=(HistoryEntry(AT, "interrupt", "running", "running", 1, "x"),) * 90)
    text = summary(run, [long] * 4, 20_000)
    assert 10_000 < len(text.encode()) <= 20_000
    assert "There is no room for 2 more blocked phases" in text
    assert text.count("```") == 2 * text.count("```text")
