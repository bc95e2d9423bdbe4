from __future__ import annotations

from orchestrator.hooks.told import MOST_PROOF, MOST_TASKS, Seen, message, shortfalls
from orchestrator.model.plan import Task
from tests.support import made

GOOD = Seen(gates=(made.result(),), notes=(made.notes(),), reported=True, open_tasks=())


def told(seen: Seen, *, strict: bool = True) -> tuple[str, ...]:
    return shortfalls("1", "docs/phase1.md", seen, strict=strict)


def test_nothing_is_said_when_nothing_is_wanting() -> None:
    assert told(GOOD) == ()


def test_a_failing_gate_is_named_with_its_code_and_the_end_of_its_output() -> None:
    [text] = told(GOOD._replace(gates=(made.result(made.gate("pytest -q"), 3, "one\ntwo \x1b[31mred\n"),)))
    assert text == (
        "gate 'pytest -q' failed with exit code 3 (`pytest -q`; all of its output: gates/1.log)\n"
        "    one\n    two red"
    )


def test_a_gate_that_had_no_end_is_named() -> None:
    [text] = told(GOOD._replace(gates=(made.result(exit_code=None),)))
    assert "gate 'true' was ended after 1 s without an end" in text


def test_much_output_of_many_gates_is_cut_to_its_ends() -> None:
    loud = tuple(made.result(made.gate(f"g{n}"), 1, "x" * 9_000 + f"end{n}") for n in range(4))
    found = told(GOOD._replace(gates=loud))
    assert sum(map(len, found)) < MOST_PROOF + 1_000
    assert [text[-4:] for text in found] == ["end0", "end1", "end2", "end3"]


def test_notes_are_asked_for_one_way_each() -> None:
    wanting = (
        made.notes("a", exists=False, fresh=False),
        made.notes("b", fresh=False, missing_sections=("Summary",)),
        made.notes("c", missing_sections=("Summary", "Key Decisions")),
    )
    assert told(GOOD._replace(notes=wanting), strict=False) == (
        "the notes a are missing",
        "the notes b are older than this work; write them anew",
        "the notes c lack text under `## Summary`, `## Key Decisions`",
    )


def test_what_weighs_little_is_said_when_it_would_be_sent_back_or_with_the_rest() -> None:
    careless = GOOD._replace(reported=False, open_tasks=(Task("Do it", False, 7),))
    assert told(careless, strict=False) == ()
    tasks, report = told(careless)
    assert tasks == (
        "1 task not ticked in docs/phase1.md; tick what is done, do what is not\n    docs/phase1.md:7: Do it"
    )
    assert "orchestrate done --phase 1 --status completed" in report
    assert len(told(careless._replace(notes=(made.notes(exists=False),)), strict=False)) == 3


def test_where_nobody_can_tell_no_report_is_asked_for() -> None:
    assert told(GOOD._replace(reported=None)) == ()


def test_a_hundred_open_tasks_are_not_all_listed() -> None:
    [text] = told(GOOD._replace(open_tasks=tuple(Task(f"t{n}", False, n) for n in range(100))))
    assert text.endswith(f"and {100 - MOST_TASKS} more")
    assert text.startswith("100 tasks not ticked")


def test_the_message_counts_and_leaves_a_way_out() -> None:
    text = message("3.1", ("a", "b"), 2, 3)
    assert text.startswith("Phase 3.1 is not finished.")
    assert "(check 2 of 3)" in text
    assert "\n1. a\n2. b\n" in text
    assert "orchestrate done --phase 3.1 --status blocked --reason 'WHY'" in text
