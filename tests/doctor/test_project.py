"""What is said of the project and of a plan."""

from __future__ import annotations

from typing import Any

import pytest

from orchestrator.doctor.project import SHOWN, checks, plan_checks
from orchestrator.doctor.report import Health
from orchestrator.doctor.world import Answer, Git, Holder, PlanFacts, Program, Refusal, Stored
from tests.doctor.made import GIT, PROJECT, assert_bad, named

WARNING, ERROR, OK = Health.WARNING, Health.ERROR, Health.OK
WRONG = Refusal("config.yaml:3: there is no key 'x'", "did you mean 'y'?")
HOLDER = Holder(7, "box", "2026-11-22T14:00:00.000Z", "run docs/m.md", "R1", here=True)
PLAN = PlanFacts("docs/m.md", "Small", 2, 3, ("doc-sync",))


def git(**change: Any) -> dict[str, Git]:
    return {"git": GIT._replace(**change)}


def test_a_good_project_has_nothing_to_cure() -> None:
    assert {check.health for check in checks(PROJECT)} == {OK}


@pytest.mark.parametrize(
    ("name", "change", "health", "words", "cure"),
    [
        ("folder", {"writable": "/p"}, ERROR, "/p cannot be written", "writable"),
        ("git", git(program=""), WARNING, "plain copies", "install git"),
        ("git", git(answer=Answer(124, "")), WARNING, "does not tell its version", "git --version"),
        ("git", git(answer=Answer(0, "git version 2.28.0")), WARNING, "2.28.0 is too old", "2.29 or newer"),
        ("repository", git(inside=Answer(128, "x"), marked=False), WARNING, "no git repository", "git init"),
        ("repository", git(inside=Answer(128, "dubious")), WARNING, "refuses the project: dubious", "status"),
        ("file-system", {"refusal": Refusal("/p: nfs", "a copy")}, ERROR, "/p: nfs", "a copy"),
        ("state", {"stored": Stored(9, 3, 3, Refusal("bad", "move"))}, ERROR, "bad", "move"),
        ("leftovers", {"leftovers": (4, 5)}, WARNING, "behind: 4, 5", "orchestrate stop"),
        ("leftovers", {"leftovers": (4,), "employer": 9}, ERROR, "process 9", "kill 9"),
        ("configuration", {"complaints": (WRONG,)}, ERROR, "config.yaml:3", "did you mean"),
        ("wordings", {"wordings": (WRONG,)}, ERROR, "no key 'x'", "did you mean"),
        ("launcher", {"launcher": Program("launcher", "srun", there=False)}, ERROR, "'srun'", "install it"),
        ("gates", {"gates": (Program("lint", "npx", there=False),)}, ERROR, "'lint' needs 'npx'", "gates:"),
    ],
)
def test_what_is_wrong_is_told_with_its_cure(
    name: str, change: dict[str, Any], health: Health, words: str, cure: str
) -> None:
    assert_bad(named(checks(PROJECT._replace(**change)), name), health, words, cure)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("folder", {"found_by": ".orchestrator"}, "has a folder .orchestrator"),
        ("folder", {"found_by": ""}, "is the working folder"),
        ("file-system", {"file_system": ""}, "unknown kind"),
        ("state", {"stored": Stored(2000, 3, 3)}, "2.0 kB, sound"),
        ("state", {"stored": Stored(2000, 1, 3)}, "of an older orchestrate"),
        ("state", {"stored": Stored(2000, None, 3)}, "not looked into"),
        ("at-work", {"holder": HOLDER}, "process 7 on box since 2026-11-22T14:00:00.000Z (run docs/m.md)"),
        ("at-work", {"holder": HOLDER}, "works in this project, run R1"),
        ("at-work", {"holder": HOLDER._replace(here=False)}, "on another machine"),
        ("at-work", {"holder": Holder(0, "", "", "", "", here=False)}, "another process works"),
        ("configuration", {"configured": False}, "the defaults hold"),
        ("launcher", {"launcher": Program("launcher", "srun", there=True)}, "'srun' is there"),
        ("gates", {"gates": (Program("lint", "npx", there=True),)}, "1 gate configured"),
    ],
)
def test_what_is_different_but_right_is_ok(name: str, change: dict[str, Any], words: str) -> None:
    check = named(checks(PROJECT._replace(**change)), name)
    assert (check.health, words in check.found) == (OK, True), check


def test_processes_of_a_run_that_is_under_way_are_no_leftovers() -> None:
    found = checks(PROJECT._replace(leftovers=(4,), holder=HOLDER))
    assert not [check for check in found if check.name == "leftovers"]


def test_programs_of_gates_behind_a_launcher_are_not_looked_for() -> None:
    there = Program("launcher", "srun", there=True)
    found = checks(PROJECT._replace(gates=(Program("lint", "npx", there=False),), launcher=there))
    assert named(found, "gates").health is OK


def test_without_git_nothing_is_said_of_a_repository() -> None:
    found = checks(PROJECT._replace(git=Git("", None, None, marked=True)))
    assert not [check for check in found if check.name == "repository"]


def test_very_many_complaints_are_counted() -> None:
    many = tuple(Refusal(f"config.yaml:{line}: no", "yes") for line in range(SHOWN + 12))
    found = [check for check in checks(PROJECT._replace(complaints=many)) if check.name == "configuration"]
    assert len(found) == SHOWN + 1
    assert found[-1].found == "... and 12 more"


def test_a_good_plan_is_told_with_what_it_needs() -> None:
    plan, agents = plan_checks(PLAN)
    assert (plan.health, agents.health) == (OK, OK)
    assert plan.found == "Small (docs/m.md): 2 phases, 3 gates, every program is there"
    assert agents.found == "defined: doc-sync"
    assert len(plan_checks(PLAN._replace(agents=()))) == 1


def test_a_plan_with_errors_is_told_with_their_cures() -> None:
    (check,) = plan_checks(PLAN._replace(complaints=(WRONG,)))
    assert_bad(check, ERROR, "no key 'x'", "did you mean")
    _, agents = plan_checks(PLAN._replace(agent_complaints=(WRONG,)))
    assert_bad(agents, ERROR, "no key 'x'", "did you mean")
