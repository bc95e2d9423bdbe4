"""A run in a real terminal: its log and the status region, through all that happens to a terminal."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.support.commands import CHECKOUT, environment
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project
from tests.e2e.support.project import project as project_with
from tests.support.standin import configured
from tests.support.tmux import Window, needs_tmux, window
from tests.support.waiting import wait_until

pytestmark = [
    needs_tmux,
    pytest.mark.skipif(sys.platform != "linux", reason="a shell's child is found in /proc"),
]

ONE, TWO = PhaseFile("1", "Build the 日本語 parser"), PhaseFile("2", "Review", depends_on=("1",))
REGION = re.compile(r"[✓▶✗·]+  \d/\d done|▶ \d|· next: |\d/\d done  ")
EVENTS = [f"event {number:03}" for number in range(120)]
WORDS = r"""
say() { # NUMBER TEXT
    printf '{"type":"assistant","message":{"id":"m%s","usage":{"input_tokens":1000},' "$1"
    printf '"content":[{"type":"text","text":"event %s %s"}]},"parent_tool_use_id":null}\n' "$1" "$2"
}
use() { # NUMBER COMMAND
    printf '{"type":"assistant","message":{"id":"t%s","usage":{"input_tokens":1000},"content":' "$1"
    printf '[{"type":"tool_use","id":"t%s","name":"Bash","input":{"command":"%s"}}]}}\n' "$1" "$2"
}
until_told() { touch "began_$1"; until test -e "go_on_$1"; do sleep 0.02; done; }
"""
TALKS = r"""
begin
for number in $(seq -f %03.0f 0 119); do
    case $number in
        *3) say "$number" "日本語の長い行 e\u0301 👩 $(printf 'many long words %.0s' 1 2 3 4 5 6 7 8)" ;;
        *7) use "$number" "make 日本語 $(printf 'and more %.0s' 1 2 3 4 5 6 7 8)"; say "$number" . ;;
        *) say "$number" . ;;
    esac
    case $number in 020 | 050 | 080) until_told "$number" ;; esac
    sleep 0.02
