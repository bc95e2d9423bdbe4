"""Precedence, types, ranges and complaints of the merged configuration."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from orchestrator.configuration.settings import merge, parse_model
from orchestrator.configuration.table import BY_PATH, ROWS
from orchestrator.errors import InputError
from orchestrator.model.configuration import (
    Budget,
    ClaudeSettings,
    HookSettings,
    NotificationSettings,
    Settings,
)
from orchestrator.model.plan import Complaint


def settings(
    text: str | None = None, environment: Mapping[str, str] | None = None, **options: object
) -> Settings:
    return merge(text.encode() if text is not None else None, "c.yaml", environment or {}, options)


def complaints(
    text: str | None = None, environment: Mapping[str, str] | None = None, **options: object
) -> list[Complaint]:
    with pytest.raises(InputError) as caught:
        settings(text, environment, **options)
    return list(caught.value.complaints)


def only(found: list[Complaint]) -> Complaint:
    assert len(found) == 1, found
    return found[0]


def test_an_amount_on_the_command_line_is_refused_by_the_name_of_its_option() -> None:
    found = only(complaints(None, None, **{"phase_budget.usd": "-1"}))
    assert (found.path, found.problem) == ("--budget", "`phase_budget.usd` is -1")


@pytest.mark.parametrize("text", [None, "", "# nothing\n", "{}", "gates:\nclaude:\nnotifications:\n"])
def test_without_configuration_the_defaults_hold(text: str | None) -> None:
    assert settings(text) == Settings()


def test_the_file_sets_every_key() -> None:
    text = """\
timeout: 60
max_retries: 0
model: opus
strict_compliance: no
gate_timeout: 2.5
gates:
  tests: npm test -- --ci
  "type check": npx tsc
launcher: srun --mem=4G "-n 1"
protect: [tests/, "*.snap", tests/]
verify_in_session: off
gates_in: clean
claude:
  command: [npx, "@anthropic-ai/claude-code"]
  arguments:
  - --verbose
  - ""
  permission_mode: acceptEdits
  result_grace: 0
notifications:
  enabled: off
  provider: ntfy
  server: http://127.0.0.1:8080/ntfy
  topic: my_topic-1
