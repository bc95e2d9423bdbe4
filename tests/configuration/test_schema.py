"""The published JSON Schema says what the table says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml as pyyaml

from orchestrator.configuration.kinds import Flag, Globs, Names, Number, Text, Words
from orchestrator.configuration.settings import merge
from orchestrator.configuration.table import ROWS, SECTIONS, Row
from orchestrator.errors import InputError
from orchestrator.model.configuration import Settings

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/configuration.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def described(row: Row) -> dict[str, Any]:
    """What the schema says of a key."""
    found: dict[str, Any] = SCHEMA
    for name in row.path:
        found = found["additionalProperties"] if name == "*" else found["properties"][name]
    return found


def keys(schema: Mapping[str, Any], above: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every key that the schema knows, as paths."""
    found = {(*above, "*")} if isinstance(schema.get("additionalProperties"), dict) else set()
    for name, inner in schema.get("properties", {}).items():
        found |= keys(inner, (*above, name)) or {(*above, name)}
    return found


def accepted(text: str) -> bool:
    try:
        merge(text.encode(), "c.yaml", {}, {})
    except InputError:
        return False
    return True


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_has_every_key_of_the_table_and_no_other() -> None:
    assert keys(SCHEMA) == {row.path for row in ROWS}
    assert all(SCHEMA["properties"][section] for section in SECTIONS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: ".".join(row.path))
def test_a_key_is_described_and_has_the_default_of_the_settings(row: Row) -> None:
    if row.path == ("gates", "*"):
        assert SCHEMA["properties"]["gates"]["default"] == dict(Settings().gates)
        return
    default: Any = Settings()
    for name in row.path:
        default = getattr(default, name)
    assert described(row)["description"]
    if default in ("", None):  # a topic has no default, and neither has a budget
        assert "default" not in described(row)
    else:
        assert described(row)["default"] == (list(default) if isinstance(default, tuple) else default)
        jsonschema.Draft202012Validator({"$defs": SCHEMA["$defs"], **described(row)}).validate(
            described(row)["default"]
        )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: ".".join(row.path))
def test_a_key_has_the_type_and_the_range_of_the_table(row: Row) -> None:
    found = described(row)
    match row.kind:
        case Number(least, most, whole, above_least):
            assert found["type"] == ("integer" if whole else "number")
            assert found["maximum"] == most
            assert found["exclusiveMinimum" if above_least else "minimum"] == least
        case Flag():
            assert found["type"] == "boolean"
        case Words(is_program, may_be_empty):
            assert found["$ref"] == ("#/$defs/program" if is_program else "#/$defs/words")
            assert found.get("minItems", 0) == (0 if may_be_empty else 1)
        case Globs():
            assert found["$ref"] == "#/$defs/globs"
        case Names():
            assert found["$ref"] == "#/$defs/variables"
        case Text():
            assert found.get("type") == "string" or "enum" in found or found["$ref"] == "#/$defs/command"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "timeout: 0.5\nmax_retries: 0\nmodel: claude-opus-4-1[1m]\nstrict_compliance: off\n",
        "gates:\n  tests: npm test\n  'a b': x | y\n",
        "gates:\nclaude:\nnotifications:\n",
        "launcher: []\n",
        "launcher: docker run -i image\nclaude:\n  command: claude\n  arguments: ''\n",
        "launcher: [ssh, host, '']\nclaude:\n  arguments: [-x, '']\n",
        "protect: tests/\nverify_in_session: false\ngates_in: clean\n",
        "protect: [./tests/, '**', '*.snap', a/..b, .github/, '...', './x']\n",
        "protect: []\n",
        "redact: MY_CODE\nlog_limit: 1\napi_retries: 0\nwait_for_limits: false\n",
        "redact: [MY_CODE, _other1]\nidle_timeout: 0.5\ntool_timeout: 60\nstart_timeout: 5\n",
        "budget:\n  usd: 0.5\n  tokens: 1\nphase_budget:\n  minutes: 1.5\n  sessions: 3\n",
        "claude:\n  permission_mode: dontAsk\n  result_grace: 0\n",
        "notifications:\n  enabled: true\n  provider: desktop\n",
        "notifications:\n  provider: ntfy\n  topic: t-1_a\n  server: http://localhost:80/x/\n",
        "notifications:\n  server: 'https://[::1]:8443'\n",
        "notifications:\n  provider: ntfy\n  enabled: false\n",
    ],
)
def test_a_good_configuration_is_accepted_by_both(text: str) -> None:
    assert accepted(text)
    VALIDATOR.validate(pyyaml.safe_load(text))


@pytest.mark.parametrize(
    "text",
    [
        "timout: 1",
        "claude:\n  comand: x",
        "timeout: 0",
        "timeout: '1800'",
        "timeout: 2592001",
        "timeout: true",
        "timeout:",
        "max_retries: -1",
        "max_retries: 101",
        "max_retries: 1.5",
        "model: sonet",
        "model: ''",
        "model: -claude",
        "model:",
        "strict_compliance: 1",
        "gates: x",
        "gates:\n  a: ''",
        "gates:\n  a: true",
        "gates:\n  '': x",
        'gates:\n  a: "x\\ny"',
        "launcher: 5",
        "launcher: ~/x",
        "launcher: [~/x]",
        "launcher: ['']",
        "protect: ''",
        "protect: [/tests]",
        "protect: ~/x",
        "protect: ['a/..']",
        "protect: ../a",
        "protect: ['./', x]",
        "protect: '!x'",
        "protect: [5]",
        'protect: "a\\0"',
        "protect:",
        "verify_in_session: 1",
        "gates_in: container",
        "claude:\n  command: []",
        "claude:\n  command: ''",
        "claude:\n  command: [-x]",
        "claude:\n  arguments: [5]",
        'claude:\n  arguments: ["\\0"]',
        "claude:\n  permission_mode: bypass",
        "claude:\n  result_grace: 3601",
        "notifications: desktop",
        "notifications:\n  provider: mail",
        "notifications:\n  provider: ntfy",
        "notifications:\n  server: ftp://x",
        "notifications:\n  server: 'http://[::1'",
        "notifications:\n  topic: a b",
        "notifications:\n  enabled: 'yes'",
    ],
)
def test_a_bad_configuration_is_refused_by_both(text: str) -> None:
    assert not accepted(text)
    assert not VALIDATOR.is_valid(pyyaml.safe_load(text))
