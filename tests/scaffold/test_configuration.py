"""The configuration that `init` writes has every key, its default and its meaning."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.configuration.settings import merge
from orchestrator.configuration.table import ROWS
from orchestrator.model.configuration import Budget, Settings
from orchestrator.scaffold.configuration import MEANINGS, SCHEMA, configuration
from orchestrator.scaffold.repository import Proposal

PUBLISHED = json.loads((Path(__file__).parents[2] / "schemas" / SCHEMA).read_text("utf-8"))


def switched_on(text: str) -> str:
    """With every key that is a comment: those begin with `#` and the key itself."""
    return re.sub(r"(?m)^#(?=\w|  )", "", text)


def test_every_key_has_a_meaning_and_there_is_none_for_another_one() -> None:
    assert set(MEANINGS) == {".".join(row.path) for row in ROWS}


def test_as_it_is_written_it_changes_nothing() -> None:
    assert merge(configuration(()).encode(), "config.yaml", {}, {}) == Settings()


def test_every_key_stands_there_with_its_default() -> None:
    text = switched_on(configuration(()))
    found = merge(text.encode(), "config.yaml", {}, {})
    assert None not in (*found.budget, *found.phase_budget)
    assert set(found.gates) == {"tests", "lint"}
    default = Settings()
    notifications = default.notifications._replace(topic="my-project", explicit=True)
    examples = default._replace(
        budget=found.budget,
        phase_budget=found.phase_budget,
        gates=found.gates,
        notifications=notifications,
        hooks=found.hooks,
    )
    assert found == examples
    assert found.budget != Budget()
    assert "" not in found.hooks
    assert found.hooks.timeout == default.hooks.timeout
    keys = set(re.findall(r"(?m)^ *(\w+):", text))
    assert {row.path[-1] for row in ROWS} - {"*"} <= keys


def test_each_line_can_be_switched_on_alone() -> None:
    text = configuration(())
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"#(\w|  )", line):
            one = "\n".join([*lines[:number], line[1:], *lines[number + 1 :]])
            assert merge(one.encode(), "config.yaml", {}, {}) is not None


def test_editors_are_told_of_the_schema_in_the_first_line_and_it_accepts_the_file() -> None:
    text = configuration(())
    assert text.splitlines()[0] == "# yaml-language-server: $schema=./configuration.schema.json"
    assert "$schema" not in configuration((), with_schema=False)
    validator = jsonschema.Draft202012Validator(PUBLISHED)
    for form in (text, switched_on(text)):
        validator.validate(pyyaml.safe_load(form))


def test_what_was_found_is_the_example_of_named_gates() -> None:
    found = (Proposal("tests", "pytest", ""), Proposal("tests", "npm test", ""), Proposal("lint", "a: #", ""))
    text = configuration(found)
    assert merge(text.encode(), "config.yaml", {}, {}).gates == {}
    assert merge(switched_on(text).encode(), "c", {}, {}).gates == {"tests": "pytest", "lint": "a: #"}


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1).filter(str.strip))
def test_any_command_can_be_an_example(command: str) -> None:
    text = switched_on(configuration((Proposal("tests", command, ""),)))
    assert merge(text.encode(), "config.yaml", {}, {}).gates == {"tests": command}
    assert pyyaml.safe_load(text)["gates"] == {"tests": command}


def test_no_line_is_longer_than_a_screen_is_wide() -> None:
    assert max(map(len, configuration(()).splitlines())) <= 110