"""
    assert settings(text) == Settings(
        timeout=60.0,
        max_retries=0,
        model="opus",
        strict_compliance=False,
        gate_timeout=2.5,
        gates={"tests": "npm test -- --ci", "type check": "npx tsc"},
        launcher=("srun", "--mem=4G", "-n 1"),
        protect=("tests/", "*.snap"),
        verify_in_session=False,
        gates_in="clean",
        claude=ClaudeSettings(("npx", "@anthropic-ai/claude-code"), ("--verbose", ""), "acceptEdits", 0.0),
        notifications=NotificationSettings(False, "ntfy", "http://127.0.0.1:8080/ntfy", "my_topic-1", True),
    )


def test_variables_set_every_key_but_the_gates() -> None:
    environment = {
        "ORCHESTRATE_TIMEOUT": "60",
        "ORCHESTRATE_MAX_RETRIES": "5",
        "ORCHESTRATE_MODEL": "haiku",
        "ORCHESTRATE_STRICT_COMPLIANCE": "0",
        "ORCHESTRATE_START_TIMEOUT": "10",
        "ORCHESTRATE_IDLE_TIMEOUT": "20",
        "ORCHESTRATE_TOOL_TIMEOUT": "30",
        "ORCHESTRATE_GATE_TIMEOUT": "1.5",
        "ORCHESTRATE_LOG_LIMIT": "7",
        "ORCHESTRATE_API_RETRIES": "2",
        "ORCHESTRATE_WAIT_FOR_LIMITS": "0",
        "ORCHESTRATE_REDACT": "MY_CODE",
        **{
            f"ORCHESTRATE_{section}_{name}": "2"
            for section in ("BUDGET", "PHASE_BUDGET")
            for name in ("USD", "TOKENS", "MINUTES", "SESSIONS")
        },
        "ORCHESTRATE_LAUNCHER": "ssh host",
        "ORCHESTRATE_PROTECT": "my tests/",
        "ORCHESTRATE_VERIFY_IN_SESSION": "0",
        "ORCHESTRATE_GATES_IN": "clean",
        "ORCHESTRATE_CLAUDE_COMMAND": "'/opt/my claude'",
        "ORCHESTRATE_CLAUDE_ARGUMENTS": "--max-turns 5",
        "ORCHESTRATE_CLAUDE_PERMISSION_MODE": "plan",
        "ORCHESTRATE_CLAUDE_RESULT_GRACE": "3",
        "ORCHESTRATE_NOTIFICATIONS_ENABLED": "yes",
        "ORCHESTRATE_NOTIFICATIONS_PROVIDER": "ntfy",
        "ORCHESTRATE_NOTIFICATIONS_SERVER": "https://example.org",
        "ORCHESTRATE_NOTIFICATIONS_TOPIC": "t",
        **{
            f"ORCHESTRATE_HOOKS_{event}": "say it"
            for event in (
                *("RUN_STARTED", "PHASE_STARTED", "PHASE_DONE"),
                *("PHASE_BLOCKED", "LIMIT_REACHED", "RUN_FINISHED"),
            )
        },
        "ORCHESTRATE_HOOKS_TIMEOUT": "7",
    }
    assert {row.variable for row in ROWS} - {""} == set(environment)
    assert settings(None, environment) == Settings(
        timeout=60.0,
        max_retries=5,
        model="haiku",
        strict_compliance=False,
        gate_timeout=1.5,
        launcher=("ssh", "host"),
        start_timeout=10.0,
        idle_timeout=20.0,
        tool_timeout=30.0,
        log_limit=7,
        api_retries=2,
        wait_for_limits=False,
        redact=("MY_CODE",),
        budget=Budget(2.0, 2, 2.0, 2),
        phase_budget=Budget(2.0, 2, 2.0, 2),
        protect=("my tests/",),
        verify_in_session=False,
        gates_in="clean",
        claude=ClaudeSettings(("/opt/my claude",), ("--max-turns", "5"), "plan", 3.0),
        notifications=NotificationSettings(True, "ntfy", "https://example.org", "t", True),
        hooks=HookSettings(*6 * ("say it",), timeout=7.0),
    )


def test_an_option_overrules_a_variable_overrules_the_file_overrules_the_default() -> None:
    text = "timeout: 1\nmax_retries: 1\nmodel: haiku\n"
    environment = {"ORCHESTRATE_MAX_RETRIES": "3", "ORCHESTRATE_MODEL": "opus"}
    merged = settings(text, environment, model="claude-sonnet-4-5", gate_timeout=None)
    assert merged == Settings()._replace(timeout=1.0, max_retries=3, model="claude-sonnet-4-5")


def test_an_option_may_be_text_or_a_value() -> None:
    options: dict[str, object] = {"timeout": "90", "max_retries": 1, "claude.command": ("c", "-x")}
    merged = merge(None, "c.yaml", {}, options)
    assert (merged.timeout, merged.max_retries, merged.claude.command) == (90.0, 1, ("c", "-x"))


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), float("-inf"), 10**400, True])
def test_an_option_that_is_no_finite_number_of_seconds_is_refused(seconds: object) -> None:
    assert only(complaints(None, None, timeout=seconds)).path == "--timeout"


def test_an_option_that_no_key_stands_for_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        settings(None, None, colour=True)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert settings("model: opus\n", {"ORCHESTRATE_MODEL": "", "ORCHESTRATE_X": ""}).model == "opus"


def test_variables_of_others_are_left_alone() -> None:
    assert settings(None, {"ORCHESTRATOR_PHASE": "1", "ORCHESTRATE": "x", "PATH": "\udcff"}) == Settings()


def test_notifications_are_explicit_when_the_user_asked_for_them() -> None:
    assert not settings("notifications:\n  server: https://example.org\n").notifications.explicit
    assert settings("notifications:\n  enabled: true\n").notifications.explicit
    assert settings(None, {"ORCHESTRATE_NOTIFICATIONS_PROVIDER": "desktop"}).notifications.explicit


def test_all_complaints_come_at_once_in_the_order_of_their_sources() -> None:
    text = "timout: 1\nmax_retries: -1\nclaude:\n  comand: x\n  arguments:\n  - --x\n  - no\n"
    environment = {"ORCHESTRATE_MODLE": "opus", "ORCHESTRATE_TIMEOUT": "soon"}
    found = complaints(text, environment, model="sonet")
    assert [str(complaint) for complaint in found] == [
        "c.yaml:1: there is no key 'timout'; did you mean 'timeout' or 'tool_timeout' or 'idle_timeout'?",
        "c.yaml:2: `max_retries` is -1; write a whole number from 0 to 100",
        "c.yaml:4: there is no key 'comand' in `claude`; did you mean 'command'?",
        "c.yaml:7: `claude.arguments` has an item that is false, not text; "
        "put it in quotes if it is meant as text",
        "ORCHESTRATE_MODLE: there is no variable of this name; did you mean 'MODEL'? (behind ORCHESTRATE_)",
        "ORCHESTRATE_TIMEOUT: `timeout` is 'soon', not a number; write a number above 0 to 2592000",
        "--model: `model` is 'sonet'; did you mean 'sonnet'? (a full name contains 'claude')",
    ]


@pytest.mark.parametrize(
    ("text", "line", "code", "cure"),
    [
        ('timeout: "1800"', 1, "wrong-type", "without quotes: 1800"),
        ("timeout: 30 min", 1, "wrong-type", "write a number above 0"),
        ("timeout: true", 1, "wrong-type", "write a number"),
        ("timeout: 0", 1, "out-of-range", "write a number above 0"),
        ("timeout: 2592001", 1, "out-of-range", "2592000"),
        ("timeout: 1.0e+999", 1, "out-of-range", "write a number"),
        ("timeout:", 1, "wrong-type", "write a number"),
        ("timeout: [1]", 1, "wrong-type", "write a number"),
        ("max_retries: 1.0", 1, "wrong-type", "whole number"),
        ("max_retries: no", 1, "wrong-type", "whole number"),
        ("max_retries: 101", 1, "out-of-range", "from 0 to 100"),
        ("strict_compliance: 1", 1, "wrong-type", "true or false"),
        ('strict_compliance: "true"', 1, "wrong-type", "true or false"),
        ("model: sonet", 1, "unknown-model", "'sonnet'"),
        ("model: Sonnet", 1, "unknown-model", "'sonnet'"),
        ("model: --opus", 1, "unknown-model", "'opus'"),
        ("model: 4", 1, "wrong-type", "in quotes"),
        ("model:", 1, "empty-value", "delete the line"),
        ("gates:\n  a:\n", 2, "empty-value", "delete the line"),
        ("gates:\n  a: true\n", 2, "wrong-type", "in quotes"),
        ("gates:\n  a: ' '\n", 2, "empty-value", "write the command"),
        ('gates:\n  a: "x\\ny"\n', 2, "control-character", "one line"),
        ('gates:\n  a: "x\\0y"\n', 2, "control-character", "one line"),
        ('gates:\n  a: "x\\u202ey"\n', 2, "control-character", "one line"),
        ("gates:\n  a:\n    b: c\n", 2, "wrong-type", "in quotes"),
        ('gates:\n  "": c\n', 2, "unknown-key", "write a name"),
        ("gates: npm test", 1, "wrong-type", "indented: `name: command`"),
        ("claude: claude", 1, "wrong-type", "command, arguments, permission_mode, result_grace"),
        ("claude: []", 1, "wrong-type", "indented"),
        ("launcher: 'ssh \"host'", 1, "bad-command", "close the quotes"),
        ("launcher: ~/bin/run", 1, "bad-command", "full path"),
        ("launcher: ['', x]", 1, "bad-command", "full path"),
        ("launcher: 5", 1, "wrong-type", "in quotes"),
        ("protect: /tests", 1, "bad-glob", "relative to the project"),
        ("protect: ['']", 1, "bad-glob", "'tests/'"),
        ("protect:\n- tests/\n- ../x\n", 3, "bad-glob", "without '..'"),
        ("protect: ['!x']", 1, "bad-glob", "only what is meant"),
        ("protect: '[a'", 1, "bad-glob", "for a bracket"),
        ("protect: 5", 1, "wrong-type", "in quotes"),
        ("protect:", 1, "empty-value", "delete the line"),
        ("protect: [5]", 1, "wrong-type", "in quotes"),
        ("verify_in_session: never", 1, "wrong-type", "true or false"),
        ("gates_in: cleen", 1, "unknown-choice", "'clean'"),
        ("claude:\n  command: []", 2, "empty-value", "write the program"),
        ("claude:\n  command: ''", 2, "empty-value", "write the program"),
        ("claude:\n  command:\n  - -x", 2, "bad-command", "full path"),
        ("claude:\n  arguments:\n  - a\n  -\n", 4, "empty-value", "write one"),
        ("claude:\n  permission_mode: acceptEdit", 2, "unknown-choice", "'acceptEdits'"),
        ("claude:\n  result_grace: -1", 2, "out-of-range", "from 0 to 3600"),
        ("notifications:\n  provider: dekstop", 2, "unknown-choice", "'desktop'"),
        ("notifications:\n  provider: off", 2, "wrong-type", "in quotes"),
        ("notifications:\n  server: ftp://x", 2, "bad-url", "http:// or https://"),
        ("notifications:\n  server: https://user:secret@x", 2, "bad-url", "nothing secret"),
        ("notifications:\n  topic: a b", 2, "bad-topic", "letters"),
        ("notifications:\n  provider: ntfy", 2, "missing-topic", "notifications.topic"),
        ("gate: x", 1, "unknown-key", "'gates'"),
        ('"\\e[31m": x', 1, "unknown-key", "known: "),
        ("timeout: 1\ntimeout: 2", 2, "duplicate-key", "keep one"),
    ],
)
def test_a_wrong_value_is_refused_with_its_line_and_a_cure(
    text: str, line: int, code: str, cure: str
) -> None:
    complaint = only(complaints(text))
    assert (complaint.path, complaint.line, complaint.code) == ("c.yaml", line, code)
    assert cure in complaint.cure
    assert str(complaint).isprintable()


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("ORCHESTRATE_TIMEOUT", "1:30", "wrong-type"),
        ("ORCHESTRATE_TIMEOUT", "-5", "out-of-range"),
        ("ORCHESTRATE_MAX_RETRIES", "2.0", "wrong-type"),
        ("ORCHESTRATE_STRICT_COMPLIANCE", "maybe", "wrong-type"),
        ("ORCHESTRATE_MODEL", "sonnet\udcff", "control-character"),
        ("ORCHESTRATE_LAUNCHER", "a\nb", "control-character"),
        ("ORCHESTRATE_NOTIFICATIONS_PROVIDER", "ntfy", "missing-topic"),
        ("ORCHESTRATE_PROTECT", "..", "bad-glob"),
        ("ORCHESTRATE_GATES", "x", "unknown-variable"),
        ("ORCHESTRATE_NOTIFICATIONS", "off", "unknown-variable"),
    ],
)
def test_a_wrong_variable_is_refused_by_its_name(name: str, text: str, code: str) -> None:
    complaint = only(complaints(None, {name: text}))
    assert (complaint.path, complaint.line, complaint.code) == (name, 0, code)
    assert str(complaint).isprintable()


def test_the_variable_for_gates_points_to_the_file() -> None:
    assert only(complaints(None, {"ORCHESTRATE_GATES": "x"})).cure.startswith("write `gates:` into")


def test_the_name_of_a_variable_reaches_no_terminal_as_it_is() -> None:
    assert str(only(complaints(None, {"ORCHESTRATE_\x1b[31m\udcff": "x"}))).isprintable()


def test_ntfy_may_wait_without_a_topic_while_notifications_are_off() -> None:
    assert settings("notifications:\n  provider: ntfy\n  enabled: false\n").notifications.topic == ""


@pytest.mark.parametrize(
    "model",
    [
        "haiku",
        "sonnet",
        "opus",
        "default",
        "opusplan",
        "sonnet[1m]",
        "claude-sonnet-4-5-20250929",
        "claude-opus-4-1[1m]",
        "us.anthropic.claude-3-7-sonnet-20250219-v1:0",
        "claude-sonnet-4@20250514",
        "arn:aws:bedrock:us-east-2:1:inference-profile/us.anthropic.claude-x",
    ],
)
def test_an_alias_or_a_full_name_is_a_model(model: str) -> None:
    assert parse_model(model) == model


@pytest.mark.parametrize("model", ["sonet", "", "OPUS", "-claude", "claude x", "gpt", "claude\n", "sonnet[]"])
def test_anything_else_is_no_model_and_says_where_it_was_written(model: str) -> None:
    complaint = parse_model(model)
    assert isinstance(complaint, Complaint)
    assert str(complaint).startswith("--model: the model is ")


def is_settled(text: str | None, environment: Mapping[str, str]) -> bool:
    """Whether there are settings, or else complaints that say what to do."""
    try:
        return isinstance(settings(text, environment), Settings)
    except InputError as error:
        return all(complaint.problem and complaint.cure for complaint in error.complaints)


@hypothesis_settings(deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(sorted(row.variable for row in ROWS if row.variable)), st.text()))
def test_any_environment_gives_settings_or_complaints(environment: dict[str, str]) -> None:
    assert is_settled(None, environment)


ITEMS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)


@hypothesis_settings(deadline=None, derandomize=True)
@given(st.sampled_from(sorted(BY_PATH)), st.one_of(ITEMS, st.floats(), st.lists(ITEMS, max_size=2)))
def test_any_value_in_the_file_gives_settings_or_complaints(path: tuple[str, ...], value: object) -> None:
    names = ["x" if name == "*" else name for name in path]
    text = "\n".join(f"{' ' * depth}{name}:" for depth, name in enumerate(names))
    assert is_settled(f"{text} {value}\n", {})
