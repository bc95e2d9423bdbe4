from __future__ import annotations

from orchestrator.drafting.answer import DraftFile
from orchestrator.drafting.prompt import MOST_TOLD, Request, broken_off, first, listed, sent_back
from orchestrator.drafting.source import parts
from orchestrator.model.plan import Complaint, Plan
from orchestrator.plan.load import load
from tests.drafting.made import IDEA

REQUEST = Request("IDEA.md", IDEA, parts(IDEA))


def complaint(number: int) -> Complaint:
    return Complaint("docs/x.md", number, "code", f"problem {number}", "cure\x1b")


def test_the_first_prompt_numbers_the_parts_and_ends_with_the_description() -> None:
    text = first(REQUEST)
    assert text.startswith("Draft a plan")
    assert "1. (line 1) Export\n2. (line 3) Rows\n3. (line 7) Colours\n" in text
    assert text.endswith(f"(IDEA.md), from here to the end:\n\n{IDEA}")


def test_only_what_is_known_of_the_project_is_told() -> None:
    plain = first(REQUEST)
    for words in ("Aim at", "known to run", "configuration defines", "File names that are taken"):
        assert words not in plain
    assert "require none" in plain
    full = first(
        REQUEST._replace(
            phases=4, gates=("npm test",), configured=("ours",), agents=("sync",), taken=("a.md",)
        )
    )
    for words in ("Aim at 4 phases", "`npm test`", "`ours`", "`**AGENT:sync**`", "taken: a.md"):
        assert words in full


def test_what_an_earlier_session_got_wrong_is_told_to_a_fresh_one() -> None:
    assert "1. docs/x.md:7: problem 7; cure" in first(REQUEST, (complaint(7),))
    assert "refused" not in first(REQUEST)


def test_work_is_sent_back_with_every_complaint_and_the_wish_for_all_files() -> None:
    text = sent_back((complaint(1), complaint(2)))
    assert text.startswith("The plan was sent back")
    assert "1. docs/x.md:1: problem 1; cure\n2. docs/x.md:2: problem 2; cure\n" in text
    assert "every file of the plan" in text


def test_a_list_that_nobody_could_mend_at_once_is_cut() -> None:
    lines = listed([complaint(number) for number in range(MOST_TOLD + 5)]).splitlines()
    assert len(lines) == MOST_TOLD + 1
    assert lines[-1] == "... and 5 more"


def test_a_session_that_broke_off_is_told_why() -> None:
    assert "(silent for 600 s)" in broken_off("silent for 600 s")


class Shown:
    """The format as the prompt shows it, taken for files."""

    def __init__(self, files: tuple[DraftFile, ...]) -> None:
        self._files = {file.name: file.text for file in files}

    def read(self, path: str) -> bytes:
        return self._files[path].encode()

    def is_program(self, word: str) -> bool:
        return word == "COMMAND"


def test_the_format_that_the_prompt_shows_is_the_format_that_is_read() -> None:
    text = first(REQUEST)
    plan = text[text.index("# TITLE - Master Plan") : text.index("(One heading")]
    file = text[text.index("# Phase 2: TITLE") : text.index("Rules:")]
    plan = plan.replace("(phase1-NAME.md)", "(phase1.md)")
    earlier = file.replace("**Depends On:** [Phase 1](phase1-NAME.md)", "").replace("phase_2", "phase_1")
    later = file.replace("phase1-NAME.md", "phase1.md")
    files = (
        DraftFile("master-plan.md", plan),
        DraftFile("phase1.md", earlier),
        DraftFile("phase2-NAME.md", later),
    )
    found = load("master-plan.md", Shown(files), {})
    assert isinstance(found, Plan)
    second = found.phases[1]
    assert (second.depends_on, second.notes_in) == (("1",), ("notes/NOTES_phase_1.md",))
    assert second.notes_out == ("notes/NOTES_phase_2.md",)
    assert [gate.command for gate in second.gates] == ["COMMAND"]
    assert len(second.tasks) == 1
