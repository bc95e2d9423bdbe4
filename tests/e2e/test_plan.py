"""A free description becomes a plan: real sessions of the Claude CLI, and our own reader of plans."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.drafting.made import IDEA, answer, covered, master, phase_file
from tests.e2e.support.commands import Completed, run_orchestrate, start_orchestrate
from tests.e2e.support.project import Project
from tests.e2e.support.worker import (
    Step,
    api_error,
    bash,
    expecting,
    read,
    say,
    silence,
    together,
    tool,
    write,
)
from tests.support.scripted_api import ScriptedAPI
from tests.support.waiting import wait_until

pytestmark = pytest.mark.claude

LIMIT = "You have reached your usage limit|9999999999"
SENT_BACK = "The plan was sent back"


def described(folder: Path, text: str = IDEA, config: str = "max_retries: 2\n") -> Project:
    """A project with a description, and no plan."""
    made = Project(folder / "project")
    made.write("IDEA.md", text)
    made.write("src/a.py", "x = 1\n")
    made.write(".orchestrator/config.yaml", config)
    return made


def structured(data: dict[str, Any]) -> Step:
    """The answer, by the tool that the CLI offers for it."""
    return tool("StructuredOutput", **data)


def script(*steps: Step) -> dict[str, Any]:
    """One conversation, the sessions that continue it included: after an answer the CLI ends by itself."""
    return {
        "conversations": [{"name": "plan", "match_title": "Draft a plan", "shared": True, "turns": [*steps]}]
    }


def plan(made: Project, env: dict[str, str], *options: str) -> Completed:
    return run_orchestrate("plan", "IDEA.md", *options, cwd=made.root, env=env, timeout=100)


def files(made: Project, folder: str = "docs") -> list[str]:
    place = made.root / folder
    return sorted(path.name for path in place.iterdir()) if place.is_dir() else []


def evidence_of(made: Project) -> Path:
    """The folder with the evidence of the only draft."""
    [folder] = (made.root / ".orchestrator" / "plan").iterdir()
    return folder


def without_retries(env: dict[str, str]) -> dict[str, str]:
    return {**env, "CLAUDE_CODE_MAX_RETRIES": "0"}


def test_a_description_becomes_a_plan_that_run_accepts(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = described(tmp_path)
    looked = together(read("src/a.py"), tool("Glob", pattern="**/*.py"))
    api.play(script(looked, structured(answer())))
    ended = plan(made, env)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert files(made) == ["master-plan.md", "phase1-rows.md", "phase2-file.md"]
    assert "[Read: a.py]" in ended.stdout.splitlines()
    assert "  IDEA.md:1, Export: phases 1, 2" in ended.stdout.splitlines()
    assert "  IDEA.md:7, Colours: left out: nobody asked for it yet" in ended.stdout.splitlines()
    assert "orchestrate run docs/master-plan.md" in ended.stdout
    assert "## Coverage\n" in made.read("docs/master-plan.md")
    dry = run_orchestrate("run", "docs/master-plan.md", "--dry-run", cwd=made.root, env=env)
    assert dry.returncode == 0, dry.stderr
    assert "The plan has no errors" in dry.stdout


def test_a_plan_with_errors_goes_back_to_the_same_session_until_it_is_sound(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = described(tmp_path)
    ungated = phase_file("2", "file", gates="- lint: 0 errors", depends="[Phase 1](phase1-rows.md)")
    api.play(
        script(
            structured(answer(second=ungated)),
            expecting("docs/phase2-file.md:14", structured(answer(coverage=covered()[:1]))),
            expecting("IDEA.md:3: part 2, 'Rows'", structured(answer())),
        )
    )
    ended = plan(made, env)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("Refused, ") == 2
    assert "attempt 3 of 3, sent back" in ended.stdout
    assert len({request.session for request in api.requests}) == 1
    assert "lint" not in made.read("docs/phase2-file.md")


def test_a_plan_that_never_becomes_sound_is_not_written_at_all(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = described(tmp_path, config="max_retries: 1\n")
    circular = master(chains="Phase 1 --> Phase 2\nPhase 2 --> Phase 1")
    api.play(script(structured(answer(plan=circular)), structured(answer(plan=circular))))
    ended = plan(made, env)
    assert ended.returncode == 1, ended.stdout
    assert "no plan came of 2 attempts (max_retries)" in ended.stderr
    assert "cycle" in ended.stderr
    assert files(made) == []
    evidence = evidence_of(made)
    assert {"prompt.md", "session.jsonl", "prompt-2.md", "draft-1", "draft-2"} <= {
        path.name for path in evidence.iterdir()
    }


def test_the_session_can_neither_write_nor_run_anything_nor_read_outside_of_the_project(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("not for you\n", "utf-8")
    made = described(tmp_path)
    api.play(
        script(
            write("written.txt", "x"),
            bash("touch run.txt"),
            tool("Agent", subagent_type="general-purpose", description="x", prompt="touch agent.txt"),
            read(str(outside)),
            expecting("requested permissions to read", structured(answer())),
        )
    )
    ended = plan(made, env)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert sorted(path.name for path in made.root.iterdir()) == [".orchestrator", "IDEA.md", "docs", "src"]
    told = (evidence_of(made) / "session.jsonl").read_text("utf-8").splitlines()
    begun = next(event for event in map(json.loads, told) if event.get("subtype") == "init")
    assert set(begun["tools"]) == {"Read", "Grep", "Glob", "StructuredOutput"}


def test_what_the_configuration_allows_other_sessions_does_not_let_this_one_write(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    config = 'claude:\n  permission_mode: bypassPermissions\n  arguments: ["--tools", "Bash,Write"]\n'
    made = described(tmp_path, config=config)
    api.play(script(bash("touch run.txt"), write("written.txt", "x"), structured(answer())))
    ended = plan(made, env)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert not (made.root / "run.txt").exists()
    assert not (made.root / "written.txt").exists()


def test_an_answer_in_words_is_read_and_one_without_a_plan_is_sent_back(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str]
) -> None:
    made = described(tmp_path)
    in_words = say(f"Here it is:\n```json\n{json.dumps(answer())}\n```\n")
    # The CLI reminds a model once that it has not called the tool.
    api.play(script(say("What a nice idea!"), say("Indeed."), expecting(SENT_BACK, in_words), in_words))
    ended = plan(made, env)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "your answer: it holds no files" in ended.stdout
    assert files(made) == ["master-plan.md", "phase1-rows.md", "phase2-file.md"]


def test_json_goes_to_standard_output_alone(tmp_path: Path, api: ScriptedAPI, env: dict[str, str]) -> None:
    made = described(tmp_path)
    api.play(script(structured(answer())))
    ended = plan(made, env, "--json", "-o", "plans/export")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["plan"]["path"] == "plans/export/master-plan.md"
    assert told["files"][-1] == "plans/export/master-plan.md"
    assert told["coverage"][0] == {
        "part": 1,
        "line": 1,
        "title": "Export",
        "phases": ["1", "2"],
        "left_out": "",
    }
    assert told["sessions"] == 1
    assert (made.root / told["evidence"] / "session.jsonl").is_file()
    assert files(made, "plans/export") == ["master-plan.md", "phase1-rows.md", "phase2-file.md"]
    assert "Drafting a plan from IDEA.md" in ended.stderr


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (
            api_error(429, "rate_limit_error", "You have reached your usage limit|9999999999"),
            5,
            "usage limit",
        ),
        (api_error(403, "authentication_error", "no"), 1, "claude /login"),
        (api_error(404, "not_found_error", "model: claude-none"), 1, "--model"),
    ],
)
def test_what_keeps_the_session_from_working_is_told_with_its_cure(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str], error: Step, code: int, told: str
) -> None:
    made = described(tmp_path)
    api.play({"conversations": [{"name": "plan", "match": "Draft a plan", "turns": [], "then": error}]})
    ended = plan(made, without_retries(env))
    assert ended.returncode == code, ended.stdout + ended.stderr
    assert told in ended.stderr
    assert "orchestrate resume" not in ended.stderr
    assert files(made) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_session_and_leaves_nothing_behind(
    tmp_path: Path, api: ScriptedAPI, env: dict[str, str], number: signal.Signals, code: int
) -> None:
    made = described(tmp_path)
    api.play(script(silence(60)))
    with start_orchestrate("plan", "IDEA.md", cwd=made.root, env=env) as running:
        wait_until(lambda: api.requests, what="the first request")
        running.send_signal(number)
        ended = running.wait()
        assert running.survivors() == []
    assert ended.returncode == code
    assert "no plan was written" in ended.stderr
    assert files(made) == []
