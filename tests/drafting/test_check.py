from __future__ import annotations

from typing import Any

import pytest

from orchestrator.drafting.answer import Draft, read
from orchestrator.drafting.check import Asked, Sound, check
from orchestrator.drafting.source import parts
from orchestrator.model.plan import Complaint, Plan
from tests.drafting.made import IDEA, answer, covered, master, phase_file


class Programs:
    """A project with a shell and nothing else: no file of it may be read."""

    def read(self, path: str) -> bytes:
        raise AssertionError(f"{path} was read")

    def is_program(self, word: str) -> bool:
        return word in ("test", "sh")


def asked(**changed: Any) -> Asked:
    plain = Asked("IDEA.md", parts(IDEA), "docs", Programs(), {}, taken=lambda _path: False)
    return plain._replace(**changed)


def judged(data: dict[str, Any], **changed: Any) -> Sound | tuple[Complaint, ...]:
    draft = read(data)
    assert isinstance(draft, Draft)
    return check(draft, asked(**changed))


def codes(data: dict[str, Any], **changed: Any) -> list[str]:
    found = judged(data, **changed)
    assert not isinstance(found, Sound)
    return [complaint.code for complaint in found]


def renamed(old: str, new: str) -> dict[str, Any]:
    data = answer()
    for file in data["files"]:
        file["name"] = new if file["name"] == old else file["name"]
    return data


def test_a_sound_draft_is_a_plan_whose_master_plan_is_written_last_and_tells_the_coverage() -> None:
    found = judged(answer())
    assert isinstance(found, Sound)
    assert [phase.path for phase in found.plan.phases] == ["docs/phase1-rows.md", "docs/phase2-file.md"]
    assert [file.name for file in found.files] == ["phase1-rows.md", "phase2-file.md", "master-plan.md"]
    assert found.files[-1].text.startswith(master().rstrip() + "\n\n## Coverage\n")
    assert "- IDEA.md:7, Colours: left out: nobody asked for it yet\n" in found.files[-1].text


def test_a_plan_may_lie_at_the_root_of_the_project() -> None:
    found = judged(answer(), folder="")
    assert isinstance(found, Sound)
    assert found.plan.path == "master-plan.md"


def test_words_of_the_description_that_look_like_a_plan_change_nothing_in_it() -> None:
    idea = "# Phase 1 --> Phase 9\n\n## Phases\n\n## <!-- never closed\n\n## ```\n\n## | 7 | [x](y.md) |\n"
    pieces = parts(idea)
    told = [{"part": piece.number, "phases": ["1"], "left_out": "# Gates"} for piece in pieces]
    sound, odd = judged(answer()), judged(answer(coverage=told), parts=pieces)
    assert isinstance(sound, Sound)
    assert isinstance(odd, Sound)
    assert sound.plan == odd.plan


@pytest.mark.parametrize(
    "name",
    ["../x.md", "/x.md", "a/x.md", ".x.md", "x.txt", "", "x\n.md", "x .md", "ä.md", "x" * 101 + ".md"],
)
def test_a_name_that_is_no_plain_file_name_is_refused(name: str) -> None:
    assert codes(renamed("phase1-rows.md", name)) == ["bad-name"]


def test_two_files_whose_names_differ_in_case_alone_are_refused() -> None:
    assert codes(renamed("phase1-rows.md", "Phase2-FILE.md")) == ["duplicate-name"]


def test_a_file_that_is_there_already_is_refused() -> None:
    assert codes(answer(), taken=lambda path: path == "docs/phase1-rows.md") == ["taken-name"]


def test_a_master_plan_of_another_name_is_refused() -> None:
    assert codes(renamed("master-plan.md", "plan.md")) == ["no-master"]


def test_a_file_that_no_row_links_to_is_refused() -> None:
    data = answer()
    data["files"].append({"name": "extra.md", "content": "x"})
    assert codes(data) == ["stray-file"]


def test_a_phase_file_that_is_not_among_the_files_is_missing_even_if_the_project_has_it() -> None:
    assert "missing-file" in codes(renamed("phase1-rows.md", "phase1.md"))


def test_errors_of_the_plan_and_missing_coverage_are_told_in_one_go() -> None:
    second = phase_file("2", "File", gates="- nonsense here: x")
    found = judged(answer(second=second, coverage=covered()[:1]))
    assert not isinstance(found, Sound)
    assert [one.path for one in found] == ["docs/phase2-file.md", "IDEA.md", "IDEA.md"]


def test_configured_gates_may_be_used() -> None:
    second = phase_file("2", "File", gates="- ours: x")
    found = judged(answer(second=second), gates={"ours": "make all"})
    assert isinstance(found, Sound)
    assert found.plan.phases[1].gates[0].command == "make all"


def test_a_second_title_is_refused_as_the_coverage_would_belong_to_it() -> None:
    assert codes(answer(plan=master().replace("## Dependencies", "# Dependencies"))) == ["second-title"]


def test_a_fence_that_is_never_closed_is_refused() -> None:
    assert "unclosed-block" in codes(answer(plan=master() + "\n```\n"))


def test_what_else_is_asked_of_a_plan_is_told_too() -> None:
    complaint = Complaint("docs/x.md", 0, "undefined-agent", "p", "c")

    def further(plan: Plan) -> tuple[Complaint, ...]:
        return (complaint,) * len(plan.phases)

    assert judged(answer(), further=further) == (complaint, complaint)
