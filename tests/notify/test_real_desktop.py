"""A real notification daemon on a private bus gets what a person is to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.notify import desktop as provider
from orchestrator.notify.notice import Notice
from tests.e2e.support.commands import environment, run_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, project
from tests.support.desktop import Desktop, desktop, missing
from tests.support.standin import configured
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

ODD = "a & b <b>not bold</b> \"quoted\" 'x' \\n $(id) ñ 日本"
AS_MARKUP = "a &amp; b &lt;b&gt;not bold&lt;/b&gt; \"quoted\" 'x' \\n $(id) ñ 日本"


@pytest.fixture
def shown_on(tmp_path: Path) -> Iterator[Desktop]:
    with desktop(tmp_path / "desktop") as made:
        yield made


def test_what_is_sent_is_read_as_it_was_meant(shown_on: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, shown_on.environment[name])
    provider.send(Notice("Phase <1> & more", ODD, urgent=True))
    wait_until(shown_on.shown, what="the notice")
    (notice,) = shown_on.shown()
    assert (notice.app, notice.urgency) == ("orchestrate", "CRITICAL")
    assert (notice.title, notice.body) == ("Phase <1> & more", AS_MARKUP)


def test_a_run_tells_which_phase_is_blocked_why_and_what_to_do(shown_on: Desktop, tmp_path: Path) -> None:
    script = "begin; done_with blocked 'the network is down'; finish"
    config = configured(tmp_path, script, "notifications:\n  provider: desktop\n")
    made = project(tmp_path, PhaseFile("1", "Fetch"), config=config)
    env = environment(tmp_path, "http://127.0.0.1:9") | {
        name: shown_on.environment[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")
    }
    ended = run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env)
    assert (ended.returncode, ended.stderr) == (1, "")
    wait_until(lambda: len(shown_on.shown()) == 3, what="three notices")
    started, blocked, over = shown_on.shown()
    assert started.title.endswith(": started")
    assert blocked.title.endswith(": phase 1 blocked: Fetch")
    assert "the network is down" in blocked.body
    assert blocked.body.endswith("why: `orchestrate show 1`; again: `orchestrate resume`")
    assert over.title.endswith(": blocked")
    assert "a person is needed: `orchestrate status`" in over.body
    assert [notice.urgency for notice in (started, blocked, over)] == ["NORMAL", "CRITICAL", "CRITICAL"]
