"""The page that `orchestrate serve` shows, in a real browser while a real run goes on."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.e2e.support.commands import Running, environment, start_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project
from tests.e2e.support.project import project as project_with
from tests.e2e.support.state import status
from tests.serving.scene import served as served_board
from tests.support.browser import PHONE, Watched, overflow, violations
from tests.support.standin import configured
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are told apart by /proc")

ONE, TWO = PhaseFile("1", "One"), PhaseFile("2", "Two", depends_on=("1",))
# Each phase says what it does, and goes on when the test says so.
STEPS = r"""
begin
printf '{"type":"assistant","message":{"id":"m","role":"assistant","model":"stand-in","content":['
printf '{"type":"text","text":"<b>Looking</b> at phase %s"},' "$phase"
printf '{"type":"tool_use","id":"t","name":"Bash","input":{"command":"make phase-%s"}}]},' "$phase"
printf '"parent_tool_use_id":null}\n'
touch "began_$phase"
until test -e "go_on_$phase"; do sleep 0.02; done
all_done
finish
"""


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """A run takes its time on a machine that is busy."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, "http://127.0.0.1:9")


@pytest.fixture
def made(tmp_path: Path) -> Project:
    return project_with(tmp_path, ONE, TWO, config=configured(tmp_path, STEPS))


@contextmanager
def served(made: Project, env: dict[str, str], *options: str) -> Iterator[tuple[Running, str]]:
    """`orchestrate serve` under way, and the address that it printed."""
    with start_orchestrate("serve", *options, cwd=made.root, env=env) as serving:
        wait_until(lambda: "\n" in serving.stdout(), what="the address")
        yield serving, serving.stdout().splitlines()[0]


@contextmanager
def under_way(made: Project, env: dict[str, str]) -> Iterator[Running]:
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_until(lambda: (made.root / "began_1").exists(), 60, "the session")
        yield running


def go_on(made: Project, phase: str) -> None:
    (made.root / f"go_on_{phase}").touch()


def shown(watched: Watched, address: str) -> Page:
    watched.page.goto(address)
    expect(watched.page.locator("#live .state")).to_have_text("Live")
    return watched.page


def test_a_page_follows_a_run_from_before_it_begins_to_its_end(
    made: Project, env: dict[str, str], open_page: Open
) -> None:
    watched = open_page()
    with served(made, env) as (serving, address):
        page = shown(watched, address)
        expect(page.locator("h1")).to_have_text("No run yet")
        with under_way(made, env) as running:
            expect(page.locator("#overview")).to_contain_text("0 of 2 phases done")
            expect(page).to_have_title("Running: Small")
            expect(page.locator(".card .about")).to_contain_text("One · running, attempt 1")
            expect(page.locator(".card > .tool")).to_contain_text("[Bash: make phase-1]")
            expect(page.locator(".log p.text")).to_have_text("<b>Looking</b> at phase 1")
            go_on(made, "1")
            expect(page.locator("#overview")).to_contain_text("1 of 2 phases done")
            expect(page.locator(".card .about")).to_contain_text("Two · running, attempt 1")
            go_on(made, "2")
            expect(page.locator("#overview")).to_contain_text("all 2 phases verified")
            assert running.wait().returncode == 0
        expect(page).to_have_title("Done: Small")
        expect(page.locator(".card")).to_have_count(0)
        expect(page.get_by_role("button", name="Stop the run")).to_be_hidden()
        assert [request for request in watched.requests if "/?" in request] == [address]
        assert watched.complaints == []
        serving.send_signal(signal.SIGINT)
        ended = serving.wait()
        assert (ended.returncode, ended.stderr) == (0, "")


def test_what_a_person_unfolded_searched_and_focused_stays_when_the_page_changes(
    made: Project, env: dict[str, str], open_page: Open
) -> None:
    watched = open_page()
    with under_way(made, env), served(made, env) as (_, address):
        page = shown(watched, address)
        page.locator("#phase-2 > summary").click()
        page.locator("#search").fill("two")
        page.locator("#phase-2 > summary").focus()
        go_on(made, "1")
        expect(page.locator("#overview")).to_contain_text("1 of 2 phases done")
        assert page.locator("#search").input_value() == "two"
        expect(page.locator("#phase-2")).to_have_attribute("open", "")
        expect(page.locator("#phase-2 > summary")).to_be_focused()
        assert watched.complaints == []


