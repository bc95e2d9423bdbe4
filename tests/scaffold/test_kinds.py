"""The texts of the templates."""

from __future__ import annotations

import re

import pytest

from orchestrator.scaffold.kinds import KINDS
from orchestrator.scaffold.stages import Stage, task_lists

STAGES = list(dict.fromkeys(stage for kind in KINDS.values() for stage in (*kind.stages, kind.further)))


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.slug)
def test_a_stage_says_what_it_is_for_in_words_that_fit_into_a_table(stage: Stage) -> None:
    assert stage.risk in ("Low", "Medium", "High")
    assert stage.goal.endswith(".")
    assert stage.focus
    assert not re.search(r"[|`*<\[\]]", stage.focus + stage.title)
    assert re.fullmatch(r"[a-z-]+|increment-\{number\}", stage.slug)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.slug)
def test_a_task_is_one_sentence_without_an_end(stage: Stage) -> None:
    for _, boxes in task_lists(stage):
        for box in boxes:
            assert box[0].isupper()
            assert box[-1] != "."
            assert len(box) <= 110
