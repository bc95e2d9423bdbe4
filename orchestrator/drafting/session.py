"""Has a session draft a plan, and sends it back until it is one. Thin: what is said and decided is pure."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orchestrator.drafting import prompt
from orchestrator.drafting.answer import SCHEMA, TOOL, Draft, in_text, read
from orchestrator.drafting.check import Asked, Sound, check
from orchestrator.engine.diagnosis import diagnosed
from orchestrator.errors import DraftError, LimitError, Stopped
from orchestrator.files import make_private, write_private
from orchestrator.model.configuration import ClaudeSettings, Settings
from orchestrator.model.happening import DraftRefused, DraftStarted, Happening, SessionEnded, SessionSaid
from orchestrator.model.plan import Complaint
from orchestrator.model.session import Ending, SessionReport, Trouble, TroubleKind
from orchestrator.process.wake import Wake
from orchestrator.redaction import Secrets
from orchestrator.session import command
from orchestrator.session.files import SessionFiles
from orchestrator.session.run import SessionPlan, run
from orchestrator.session.watch import bounds
from orchestrator.stream.events import AssistantText, Event, ToolResult, ToolUse
from orchestrator.stream.show import Display
from orchestrator.text import plural
from orchestrator.trouble.cures import cure
from orchestrator.trouble.wordings import Wordings

# Whatever else the configuration adds: nothing that writes, runs, or reaches beyond the project's files.
READ_ONLY = ("--tools", "Read,Grep,Glob", "--disallowedTools", "Bash,Edit,Write,NotebookEdit,Agent,Task")
NO_SERVERS = ("--strict-mcp-config",)  # those of the project would bring tools of their own
AGAIN = "`orchestrate plan` again"
LATER = frozenset({TroubleKind.USAGE_LIMIT, TroubleKind.BUDGET})


@dataclass(frozen=True, slots=True)
class Room:
    """Where and how the sessions of one draft run."""

    root: str  # the project
    folder: str  # for the evidence; absolute, private to this draft
    settings: Settings
    environment: Mapping[str, str]
    secrets: Secrets
    wordings: Wordings
    wake: Wake
    report: Callable[[Happening], None]


@dataclass(frozen=True, slots=True)
class _Turn:
    """The next session."""

    why: str
    claude_id: str
    continues: bool
    text: str


class _Listener:
    """Keeps the answer out of what a session says, and shows the rest."""

    def __init__(self, report: Callable[[Happening], None]) -> None:
        self._report = report
        self._display = Display()
        self._call = ""
        self._data: object = None
        self._said = ""

    def __call__(self, event: Event) -> None:
        """Take in the next event."""
        if isinstance(event, ToolUse) and event.name == TOOL:
            self._call, self._data = event.id, event.input
        elif isinstance(event, ToolResult) and event.is_error and event.tool_use_id == self._call:
            self._data = None  # the CLI found that it does not have the shape
        elif isinstance(event, AssistantText) and event.parent is None and event.error is None:
            self._said = event.text
        for line in self._display.lines(event):
            self._report(SessionSaid(None, line))

    def answer(self) -> object:
        """What it called the tool with, or the JSON in its last words when it did not."""
        return in_text(self._said) if self._data is None else self._data


def draft(room: Room, request: prompt.Request, asked: Asked) -> tuple[Sound, int]:
    """A plan from a description, and how many sessions it took: at most 1 + max_retries.

    Raises:
        Stopped: we were told to stop.
        LimitError: a usage limit or a budget is in the way.
        DraftError: something else is, or the last draft is no plan either.
    """
    make_private(room.folder)
    attempts = 1 + room.settings.max_retries
    turn = _Turn("first", str(uuid.uuid4()), False, prompt.first(request))
    wrong: tuple[Complaint, ...] = ()
    for number in range(1, attempts + 1):
        room.report(DraftStarted(asked.source, number, attempts, turn.why))
        report, answer = _session(room, turn, number)
        _go_on_only_if_sound(report)
        if report.outcome.ending is Ending.CLAIMS_DONE:
            found = _judge(room, answer, asked, number)
            if isinstance(found, Sound):
                return found, number
            wrong = found
            room.report(DraftRefused(found))
            turn = _Turn("sent back", turn.claude_id, True, prompt.sent_back(found))
        else:
            turn = _Turn("broke off", turn.claude_id, True, prompt.broken_off(report.outcome.reason))
        if not report.outcome.resumable:
            turn = _Turn("started over", str(uuid.uuid4()), False, prompt.first(request, wrong))
    raise DraftError(_given_up(attempts, report, wrong))


def _session(room: Room, turn: _Turn, ordinal: int) -> tuple[SessionReport, object]:
    """Run one session; how it ended, and the data of its answer."""
    files = SessionFiles(room.folder, ordinal)
    write_private(files.prompt, turn.text, durable=False)
    settings = room.settings
    budgets = [usd for usd in (settings.budget.usd, settings.phase_budget.usd) if usd is not None]
    plan = SessionPlan(
        argv=command.arguments(
            *(_read_only(settings.claude), settings.model, turn.claude_id),
            resume=turn.continues,
            budget_usd=min(budgets, default=None),
        ),
        root=room.root,
        environment=command.environment(room.environment, {}),
        files=files,
        bounds=bounds(settings),
        launcher=settings.launcher,
        wake=room.wake,
        secrets=room.secrets,
    )
    listener = _Listener(room.report)
    report = diagnosed(run(plan, listener), files, room.wordings)
    room.report(SessionEnded(None, report))
    return report, listener.answer()


def _read_only(claude: ClaudeSettings) -> ClaudeSettings:
    """In the CLI's default mode files outside of the project cannot be read either: nobody is asked."""
    ours = (*READ_ONLY, *NO_SERVERS, "--json-schema", SCHEMA)
    return claude._replace(permission_mode="default", arguments=(*claude.arguments, *ours))


def _go_on_only_if_sound(report: SessionReport) -> None:
    """
    Raises:
        Stopped, LimitError, DraftError: there is no sense in another session.
    """
    if report.outcome.ending is Ending.INTERRUPTED:
        raise Stopped
    trouble = report.outcome.trouble
    if trouble is not None:
        raise (LimitError if trouble.kind in LATER else DraftError)(_told(trouble))


def _told(trouble: Trouble) -> str:
    return f"no plan was drafted: {trouble.kind.value}: {trouble.said}; {cure(trouble, AGAIN)}"


def _judge(room: Room, answer: object, asked: Asked, number: int) -> Sound | tuple[Complaint, ...]:
    drafted = read(answer)
    if isinstance(drafted, Complaint):
        return (drafted,)
    _keep(room, drafted, number)
    return check(drafted, asked)


def _keep(room: Room, drafted: Draft, number: int) -> None:
    """A draft belongs to the evidence, refused or not; its names are not checked yet, so they are numbers."""
    folder = os.path.join(room.folder, f"draft-{number}")
    make_private(folder)
    for index, file in enumerate(drafted.files, 1):
        text = room.secrets.text(f"<!-- {file.name} -->\n{file.text}")
        write_private(os.path.join(folder, f"{index}.md"), text, durable=False)


def _given_up(attempts: int, report: SessionReport, wrong: tuple[Complaint, ...]) -> str:
    where = "look at the last draft in the evidence, or describe more clearly what is to be built"
    head = f"no plan came of {plural(attempts, 'attempt')} (max_retries)"
    if report.outcome.ending is not Ending.CLAIMS_DONE:
        return f"{head}: the last session {report.outcome.reason}; {where}"
    return f"{head}; {where}. The last one was refused for:\n{prompt.listed(wrong)}"
