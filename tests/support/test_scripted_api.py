from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.scripted_api import Request, Script, ScriptedAPI, ScriptError, reply

FOLDER = "Primary working directory: /home/user/tree\n"
ROOT = Path(__file__).parents[2]


def post(port: int, body: dict[str, Any]) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"x-api-key": "sk-test-local", "content-type": "application/json"}
    connection.request("POST", "/v1/messages?beta=true", json.dumps(body), headers)
    return connection


def request(prompt: str = "hello", **changes: Any) -> dict[str, Any]:
    session = changes.pop("session", "s1")
    blocks = [{"type": "text", "text": f"<system-reminder>noise</system-reminder>\n{prompt}"}]
    return {
        "model": "claude-sonnet-5",
        "stream": True,
        "system": [{"type": "text", "text": FOLDER}],
        "tools": [{"name": "Bash"}],
        "messages": [{"role": "user", "content": blocks}],
        "metadata": {"user_id": json.dumps({"session_id": session})},
    } | changes


def ask(api: ScriptedAPI, prompt: str = "hello", **changes: Any) -> tuple[http.client.HTTPResponse, bytes]:
    with closing(post(api.port, request(prompt, **changes))) as connection:
        response = connection.getresponse()
        return response, response.read()


def events(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line[6:]) for line in data.decode().splitlines() if line.startswith("data: ")]


def said(answer: tuple[http.client.HTTPResponse, bytes]) -> str:
    deltas = [event["delta"] for event in events(answer[1]) if event["type"] == "content_block_delta"]
    return "".join(delta.get("text", "") for delta in deltas)


def test_turns_are_answered_in_order_until_they_are_used_up() -> None:
    with ScriptedAPI(["one", [{"type": "tool_use", "name": "Bash", "input": {"command": "ls"}}]]) as api:
        assert said(ask(api)) == "one"
        stream = events(ask(api)[1])
        assert said(ask(api)) == "All done."
    assert [event["type"] for event in stream] == [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    assert stream[4]["delta"]["stop_reason"] == "tool_use"
    assert json.loads(stream[2]["delta"]["partial_json"]) == {"command": "ls"}
    assert [exchange.used_up for exchange in api.requests] == [False, False, True]
    assert api.problems == []


def test_sessions_side_by_side_do_not_eat_each_others_turns() -> None:
    script = {
        "conversations": [
            {"name": "a", "match": "PHASE-1", "turns": ["a1", "a2"]},
            {"name": "b", "match": ["PHASE-2", "PHASE-3"], "turns": ["b1", "b2"]},
        ]
    }
    asked = [
        ("PHASE-1", "s1", "a1"),
        ("PHASE-1", "s2", "a1"),
        ("PHASE-3", "s3", "b1"),
        ("PHASE-1", "s1", "a2"),
        ("PHASE-3", "s3", "b2"),
    ]
    with ScriptedAPI(script) as api:
        answers = [said(ask(api, f"do {prompt}", session=session)) for prompt, session, _ in asked]
    assert answers == [answer for _, _, answer in asked]
    assert [exchange.session for exchange in api.requests] == [session for _, session, _ in asked]


def test_a_prompt_that_nothing_matches_is_a_problem() -> None:
    with ScriptedAPI({"conversations": [{"match": "PHASE-1", "turns": ["a"]}]}) as api:
        ask(api, "something else")
    assert api.problems == ["request 1: no conversation matches the prompt 'something else'"]


def test_a_resumed_session_is_told_by_its_newest_prompt_not_by_tool_results() -> None:
    history = [
        {"role": "user", "content": "first"},
        {"role": "assistant", "content": "x"},
        {"role": "user", "content": "fix these"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "Bash", "input": {}}]},
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "t", "content": "out"},
                {"type": "text", "text": "(no content)"},
            ],
        },
    ]
    with ScriptedAPI({"conversations": [{"match_last": "fix these", "turns": ["fixing"]}]}) as api:
        assert said(ask(api, messages=history)) == "fixing"
    assert api.requests[0].last_user == "out\n(no content)"


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"system": "You are doc-sync"}, "synced"),
        ({"model": "claude-haiku-4"}, "small"),
        ({"prompt": "Phase 1: Setup\nwork"}, "titled"),
        ({"prompt": "look\nPhase 1: is only mentioned"}, "main"),
        ({"tools": []}, "auxiliary"),
    ],
)
def test_conditions_choose_the_conversation(changes: dict[str, Any], answer: str) -> None:
    script = {
        "conversations": [
            {"match_system": "You are doc-sync", "turns": ["synced"]},
            {"model": "haiku", "turns": ["small"]},
            {"match_title": "Phase 1:", "turns": ["titled"]},
            {"turns": ["main"]},
        ],
        "auxiliary": "auxiliary",
    }
    with ScriptedAPI(script) as api:
        assert said(ask(api, **changes)) == answer


