"""A tool call as a short line: `[Edit: module.py]`, `[TodoWrite: 5 items]`, `[mcp github: create_issue]`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from orchestrator.stream.summary import AGENT_TOOLS, asked_agent
from orchestrator.text import plural, printable, unstyled

Input: TypeAlias = dict[str, Any]

WIDTH = 100  # characters of what a tool is called with


def tool_line(name: str, tool_input: Input) -> str:
    """The line for a call; an unknown tool shows its first short string argument."""
    if name.startswith("mcp__"):
        server, _, tool = name[5:].partition("__")
        return f"[mcp {shorten(server, 40)}: {shorten(tool, 60)}]"
    if name in AGENT_TOOLS:
        name, detail = "Agent", _agent(tool_input)
    else:
        detail = _DETAILS.get(name, _first_argument)(tool_input)
    name = shorten(name, 40) or "unnamed tool"
    return f"[{name}: {shorten(detail, WIDTH)}]" if detail else f"[{name}]"


def shorten(text: str, width: int) -> str:
    """The text without colours, control characters and line ends, cut with an ellipsis; inner blanks stay."""
    if len(text) <= width and text.isprintable():
        return text  # nearly always
    kept = text if len(text) <= width else text[: width - 1]
    flat = printable(unstyled(kept).replace("\n", " ").replace("\t", " "))
    return flat if kept is text else f"{flat}…"


def first_line(text: str) -> str:
    """The first line that is not blank, stripped; only the beginning of a long text is looked at."""
    if len(text) <= 4_000 and text.isprintable():
        return text.strip()
    for line in text[:4_000].splitlines():
        if line.strip():
            return line.strip()
    return ""


def _string(tool_input: Input, *keys: str) -> str:
    for key in keys:
        value = tool_input.get(key)
        if type(value) is str and value:
            return value
    return ""


def _file(tool_input: Input) -> str:
    path = _string(tool_input, "file_path", "notebook_path", "path")
    return path[-2_000:].rstrip("/").rpartition("/")[2] or path


def _shell(tool_input: Input) -> str:
    command = _string(tool_input, "command", "description")
    line = first_line(command)
    return f"{line} …" if len(command.strip()) > len(line) <= WIDTH - 2 else line


def _agent(tool_input: Input) -> str:
    name, about = shorten(asked_agent(tool_input), 60), _string(tool_input, "description")
    return f"{name}: {first_line(about)}" if about else name


def _todos(tool_input: Input) -> str:
    todos = tool_input.get("todos")
    return plural(len(todos), "item") if type(todos) is list else ""


def _address(tool_input: Input) -> str:
    """Host and path: neither the password nor the query, where secrets travel."""
    address = _string(tool_input, "url").partition("://")
    place = (address[2] or address[0]).partition("?")[0].partition("#")[0]
    host, slash, path = place.partition("/")
    return f"{host.rpartition('@')[2]}{slash}{path}"


def _task_update(tool_input: Input) -> str:
    task, status = _string(tool_input, "taskId", "task_id", "id"), _string(tool_input, "status", "subject")
    return " ".join(part for part in (f"#{task}" if task else "", status) if part)


def _question(tool_input: Input) -> str:
    questions = tool_input.get("questions")
    first = questions[0] if type(questions) is list and questions else None
    return first_line(_string(first, "question", "header")) if type(first) is dict else ""


def _message(tool_input: Input) -> str:
    to, about = _string(tool_input, "to"), first_line(_string(tool_input, "summary", "message"))
    return ": ".join(part for part in (to, about) if part)


def _nothing(tool_input: Input) -> str:  # noqa: ARG001 - one signature for all
    return ""


def _argument(*keys: str) -> Callable[[Input], str]:
    return lambda tool_input: first_line(_string(tool_input, *keys))


def _first_argument(tool_input: Input) -> str:
    for value in tool_input.values():
        if type(value) is str and 0 < len(value) <= WIDTH:
            return first_line(value)
    return ""


_DETAILS: dict[str, Callable[[Input], str]] = {
    **dict.fromkeys(("Read", "Write", "Edit", "MultiEdit", "NotebookEdit", "NotebookRead", "LS"), _file),
    **dict.fromkeys(("Bash", "PowerShell", "Monitor"), _shell),
    **dict.fromkeys(("Grep", "Glob"), _argument("pattern")),
    **dict.fromkeys(("WebSearch", "ToolSearch"), _argument("query")),
    **dict.fromkeys(("TaskOutput", "TaskStop", "TaskGet"), _argument("task_id", "taskId", "id")),
    **dict.fromkeys(("BashOutput", "KillShell", "KillBash"), _argument("bash_id", "shell_id", "task_id")),
    **dict.fromkeys(("TaskList", "ExitPlanMode", "EnterPlanMode", "StructuredOutput"), _nothing),
    "TodoWrite": _todos,
    "WebFetch": _address,
    "TaskCreate": _argument("subject", "description"),
    "TaskUpdate": _task_update,
    "Skill": _argument("skill", "command"),
    "AskUserQuestion": _question,
    "SendMessage": _message,
}
