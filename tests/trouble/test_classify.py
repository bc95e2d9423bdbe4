from __future__ import annotations

import json
from typing import Any

import pytest

from orchestrator.model.session import FinalResult, Limit, StreamSummary, Trouble, TroubleKind
from orchestrator.stream.decode import decode
from orchestrator.stream.summary import Accumulator
from orchestrator.trouble.classify import classify
from orchestrator.trouble.wordings import Wordings, parse
from tests.stream import recordings
from tests.stream.recordings import expectations
from tests.trouble.messages import MESSAGES, NOW, WORDINGS, result, summary

SOON = NOW + 3_200
REACHED = Limit(True, "five_hour", SOON)
NEARLY = Limit(False, "seven_day", SOON)


def trouble(
    found: StreamSummary, exit_code: int | None = 1, stderr: str = "", wordings: Wordings = WORDINGS
) -> Trouble | None:
    return classify(found, exit_code, stderr, wordings, NOW)


def kind(found: StreamSummary, exit_code: int | None = 1, stderr: str = "") -> TroubleKind | None:
    told = trouble(found, exit_code, stderr)
    return told.kind if told else None


# Written down from the recordings; every other one is of no trouble.
RECORDED = {
    "2.1.197/13-max-budget": TroubleKind.BUDGET,
    "2.1.197/20-api-401": TroubleKind.AUTHENTICATION,
    "2.1.197/21-api-403": TroubleKind.AUTHENTICATION,
    "2.1.197/23-api-429-forever": TroubleKind.API,
    "2.1.197/24-api-529-forever": TroubleKind.API,
    "2.1.197/25-api-500-forever": TroubleKind.API,
    "2.1.197/27-connection-refused": TroubleKind.API,
    "2.1.197/29-midstream-disconnect-forever": TroubleKind.API,
    "2.1.197/30-model-404": TroubleKind.MODEL,
    "2.1.197/31-credit-too-low": TroubleKind.BILLING,
    "2.1.197/32-max-retries-1": TroubleKind.API,
    "2.1.197/36-429-usage-limit-headers": TroubleKind.USAGE_LIMIT,
    "2.1.197/38-should-retry-false": TroubleKind.API,
    "2.1.197/40-no-key": TroubleKind.AUTHENTICATION,
    "2.1.197/42-empty-stream": TroubleKind.API,
    "2.1.197/43-midstream-after-complete-block": TroubleKind.API,
    "2.1.197/48-stream-error-after-text": TroubleKind.API,
    "2.1.197/synthetic-rate-limit-rejected": TroubleKind.USAGE_LIMIT,
}


@pytest.mark.parametrize("name", expectations())
def test_a_recorded_session_was_in_the_trouble_that_a_reader_sees(name: str) -> None:
    assert kind(recordings.summary(name), expectations()[name].exit_code) == RECORDED.get(name)


@pytest.mark.parametrize(
    ("name", "stderr", "expected"),
    [
        (
            "2.1.197/85-root-without-is-sandbox",
            "--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons\n",
            TroubleKind.ROOT,
        ),
        ("2.1.197/165-unknown-flag", "error: unknown option '--no-such-flag'\n", TroubleKind.OLD_CLI),
        ("2.1.197/164-no-verbose", "Error: When using --print, ... requires --verbose\n", None),
        ("2.1.197/119-settings-invalid-json", 'Error: Settings file not found: {"hooks":\n', None),
        ("2.1.197/105-bad-input-line", "Error parsing streaming input line: this is not json\n", None),
    ],
)
def test_a_session_that_never_began_is_known_by_what_the_cli_wrote_to_stderr(
    name: str, stderr: str, expected: TroubleKind | None
) -> None:
    assert kind(recordings.summary(name), 1, stderr) is expected


def test_the_recorded_usage_limit_tells_its_words_and_its_reset() -> None:
    assert trouble(recordings.summary("2.1.197/synthetic-rate-limit-rejected")) == Trouble(
        TroubleKind.USAGE_LIMIT, "You've hit your session limit · resets 3:50pm (Asia/Tokyo)", 1_795_372_200
    )


def line(**event: Any) -> bytes:
    return json.dumps(event).encode()


def quoting(message: str, *, is_error: bool) -> StreamSummary:
    """A stream whose model, tools and sub-agents say a message, in every place where they can."""

    def assistant(*blocks: dict[str, Any], parent: str | None = None) -> bytes:
        return line(type="assistant", message={"content": list(blocks)}, parent_tool_use_id=parent)

    said = {"type": "text", "text": message}
    call = {"type": "tool_use", "id": "t", "name": "Bash", "input": {"command": message}}
    answer = {"type": "tool_result", "tool_use_id": "t", "content": message, "is_error": True}
    final = {"subtype": "success", "is_error": False, "result": message, "num_turns": 2}
    if is_error:  # the session ended because of its turns, after all that was said
        final = {
            "subtype": "error_max_turns",
            "is_error": True,
            "errors": ["Reached maximum number of turns (3)"],
        }
    stream = [
        line(type="system", subtype="init", session_id="s", model="m"),
        assistant(said, call),
        line(type="user", message={"content": [answer]}, tool_use_result=message),
        assistant(said, parent="t"),
        line(type="result", stop_reason="end_turn", **final),
    ]
    accumulator = Accumulator()
    for event in (event for raw in stream for event in decode(raw)):
        accumulator.add(event)
    return accumulator.summary()


