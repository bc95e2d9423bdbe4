"""Runs a Markdown plan phase by phase in fresh Claude Code sessions, and believes nothing they say."""

# A literal, because importlib.metadata costs more time than everything else `orchestrate done` does.
__version__ = "0.1.0"
