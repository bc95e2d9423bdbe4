from __future__ import annotations

import json

import pytest

from orchestrator.model.vendoring import Action, Copy, Vendored
from orchestrator.views.vendoring import vendored_json, vendored_text


def text(action: Action, copy: Copy | None, folder: str = "tools") -> str:
    return vendored_text(Vendored(folder, action, "2.0", copy))


@pytest.mark.parametrize(
    ("action", "copy", "line"),
    [
        (Action.MADE, None, "Vendored orchestrate 2.0 into tools: python tools/orchestrate.py run "),
        (Action.UPDATED, Copy("1.0", outdated=True), "Updated tools: was 1.0, now 2.0"),
        (Action.UPDATED, Copy(None, missing=("x",)), "Updated tools: no package was there, now 2.0"),
        (Action.NOTHING, Copy("2.0"), "tools: orchestrate 2.0, complete, unchanged and up to date"),
    ],
)
def test_what_was_done_takes_one_line(action: Action, copy: Copy | None, line: str) -> None:
    assert text(action, copy).startswith(line)
    assert "\n" not in text(action, copy)


def test_what_is_wrong_takes_a_line_each_and_ends_with_the_cure() -> None:
    copy = Copy("1.0", ("a", "b"), ("c",), ("d",), outdated=True)
    assert text(Action.NOTHING, copy, "my tools").splitlines() == [
        "changed: a",
        "changed: b",
        "missing: c",
        "added: d",
        "out of date: the copy is 1.0, this program 2.0",
        "`orchestrate vendor 'my tools' --update --force` replaces it",
    ]


def test_force_is_named_only_where_something_would_be_lost() -> None:
    assert text(Action.NOTHING, Copy("2.0", missing=("c",))).endswith("tools --update` replaces it")


def test_a_name_cannot_act_on_the_terminal_and_json_keeps_it() -> None:
    done = Vendored("tools", Action.NOTHING, "2.0", Copy("2.0", added=("orchestrator/\x1b[2J\udcff",)))
    assert "added: orchestrator/[2J\n" in vendored_text(done)
    assert json.loads(vendored_json(done))["copy"]["added"] == ["orchestrator/\x1b[2J\udcff"]
