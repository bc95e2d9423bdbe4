"""The configuration as it is in force: file, environment and options merged."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

NO_GATES: Mapping[str, str] = MappingProxyType({})


class NotificationSettings(NamedTuple):
    """Whom to tell, and how."""

    enabled: bool = True
    provider: str = "desktop"  # desktop, ntfy, none
    server: str = "https://ntfy.sh"  # for ntfy
    topic: str = ""  # for ntfy
    explicit: bool = False  # the user asked for it: a provider that does not work is worth a word


class HookSettings(NamedTuple):
    """Commands of the user that are told what happens; empty: none."""

    run_started: str = ""
    phase_started: str = ""
    phase_done: str = ""
    phase_blocked: str = ""
    limit_reached: str = ""
    run_finished: str = ""
    timeout: float = 30.0  # seconds for each


class ClaudeSettings(NamedTuple):
    """How the CLI is called."""

    command: tuple[str, ...] = ("claude",)
    arguments: tuple[str, ...] = ()  # added to ours
    permission_mode: str = "bypassPermissions"  # --dangerously-skip-permissions
    result_grace: float = 15.0  # seconds a session may live on after its final result


class Budget(NamedTuple):
    """What may be spent, retries and repairs counted; None: as much as it takes."""

    usd: float | None = None
    tokens: int | None = None
    minutes: float | None = None  # of sessions and gates; waiting costs nothing
    sessions: int | None = None


class Settings(NamedTuple):
    """Everything that can be configured, with its default. Times are in seconds."""

    timeout: float = 1800.0
    max_retries: int = 2
    model: str = "sonnet"
    strict_compliance: bool = True
    start_timeout: float = 180.0  # a session that has said nothing at all until then is ended
    idle_timeout: float = 600.0  # silence while no tool runs; the API itself can be silent for five minutes
    tool_timeout: float = 1800.0  # silence while a tool runs
    gate_timeout: float = 300.0
    log_limit: int = 256  # megabytes of one session's stream, or of one gate's output
    api_retries: int = 10  # sessions of one attempt that may fail for the API's sake
    wait_for_limits: bool = True  # a usage limit is waited out
    gates: Mapping[str, str] = NO_GATES
    launcher: tuple[str, ...] = ()
    protect: tuple[str, ...] = ()  # globs of files that no phase may change
    verify_in_session: bool = True  # a Stop hook runs the gates before a session ends
    redact: tuple[str, ...] = ()  # further variables whose values are secret
    budget: Budget = Budget()  # of a run
    phase_budget: Budget = Budget()  # of each phase in it
    gates_in: str = "workspace"  # or "clean": a throw-away checkout of what the attempt would commit
    claude: ClaudeSettings = ClaudeSettings()
    notifications: NotificationSettings = NotificationSettings()
    hooks: HookSettings = HookSettings()