done
"""
ENDS = "all_done; finish"
WAITS = "begin; use 1 'make test'; until_told 1; all_done; finish"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    found = environment(tmp_path, "http://127.0.0.1:9")
    del found["TERM"]
    return found | {"PYTHONPATH": str(CHECKOUT)}


@contextmanager
def run(
    folder: Path,
    env: dict[str, str],
    script: str,
    *options: str,
    size: tuple[int, int] = (100, 16),
) -> Iterator[tuple[Window, Project]]:
    """A run whose phase 1 does what the script says; phase 2 simply does its work."""
    scripts = f"{WORDS} case $phase in 1) {script} ;; *) begin; {ENDS} ;; esac"
    made = project_with(folder, ONE, TWO, config=configured(folder, scripts))
    command = (sys.executable, "-m", "orchestrator", "run", MASTER_PLAN, *options)
    with window(*size, command, made.root, env) as terminal:
        yield terminal, made


def go_on(made: Project, name: str = "1") -> None:
    (made.root / f"go_on_{name}").touch()


def began(made: Project, name: str = "1") -> None:
    wait_until(lambda: (made.root / f"began_{name}").exists(), 60, "the session")


def region_of(terminal: Window) -> list[str]:
    """The rows of the region, from its head on; nothing when it is not there."""
    rows = [row for row in terminal.screen() if row]
    heads = [number for number, row in enumerate(rows) if re.search(r"\d/\d done", row)]
    return rows[heads[-1] :] if heads else []


def left_over(terminal: Window) -> list[str]:
    """Lines of a region that should be gone."""
    return [line for line in terminal.everything() if REGION.match(line)]


def test_the_log_is_whole_and_nothing_of_the_region_is_left_however_the_window_is_resized(
    tmp_path: Path, env: dict[str, str]
) -> None:
    with run(tmp_path, env, TALKS + ENDS) as (terminal, made):
        for name, size in (("020", (50, 12)), ("050", (120, 20)), ("080", (40, 12))):
            began(made, name)
            terminal.shows(f"event {name}")
            terminal.resize(*size)
            (made.root / f"go_on_{name}").touch()
        assert terminal.wait_for_the_end() == 0
        text = terminal.everything()
        assert [line[:9] for line in text if line.startswith("event ")] == EVENTS
        assert len([line for line in text if line.startswith("[Bash: make 日本語")]) == 12
        assert text.count("Phase 1: Build the 日本語 parser (attempt 1 of 3)") == 1
        assert text.count("Done: 2 phases done, 0 blocked") == 1
        assert left_over(terminal) == []


def test_the_region_says_how_the_run_stands_at_any_width(tmp_path: Path, env: dict[str, str]) -> None:
    with run(tmp_path, env, WAITS, size=(100, 20)) as (terminal, made):
        terminal.shows("[Bash: make test]")
        terminal.shows("~1,000 tokens")
        head, active, following = region_of(terminal)
        assert re.fullmatch(r"▶·  0/2 done  \S+.*  0:\d\d  ~1,000 tokens", head)
        assert re.fullmatch(r"▶ 1 Build the 日本語 parser  attempt 1/3  0:\d\d  \[Bash: make test\]", active)
        assert following == "· next: 2 Review"
        for columns in (40, 20, 100):
            terminal.resize(columns, 20)
            wait_until(lambda: fits(region_of(terminal), columns), 20, f"a region at {columns} columns")  # noqa: B023 - called at once
        go_on(made)
        assert terminal.wait_for_the_end() == 0
        assert left_over(terminal) == []


def fits(region: list[str], columns: int) -> bool:
    """Whether a region has its three lines, cut only where it must."""
    whole = columns >= 100
    return len(region) == 3 and ("attempt 1/3" in region[1]) is whole and region[1].startswith("▶ 1")


def test_the_time_goes_on_while_nothing_is_said(tmp_path: Path, env: dict[str, str]) -> None:
    with run(tmp_path, env, WAITS) as (terminal, made):
        terminal.shows("  0:02  [Bash: make test]")
        terminal.shows("  0:03  [Bash: make test]")
        go_on(made)
        assert terminal.wait_for_the_end() == 0


def test_a_low_window_has_no_region(tmp_path: Path, env: dict[str, str]) -> None:
    with run(tmp_path, env, WAITS, size=(80, 4)) as (terminal, made):
        began(made)
        terminal.shows("[Bash: make test]")
        assert left_over(terminal) == []
        terminal.resize(80, 24)
        wait_until(lambda: len(region_of(terminal)) == 3, 20, "the region")
        go_on(made)
        assert terminal.wait_for_the_end() == 0
        assert left_over(terminal) == []


def test_ctrl_c_takes_the_region_away_and_says_what_happens(tmp_path: Path, env: dict[str, str]) -> None:
    with run(tmp_path, env, WAITS) as (terminal, _):
        terminal.shows("[Bash: make test]")
        wait_until(lambda: len(region_of(terminal)) == 3, 20, "the region")
        terminal.press("C-c")
        assert terminal.wait_for_the_end() == 130
        text = terminal.everything()
        assert text.count("Stopping: sessions are being ended; once more to end them at once") == 1
        assert left_over(terminal) == []
        assert "Stopped: 0 phases done, 0 blocked, 2 open. Go on with: orchestrate resume" in text


@contextmanager
def in_a_shell(folder: Path, env: dict[str, str]) -> Iterator[tuple[Window, Project]]:
    """A run that waits, started by hand in a shell."""
    made = project_with(folder, ONE, config=configured(folder, WORDS + WAITS))
    (folder / "bashrc").write_text("PS1='ready> '\n")
    shell = ("/bin/bash", "--rcfile", str(folder / "bashrc"), "-i")
    with window(90, 20, shell, made.root, env) as terminal:
        terminal.shows("ready>")
        terminal.press(f"{sys.executable} -m orchestrator run {MASTER_PLAN}", "Enter")
        wait_until(lambda: len(region_of(terminal)) == 2, 60, "the region")
        terminal.shows("[Bash: make test]")
        yield terminal, made


def test_a_killed_run_leaves_a_terminal_that_works(tmp_path: Path, env: dict[str, str]) -> None:
    with in_a_shell(tmp_path, env) as (terminal, _):
        os.kill(terminal.in_front(), signal.SIGKILL)
        terminal.shows("Killed")
        wait_until(lambda: terminal.screen()[int(terminal.tell("cursor_y"))] == "ready>", 20, "the prompt")
        assert [terminal.tell(name) for name in ("cursor_flag", "alternate_on", "insert_flag")] == [
            "1",
            "0",
            "0",
        ]
        terminal.press("stty -a | tr ' ;' '\\n\\n' | grep -xc -e echo -e icanon -e isig; seq 30", "Enter")
        wait_until(lambda: terminal.everything()[-2:] == ["30", "ready>"], 20, "thirty lines")
        text = terminal.everything()
        assert text[-33:-1] == [text[-33], "3", *map(str, range(1, 31))]
        assert text[-33].startswith("ready> stty")


def test_a_suspended_run_gives_the_terminal_back_and_goes_on_in_front(
    tmp_path: Path, env: dict[str, str]
) -> None:
    with in_a_shell(tmp_path, env) as (terminal, made):
        terminal.press("C-z")
        terminal.shows("Stopped")
        assert left_over(terminal) == []
        terminal.press("echo in between", "Enter")
        wait_until(lambda: "in between" in terminal.screen(), 20, "the echo")
        terminal.press("bg", "Enter")
        terminal.shows("run docs/master-plan.md &")
        terminal.press("echo at the side", "Enter")
        wait_until(lambda: "at the side" in terminal.screen(), 20, "the echo")
        assert left_over(terminal) == []
        terminal.press("fg", "Enter")
        wait_until(lambda: len(region_of(terminal)) == 2, 20, "the region")
        assert {"in between", "at the side"} < set(terminal.screen())
        go_on(made)
        terminal.shows("Done: 1 phase done, 0 blocked")
        wait_until(lambda: terminal.everything()[-1] == "ready>", 20, "the prompt")
        assert left_over(terminal) == []


@pytest.mark.parametrize(
    ("options", "variables"),
    [(("--no-status",), {}), (("--output", "plain"), {}), ((), {"CI": "true"}), ((), {"TERM": "dumb"})],
)
def test_there_is_no_region_where_it_is_not_wanted(
    tmp_path: Path, env: dict[str, str], options: tuple[str, ...], variables: dict[str, str]
) -> None:
    with run(tmp_path, env | variables, WAITS, *options) as (terminal, made):
        terminal.shows("[Bash: make test]")
        began(made)
        assert region_of(terminal) == []
        go_on(made)
        assert terminal.wait_for_the_end() == 0
        assert left_over(terminal) == []


def test_quiet_leaves_out_what_sessions_say_and_keeps_the_region(tmp_path: Path, env: dict[str, str]) -> None:
    with run(tmp_path, env, WAITS, "--quiet") as (terminal, made):
        wait_until(lambda: len(region_of(terminal)) == 3, 60, "the region")
        terminal.shows("  [Bash: make test]")
        assert "[Bash: make test]" not in terminal.everything()
        go_on(made)
        assert terminal.wait_for_the_end() == 0
        text = terminal.everything()
        assert "[Bash: make test]" not in text
        assert {
            "Phase 1 is done",
            "Phase 2 is done",
            "  gate true: passed (0.0 s), passed before, too",
        } < set(text)