def test_errors_are_injected_and_then_it_recovers() -> None:
    overloaded = {"status": 529, "type": "overloaded_error", "headers": {"retry-after": "3"}}
    with ScriptedAPI([{"error": overloaded, "times": 2}, "ok"]) as api:
        for _ in range(2):
            response, data = ask(api)
            assert (response.status, response.headers["retry-after"]) == (529, "3")
            assert json.loads(data)["error"]["type"] == "overloaded_error"
        assert said(ask(api)) == "ok"


@pytest.mark.parametrize("how", ["connect", "headers", "stream", "end"])
def test_a_reply_breaks_off_where_the_script_says(how: str) -> None:
    with ScriptedAPI([{"text": "abcdef", "chunks": 2, "disconnect": how}]) as api:
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            ask(api)
        api.wait_until(lambda api: api.requests[0].reply)
    assert api.requests[0].reply == f"disconnected: {how}"


def test_a_stream_may_end_cleanly_half_way() -> None:
    with ScriptedAPI([{"text": "abcdef", "chunks": 2, "disconnect": "stream-clean"}]) as api:
        assert said(ask(api)) == "abc"


def test_a_stream_may_hold_an_error_event() -> None:
    with ScriptedAPI([{"text": "abc", "stream_error": {"type": "overloaded_error", "message": "x"}}]) as api:
        assert events(ask(api)[1])[-1]["type"] == "error"


def test_a_reply_without_streaming_breaks_off_as_well() -> None:
    with (
        ScriptedAPI([{"text": "abc", "disconnect": "stream"}]) as api,
        pytest.raises(http.client.IncompleteRead),
    ):
        ask(api, stream=False)


def test_usage_model_and_variables_are_taken_from_the_turn() -> None:
    turn = {"text": "{{cwd}} {{NAME}} {{unknown}}", "usage": {"input_tokens": 5}, "model": "other"}
    script = {"defaults": {"usage": {"output_tokens": 7}}, "conversations": [{"turns": [turn]}]}
    with ScriptedAPI(script, variables={"NAME": "value"}) as api:
        answer = ask(api)
    stream = events(answer[1])
    assert said(answer) == "/home/user/tree value {{unknown}}"
    assert stream[0]["message"]["model"] == "other"
    assert stream[0]["message"]["usage"]["output_tokens"] == 1
    assert (stream[-2]["usage"]["input_tokens"], stream[-2]["usage"]["output_tokens"]) == (5, 7)


def test_a_turn_may_depend_on_the_newest_prompt() -> None:
    turn = {"cases": {"sent back": "fixing: {{last_prompt}}"}, "otherwise": "{{first_prompt}}"}
    with ScriptedAPI({"conversations": [{"turns": [turn], "repeat": True}]}) as api:
        assert said(ask(api, "work")) == "work"
        assert said(ask(api, "sent back")) == "fixing: sent back"


def test_a_turn_may_be_a_function_of_the_request() -> None:
    def shout(request: Request) -> str:
        return request.last_prompt.upper()

    with ScriptedAPI([shout]) as api:
        assert said(ask(api, "work")) == "WORK"


def test_a_function_that_fails_is_a_problem_and_an_error_reply() -> None:
    def broken(_request: Request) -> str:
        raise RuntimeError("broken on purpose")

    with ScriptedAPI([broken]) as api:
        response, _ = ask(api)
    assert response.status == 400
    assert api.problems == ["request 1: the script failed: RuntimeError('broken on purpose')"]


def test_repeated_turns_begin_again() -> None:
    with ScriptedAPI({"conversations": [{"turns": ["1", "2"], "repeat": True}]}) as api:
        assert [said(ask(api)) for _ in range(5)] == ["1", "2", "1", "2", "1"]


