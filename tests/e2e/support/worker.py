"""What the worker inside a session does, in a few words: steps, and conversations made of them.

    api.play(
        script(
            phase("1", write("src/a.py", "x = 1\\n"), all_done(SETUP)),
            sent_back("1", bash("ruff check --fix ."), done("1")),
            subagent("sync the docs", say("The docs are in sync.")),
        )
    )

A step is one answer of the model. The CLI executes what it asks for, tells the result, and gets
the next step. Paths are relative to the project.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from tests.e2e.support.project import PhaseFile

Step = dict[str, Any]
Conversation = dict[str, Any]

FULL_NOTES: Mapping[str, str] = {
    "Summary": "What was planned is there.",
    "Key Decisions": "- none",
    "Files Modified": "- see the diff",
}


def tool(name: str, **arguments: Any) -> Step:
    """A call of any tool."""
    return {"content": [{"type": "tool_use", "name": name, "input": arguments}]}


def bash(command: str) -> Step:
    """A shell command. The CLI refuses a bare `sleep N` in the foreground."""
    return tool("Bash", command=command, description="as scripted")


def read(path: str) -> Step:
    return tool("Read", file_path=_absolute(path))


def write(path: str, text: str) -> Step:
    """A new file; the CLI refuses to overwrite one that the session has not read."""
    return tool("Write", file_path=_absolute(path), content=text)


def edit(path: str, old: str, new: str) -> Step:
    """Replaces text in a file that the session has read before."""
    return tool("Edit", file_path=_absolute(path), old_string=old, new_string=new)


def agent(name: str, prompt: str) -> Step:
    """Starts a sub-agent; what it does is said by `subagent`."""
    return tool("Agent", subagent_type=name, description=f"run {name}", prompt=prompt)


def notes(path: str, sections: Mapping[str, str] = FULL_NOTES) -> Step:
    """A notes file with these sections."""
    return write(path, "# Notes\n" + "".join(f"\n## {title}\n{text}\n" for title, text in sections.items()))


def tick(path: str) -> Step:
    """Ticks every box in a file."""
    file = shlex.quote(path)  # -i.bak: the form that GNU and BSD sed share
    return bash(rf"sed -i.bak 's/^\( *[-*] \)\[ \]/\1[x]/' {file} && rm {file}.bak")


def done(phase_id: str, status: str = "completed", reason: str = "") -> Step:
    """Reports the phase to the orchestrator."""
    command = ["orchestrate", "done", "--phase", phase_id, "--status", status]
    return bash(shlex.join([*command, "--reason", reason] if reason else command))


def all_done(phase: PhaseFile) -> Step:
    """Everything a phase asks for besides its gates and agents: notes, ticked boxes, the report."""
    return together(notes(phase.notes), tick(phase.path), done(phase.id))


def stay(pid_file: str) -> Step:
    """Never comes back, and has a child in the background whose process id is written to the file."""
    return bash(f"tail -f /dev/null & echo $! > {shlex.quote(pid_file)}; wait")


def say(text: str) -> Step:
    """Plain text: ends the session's turn, and with it the session."""
    return {"text": text}


def together(*steps: Step) -> Step:
    """All of these in one answer."""
    return {"content": [block for step in steps for block in _blocks(step)]}


def expecting(text: str, step: Step) -> Step:
    """The step; the test fails when what it answers (prompt or tool result) does not hold the text."""
    return {**step, "expect": text}


def api_error(status: int, kind: str = "api_error", message: str = "scripted error", times: int = 1) -> Step:
    """The API answers with an HTTP error: so many times, or for good when it is the last step.

    The CLI tries again by itself, even after an error that says it should not.
    """
    return {"error": {"status": status, "type": kind, "message": message}, "times": times}


def silence(seconds: float) -> Step:
    """The API accepts the request and says nothing for so long, then hangs up."""
    return {"text": "", "hang": seconds}


def phase(phase_id: str, *steps: Step, across_sessions: bool = False) -> Conversation:
    """A session whose prompt has `Phase ID:` in its first line.

    Every new session begins with the first step, unless `across_sessions`: then a second session
    goes on where the first one ended.
    """
    told = {"match_title": f"Phase {phase_id}:", "shared": across_sessions}
    return _conversation(f"phase {phase_id}", steps, f"Phase {phase_id} is finished.", told)


def sent_back(phase_id: str, *steps: Step) -> Conversation:
    """The same session once its work was sent back; a second remediation goes on with the next step."""
    told = {"match_title": f"Phase {phase_id}:", "match_last": f"Phase {phase_id} was sent back"}
    return _conversation(f"phase {phase_id} sent back", steps, f"Phase {phase_id} is repaired.", told)


def interrupted(phase_id: str, *steps: Step) -> Conversation:
    """The same session once it is continued after an interruption."""
    told = {"match_title": f"Phase {phase_id}:", "match_last": "your session was interrupted"}
    return _conversation(f"phase {phase_id} interrupted", steps, f"Phase {phase_id} is finished.", told)


def after_trouble(phase_id: str, trouble: str, *steps: Step) -> Conversation:
    """The same session once it is continued after something kept it from working: "a usage limit" ..."""
    told = {"match_title": f"Phase {phase_id}:", "match_last": trouble}
    return _conversation(f"phase {phase_id} after {trouble}", steps, f"Phase {phase_id} is finished.", told)


def broken_off(phase_id: str, *steps: Step) -> Conversation:
    """The same session once it is continued after it failed or took too long."""
    told = {"match_title": f"Phase {phase_id}:", "match_last": "your session broke off"}
    return _conversation(f"phase {phase_id} broken off", steps, f"Phase {phase_id} is finished.", told)


def started_over(phase_id: str, *steps: Step) -> Conversation:
    """A fresh session that is told what an earlier one left wrong."""
    told = {"match_title": f"Phase {phase_id}:", "match": "An earlier session worked on this phase"}
    return _conversation(f"phase {phase_id} started over", steps, f"Phase {phase_id} is repaired.", told)


def subagent(prompt: str, *steps: Step) -> Conversation:
    """A sub-agent whose prompt holds this text."""
    return _conversation(f"sub-agent '{prompt}'", steps, "Done.", {"match": prompt})


def script(*conversations: Conversation) -> dict[str, Any]:
    """A script for the API; the narrower conversation of two for a phase comes first."""
    return {"conversations": sorted(conversations, key=_breadth)}


def _breadth(conversation: Conversation) -> int:
    """What happened last decides first, then what the first prompt says."""
    return ("match_last" not in conversation) * 2 + ("match" not in conversation)


def _conversation(name: str, steps: tuple[Step, ...], words: str, told: Mapping[str, Any]) -> Conversation:
    """The steps, ended by `words` when the last one is a tool call: the CLI would wait for more."""
    last = steps[-1] if steps else {}
    if "error" in last or "hang" in last:
        return {"name": name, "turns": list(steps), "then": last, **told}
    return {"name": name, "turns": [*steps] if "text" in last else [*steps, say(words)], **told}


def _blocks(step: Step) -> list[dict[str, Any]]:
    return step["content"] if "content" in step else [{"type": "text", "text": step["text"]}]


def _absolute(path: str) -> str:
    return path if path.startswith("/") else f"{{{{cwd}}}}/{path}"