@pytest.mark.parametrize("message", [message for message, _ in MESSAGES])
@pytest.mark.parametrize("is_error", [False, True])
def test_what_tools_print_and_models_write_is_never_trouble(message: str, is_error: bool) -> None:
    found = quoting(message, is_error=is_error)
    assert found.result is not None
    assert found.result.is_error is is_error
    assert trouble(found) is None
    assert trouble(found, 1, message) is None  # with a result, standard error is no evidence


@pytest.mark.parametrize(("message", "expected"), MESSAGES)
def test_older_versions_name_no_error_and_are_known_by_their_words(
    message: str, expected: TroubleKind
) -> None:
    assert kind(summary(result(message))) is expected


@pytest.mark.parametrize(("message", "expected"), MESSAGES)
def test_without_a_result_the_words_on_stderr_count(message: str, expected: TroubleKind) -> None:
    assert kind(summary(events=0), 1, f"some warning\n{message}\n\n") is expected


@pytest.mark.parametrize(
    ("error", "status", "expected"),
    [
        ("authentication_failed", None, TroubleKind.AUTHENTICATION),
        ("oauth_org_not_allowed", None, TroubleKind.AUTHENTICATION),
        ("unknown", 401, TroubleKind.AUTHENTICATION),
        (None, 403, TroubleKind.AUTHENTICATION),
        ("billing_error", 400, TroubleKind.BILLING),
        (None, 402, TroubleKind.BILLING),
        ("model_not_found", 404, TroubleKind.MODEL),
        (None, 404, None),
        ("server_error", None, TroubleKind.API),
        ("overloaded", None, TroubleKind.API),
        ("rate_limit", 429, TroubleKind.API),
        *[("unknown", status, TroubleKind.API) for status in (408, 409, 429, 500, 502, 503, 504, 529)],
        ("invalid_request", 400, None),
        ("invalid_request", 413, None),
        ("max_output_tokens", None, None),
        ("unknown", 400, None),
        ("unknown", 600, None),
    ],
)
def test_the_named_error_and_the_status_decide(
    error: str | None, status: int | None, expected: TroubleKind | None
) -> None:
    assert kind(summary(result("API Error: something", status=status), error=error)) is expected


@pytest.mark.parametrize("error", ["unknown", None])
def test_an_api_error_without_a_status_had_no_reply(error: str | None) -> None:
    assert kind(summary(result("API Error: new words for a lost connection"), error=error)) is TroubleKind.API
    assert kind(summary(result("new words altogether"), error=error)) is None


def test_a_rate_limit_is_a_usage_limit_only_by_its_words() -> None:
    def limited(text: str) -> TroubleKind | None:
        return kind(summary(result(text, status=429), error="rate_limit"))

    assert limited("You've hit your limit · resets 3pm") is TroubleKind.USAGE_LIMIT
    assert limited("You're out of usage credits. See Usage in Settings") is TroubleKind.BILLING
    assert limited("API Error: Request rejected (429) · slow down") is TroubleKind.API


def test_words_of_a_limit_in_a_failure_of_the_server_are_no_limit() -> None:
    found = summary(result("API Error: 500 usage limit reached", status=500), error="server_error")
    assert kind(found) is TroubleKind.API


def test_the_limit_of_an_api_workspace_is_told_with_status_400() -> None:
    text = "API Error: 400 You have reached your specified API usage limits. You will regain access on "
    near = summary(result(text + "2026-11-23 at 00:00 UTC.", status=400), error="invalid_request")
    far = summary(result(text + "2026-12-23 at 00:00 UTC.", status=400), error="invalid_request")
    assert trouble(near) == Trouble(
        TroubleKind.USAGE_LIMIT, text + "2026-11-23 at 00:00 UTC.", 1_795_392_000.0
    )
    assert kind(far) is TroubleKind.BILLING


@pytest.mark.parametrize("error", ["rate_limit", "server_error", "unknown", None])
def test_a_limit_that_is_reached_explains_a_failure(error: str | None) -> None:
    found = summary(result("API Error: no", status=429), error=error, limit=REACHED)
    assert trouble(found) == Trouble(TroubleKind.USAGE_LIMIT, "API Error: no", SOON)


def test_a_limit_that_is_reached_explains_a_session_that_broke_off() -> None:
    expected = Trouble(TroubleKind.USAGE_LIMIT, "usage limit five_hour reached", SOON)
    assert trouble(summary(limit=REACHED)) == expected
    assert kind(summary(result(subtype="error_during_execution"), limit=REACHED)) is TroubleKind.USAGE_LIMIT


