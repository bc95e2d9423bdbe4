"""The ways in which a check is told."""

from __future__ import annotations

import json

from orchestrator.advice.report import Report
from orchestrator.model.plan import Complaint
from orchestrator.views.check import as_json, diff, github, text
from tests.support.made import phase, plan

ERROR = Complaint("docs/a.md", 3, "no-gates", "no gates", "write some")
SLIP = Complaint("docs/a.md", 4, "box-form", "a slip", "mend it")
WHOLE = Complaint("docs/b.md", 0, "no-notes", "no notes", "write some")
NOWHERE = Complaint("", 0, "no-claude", "no CLI", "install it")
REPORT = Report("docs/m.md", None, (ERROR, NOWHERE), (SLIP, WHOLE), frozenset((SLIP,)))


def test_text_is_what_a_compiler_would_say() -> None:
    assert text(REPORT).splitlines() == [
        "docs/a.md:3: error[no-gates]: no gates; write some",
        "orchestrate: error[no-claude]: no CLI; install it",
        "docs/a.md:4: warning[box-form]: a slip; mend it (--fix mends it)",
        "docs/b.md: warning[no-notes]: no notes; write some",
        "docs/m.md: 2 errors and 2 warnings",
    ]


def test_a_plan_with_nothing_to_say_of_and_what_was_mended() -> None:
    fine = Report("docs/m.md", plan(phase("1"), phase("2")), (), ())
    assert text(fine) == "docs/m.md: 2 phases, nothing to complain about"
    assert text(fine._replace(mended=(SLIP,))).startswith("docs/a.md:4: mended[box-form]: a slip\n")


def test_annotations_say_where_in_the_repository() -> None:
    assert github(REPORT, "sub/").splitlines() == [
        "::error file=sub/docs/a.md,line=3,title=no-gates::no gates; write some",
        "::error title=no-claude::no CLI; install it",
        "::warning file=sub/docs/a.md,line=4,title=box-form::a slip; mend it",
        "::warning file=sub/docs/b.md,title=no-notes::no notes; write some",
        "docs/m.md: 2 errors and 2 warnings",
    ]


def test_nothing_in_an_annotation_begins_another_one() -> None:
    odd = Complaint("a,b:c%.md", 1, "x", "100%\n::error::no\r", "a,b: c\x1b")
    (line, _) = github(Report("m.md", None, (odd,), ()), "").splitlines()
    assert line == "::error file=a%2Cb%3Ac%25.md,line=1,title=x::100%25%0A::error::no; a,b: c"


def test_json_holds_the_plan_and_all_complaints() -> None:
    found = json.loads(as_json(REPORT))
    assert (found["plan"], found["order"], found["waves"]) == (None, [], [])
    assert [(one["level"], one["code"], one["fixable"]) for one in found["complaints"]] == [
        ("error", "no-gates", False),
        ("error", "no-claude", False),
        ("warning", "box-form", True),
        ("warning", "no-notes", False),
    ]
    assert found["complaints"][1]["path"] is None
    known = json.loads(as_json(Report("m.md", plan(phase("1"), phase("2", depends_on=("1",))), (), ())))
    assert known["order"] == ["1", "2"]
    assert known["waves"] == [["1"], ["2"]]


def test_a_diff_shows_lines_and_their_ends() -> None:
    shown = diff({"a.md": b"a\r\nb\nc\n"}, {"a.md": b"a\nb\nc\n"})
    assert shown.splitlines() == ["--- a/a.md", "+++ b/a.md", "@@ -1,2 +1,2 @@", "-a\\r", "+a", " b"]
