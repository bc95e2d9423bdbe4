from __future__ import annotations

import pytest

from orchestrator.model.session import Trouble, TroubleKind
from orchestrator.trouble.cures import cure


@pytest.mark.parametrize("kind", list(TroubleKind))
def test_every_trouble_has_a_cure_of_one_line_that_can_end_a_message(kind: TroubleKind) -> None:
    text = cure(Trouble(kind, "said"))
    assert 20 < len(text) < 200
    assert "\n" not in text
    assert not text.endswith(".")


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        (TroubleKind.USAGE_LIMIT, "orchestrate resume"),
        (TroubleKind.AUTHENTICATION, "claude /login"),
        (TroubleKind.AUTHENTICATION, "ANTHROPIC_API_KEY"),
        (TroubleKind.MODEL, "--model"),
        (TroubleKind.BUDGET, "budget"),
        (TroubleKind.ROOT, "IS_SANDBOX=1"),
        (TroubleKind.OLD_CLI, "npm install -g @anthropic-ai/claude-code@latest"),
        (TroubleKind.NO_CLI, "npm install -g @anthropic-ai/claude-code@latest"),
    ],
)
def test_the_cure_names_what_to_type(kind: TroubleKind, command: str) -> None:
    assert command in cure(Trouble(kind, "said"))


@pytest.mark.parametrize("kind", list(TroubleKind))
def test_how_to_go_on_depends_on_what_was_done(kind: TroubleKind) -> None:
    usual, other = cure(Trouble(kind, "said")), cure(Trouble(kind, "said"), "`orchestrate plan` again")
    assert other == usual.replace("`orchestrate resume`", "`orchestrate plan` again")
