"""What a scripted worker can do, as shell functions on top of those of the stand-in.

`$python` is a Python, `$attempt` the number of the attempt, `$notes` where the notes belong,
`$bench` a folder outside of the project that lives as long as the scenario.
"""

from __future__ import annotations

import shlex
import sys

MOVES = r"""
bench=${0%/*}
attempt=$ORCHESTRATOR_ATTEMPT
notes=notes/NOTES_phase_$phase.md
plan=$(echo docs/phase"$phase"-*.md)
state=$ORCHESTRATOR_PROJECT/.orchestrator
echo "phase $phase, attempt $attempt" >> "$bench/sessions"

work() { mkdir -p src; echo "phase $phase, attempt $attempt" >> src/work.txt; }

honest() { work; all_done; }

edit() { # FILE SED-EXPRESSION...
    edited=$1; shift
    for expression; do
        sed "$expression" "$edited" > "$bench/edited" && cat "$bench/edited" > "$edited"
    done
}

say() { # TEXT
    printf '{"type":"assistant","message":{"role":"assistant","content":[{"type":"text","text":"%s"}]},' "$1"
    printf '"parent_tool_use_id":null,"session_id":"%s"}\n' "$id"
}

call() { # ID TOOL INPUT [PARENT]
    printf '{"type":"assistant","message":{"role":"assistant","content":[{"type":"tool_use","id":"%s",' "$1"
    printf '"name":"%s","input":%s}]},"parent_tool_use_id":%s,"session_id":"%s"}\n' \
        "$2" "$3" "${4:-null}" "$id"
}

answer() { # ID TEXT [IS_ERROR [PARENT]]
    printf '{"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"%s",' "$1"
    printf '"content":"%s","is_error":%s}]},"parent_tool_use_id":%s,"session_id":"%s"}\n' \
        "$2" "${3:-false}" "${4:-null}" "$id"
}

ask() { # ID AGENT [TOOL [PARENT]]: only the call
    call "$1" "${3:-Agent}" "{\"subagent_type\":\"$2\",\"description\":\"d\",\"prompt\":\"p\"}" "$4"
}

agent() { ask "toolu_$1" "$1" && answer "toolu_$1" "It is done."; } # AGENT

started() { # TASK CALL AGENT: it goes on in the background
    answer "$2" "Async agent launched"
    printf '{"type":"system","subtype":"task_started","task_id":"%s","tool_use_id":"%s",' "$1" "$2"
    printf '"task_type":"local_agent","subagent_type":"%s","is_backgrounded":true}\n' "$3"
}

ended() { # TASK CALL STATUS
    printf '{"type":"system","subtype":"task_notification","task_id":"%s","tool_use_id":"%s",' "$1" "$2"
    printf '"status":"%s","usage":{"total_tokens":9,"tool_uses":1}}\n' "$3"
}

result() { # FIELDS that differ from those of a good one
    printf '{"type":"result","subtype":"success","is_error":false,"num_turns":1,"stop_reason":"end_turn",'
    printf '"result":"Finished.","session_id":"%s",%s}\n' "$id" "$1"
}

signal_as() { # PHASE TOKEN STATUS: a file in the spool, made by hand
    printf '{"token":"%s","phase":"%s","status":"%s","reason":"","report":null,"at":""}' "$2" "$1" "$3" \
        > "$ORCHESTRATOR_SPOOL/by-hand-$1.json"
}

sql() { # STATEMENT...
    "$python" -I -S -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=0.1)
for statement in sys.argv[2:]:
    db.execute(statement)
db.commit()' "$state/state.db" "$@"
}
"""


def script(text: str) -> str:
    """A worker's script with these moves before it."""
    return f"python={shlex.quote(sys.executable)}\n{MOVES}\n{text}"