def test_a_run_is_stopped_from_the_page_after_a_question(
    made: Project, env: dict[str, str], open_page: Open
) -> None:
    watched = open_page()
    with under_way(made, env) as running, served(made, env) as (_, address):
        page = shown(watched, address)
        page.get_by_role("button", name="Stop the run").click()
        expect(page.get_by_role("dialog", name="Stop this run?")).to_be_visible()
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        assert running.process.poll() is None
        page.get_by_role("button", name="Stop the run").click()
        page.get_by_role("button", name="Stop now").click()
        expect(page.locator("#live .answer").first).to_have_text(
            re.compile("^Run .* has ended. Go on with: orchestrate resume$")
        )
        assert running.wait().returncode == 5
        expect(page.locator("#overview")).to_contain_text("Paused")
        expect(page.get_by_role("button", name="Stop the run")).to_be_hidden()
        assert status(made, env)["paused"] == "stopped with `orchestrate stop`"
        with start_orchestrate("resume", cwd=made.root, env=env):
            expect(page.locator("#overview")).to_contain_text("Running")
            expect(page.locator("#live .answer").first).to_be_hidden()  # it ended, but it goes on again
        assert watched.complaints == []


def test_the_phase_under_way_may_end_first(made: Project, env: dict[str, str], open_page: Open) -> None:
    watched = open_page()
    with under_way(made, env) as running, served(made, env) as (_, address):
        page = shown(watched, address)
        page.get_by_role("button", name="Stop the run").click()
        page.get_by_role("button", name="After this phase").click()
        expect(page.locator("#live .answer").first).to_contain_text("ends when the phase under way has")
        go_on(made, "1")
        assert running.wait().returncode == 5
        expect(page.locator("#overview")).to_contain_text("1 of 2 phases done")


def test_a_lost_connection_is_told_and_so_is_a_server_that_was_started_anew(
    made: Project, env: dict[str, str], open_page: Open
) -> None:
    watched = open_page()
    with served(made, env) as (serving, address):
        page = shown(watched, address)
        port = address.partition("127.0.0.1:")[2].partition("/")[0]
        serving.send_signal(signal.SIGINT)
        serving.wait()
        expect(page.locator("#live .state")).to_have_text("Connection lost, trying again …")
    with served(made, env, "--port", port) as (_, other):
        assert other != address
        expect(page.locator("#live .state")).to_contain_text(
            "Open the address that orchestrate serve printed"
        )
        shown(watched, other)


@pytest.mark.parametrize("dark", [False, True])
def test_the_live_part_fits_a_phone_and_everybody_can_use_it(
    made: Project, env: dict[str, str], open_page: Open, dark: bool
) -> None:
    watched = open_page(PHONE, dark=dark)
    with under_way(made, env), served(made, env) as (_, address):
        page = shown(watched, address)
        expect(page.locator(".log p.text")).to_be_visible()
        assert overflow(page) == 0
        assert violations(page) == ""
        page.get_by_role("button", name="Stop the run").click()
        assert overflow(page) == 0
        assert violations(page) == ""
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        assert watched.complaints == []


def test_the_token_opens_the_page_and_nothing_else_does(
    made: Project, env: dict[str, str], open_page: Open
) -> None:
    watched = open_page()
    with served(made, env) as (_, address):
        found = watched.page.goto(address.partition("?")[0])
        assert found is not None
        assert found.status == 403
        assert "The token is missing or wrong" in watched.page.content()


FOREIGN = """async ([page, stop]) => {
    const tries = [
        [page, { mode: "cors" }],
        [page, { mode: "no-cors" }],
        [stop, { method: "POST", mode: "no-cors", body: new URLSearchParams({ run: "4711" }) }],
        [stop, { method: "POST", mode: "cors", headers: { "X-Mine": "1" } }],
    ];
    const ask = ([to, how]) => fetch(to, how).then((found) => found.type, () => "failed");
    return Promise.all(tries.map(ask));
}"""


@pytest.mark.parametrize("origin", ["http://127.0.0.1:9", "http://evil.example"])
def test_a_page_from_elsewhere_can_neither_read_nor_stop_even_with_the_token(
    open_page: Open, origin: str
) -> None:
    watched = open_page()
    watched.page.route(f"{origin}/", lambda route: route.fulfill(body="<title>foreign</title>"))
    with served_board() as to:
        watched.page.goto(f"{origin}/")
        found = watched.page.evaluate(FOREIGN, [f"{to.origin}{to.path()}", f"{to.origin}{to.path('/stop')}"])
        assert found == ["failed"] * 4
        with watched.page.expect_event("requestfailed") as refused:
            watched.page.set_content(f'<iframe src="{to.origin}{to.path()}"></iframe>')
        assert refused.value.url == f"{to.origin}{to.path()}"
        assert to.board.stopped == []
