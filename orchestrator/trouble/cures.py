"""What a person has to do about a trouble."""

from __future__ import annotations

from orchestrator.model.session import Trouble, TroubleKind

_CURES = {
    TroubleKind.USAGE_LIMIT: "{again} once the limit has reset, or raise it in the account",
    TroubleKind.API: "see whether the network and status.claude.com are fine, then {again}",
    TroubleKind.BUDGET: "give it a larger `budget`, then {again}",
    TroubleKind.AUTHENTICATION: (
        "log in with `claude /login`, or set ANTHROPIC_API_KEY to a valid key, then {again}"
    ),
    TroubleKind.BILLING: "add credit or raise the spend limit of the account, then {again}",
    TroubleKind.MODEL: "name a model that the account may use with `--model` or `model:`",
    TroubleKind.ROOT: "run as another user than root, or set IS_SANDBOX=1 if this is a container",
    TroubleKind.OLD_CLI: (
        "update Claude Code with `npm install -g @anthropic-ai/claude-code@latest`, "
        "or take the option out of the configuration when it stands there"
    ),
    TroubleKind.NO_CLI: (
        "install Claude Code with `npm install -g @anthropic-ai/claude-code@latest`, "
        "or name its command in the configuration"
    ),
}


def cure(trouble: Trouble, again: str = "`orchestrate resume`") -> str:
    """One sentence for the end of a message: what to do, with the commands for it.

    Args:
        again: how to go on once it is mended, as a part of the sentence.
    """
    return _CURES[trouble.kind].format(again=again)
