"""`orchestrate check` in real projects: what it says, what it leaves alone, what it mends."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.store.folder import StateFolder
from orchestrator.store.lock import held
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project, project

FIRST, SECOND = (
    PhaseFile("1", "Setup", gates=("test -e a: x",)),
    PhaseFile("2", "Logic", ("1",), ("test -e b: x",)),
)
Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Said:
    """Exit code and both outputs of a check in a project; the CLI is there, and no secret."""
    for name in list(os.environ):
        if name.startswith(("ORCHESTRATE", "CLAUDE", "GITHUB")):
            monkeypatch.delenv(name)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "claude").write_text("#!/bin/sh\n")
    (programs / "claude").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))

    def run(made: Project, *words: str) -> tuple[int, str, str]:
        monkeypatch.chdir(made.root)
        capsys.readouterr()
        code = main(["check", *words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def slip(made: Project) -> Project:
    """Add a task whose box is not read."""
    made.write(FIRST.path, made.read(FIRST.path) + "-[ ] 1.9: Clean up\n")
    made.git("commit", "--quiet", "--all", "--message", "A slip")
    return made


def listing(root: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_good_plan_has_nothing_to_complain_about(tmp_path: Path, said: Said) -> None:
    made = project(tmp_path, FIRST, SECOND)
    before = listing(made.root)
    assert said(made, MASTER_PLAN, "--strict") == (
        0,
        f"{MASTER_PLAN}: 2 phases, nothing to complain about\n",
        "",
    )
    assert listing(made.root) == before


def test_warnings_count_when_they_are_to(tmp_path: Path, said: Said) -> None:
    made = slip(project(tmp_path, FIRST, SECOND))
    code, out, _ = said(made, MASTER_PLAN)
    assert code == 0
    assert out.splitlines()[0].startswith(
        "docs/phase1-setup.md:20: warning[box-form]: '-[ ] 1.9: Clean up' is"
    )
    assert out.splitlines()[-1] == "docs/master-plan.md: 2 phases, 1 warning"
    assert said(made, MASTER_PLAN, "--strict")[0] == 1


def test_errors_are_those_of_run_and_all_come_at_once(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = project(tmp_path, PhaseFile("1", "Setup", gates=("nobody: x",)))
    made.write(".orchestrator/wordings.txt", "[usage limit]\n(\n")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    code, out, _ = said(made, MASTER_PLAN)
    assert code == 2
    assert [line.partition(": error")[0] for line in out.splitlines() if ": error[" in line] == [
        "docs/phase1-setup.md:13",
        "orchestrate",
        ".orchestrator/wordings.txt:2",
    ]
    assert main(["run", MASTER_PLAN, "--dry-run"]) == 2
    told = capsys.readouterr().err.removeprefix("orchestrate: docs/phase1-setup.md:13: ").rstrip("\n")
    assert f"docs/phase1-setup.md:13: error[unresolved-gate]: {told}\n" in out


def test_a_gate_that_names_an_aim_is_answered_with_what_the_repository_has(
    tmp_path: Path, said: Said
) -> None:
    made = project(tmp_path, PhaseFile("1", "Setup", gates=("tests: all green",)))
    made.write("package.json", '{"scripts": {"test": "node --test"}}')
    made.write("Makefile", "test:\n\ttrue\n")
    code, out, _ = said(made, MASTER_PLAN)
    (told, *_, last) = out.splitlines()
    assert (code, last) == (2, "docs/master-plan.md: 1 error")
    assert "error[unresolved-gate]: " in told
    assert told.endswith(
        "this project offers `npm test`: write - `npm test`: tests,"
        " or name it under 'gates:' in .orchestrator/config.yaml (tests: npm test)"
    )


def test_an_agent_that_nothing_defines_is_an_error_but_behind_a_launcher(tmp_path: Path, said: Said) -> None:
    made = project(tmp_path, PhaseFile("1", "Setup", gates=("test -e a: x",), agents=("nobody",)))
    code, out, _ = said(made, MASTER_PLAN)
    assert (code, "error[undefined-agent]" in out) == (2, True)
    made.write(".orchestrator/config.yaml", "launcher: [srun]\n")
    code, out, _ = said(made, MASTER_PLAN)
    assert (code, "warning[unseen-agent]" in out) == (0, True)


def test_a_configuration_with_errors(tmp_path: Path, said: Said) -> None:
    made = project(tmp_path, FIRST, config="timeuot: 5\n")
    code, out, _ = said(made, MASTER_PLAN)
    assert code == 2
    assert out.startswith(".orchestrator/config.yaml:1: error[unknown-key]: there is no key 'timeuot'")
    code, out, _ = said(made, MASTER_PLAN, "--json")
    assert (code, json.loads(out)["complaints"][0]["code"]) == (2, "unknown-key")


def test_a_plan_that_is_not_there_or_not_in_the_project(tmp_path: Path, said: Said) -> None:
    made = project(tmp_path, FIRST)
    code, out, _ = said(made, "gone.md")
    assert (code, "gone.md: error[missing-file]" in out) == (2, True)
    code, out, err = said(made, "/etc/passwd")
    assert (code, out) == (2, "")
    assert "outside of the project" in err


def test_what_the_repository_says_is_heard(tmp_path: Path, said: Said) -> None:
    made = project(tmp_path, FIRST)
    made.write(".gitignore", "notes/\n")
    _, out, _ = said(made, MASTER_PLAN)
    assert "docs/phase1-setup.md:10: warning[path-ignored]: git ignores 'notes/NOTES_phase_1.md'" in out
    assert ".gitignore: warning[uncommitted]: '.gitignore' is neither" in out


def test_annotations_are_relative_to_the_checkout(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = slip(project(tmp_path, FIRST))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    _, out, _ = said(made, MASTER_PLAN, "--github")
    assert out.startswith("::warning file=project/docs/phase1-setup.md,line=20,title=box-form::")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(made.root))
    assert said(made, MASTER_PLAN, "--github")[1].startswith("::warning file=docs/")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(made.root / "docs"))
    assert said(made, MASTER_PLAN, "--github")[1].startswith("::warning file=docs/")


def test_a_secret_in_the_plan_is_covered(tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_API_TOKEN", "hush-hush-hush-hush-42")
    made = project(tmp_path, PhaseFile("1", "Setup", gates=("nobody hush-hush-hush-hush-42: x",)))
    _, out, _ = said(made, MASTER_PLAN)
    assert "unresolved-gate" in out
    assert "hush" not in out


# --fix


def test_a_slip_is_mended_in_place(tmp_path: Path, said: Said) -> None:
    made = slip(project(tmp_path, FIRST))
    (made.root / FIRST.path).chmod(0o640)
    code, out, _ = said(made, MASTER_PLAN, "--fix", "--strict")
    assert code == 0
    assert out.splitlines()[0].startswith("docs/phase1-setup.md:20: mended[box-form]")
    assert made.read(FIRST.path).endswith("\n- [ ] 1.9: Clean up\n")
    assert (made.root / FIRST.path).stat().st_mode & 0o777 == 0o640
    assert made.git("diff", "--stat").count("|") == 1
    again = said(made, MASTER_PLAN, "--fix", "--json")
    assert (json.loads(again[1])["mended"], json.loads(again[1])["complaints"]) == ([], [])


def test_a_diff_is_shown_first_when_it_is_asked_for(tmp_path: Path, said: Said) -> None:
    made = slip(project(tmp_path, FIRST))
    before = listing(made.root)
    code, out, _ = said(made, MASTER_PLAN, "--fix", "--dry-run", "--strict")
    assert code == 1
    assert "\n--[ ] 1.9: Clean up\n+- [ ] 1.9: Clean up\n" in out
    assert out.startswith("--- a/docs/phase1-setup.md\n")
    assert listing(made.root) == before


def test_nothing_is_mended_while_an_orchestrator_works(tmp_path: Path, said: Said) -> None:
    made = slip(project(tmp_path, FIRST, config="model: haiku\n"))
    before = listing(made.root / "docs")
    with held(StateFolder(str(made.root)).lock, "run"):
        code, _, err = said(made, MASTER_PLAN, "--fix")
        assert said(made, MASTER_PLAN)[0] == 0
    assert code == 4
    assert "works on this project" in err
    assert listing(made.root / "docs") == before


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, said: Said) -> None:
    made = slip(project(tmp_path, FIRST))
    before = made.read(FIRST.path)
    (made.root / f"{FIRST.path}.{os.getpid()}.tmp").mkdir()  # where it would be written first
    code, _, err = said(made, MASTER_PLAN, "--fix")
    assert code == 2
    assert "docs/phase1-setup.md: Is a directory; make it writable" in err
    assert made.read(FIRST.path) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--dry-run",), "--dry-run belongs to --fix"),
        (("--fix", "-n", "--json"), "--dry-run shows a diff"),
        (("--json", "--github"), "exclude each other"),
        ((), "nothing is given for master-plan.md"),
    ],
)
def test_options_that_do_not_go_together(
    words: tuple[str, ...], told: str, tmp_path: Path, said: Said
) -> None:
    made = project(tmp_path, FIRST)
    code, out, err = said(made, *(MASTER_PLAN, *words) if words else ())
    assert (code, out) == (2, "")
    assert told in err


# --gates


def test_gates_run_once_and_tell_what_they_told(tmp_path: Path, said: Said) -> None:
    made = project(
        tmp_path,
        PhaseFile("1", "Setup", gates=("`echo x >> ran`: x", "`exit 127`: y")),
        PhaseFile("2", "Logic", ("1",), ("`echo x >> ran`: x",)),
    )
    code, out, err = said(made, MASTER_PLAN, "--gates")
    assert code == 0
    assert made.read("ran") == "x\n"
    assert "docs/phase1-setup.md:14: warning[gate-cannot-start]: the gate 'exit 127' cannot start" in out
    assert "docs/phase2-logic.md:13: warning[gate-green-already]" in out
    assert "docs/phase1-setup.md:13: warning[gate-green" not in out
    assert "gate echo x >> ran: exit code 0" in err
    assert "warning[gate-cannot-start]" in said(made, MASTER_PLAN, "--gates")[1]
    assert made.read("ran") == "x\nx\n"
    assert {path.name for path in (made.root / ".orchestrator/check").glob("*.log")} == {"1.log", "2.log"}


def test_a_gate_that_passes_without_a_test_is_told_as_it_runs(tmp_path: Path, said: Said) -> None:
    gate = "`python3 -m unittest discover || true`: x"
    made = project(tmp_path, PhaseFile("1", "Setup", gates=(gate,)))
    _, out, err = said(made, MASTER_PLAN, "--gates")
    assert "gate-green-already" not in out
    assert ": exit code 0, but " in err


def test_gates_of_a_plan_with_errors_do_not_run(tmp_path: Path, said: Said) -> None:
    made = project(tmp_path, PhaseFile("1", "Setup", gates=("`echo x > ran`: x", "nobody: y")))
    assert said(made, MASTER_PLAN, "--gates")[0] == 2
    assert not (made.root / "ran").exists()


def test_gates_that_take_too_long_are_ended(tmp_path: Path, said: Said) -> None:
    made = project(
        tmp_path, PhaseFile("1", "Setup", gates=("tail -f /dev/null: x",)), config="gate_timeout: 0.2\n"
    )
    code, out, err = said(made, MASTER_PLAN, "--gates", "--strict")
    assert (code, "warning[gate-timed-out]" in out) == (1, True)
    assert "its time was up" in err


def test_gates_do_not_run_beside_another_orchestrator(tmp_path: Path, said: Said) -> None:
    made = project(tmp_path, FIRST, config="model: haiku\n")
    with held(StateFolder(str(made.root)).lock, "run"):
        assert said(made, MASTER_PLAN, "--gates")[0] == 4