def test_then_answers_past_the_last_turn() -> None:
    with ScriptedAPI({"conversations": [{"turns": ["1"], "then": "again"}]}) as api:
        assert [said(ask(api)) for _ in range(3)] == ["1", "again", "again"]


def test_a_shared_conversation_has_one_count_for_all_sessions() -> None:
    with ScriptedAPI({"conversations": [{"shared": True, "turns": ["1", "2"]}]}) as api:
        assert [said(ask(api, session=session)) for session in ("a", "b")] == ["1", "2"]


def test_an_expectation_that_is_not_met_is_a_problem() -> None:
    with ScriptedAPI([{"text": "x", "expect": "hello"}, {"text": "x", "expect": "never said"}]) as api:
        ask(api, "hello")
        ask(api, "hello")
    assert api.problems == ["request 2: expected 'never said' in the newest user message"]


def test_a_delay_is_kept() -> None:
    with ScriptedAPI([{"text": "late", "delay": 0.2}]) as api:
        begun = time.monotonic()
        assert said(ask(api)) == "late"
        assert time.monotonic() - begun >= 0.2


def test_a_client_that_hangs_up_during_a_delay_is_noticed() -> None:
    with ScriptedAPI([{"text": "x", "delay": 60}]) as api:
        connection = post(api.port, request())
        api.wait_until(lambda api: api.requests)
        connection.close()
        api.wait_until(lambda api: api.requests[0].reply)
        assert api.requests[0].reply == "client hung up"


def test_stopping_does_not_wait_for_a_reply_that_hangs() -> None:
    begun = time.monotonic()
    with ScriptedAPI([{"text": "x", "hang": 60}]) as api:
        connection = post(api.port, request())
        api.wait_until(lambda api: api.requests)
    connection.close()
    assert time.monotonic() - begun < 30


def test_many_sessions_at_once_get_their_own_turns() -> None:
    turns = {i: [{"text": f"{i}-{t}", "chunks": 3} for t in range(5)] for i in range(6)}
    script = {"conversations": [{"match": f"PHASE-{i}.", "turns": turns[i]} for i in turns]}
    seen: dict[int, list[str]] = {}
    with ScriptedAPI(script) as api:

        def run(i: int) -> None:
            seen[i] = [said(ask(api, f"do PHASE-{i}.", session=f"s{i}")) for _ in range(5)]

        threads = [threading.Thread(target=run, args=(i,)) for i in turns]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen == {i: [f"{i}-{t}" for t in range(5)] for i in turns}


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_the_deltas_of_a_block_add_up_to_its_text(text: str, count: int) -> None:
    _, deltas = reply.pieces({"type": "text", "text": text}, count)
    assert "".join(delta["text"] for delta in deltas) == text
    assert 1 <= len(deltas) <= count


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        (3, "a script is"),
        ([3], "a turn is"),
        ([[{"no": "type"}]], "content block"),
        ([[{"type": "tool_use"}]], "name of a tool"),
        ([{"txt": "misspelled"}], "no field txt"),
        ([{"text": "x", "disconnect": "sometimes"}], "disconnect is one of"),
        ({"conversations": [{"name": "a", "matches": "x"}]}, "conversation 'a' has no field matches"),
    ],
)
def test_a_bad_script_is_refused_with_its_fault(script: Any, complaint: str) -> None:
    with pytest.raises(ScriptError, match=complaint):
        Script(script)


def test_the_command_line_serves_a_script_and_logs_without_secrets(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text(json.dumps(["hi {{WHO}}"]))
    options = ["--script", script, "--log", tmp_path / "log.jsonl", "--bodies", tmp_path / "bodies"]
    command = [sys.executable, "-m", "tests.support.scripted_api", *map(str, options), "--var", "WHO=you"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        listening = re.fullmatch(r"LISTENING http://127\.0\.0\.1:(\d+)\n", process.stdout.readline())
        assert listening
        with closing(post(int(listening[1]), request())) as connection:
            response = connection.getresponse()
            assert said((response, response.read())) == "hi you"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert json.loads((tmp_path / "log.jsonl").read_text())["reply"] == "200 end_turn text"
    body = (tmp_path / "bodies" / "0001.json").read_text()
    assert "hello" in body
    assert "sk-test-local" not in body


def test_the_command_line_refuses_a_script_that_is_not_there(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.support.scripted_api", "--script", str(tmp_path / "none.json")]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 2
    assert "none.json" in ended.stderr
