"""`orchestrate watch` in a real terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from tests.e2e.support.commands import CHECKOUT, environment, run_orchestrate, start_orchestrate
from tests.e2e.support.project import MASTER_PLAN, PhaseFile, Project
from tests.e2e.support.project import project as project_with
from tests.e2e.support.state import status
from tests.support import programs
from tests.support.standin import configured
from tests.support.tmux import Window, needs_tmux, shell
from tests.support.waiting import wait_until

ONE, TWO = PhaseFile("1", "One"), PhaseFile("2", "Zwei \u65e5\u672c\u8a9e", depends_on=("1",))
SAYS = """says() {
    printf '{"type":"assistant","message":{"content":[{"type":"text","text":"%s"}]}}\\n' "$1"
}
"""
WORKS = f'{SAYS} begin; says "I work on $phase"; all_done; finish'
GOES_ON = "until test -e go_on; do sleep 0.02; done"
WAITS = f"{SAYS} begin; says first; touch began; {GOES_ON}; says second; all_done; finish"
BREAKS = """
import sys, orchestrator.cli.watch as watch
from orchestrator.cli.main import main
watch.frame = None
sys.exit(main(['watch']))
"""
LEFT = "echo le''ft: $?"  # what is typed does not hold what is printed
KEYS = "q quit  s stop  ? help"
GONE = "no run is under way"


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return environment(tmp_path_factory.mktemp("watch"), "http://127.0.0.1:9") | {"PYTHONPATH": str(CHECKOUT)}


@contextmanager
def watched(
    folder: Path, env: dict[str, str], *options: str, columns: int = 90, rows: int = 15, before: str = ""
) -> Iterator[Window]:
    """`orchestrate watch` at the prompt of a terminal; its exit code is printed when it ends."""
    with shell(folder, env, columns, rows) as made:
        words = " ".join([before, sys.executable, "-m", "orchestrator", "watch", *options])
        made.press("echo be''fore", "Enter")
        made.shows("before")
        made.press(f"{words}; {LEFT}", "Enter")
        yield made


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> Project:
    """A project with a run that is done; it is only looked at."""
    folder = tmp_path_factory.mktemp("ran")
    made = project_with(folder, ONE, TWO, config=configured(folder, WORKS))
    assert run_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env).returncode == 0
    return made


def left(made: Window, code: int) -> list[str]:
    """The screen once it was left: as it was before, with the exit code."""
    screen = made.shows(f"left: {code}")
    assert any(line.endswith("before") for line in screen)
    assert not any(KEYS in line or "[1 Log]" in line for line in screen)
    return screen


@needs_tmux
def test_a_run_that_is_over_is_looked_at_by_keys(ran: Project, env: dict[str, str]) -> None:
    with watched(ran.root, env) as made:
        screen = made.shows("I work on 2")
        assert "2 of 2 done" in screen[0]
        assert screen[1].startswith(" \u2713 1 One ")
        assert screen[2].startswith(" \u2713 2 Zwei \u65e5\u672c\u8a9e ")
        assert screen[3].startswith("[1 Log] 2 Gates")
        assert KEYS in screen[-1]
        made.press("k")
        made.shows("I work on 1")
        made.press("2")
        made.shows("passed")
        made.press("Tab")
        made.shows("verdict: accept")
        made.press("Right")
        made.shows("Phase 1: One: done")
        made.press("/", "session 1 ", "Enter")
        wait_until(lambda: made.screen()[5].startswith("  session 1 (stand-in)"), 10, "the place")
        made.press("?")
        made.shows("the phase above, below")
        made.press("Escape")
        made.shows("[4 Details]")
        made.press("s")
        made.shows(GONE)
        made.press("q")
        left(made, 0)


@needs_tmux
def test_it_fits_every_size_the_window_takes(ran: Project, env: dict[str, str]) -> None:
    with watched(ran.root, env) as made:
        made.shows("I work on 2")
        for columns, rows in ((40, 8), (10, 2), (1, 1), (2, 5), (120, 30), (80, 10)):
            made.resize(columns, rows)

            def fits(columns: int = columns, rows: int = rows) -> bool:
                screen = made.screen()
                first = "done" in screen[0] if columns > 5 else True
                last = columns < 40 or rows < 5 or "q quit" in screen[-1]
                return first and last and len(screen) <= rows

            wait_until(fits, 10, f"a screen of {columns}x{rows}")
        screen = made.shows("[1 Log] 2 Gates  3 Findings  4 Details")
        assert [line for line in screen if line.startswith(" \u2713 ")] != []
        assert sum("Log]" in line for line in screen) == 1
        made.press("q")
        left(made, 0)


@needs_tmux
@pytest.mark.skipif(sys.platform != "linux", reason="processes are told apart by /proc")
def test_a_run_is_followed_while_it_goes_on_and_so_is_the_next_one(
    tmp_path: Path, env: dict[str, str]
) -> None:
    made = project_with(tmp_path, ONE, config=configured(tmp_path, WAITS))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_until(lambda: (made.root / "began").exists(), 60, "the session")
        with watched(made.root / "docs", env) as seen:
            assert "running" in seen.shows("first")[0]
            (made.root / "go_on").touch()
            seen.shows("second")
            seen.shows("1 of 1 done")
            assert running.wait().returncode == 0
            first = str(status(made, env)["id"])
            again = run_orchestrate("run", MASTER_PLAN, "--fresh", "--model", "opus", cwd=made.root, env=env)
            assert again.stderr == ""
            seen.press("4")
            new = str(status(made, env)["id"])
            assert new != first
            seen.shows(f"run {new}")


@needs_tmux
@pytest.mark.skipif(sys.platform != "linux", reason="processes are told apart by /proc")
def test_a_run_is_stopped_after_a_question(tmp_path: Path, env: dict[str, str]) -> None:
    made = project_with(tmp_path, ONE, config=configured(tmp_path, WAITS))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_until(lambda: (made.root / "began").exists(), 60, "the session")
        with watched(made.root, env) as seen:
            seen.shows("first")
            seen.press("s")
            seen.shows("Stop the run?")
            seen.press("n")
            seen.shows(KEYS)
            assert running.process.poll() is None
            seen.press("s")
            seen.shows("Stop the run?")
            seen.press("y")
            assert running.wait().returncode == 5
            assert "Paused: stopped with `orchestrate stop`. Go on with" in "".join(seen.shows("Paused: "))
            assert "paused" in seen.screen()[0]
        assert status(made, env)["paused"] == "stopped with `orchestrate stop`"


@needs_tmux
@pytest.mark.skipif(sys.platform != "linux", reason="processes are told apart by /proc")
def test_a_run_that_is_killed_is_seen_to_be_interrupted(tmp_path: Path, env: dict[str, str]) -> None:
    made = project_with(tmp_path, ONE, config=configured(tmp_path, WAITS))
    with start_orchestrate("run", MASTER_PLAN, cwd=made.root, env=env) as running:
        wait_until(lambda: (made.root / "began").exists(), 60, "the session")
        with watched(made.root, env) as seen:
            seen.shows("first")
            running.send_signal(signal.SIGKILL)
            screen = seen.shows("Go on with: orchestrate resume")
            assert "interrupted" in screen[0]
            assert "interrupted" in screen[1]


@needs_tmux
@pytest.mark.parametrize(("how", "code"), [("C-c", 130), ("TERM", 143), ("HUP", 129)])
def test_whatever_ends_it_the_screen_is_given_back(
    ran: Project, env: dict[str, str], how: str, code: int
) -> None:
    with watched(ran.root, env) as made:
        made.shows("I work on 2")
        if how == "C-c":
            made.press(how)
        else:
            os.kill(made.in_front(), getattr(signal, f"SIG{how}"))
        left(made, code)
        made.press("echo st''ill typed", "Enter")
        made.shows("still typed")


@needs_tmux
def test_an_error_gives_the_screen_back_and_is_told(ran: Project, env: dict[str, str]) -> None:
    (ran.root / "breaks.py").write_text(BREAKS)
    with shell(ran.root, env, 100, 20) as made:
        made.press("echo be''fore", "Enter")
        made.press(f"TMPDIR=. {sys.executable} breaks.py; {LEFT}", "Enter")
        assert any("a bug of ours: TypeError" in line for line in left(made, 3))


@needs_tmux
@pytest.mark.parametrize("before", ["", "trap '' HUP;"])
def test_it_ends_with_its_terminal(ran: Project, env: dict[str, str], before: str) -> None:
    with shell(ran.root, env, 90, 15) as made:
        made.press(f"{before} {sys.executable} -m orchestrator watch", "Enter")
        made.shows("I work on 2")
        process = made.in_front()
        made.tmux("kill-server")
        wait_until(lambda: not alive(process), 20, "its end")


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@needs_tmux
def test_without_colours_and_without_unicode(ran: Project, env: dict[str, str]) -> None:
    plain = env | {"NO_COLOR": "1", "LANG": "C"}
    with watched(ran.root, plain, before="env -u LC_ALL -u LC_CTYPE LANG=C") as made:
        screen = made.shows("I work on 2")
        assert all(line.isascii() for line in screen)
        assert screen[2].startswith(" + 2 Zwei ??? ")
        assert not any(
            f"\x1b[{colour}m" in line for line in made.screen(styled=True) for colour in range(30, 38)
        )
    with watched(ran.root, env) as made:
        made.shows("I work on 2")
        assert any("\x1b[32m" in line for line in made.screen(styled=True))


@needs_tmux
@pytest.mark.parametrize("kind", ["dumb", "no-such-terminal", "''"])
def test_a_terminal_without_a_screen_is_told(ran: Project, env: dict[str, str], kind: str) -> None:
    with watched(ran.root, env, before=f"env TERM={kind}") as made:
        screen = "".join(left(made, 2))
        assert f"no screen can be drawn on a terminal of the kind TERM='{kind.strip(chr(39))}'" in screen


@pytest.mark.usefixtures("project")
def test_without_a_terminal_there_is_one_clear_sentence(project: Path) -> None:
    ended = programs.orchestrate("watch", cwd=project)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "orchestrate: watch: it needs a terminal for input and output; without one use `orchestrate status`"
        " and `orchestrate logs` there\n"
    )


def test_without_curses_there_is_one_clear_sentence(project: Path) -> None:
    (project / "bare.py").write_text(f"import sys\nsys.modules['curses'] = None\n{BREAKS}")
    command = (sys.executable, "bare.py")
    ended = subprocess.run(
        command, cwd=project, env=programs.environment(), capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("orchestrate: watch: this Python has no curses")


def test_without_runs_it_says_so_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["watch"]) == 0
    assert "No runs yet" in capsys.readouterr().out
    assert main(["watch", "--run", "x"]) == 2
    assert "there is no run 'x'; this project has no runs yet" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("project")
def test_an_unknown_run_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", "--run", "nothing"]) == 2
    assert "`orchestrate history` lists the runs" in capsys.readouterr().err
