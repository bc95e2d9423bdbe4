"""What is said of notifications and sandboxes."""

from __future__ import annotations

import pytest

from orchestrator.doctor.around import checks
from orchestrator.doctor.report import Health
from orchestrator.doctor.world import Answer, Sandbox
from tests.doctor.made import NOTIFIER, assert_bad


def test_a_provider_that_somebody_asked_for_must_be_there() -> None:
    (check,) = checks(NOTIFIER._replace(there=False), ())
    assert_bad(check, Health.WARNING, "notify-send is not there", "install it")
    (check,) = checks(NOTIFIER._replace(desktop=False), ())
    assert_bad(check, Health.WARNING, "no desktop session", "another notifications.provider")


def test_the_default_that_nobody_asked_for_may_be_absent() -> None:
    (check,) = checks(NOTIFIER._replace(there=False, explicit=False), ())
    assert (check.health, check.found[:24]) == (Health.OK, "notify-send is not there")


@pytest.mark.parametrize(
    ("provider", "words"),
    [
        ("none", "none are wanted"),
        ("ntfy", "ntfy, https://ntfy.sh; no message"),
        ("desktop", "notify-send; "),
    ],
)
def test_a_provider_that_is_there_is_ok(provider: str, words: str) -> None:
    (check,) = checks(NOTIFIER._replace(provider=provider), ())
    assert (check.health, check.found.startswith(words)) == (Health.OK, True)


@pytest.mark.parametrize(
    ("sandbox", "words"),
    [
        (Sandbox("bwrap", "", None), "not there"),
        (Sandbox("docker", "/bin/docker", None), "/bin/docker, not tried"),
        (Sandbox("bwrap", "/bin/bwrap", Answer(0, "")), "/bin/bwrap, works"),
        (Sandbox("bwrap", "/bin/bwrap", Answer(1, "not permitted")), "does not work here: not permitted"),
        (Sandbox("bwrap", "/bin/bwrap", Answer(124, "")), "does not work here: exit code 124"),
    ],
)
def test_a_sandbox_only_informs(sandbox: Sandbox, words: str) -> None:
    _, check = checks(NOTIFIER, (sandbox,))
    assert (check.name, check.health, words in check.found) == (sandbox.name, Health.OK, True)
