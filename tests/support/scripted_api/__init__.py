"""A stand-in for the Anthropic Messages API that says what a script tells it to.

The real Claude Code CLI talks to it over loopback and really executes the tools that the
script asks for: no network, no account, no model. In a test::

    with ScriptedAPI(script) as api:
        run_the_cli(ANTHROPIC_BASE_URL=api.url)
        assert api.requests[0].conversation == "phase 1"
        assert api.problems == []

By hand: ``python -m tests.support.scripted_api --script SCRIPT.json``; the first line on
standard output is ``LISTENING http://127.0.0.1:PORT``.

A script is a list of turns, answered in order, or an object:

    {"defaults": {"usage": {"output_tokens": 20}},
     "conversations": [{"name": "phase 1", "match": "Phase 1:", "turns": [TURN, ...], "then": TURN}],
     "auxiliary": TURN,    (requests that offer no tools)
     "unmatched": TURN}    (nothing matches, or the turns are used up; the former is a problem)

The first conversation whose conditions all hold answers. A condition is a substring, or a list
of which one must occur:

    match, match_title            in the first prompt; in the first line of it
    match_last, match_last_title  in the newest prompt (no tool result); in the first line of it
    match_system                  in the system prompt
    model                         in the name of the requested model
    any_tools: true               requests without tools are answered as well

A sub-agent's requests have its own prompt as the first one: it is a conversation like any other.
Turns are counted for each conversation, session and first prompt, so that sessions side by side
do not eat each other's turns; with ``"shared": true`` there is one count for all. Past the last
turn comes ``then``; with ``"repeat": true`` the turns begin again.

A turn is a string (text), a list of content blocks, or an object with the fields of
`tests.support.scripted_api.turns.Turn`. It may also depend on the newest prompt
(``{"cases": {"sent back": TURN, ...}, "otherwise": TURN}``), or, in Python, be a function of the
`Request`. Strings may hold ``{{NAME}}`` for the server's variables and ``{{cwd}}``,
``{{session}}``, ``{{model}}``, ``{{first_prompt}}``, ``{{last_prompt}}`` of the request.
"""

from tests.support.scripted_api.exchange import Exchange
from tests.support.scripted_api.request import Request
from tests.support.scripted_api.script import Script
from tests.support.scripted_api.server import ScriptedAPI
from tests.support.scripted_api.turns import ScriptError, Turn

__all__ = ["Exchange", "Request", "Script", "ScriptError", "ScriptedAPI", "Turn"]
