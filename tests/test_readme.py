"""The README says what the code does: tables, diagram, commands and settings are held to their source."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

import orchestrator
from orchestrator import errors
from orchestrator.advice.report import NO_CLAUDE, WARNINGS
from orchestrator.cli.main import COMMANDS
from orchestrator.cli.main import load as load_command
from orchestrator.configuration.settings import merge
from orchestrator.findings import REQUIRED_SECTIONS, SEVERITIES
from orchestrator.lifecycle import diagram
from orchestrator.model.configuration import ClaudeSettings, NotificationSettings, Settings
from orchestrator.plan.load import load
from tests.bad_input.test_table import known_codes

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
ROW = re.compile(r"^\| (`.*`) \| (.*) \|$", re.MULTILINE)


def section(heading: str) -> str:
    """The text below a heading of level 2, up to the next one; fences may hold headings of their own."""
    found: dict[str, list[str]] = {}
    current, fenced = "", False
    for line in README.splitlines(keepends=True):
        fenced ^= line.startswith("```")
        if line.startswith("## ") and not fenced:
            current = line[3:].strip()
        found.setdefault(current, []).append(line)
    assert heading in found, f"the README has no section '{heading}'"
    return "".join(found[heading])


def block(text: str, language: str) -> str:
    """The content of the first fence of a language."""
    found = re.search(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no fence of {language}"
    return found[1]


def test_the_diagram_is_printed_from_the_table() -> None:
    assert block(section("Architecture"), "mermaid").rstrip("\n") == diagram()


def test_every_finding_stands_in_the_table_with_its_severity() -> None:
    rows = dict(
        re.findall(r"^\| ([a-z ]+) \| (low|high|critical) \|", section("How verification decides"), re.M)
    )
    assert rows == {kind.value: severity.value for kind, severity in SEVERITIES.items()}


def test_the_sections_that_notes_need_are_named() -> None:
    for name in REQUIRED_SECTIONS:
        assert f"`## {name}`" in section("Plan format")


def test_every_exit_code_is_explained() -> None:
    codes = {value for name, value in vars(errors).items() if name.startswith("EXIT_")} | {129, 130, 143}
    shown = {
        int(number)
        for cell in re.findall(r"^\| ([\d, ]+) \|", section("Exit codes"), re.M)
        for number in cell.split(",")
    }
    assert shown == codes


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_each_of_its_options_is_described(command: str) -> None:
    assert f"`orchestrate {command}" in section("Commands")
    row = next(
        line for line in section("Commands").splitlines() if line.startswith(f"| `orchestrate {command}")
    )
    known = load_command(command).options()._option_string_actions
    for option in {name for name in known if name.startswith("--")} - {"--help"}:
        assert f"`{option}" in row, f"{option} of {command} is not in its row"


def test_every_schema_is_listed() -> None:
    table = section("State and evidence").partition("NAME.schema.json")[2].partition("\n\nSessions")[0]
    named = {
        name for name in re.findall(r"`([a-z-]+)`", table) if (ROOT / f"schemas/{name}.schema.json").exists()
    }
    assert named == {path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").iterdir()}


def test_every_event_stands_in_its_table() -> None:
    table = section("Output for programs").partition("| event |")[2].partition("```")[0]
    named = {name for line in table.splitlines() for name in re.findall(r"`(\w+)`", line.partition(" | ")[0])}
    schema = json.loads((ROOT / "schemas/events.schema.json").read_text("utf-8"))
    assert named == {part["$ref"].rpartition("/")[2] for part in schema["oneOf"]}


def test_the_configuration_shown_is_the_default_configuration() -> None:
    shown = merge(block(section("Configuration"), "yaml").encode(), "config.yaml", {}, {})
    default = Settings()
    for name in Settings._fields:
        if name not in ("gates", "notifications"):
            assert getattr(shown, name) == getattr(default, name), name
    assert set(shown.gates) == {"tests", "lint"}
    for name in ("enabled", "provider", "server"):
        assert getattr(shown.notifications, name) == getattr(default.notifications, name), name


@pytest.mark.parametrize("settings", [Settings, ClaudeSettings, NotificationSettings])
def test_every_setting_is_shown(
    settings: type[Settings | ClaudeSettings | NotificationSettings],
) -> None:
    shown = block(section("Configuration"), "yaml")
    for name in re.findall(
        r"^    (\w+): ", Path(sys.modules[settings.__module__].__file__ or "").read_text(), re.M
    ):
        if name in set(settings._fields) - {"explicit"}:
            assert re.search(rf"^\s*(# )?{name}:", shown, re.M), f"{name} is not shown"


def test_every_code_of_check_stands_in_its_table() -> None:
    errors, warnings = section("What check says").split("Warnings (exit code 1")
    rows = [
        {code: when for cell, when in ROW.findall(part) for code in re.findall(r"`([a-z0-9-]+)`", cell)}
        for part in (errors, warnings)
    ]
    assert rows[1] == WARNINGS
    package = Path(orchestrator.__file__).parent
    wordings = (package / "wordings.py", package / "trouble" / "wordings.py")
    texts = "".join(path.read_text() for path in wordings)
    in_wordings = re.findall(r'Complaint\([^"]*"([a-z0-9-]+)"', texts)
    forms = re.findall(r"matching\(_[A-Z]+, \"(\w+)\"", (package / "configuration" / "kinds.py").read_text())
    made = known_codes() | {NO_CLAUDE, *in_wordings, *(f"bad-{noun}" for noun in forms)}
    assert set(rows[0]) == made


class Written:
    """The plan of the quick start, as the reader's files."""

    def __init__(self) -> None:
        fences = re.findall(r"^```markdown\n(.*?)^```$", section("Quick start"), re.MULTILINE | re.DOTALL)
        self.files: dict[str, str] = {
            "docs/master-plan.md": fences[0],
            "docs/phase1-setup.md": fences[1],
            "docs/phase2-impl.md": fences[1].replace("Phase 1", "Phase 2").replace("phase_1", "phase_2"),
        }

    def read(self, path: str) -> bytes:
        return self.files[path].encode()

    def is_program(self, word: str) -> bool:
        return word in ("echo", "test")


def test_the_plan_of_the_quick_start_has_no_errors() -> None:
    plan = load("docs/master-plan.md", Written(), {})
    assert [(phase.id, phase.depends_on) for phase in plan.phases] == [("1", ()), ("2", ("1",))]
    assert [gate.command for gate in plan.phase("1").gates] == ["echo", "test -f src/module.py"]
    assert plan.phase("1").notes_out == ("notes/NOTES_phase_1.md",)


def test_every_module_stands_in_the_table_of_the_architecture() -> None:
    table = section("Architecture")
    for path in sorted((ROOT / "orchestrator").iterdir()):
        if path.suffix == ".py" and path.stem != "__init__":
            assert f"`{path.stem}`" in table, path.stem
        elif path.is_dir() and path.name not in ("__pycache__", "_vendor"):
            assert f"`{path.name}/`" in table, path.name


def test_every_link_to_a_file_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", re.sub(r"^```.*?^```$", "", README, flags=re.M | re.S)):
        assert (ROOT / target).exists(), target
