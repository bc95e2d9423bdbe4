"""Everything that can be configured, one row a key: the single source for file, variables and schema."""

from __future__ import annotations

from typing import NamedTuple

from orchestrator.configuration.kinds import (
    COMMAND,
    MODEL,
    SERVER,
    TOPIC,
    Flag,
    Globs,
    Kind,
    Names,
    Number,
    Words,
    one_of,
)

_MONTH = 30 * 24 * 3600.0  # seconds; waits far beyond it overflow in the system calls below

Path = tuple[str, ...]


class Row(NamedTuple):
    """One key. A name of `*` stands for names that the user chooses; they have no variable."""

    path: Path
    kind: Kind

    @property
    def variable(self) -> str:
        """`claude.result_grace` is ORCHESTRATE_CLAUDE_RESULT_GRACE; empty for chosen names."""
        return "" if self.path[-1] == "*" else "ORCHESTRATE_" + "_".join(self.path).upper()

    @property
    def option(self) -> str:
        """How an option of the command line for this key is named in complaints."""
        name = "budget" if self.path[0] in ("budget", "phase_budget") else "-".join(self.path)
        return "--" + name.replace("_", "-")


ROWS = (
    Row(("timeout",), Number(0, _MONTH, above_least=True)),
    Row(("max_retries",), Number(0, 100, whole=True)),
    Row(("model",), MODEL),
    Row(("strict_compliance",), Flag()),
    Row(("start_timeout",), Number(0, _MONTH, above_least=True)),
    Row(("idle_timeout",), Number(0, _MONTH, above_least=True)),
    Row(("tool_timeout",), Number(0, _MONTH, above_least=True)),
    Row(("gate_timeout",), Number(0, _MONTH, above_least=True)),
    Row(("log_limit",), Number(1, 1_000_000, whole=True)),
    Row(("api_retries",), Number(0, 1000, whole=True)),
    Row(("wait_for_limits",), Flag()),
    Row(("gates", "*"), COMMAND),
    Row(("launcher",), Words(is_program=True)),
    Row(("protect",), Globs()),
    Row(("verify_in_session",), Flag()),
    Row(("redact",), Names()),
    *(
        Row((section, name), kind)
        for section in ("budget", "phase_budget")
        for name, kind in (
            ("usd", Number(0, 1_000_000, above_least=True)),
            ("tokens", Number(1, 10**15, whole=True)),
            ("minutes", Number(0, _MONTH / 60, above_least=True)),
            ("sessions", Number(1, 1_000_000, whole=True)),
        )
    ),
    Row(("gates_in",), one_of("clean", "workspace")),
    Row(("claude", "command"), Words(is_program=True, may_be_empty=False)),
    Row(("claude", "arguments"), Words(is_program=False)),
    Row(
        ("claude", "permission_mode"),
        one_of("acceptEdits", "bypassPermissions", "default", "dontAsk", "plan"),
    ),
    Row(("claude", "result_grace"), Number(0, 3600)),
    Row(("notifications", "enabled"), Flag()),
    Row(("notifications", "provider"), one_of("desktop", "none", "ntfy")),
    Row(("notifications", "server"), SERVER),
    Row(("notifications", "topic"), TOPIC),
    *(
        Row(("hooks", event), COMMAND)
        for event in (
            "run_started",
            "phase_started",
            "phase_done",
            "phase_blocked",
            "limit_reached",
            "run_finished",
        )
    ),
    Row(("hooks", "timeout"), Number(0, 3600, above_least=True)),
)
BY_PATH = {row.path: row for row in ROWS}
SECTIONS = frozenset(row.path[0] for row in ROWS if len(row.path) > 1)
BY_VARIABLE = {row.variable: row for row in ROWS if row.variable}
# Variables with our prefix that another part of the program reads; none so far.
VARIABLES_OF_OTHERS: frozenset[str] = frozenset()


def row_of(path: Path) -> Row | None:
    """The row that a key of the file belongs to."""
    return BY_PATH.get(path) or BY_PATH.get((*path[:-1], "*"))
