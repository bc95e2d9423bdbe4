"""What a person has to do about a trouble."""

from __future__ import annotations

from orchestrator.model.session import Trouble, TroubleKind

_CURES = {
    TroubleKind.USAGE_LIMIT: "`orchestrate resume` once the limit has reset, or raise it in the account",
    TroubleKind.API: "see whether the network and status.claude.com are fine, then `orchestrate resume`",
    TroubleKind.BUDGET: "give it a larger `budget`, then `orchestrate resume`",
    TroubleKind.AUTHENTICATION: (
        "log in with `claude /login`, or set ANTHROPIC_API_KEY to a valid key, then `orchestrate resume`"
    ),
    TroubleKind.BILLING: "add credit or raise the spend limit of the account, then `orchestrate resume`",
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


def cure(trouble: Trouble) -> str:
    """One sentence for the end of a message: what to do, with the commands for it."""
    return _CURES[trouble.kind]
