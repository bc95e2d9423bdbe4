"""What is mended says what it said before; what could change its meaning is left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.advice.mending import Mended, loader, mend
from orchestrator.model.plan import Plan
from tests.advice.made import GOOD, Around, plan
from tests.bad_input.effort import effort

READ = loader("m.md", {}, Around().is_program)


def repaired(files: dict[str, str]) -> Mended:
    return mend("m.md", encoded(files), READ)


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def loaded(files: dict[str, bytes]) -> Plan:
    found, errors = READ(files)
    assert found, errors
    return found


def codes(mended: Mended) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    return [(one.line, one.code) for one in mended.done], [(one.line, one.code) for one in mended.left]


def test_a_plan_without_slips_is_left_as_it_is() -> None:
    assert repaired(plan("## Dependencies\n1 --> 2\n", a=GOOD, b=GOOD)) == Mended({}, (), ())


def test_a_task_that_was_not_read_is_read_then_and_nothing_else_changes() -> None:
    files = plan(a=GOOD + "-[ ] 1.2: more\n- [] last\n")
    mended = repaired(files)
    assert codes(mended) == ([(5, "box-form"), (6, "box-form")], [])
    after = loaded({**encoded(files), **mended.files})
    before = loaded(encoded(files))
    assert [task.text for task in after.phases[0].tasks] == ["1.1: Do it", "1.2: more", "last"]
    assert after.phases[0]._replace(tasks=()) == before.phases[0]._replace(tasks=())


def test_a_gate_that_was_not_read_is_read_then() -> None:
    mended = repaired(plan(a="## Gates\n- pytest: x\n-[ ] ruff: y\n"))
    assert mended.files == {"a.md": b"## Gates\n- pytest: x\n- [ ] ruff: y\n"}


def test_what_would_be_read_in_another_way_is_left() -> None:
    # An indented line goes on with the task above it.
    assert codes(repaired(plan(a=GOOD + "  [ ] or not\n"))) == ([], [(5, "box-form")])


def test_one_that_must_be_left_does_not_keep_others_from_being_mended() -> None:
    mended = repaired(plan(a=GOOD + "  [ ] or not\n-[ ] more\n"))
    assert codes(mended) == ([(6, "box-form")], [(5, "box-form")])


def test_an_error_with_one_cure_is_mended() -> None:
    mended = repaired(plan(a="## Gates\n- pytest -q \u2014 all\n## Process Wrapper\n- AGENT:a\n"))
    assert sorted(codes(mended)[0]) == [(2, "unclear-gate"), (4, "bad-agent")]
    assert mended.files["a.md"].decode().count("`pytest -q`: all\n") == 1
    loaded({**encoded(plan(a="")), **mended.files})


def test_an_error_that_would_be_another_one_is_left() -> None:
    assert repaired(plan(a="## Gates\n- all tests \u2014 green\n")) == Mended({}, (), ())


def test_an_arrow_that_nobody_reads_is_mended_unless_it_makes_a_cycle() -> None:
    mended = repaired(plan("## Dependencies\nPhase 1 ⇒ Phase 2\n", a=GOOD, b=GOOD))
    assert codes(mended) == ([(11, "arrow-form")], [])
    both = plan("## Dependencies\nPhase 2 --> Phase 1\nPhase 1 ⇒ Phase 2\n", a=GOOD, b=GOOD)
    assert codes(repaired(both)) == ([], [(12, "arrow-form")])


def test_an_arrow_that_says_nothing_new_is_no_slip() -> None:
    files = plan("## Dependencies\nPhase 1 --> Phase 2\nPhase 1 ⇒ Phase 2\n", a=GOOD, b=GOOD)
    assert repaired(files) == Mended({}, (), ())


def test_bytes_that_are_no_slip_stay() -> None:
    text = "\ufeff## Gates\r\n- pytest: x \t\r\n## Tasks\r\n-[ ] caf\u00e9\x0b\r\nno end"
    mended = repaired(plan(a=text))
    assert mended.files["a.md"].decode() == text.replace("-[ ] ", "- [ ] ")


def test_line_ends_are_made_the_same() -> None:
    mended = repaired(plan(a=GOOD.replace("\n", "\r\n") + "<!-- a\n-[ ] b -->\r\n"))
    assert codes(mended) == ([(5, "mixed-line-ends")], [])
    assert mended.files["a.md"].decode().count("\r\n") == mended.files["a.md"].count(b"\n") == 6


def test_many_slips_are_mended_at_once() -> None:
    mended = repaired(plan(a=GOOD + "-[ ] x\n" * 350))
    assert len(mended.done) == 350
    assert b"-[" not in mended.files["a.md"]


def test_a_file_that_is_no_text_is_left() -> None:
    files = encoded(plan(a=GOOD)) | {"a.md": b"\xff-[ ] a\n"}
    assert mend("m.md", files, READ) == Mended({}, (), ())


LINE = st.sampled_from(
    [
        *(
            "-[ ] one",
            "- [] two",
            "- [ ] 1.1: three",
            "[ ] four",
            "- [x ] five",
            "  [ ] six",
            "\u2013 [ ] seven",
        ),
        *(
            "##Tasks",
            "## Tasks",
            "##Gates",
            "## Gates",
            "## Process Wrapper",
            "```",
            "<!--",
            "-->",
            "",
            "text",
        ),
        *(
            "- pytest: all",
            "- pytest \u2014 all",
            "- nobody \u2014 all",
            "- none: why",
            "-[ ] ruff: x",
            "- [ ]ruff: x",
        ),
        *("- AGENT:a", "**AGENT:b**", "- Write notes to: `notes/1.md`", "-[ ] Write notes to: `notes/2.md`"),
        *("## Dependencies", "Phase 1 ⇒ Phase 2", "1 --> 2", "2 --&gt; 1", "**Depends On:** Phase 1"),
        *("- allow: skips because x", "## Protected", "- `tests/`", "-[ ] `ci/`", "  - nested", "  more"),
    ]
)
END = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
TEXT = st.lists(st.tuples(LINE, END), max_size=14).map(
    lambda lines: "".join(line + end for line, end in lines)
)


@effort(300)
@given(TEXT, TEXT, TEXT)
def test_mending_loses_nothing_and_leaves_nothing_to_mend(rest: str, first: str, second: str) -> None:
    files = encoded(plan(rest, a=first, b=second))
    mended = mend("m.md", files, READ)
    after = {**files, **mended.files}
    again = mend("m.md", after, READ)
    assert (again.files, again.done) == ({}, ())
    before_plan, before_errors = READ(files)
    after_plan, after_errors = READ(after)
    known = {(one.path, one.line, one.code) for one in before_errors}
    assert {(one.path, one.line, one.code) for one in after_errors} <= known
    assert bool(mended.files) == bool(mended.done)
    if before_plan:
        assert after_plan
        for old, new in zip(before_plan.phases, after_plan.phases, strict=True):
            for field in ("gates", "tasks", "agents", "notes_in", "notes_out", "allowances", "depends_on"):
                assert set(getattr(old, field)) <= set(getattr(new, field)), field
            assert old.protected == new.protected
