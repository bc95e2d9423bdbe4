"""A stand-in for the Claude CLI, for moments that the real one cannot be brought to in time.

It is a shell script that speaks the CLI's stream format and does what a test tells it, for real: it
writes files, ignores signals, hangs.
"""

from __future__ import annotations

import json
from pathlib import Path

# $id is the session's id, $prompt what it was told. A phase's text is in docs/phaseID-*.md.
_WORDS = r"""#!/bin/sh
prompt=$(cat)
phase=$ORCHESTRATOR_PHASE
for word; do
    case $before in --session-id | --resume) id=$word ;; esac
    before=$word
done

begin() {
    printf '{"type":"system","subtype":"init","session_id":"%s","cwd":"%s","tools":["Bash"],' "$id" "$PWD"
    printf '"agents":[],"mcp_servers":[],"model":"stand-in","claude_code_version":"0.0.0"}\n'
}

finish() {
    printf '{"type":"result","subtype":"success","is_error":false,"num_turns":1,"stop_reason":"end_turn",'
    printf '"result":"Finished.","session_id":"%s","total_cost_usd":0.01,"modelUsage":{"stand-in":' "$id"
    printf '{"inputTokens":1,"outputTokens":1,"cacheReadInputTokens":0,"cacheCreationInputTokens":0,'
    printf '"costUSD":0.01}}}\n'
}

write_notes() {
    mkdir -p notes
    printf '## Summary\nx\n## Key Decisions\nx\n## Files Modified\nx\n' > "notes/NOTES_phase_$phase.md"
}

tick() {
    for file in docs/phase"$phase"-*.md; do
        sed 's/\[ \]/[x]/' "$file" > "$file.ticked" && mv "$file.ticked" "$file"
    done
}

done_with() { # drops what `orchestrate done` drops, without waiting for a Python to start
    printf '{"token":"%s","phase":"%s","status":"%s","reason":"%s","report":null,"at":""}' \
        "$ORCHESTRATOR_TOKEN" "$phase" "$1" "$2" > "$ORCHESTRATOR_SPOOL/.$$"
    mv "$ORCHESTRATOR_SPOOL/.$$" "$ORCHESTRATOR_SPOOL/$(ls "$ORCHESTRATOR_SPOOL" | wc -l).json"
}

all_done() {
    write_notes && tick && done_with completed
}

refused() { # ERROR STATUS TEXT: the API refuses, and the session ends with that
    printf '{"type":"assistant","error":"%s","message":{"id":"m","role":"assistant",' "$1"
    printf '"model":"<synthetic>","content":[{"type":"text","text":"%s"}]},"parent_tool_use_id":null}\n' "$3"
    printf '{"type":"result","subtype":"success","is_error":true,"api_error_status":%s,"num_turns":1,' "$2"
    printf '"result":"%s","stop_reason":"stop_sequence","session_id":"%s","total_cost_usd":0,' "$3" "$id"
    printf '"modelUsage":{}}\n'
    exit 1
}

limited() { # SECONDS: a usage limit that resets so much later
    printf '{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","rateLimitType":"five_hour",'
    printf '"resetsAt":%s}}\n' "$(($(date +%s) + $1))"
    refused rate_limit 429 "You have hit your session limit"
}

first_time() { # NAME: whether this is the first call with that name
    test ! -e "../$1" && touch "../$1"
}

stay() { # for ever, or until a signal that is not ignored; NAME appears once it has begun
    touch "$1"
    tail -f /dev/null &
    while :; do wait; done
}

"""
WORKS = "begin; all_done; finish"


def standin(folder: Path, script: str = WORKS) -> str:
    """Write the program; its path.

    Args:
        folder: an existing folder.
        script: what it does, in shell, with the words above.
    """
    path = folder / "claude-standin"
    path.write_text(f"{_WORDS}{script}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def configured(folder: Path, script: str = WORKS, more: str = "", grace: float = 15.0) -> str:
    """A configuration that calls the stand-in.

    Args:
        folder, script: as of `standin`.
        more: further lines of the configuration.
        grace: seconds that a session may live on after its result.
    """
    command = json.dumps([standin(folder, script)])
    return f"claude:\n  command: {command}\n  result_grace: {grace}\n{more}"