@pytest.mark.parametrize(
    ("final", "error", "expected"),
    [
        (result("done", is_error=False), None, None),
        (result(subtype="error_max_turns", terminal="max_turns"), None, None),
        (result("Prompt is too long", status=400, terminal="prompt_too_long"), "invalid_request", None),
        (result("too many tokens"), "max_output_tokens", None),
        (result("Invalid API key", status=401), "authentication_failed", TroubleKind.AUTHENTICATION),
        (result(subtype="error_max_budget_usd"), None, TroubleKind.BUDGET),
    ],
)
def test_a_limit_that_is_reached_explains_nothing_that_has_another_cause(
    final: FinalResult, error: str | None, expected: TroubleKind | None
) -> None:
    assert kind(summary(final, error=error, limit=REACHED)) is expected


def test_a_limit_that_is_only_near_explains_nothing() -> None:
    assert trouble(summary(limit=NEARLY)) is None
    found = summary(result("API Error: no", status=529), error="server_error", limit=NEARLY)
    assert trouble(found) == Trouble(TroubleKind.API, "API Error: no", None)


@pytest.mark.parametrize("told", [None, NOW - 1, NOW, NOW + 9 * 86_400])
def test_a_reset_that_is_over_or_far_away_is_looked_for_in_the_words(told: float | None) -> None:
    limit = Limit(True, "five_hour", told)
    words, none = "You've hit your limit · resets in 2h", "You've hit your limit"
    for text, expected in ((words, NOW + 7_200), (none, None)):
        found = trouble(summary(result(text, status=429), error="rate_limit", limit=limit))
        assert found == Trouble(TroubleKind.USAGE_LIMIT, text, expected)


def test_the_reset_of_another_limit_does_not_count() -> None:
    found = summary(result("You've hit your limit", status=429), error="rate_limit", limit=NEARLY)
    assert trouble(found) == Trouble(TroubleKind.USAGE_LIMIT, "You've hit your limit", None)


def test_an_error_from_which_the_session_recovered_explains_no_later_end() -> None:
    turns = result(
        subtype="error_max_turns", terminal="max_turns", errors=("Reached maximum number of turns",)
    )
    assert kind(summary(turns, error="server_error")) is None
    killed = result(
        subtype="error_during_execution", terminal="aborted_tools", errors=("[ede_diagnostic] x",)
    )
    assert kind(summary(killed, error="rate_limit")) is None


def test_the_reasons_of_newer_versions_are_read() -> None:
    spent = result("over", subtype="success", terminal="budget_exhausted")
    assert kind(summary(spent)) is TroubleKind.BUDGET
    failed = result(subtype="error_during_execution", terminal="api_error")
    assert kind(summary(failed, error="server_error")) is TroubleKind.API


@pytest.mark.parametrize("exit_code", [126, 127])
def test_a_command_that_could_not_be_started_is_no_cli(exit_code: int) -> None:
    found = trouble(summary(events=0), exit_code, "sh: 1: claude: not found\n")
    assert found == Trouble(TroubleKind.NO_CLI, "sh: 1: claude: not found")
    silent = trouble(summary(events=0), exit_code)
    assert silent is not None
    assert silent.said == f"the command could not be started (exit code {exit_code})"


def test_a_crash_is_no_trouble() -> None:
    for exit_code in (0, 1, 137, 143, None):
        assert trouble(summary(), exit_code) is None
        assert trouble(summary(events=0), exit_code, "Segmentation fault\n") is None
    assert trouble(summary(), 127) is None  # it began, so it was there


def test_what_can_only_be_said_at_the_start_counts_only_there() -> None:
    late = "error: unknown option '--x'"
    assert kind(summary(events=0), 1, late) is TroubleKind.OLD_CLI
    assert trouble(summary(events=3), 1, late) is None


def test_of_a_long_stderr_the_end_counts() -> None:
    noise = "a warning\n" * 1_000
    assert kind(summary(), 1, noise + "Unable to connect to API (ECONNREFUSED)\n") is TroubleKind.API
    assert trouble(summary(), 1, "Unable to connect to API\n" + noise) is None


def test_what_was_said_is_one_printable_line() -> None:
    found = trouble(summary(result("API Error: \x1b[31mno\nreply" + "x" * 999)))
    assert found is not None
    assert found.said.startswith("API Error: [31mno reply")
    assert len(found.said) == 300


def test_a_project_knows_wordings_of_its_own() -> None:
    own = parse("[usage limit]\nquota of team \\w+ is used up\n", "w.txt")[0].before(WORDINGS)
    found = summary(
        result("API Error: 429 quota of team blue is used up, try again in 10 minutes", status=429)
    )
    assert trouble(found) == Trouble(
        TroubleKind.API, "API Error: 429 quota of team blue is used up, try again in 10 minutes"
    )
    told = trouble(found, wordings=own)
    assert told is not None
    assert (told.kind, told.resets_at) == (TroubleKind.USAGE_LIMIT, NOW + 600)
